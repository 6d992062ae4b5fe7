"""One set from near, in lines like a score: phases, beats, the words on them, cues, holds, commands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from math import ceil
from typing import Final

from coach.screen.live import instant
from coach.screen.marks import Mark, Score
from coach.screen.svg import (
    COUNT,
    CUE,
    FRAME,
    GRID,
    HEARD,
    HOLD,
    INK,
    SIDE_COLORS,
    SOFT,
    TALK,
    Drawing,
    shortened,
    text_width,
)
from coach.units import Phase, duration_text

_WIDTH: Final = 1200
_MARGIN: Final = 24
_LEFT: Final = _MARGIN + 8
_RIGHT: Final = _WIDTH - _MARGIN - 8
_STAFF_S: Final = 20.0
_STAVES: Final = 16
"""Lines at most, about; a longer stretch gets longer lines."""
_HEIGHT: Final = 132
_PHASE_COLORS: Final = {
    Phase.CONCENTRIC.value: "#c9dff2",
    Phase.SQUEEZE.value: "#f3cfe0",
    Phase.ECCENTRIC.value: "#d5e8d4",
    Phase.STRETCH.value: "#f5e6c4",
}
_ON_BEAT: Final = ("count", "hold", "tick")


@dataclass(frozen=True, slots=True)
class _Staff:
    """A stretch of the session on one line of the paper."""

    start_s: float
    end_s: float
    top: float
    scale: float
    """Pixels a second; the same on every line."""

    def x(self, at: float) -> float:
        return _LEFT + self.scale * (min(max(at, self.start_s), self.end_s) - self.start_s)

    def begins(self, at: float) -> bool:
        """An event that begins at this instant stands on this line."""
        return self.start_s <= at < self.end_s

    def shows(self, phase: "_Phase") -> bool:
        """Some of the phase lies on this line."""
        return phase.start_s < self.end_s and phase.end_s > self.start_s


@dataclass(frozen=True, slots=True)
class _Phase:
    start_s: float
    end_s: float
    name: str
    rep: int
    held: bool
    opens: bool
    """The first of its repetition."""


def zoom(timeline: Mapping[str, object], start_s: float, end_s: float) -> str:
    """An SVG, 1200 pixels wide, of the stretch from `start_s` to `end_s` of a session's timeline JSON.

    Raises:
        ValueError: the stretch is empty.
    """
    if not end_s > start_s:
        raise ValueError(f"nothing lies between {start_s} s and {end_s} s")
    score = Score.from_json(timeline)
    marks = [mark for mark in score.marks if start_s <= mark.start_s < end_s and mark.kind != "set_done"]
    phases = list(_phases(marks))
    edges = _edges(start_s, end_s, [phase.start_s for phase in phases if phase.opens])
    scale = (_RIGHT - _LEFT) / max(after - before for before, after in pairwise(edges))
    drawing = Drawing(_WIDTH)
    _heading(drawing, score, start_s, end_s)
    bottom = 84.0
    for before, after in pairwise(edges):
        _staff(drawing, _Staff(before, after, bottom, scale), phases, marks)
        bottom += _HEIGHT
    _legend(drawing, bottom + 10)
    return drawing.svg(bottom + 30, f"{score.program}, {instant(start_s)} to {instant(end_s)}")


def _edges(start_s: float, end_s: float, reps: list[float]) -> list[float]:
    """Where lines begin, and the end: at the last repetition that begins within a line's length, if there is one."""
    longest = max(_STAFF_S, (end_s - start_s) / _STAVES)
    edges = [start_s]
    while edges[-1] + longest < end_s:
        here = [at for at in reps if edges[-1] + longest / 4 < at <= edges[-1] + longest]
        edges.append(max(here, default=edges[-1] + longest))
    return [*edges, end_s]


def _heading(drawing: Drawing, score: Score, start_s: float, end_s: float) -> None:
    done = next((mark for mark in score.of("set_done") if mark.start_s < end_s and mark.end_s > start_s), None)
    title = score.program
    if done is not None:
        parts = (done.text or done.exercise, f"set {done.set}", "" if done.side == "both" else done.side, done.load)
        title = ", ".join(part for part in parts if part)
        drawing.rect(_MARGIN, 22, 6, 38, SIDE_COLORS.get(done.side, INK), round_=3)
    drawing.text(_MARGIN + 16, 38, shortened(title, 20, 1000), 20, bold=True, title=title)
    facts = [f"{instant(start_s)} to {instant(end_s)}"]
    if done is not None and not done.stands_still:
        facts.append(f"{done.reps} of {done.target_reps or done.reps} reps")
    if done is not None and done.held_s:
        facts.append(f"held {duration_text(done.held_s)}")
    drawing.text(_MARGIN + 16, 58, "  ·  ".join(facts), 12.5, color=SOFT)


def _phases(marks: list[Mark]) -> Iterator[_Phase]:
    """Neighbouring beats of one phase of one repetition, joined; each lasts until the next begins."""
    beats = [mark for mark in marks if mark.beat_s is not None and mark.phase]
    groups: list[list[Mark]] = []
    for mark in beats:
        if groups and (groups[-1][0].rep, groups[-1][0].phase) == (mark.rep, mark.phase):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    before = 0
    for here, following in zip_longest(groups, groups[1:]):
        last_beat = here[-1].beat_s or 0.0
        end = last_beat + 1.0 if following is None else min(following[0].beat_s or 0.0, last_beat + _STAFF_S)
        rep, held = here[0].rep, any(mark.kind == "hold" for mark in here)
        yield _Phase(here[0].beat_s or 0.0, end, here[0].phase, rep, held, opens=rep != before)
        before = rep


