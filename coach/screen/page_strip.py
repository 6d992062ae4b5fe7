"""A session drawn for the page: the whole as a bar, and a long strip in which every repetition is a hill."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from coach.screen.marks import Mark, Score
from coach.screen.page_sets import Part, Stretch
from coach.screen.page_words import clock, shown
from coach.screen.svg import shortened
from coach.units import duration_text

SCALE: Final = 8.0
"""Pixels a second of the strip: a repetition of seven seconds is as wide as a finger."""
HEIGHT: Final = 148
_NAME: Final = 16
_FLAG: Final = 36
_TOP: Final = 52
_BASE: Final = 108
_NUMBER: Final = 124
_CLOCK: Final = 143
_TICK_S: Final = 15
_SAFETY: Final = ("pain", "dizzy", "emergency", "stop")
_LEVELS: Final = {"concentric": (0, 1), "squeeze": (1, 1), "eccentric": (1, 0), "stretch": (0, 0)}
"""How far through the movement a phase begins and ends: 1 is the squeezed end."""


def overview(score: Score, sets: Sequence[Part]) -> str:
    """The session as one bar that stretches to any width."""
    scale = 1000 / score.duration_s
    rects = []
    for part in sets:
        done = part.done
        rects.append(_rect(part.side, done.start_s * scale, 4, max((done.end_s - done.start_s) * scale, 1), 24))
        rects += [
            _rect("held", run.start_s * scale, 4, max((run.end_s - run.start_s) * scale, 0.8), 24)
            for run in part.stretches
            if run.held
        ]
    rects += [_rect(_flag(mark), mark.start_s * scale - 1, 0, 2, 32) for mark in score.of("heard")]
    return (
        '<svg id="overview" viewBox="0 0 1000 32" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rest" x="0" y="13" width="1000" height="6"/>'
        f'{"".join(rects)}<rect id="played" x="0" y="0" width="0" height="32"/></svg>'
    )


def strip(score: Score, sets: Sequence[Part]) -> str:
    """The session at `SCALE`, with names, sides, phases, holds, rests, cues and what the athlete said."""
    width = score.duration_s * SCALE
    drawn = [_ticks(score.duration_s), f'<path class="base" d="M0 {_BASE}H{width:.1f}"/>']
    drawn += [_rest(before, after) for before, after in pairwise(sets)]
    drawn += [_rect("intro", part.intro_s * SCALE, _BASE - 9, part.before_s * SCALE - 2, 2) for part in sets]
    ends = [part.done.start_s for part in sets[1:]] + [score.duration_s]
    drawn += [_set(part, until) for part, until in zip(sets, ends, strict=False)]
    drawn += [
        _rect("cue", mark.start_s * SCALE, _TOP - 8, (mark.end_s - mark.start_s) * SCALE, 5, mark.text)
        for mark in score.of("cue")
    ]
    heard = score.of("heard")
    nexts = [mark.start_s for mark in heard[1:]] + [score.duration_s + 30]
    drawn += [_said(mark, until) for mark, until in zip(heard, nexts, strict=False)]
    label = shown(f"The session drawn: {len(sets)} sets in {duration_text(score.duration_s)}")
    return (
        f'<svg id="drawn" width="{width:.1f}" height="{HEIGHT}" viewBox="0 0 {width:.1f} {HEIGHT}" '
        f'role="img" aria-label="{label}" data-scale="{SCALE:g}"><defs><pattern id="hatched" width="6" height="6" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hold-back" width="6" height="6"/>'
        '<rect class="hold-line" width="3" height="6"/></pattern></defs>'
        f"{''.join(drawn)}</svg>"
    )


def _ticks(duration_s: float) -> str:
    times = range(0, int(duration_s) + 1, _TICK_S)
    marks = "".join(f"M{at * SCALE:g} {_BASE + 1}v{6 if at % 60 else 22}" for at in times)
    words = "".join(_text("clock", at * SCALE + 3, _CLOCK, clock(at)) for at in times)
    return f'<path class="ticks" d="{marks}"/>{words}'


def _rest(before: Part, after: Part) -> str:
    start, end = before.done.end_s, after.intro_s
    if end - start < 1:
        return ""
    bar = _rect("rest", start * SCALE + 2, _BASE - 12, max((end - start) * SCALE - 4, 1), 8)
    return bar + _text("pause", start * SCALE + 8, _BASE - 20, f"Rest {duration_text(end - start)}")


def _set(part: Part, until_s: float) -> str:
    done = part.done
    left, width = done.start_s * SCALE, max((done.end_s - done.start_s) * SCALE, 2)
    room = (until_s - done.start_s) * SCALE - 12
    name = shortened(part.short, 15, max(room, 40))
    drawn = [
        _text(f"name {part.side}", left, _NAME, name),
        _rect(f"ground {part.side}", left, _TOP, width, _BASE - _TOP),
        _hills(part),
        *(_held(run) for run in part.stretches if run.held),
    ]
    begun = {run.rep: run.start_s for run in reversed(part.stretches) if run.rep}
    if done.target_reps != 1 or len(begun) > 1:
        drawn += [_text("number", at * SCALE, _NUMBER, str(rep)) for rep, at in begun.items()]
        drawn += [f'<path class="cut" d="M{at * SCALE:.1f} {_TOP}V{_BASE}"/>' for rep, at in begun.items() if rep > 1]
    return "".join(drawn)


def _hills(part: Part) -> str:
    """The movement as a line that rises in one phase and falls in the other."""
    moving = {run.phase for run in part.stretches if run.phase in _LEVELS}
    if len(moving) < 2:
        return ""
    first = part.stretches[0]
    points = [f"M{first.start_s * SCALE:.1f} {_BASE}"]
    for run in part.stretches:
        begin, end = _LEVELS.get(run.phase, (0, 0))
        points.append(f"L{run.start_s * SCALE:.1f} {_height(begin)}L{run.end_s * SCALE:.1f} {_height(end)}")
    points.append(f"L{part.stretches[-1].end_s * SCALE:.1f} {_BASE}Z")
    return f'<path class="hill {part.side}" d="{"".join(points)}"/>'


def _height(level: int) -> int:
    return _TOP + 8 if level else _BASE - 8


def _held(run: Stretch) -> str:
    left, width = run.start_s * SCALE, (run.end_s - run.start_s) * SCALE
    label = f"{run.end_s - run.start_s:.0f} s"
    words = _text("hold-time", left + width / 2, _TOP + 33, label) if width > 30 else ""
    return _rect("hatched", left, _TOP, width, _BASE - _TOP, f"Hold {label}") + words


def _said(mark: Mark, until_s: float) -> str:
    x = mark.start_s * SCALE
    words = shortened(f"“{mark.text}”", 13, (until_s - mark.start_s) * SCALE - 10)
    pole = f'<path class="{_flag(mark)} pole" d="M{x:.1f} {_FLAG - 11}V{_BASE}"/>'
    return pole + _text(_flag(mark), x + 5, _FLAG, words)


def _flag(mark: Mark) -> str:
    return "alarm" if mark.intent in _SAFETY else "heard"


def _rect(name: str, x: float, y: float, width: float, height: float, title: str = "") -> str:
    box = f'class="{name}" x="{x:.1f}" y="{y:g}" width="{max(width, 0):.1f}" height="{height:g}"'
    return f"<rect {box}><title>{shown(title)}</title></rect>" if title else f"<rect {box}/>"


def _text(name: str, x: float, y: float, words: str) -> str:
    return f'<text class="{name}" x="{x:.1f}" y="{y:g}">{shown(words)}</text>'
