"""The transcript of a session as HTML: lines to click, in which every word knows its instant."""

from collections.abc import Iterable
from html import escape

from coach.screen.marks import Mark
from coach.screen.page_sets import Part, Stretch, result
from coach.screen.terminal import clean

_IN_A_REP = ("count", "hold", "cue", "breath")
_PHASES = {"concentric": "up", "squeeze": "squeeze", "eccentric": "down", "stretch": "stretch"}


def shown(text: str) -> str:
    """`text` as nothing but text, between tags or in a quoted attribute."""
    return escape(clean(text), quote=True)


def clock(seconds: float) -> str:
    """`1:05`, `1:02:05`."""
    whole = int(seconds)
    minutes = f"{whole // 60 % 60:02d}" if whole >= 3600 else f"{whole // 60}"
    return (f"{whole // 3600}:" if whole >= 3600 else "") + f"{minutes}:{whole % 60:02d}"


def transcript(sets: list[Part], marks: Iterable[Mark]) -> str:
    """All that was said, heard and done, under a heading for each set; `marks` where no set was finished."""
    if not sets:
        return f'<section class="set" data-intro="0">{_lines(list(marks))}</section>'
    return "\n".join(_part(number, part) for number, part in enumerate(sets))


def _part(number: int, part: Part) -> str:
    phases = ";".join(f"{run.start_s:.3f},{run.end_s:.3f},{run.rep},{_phase(run)}" for run in part.stretches)
    facts = {
        "intro": f"{part.intro_s:.3f}",
        "lead": f"{part.lead_s:.3f}",
        "start": f"{part.done.start_s:.3f}",
        "end": f"{part.done.end_s:.3f}",
        "target": f"{part.done.target_reps}",
        "side": part.side,
        "name": part.name,
        "place": part.place,
        "phases": phases,
    }
    data = " ".join(f'data-{key}="{shown(value)}"' for key, value in facts.items())
    heading = (
        f'<h3 class="{part.side}"><button type="button" tabindex="-1" data-go="{part.intro_s:.3f}">'
        f"<b>{shown(part.name)}</b> <span>{shown(part.place)}</span></button></h3>"
    )
    return f'<section class="set" id="set-{number + 1}" {data}>{heading}{_lines(list(part.marks))}</section>'


def _phase(run: Stretch) -> str:
    return "hold" if run.held else _PHASES.get(run.phase, "")


def _lines(marks: list[Mark]) -> str:
    rows: list[list[Mark]] = []
    for mark in sorted(marks, key=_order):
        if not (mark.spoken and mark.text) or mark.kind == "ack":
            continue
        if rows and _same_rep(rows[-1][-1], mark):
            rows[-1].append(mark)
        else:
            rows.append([mark])
    return f"<ol>{''.join(_line(row) for row in rows)}</ol>" if rows else ""


def _order(mark: Mark) -> tuple[float, int]:
    """A set's result stands between its last words and those of the rest, which begin together."""
    if mark.kind == "set_done":
        return mark.end_s, 1
    return mark.start_s, 0 if mark.kind in _IN_A_REP else 2


def _same_rep(before: Mark, mark: Mark) -> bool:
    if before.kind == mark.kind == "ready" and before.beat_s is not None and mark.beat_s is not None:
        return True
    if not (before.kind in _IN_A_REP and mark.kind in _IN_A_REP):
        return False
    return (before.exercise, before.set, before.side, before.rep) == (mark.exercise, mark.set, mark.side, mark.rep)


def _line(row: list[Mark]) -> str:
    first = row[0]
    at = first.end_s if first.kind == "set_done" else first.start_s
    counted = f"Rep {first.rep}" if first.kind in _IN_A_REP and first.rep else ""
    who = {"heard": "You", "set_done": "Done", "hold": "Hold"}.get(first.kind, counted)
    name = f"<i>{who}</i> " if who else ""
    words = " ".join(_word(mark) for mark in row)
    style = "rep" if first.kind in _IN_A_REP else first.kind
    return (
        f'<li><button type="button" tabindex="-1" class="line {_word_of(style)}" data-go="{at:.3f}">'
        f"<time>{clock(at)}</time> <span>{name}{words}</span></button></li>"
    )


def _word(mark: Mark) -> str:
    if mark.kind == "set_done":
        return f'<span class="w" data-at="{mark.end_s:.3f}" data-end="{mark.end_s:.3f}">{shown(result(mark))}</span>'
    kind = f"w {_word_of(mark.kind)}"
    return f'<span class="{kind}" data-at="{mark.start_s:.3f}" data-end="{mark.end_s:.3f}">{shown(mark.text)}</span>'


def _word_of(kind: str) -> str:
    """A class name; the kinds of a timeline come from a file and are not trusted to be one."""
    return kind if kind.isascii() and kind.replace("_", "").isalpha() else "other"