def _staff(drawing: Drawing, staff: _Staff, phases: list[_Phase], marks: list[Mark]) -> None:
    top, left, right = staff.top, staff.x(staff.start_s), staff.x(staff.end_s)
    drawing.rect(left, top, right - left, 24, "#f3f0e8", round_=3)
    for second in range(ceil(staff.start_s), ceil(staff.end_s)):
        drawing.line(staff.x(second), top + 24, staff.x(second), top + 88, GRID)
        if second % 5 == 0:
            label = f"{second // 60}:{second % 60:02d}"
            drawing.text(staff.x(second), top + 102, label, 10, color=SOFT, anchor="middle")
    for phase in phases:
        if staff.shows(phase):
            _phase(drawing, staff, phase)
    drawing.line(left, top + 88, right, top + 88, FRAME)
    free = [left, left]
    for mark in marks:
        if not staff.begins(mark.start_s):
            continue
        if mark.kind in _ON_BEAT:
            _beat(drawing, staff, mark)
        elif mark.kind == "heard":
            _flag(drawing, staff, mark)
        else:
            _sentence(drawing, staff, mark, free)


def _phase(drawing: Drawing, staff: _Staff, phase: _Phase) -> None:
    left, right, top = staff.x(phase.start_s), staff.x(phase.end_s), staff.top
    fill = "url(#hatch)" if phase.held else _PHASE_COLORS.get(phase.name, GRID)
    drawing.rect(left, top, right - left, 24, fill, title=f"repetition {phase.rep}, {phase.name}")
    if phase.opens and not phase.held and phase.start_s >= staff.start_s:
        drawing.text(left + 5, top + 16.5, str(phase.rep), 12, bold=True)
        left += 10 + text_width(str(phase.rep), 12)
    name = shortened("hold" if phase.held else phase.name, 10.5, right - left - 8)
    if phase.held and name:
        drawing.rect(left + 4, top + 4, text_width(name, 10.5) + 8, 16, "#ffffff", round_=3)
    drawing.text(left + (8 if phase.held else 5), top + 16, name, 10.5, color=HOLD if phase.held else INK)


def _beat(drawing: Drawing, staff: _Staff, mark: Mark) -> None:
    at = mark.start_s if mark.beat_s is None else mark.beat_s
    x, top = staff.x(at), staff.top
    color = HOLD if mark.kind == "hold" else INK
    drawing.circle(x, top + 33, 2.4 if mark.spoken else 1.8, color if mark.spoken else COUNT)
    if mark.spoken:
        drawing.rect(x, top + 38, staff.x(mark.end_s) - x, 3, color, opacity=0.35)
        drawing.text(x, top + 52, mark.text, 11.5, color=color, title=f"{mark.text}, {instant(mark.start_s)}")


def _sentence(drawing: Drawing, staff: _Staff, mark: Mark, free: list[float]) -> None:
    """A cue or another sentence: a bar as long as it sounds, its words below, on the first of two rows with room."""
    x = staff.x(mark.start_s)
    row = next((row for row, taken in enumerate(free) if taken <= x), 0)
    color = CUE if mark.kind in ("cue", "breath") else TALK
    y = staff.top + 58 + 15 * row
    words = shortened(mark.text, 11, _RIGHT - x - 6)
    free[row] = x + text_width(words, 11) + 10
    drawing.rect(x, y, max(staff.x(mark.end_s) - x, 2), 14, color, round_=3, opacity=0.18, title=mark.text)
    drawing.rect(x, y, 2.5, 14, color)
    drawing.text(x + 6, y + 11, words, 11, color=color, italic=mark.kind == "cue", title=mark.text)


def _flag(drawing: Drawing, staff: _Staff, mark: Mark) -> None:
    width = text_width(mark.text, 11) + 12
    x = staff.x(mark.start_s)
    left = min(x, staff.x(staff.end_s) - width)
    drawing.line(x, staff.top - 14, x, staff.top + 88, HEARD, dash="2 3")
    drawing.rect(left, staff.top - 18, width, 16, "#ffffff", round_=4, stroke=HEARD)
    drawing.text(left + 6, staff.top - 6, mark.text, 11, color=HEARD, title=mark.intent)


def _legend(drawing: Drawing, y: float) -> None:
    x = float(_MARGIN + 8)
    for name, color in (*_PHASE_COLORS.items(), ("hold", "url(#hatch)"), ("cue", CUE), ("other words", TALK)):
        drawing.rect(x, y - 10, 16, 12, color, round_=2)
        drawing.text(x + 22, y, name, 11.5, color=SOFT)
        x += 22 + text_width(name, 11.5) + 20
    drawing.circle(x + 3, y - 4, 2.4, INK)
    drawing.text(x + 12, y, "beat with a word", 11.5, color=SOFT)
    x += 12 + text_width("beat with a word", 11.5) + 20
    drawing.circle(x + 3, y - 4, 1.8, COUNT)
    drawing.text(x + 12, y, "beat with a tick", 11.5, color=SOFT)
    x += 12 + text_width("beat with a tick", 11.5) + 20
    drawing.text(x, y, "4", 12, bold=True)
    drawing.text(x + 12, y, "number of the repetition", 11.5, color=SOFT)
