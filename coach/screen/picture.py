"""A whole session as one picture: sets by exercise and side, reps, holds, rests, the coach's words, commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from coach.screen.marks import Mark, Score
from coach.screen.svg import (
    ALARM,
    BOTH,
    COUNT,
    CUE,
    GRID,
    HEARD,
    HOLD,
    INK,
    LEFT,
    REST,
    RIGHT,
    SIDE_COLORS,
    SOFT,
    TALK,
    Drawing,
    shortened,
    text_width,
    wrapped,
)
from coach.units import duration_text

_WIDTH: Final = 1200
_NAMES: Final = 168
"""Pixels left of the clock, for the names of the lanes."""
_MARGIN: Final = 24
_FLAG: Final = 22
_LANE: Final = 58
_BLOCK: Final = 26
_VOICE: Final = 15
_VOICES: Final = (
    ("guides", ("announce", "rehearse", "ready", "rest", "ask", "ack", "reply", "safety", "breath"), TALK),
    ("cues", ("cue",), CUE),
    ("counts", ("count", "hold"), COUNT),
)
_SAFETY: Final = ("pain", "dizzy", "emergency", "stop")
_STEPS_S: Final = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600)
_DAY_S: Final = 86400


@dataclass(frozen=True, slots=True)
class _Clock:
    """Where an instant is on the paper."""

    seconds: float
    left: float = _MARGIN + _NAMES
    right: float = _WIDTH - _MARGIN

    def x(self, at: float) -> float:
        return self.left + (self.right - self.left) * min(max(at / self.seconds, 0.0), 1.0)


def timeline_svg(timeline: Mapping[str, object]) -> str:
    """An SVG, 1200 pixels wide and complete in itself, of a session's timeline JSON (DESIGN 7)."""
    score = Score.from_json(timeline)
    clock = _Clock(score.duration_s)
    drawing = Drawing(_WIDTH)
    _heading(drawing, score)
    flags = _levels(score.of("heard"), clock)
    top = 78.0
    lanes_at = top + _FLAG * (max(flags.values(), default=-1) + 1) + 8
    exercises = list(dict.fromkeys(done.exercise for done in score.of("set_done")))
    rest_at = lanes_at + _LANE * len(exercises)
    voices_at = rest_at + 30
    bottom = voices_at + _VOICE * len(_VOICES) + 14
    _grid(drawing, clock, lanes_at - 6, bottom)
    _poles(drawing, flags, clock, top, bottom)
    for number, exercise in enumerate(exercises):
        _lane(drawing, score, clock, exercise, lanes_at + _LANE * number)
    _rests(drawing, score, clock, rest_at)
    _voices(drawing, score, clock, voices_at)
    _flags(drawing, flags, clock, top)
    _legend(drawing, bottom + 46)
    return drawing.svg(bottom + 66, f"{score.program}: {duration_text(score.duration_s)}")


def _heading(drawing: Drawing, score: Score) -> None:
    done = score.of("set_done")
    reps = sum(mark.reps for mark in done if not mark.stands_still)
    facts = [
        duration_text(score.duration_s),
        f"{len(done)} sets",
        f"{reps} reps" if reps else "",
        f"{len([mark for mark in score.of('heard') if mark.intent])} commands understood",
    ]
    drawing.text(_MARGIN, 38, shortened(score.program or "Session", 20, 700), 20, bold=True, title=score.program)
    drawing.text(_MARGIN, 58, "  ·  ".join(fact for fact in facts if fact), 12.5, color=SOFT)


def _grid(drawing: Drawing, clock: _Clock, top: float, bottom: float) -> None:
    step = next((step for step in _STEPS_S if clock.seconds / step <= 16), _DAY_S)
    at = 0
    while at <= clock.seconds:
        x = clock.x(at)
        drawing.line(x, top, x, bottom, GRID)
        label = f"{at // 60}" if step >= 60 else f"{at // 60}:{at % 60:02d}"
        drawing.text(x, bottom + 16, label, 11, color=SOFT, anchor="middle")
        at += step
    drawing.line(clock.left, bottom, clock.right, bottom, SOFT)
    drawing.text(_MARGIN, bottom + 16, "minutes", 11, color=SOFT)


def _lane(drawing: Drawing, score: Score, clock: _Clock, exercise: str, top: float) -> None:
    done = [mark for mark in score.of("set_done") if mark.exercise == exercise]
    name = done[0].text or exercise.replace("_", " ")
    lines = wrapped(name, 13.5, _NAMES - 10, 2)
    for row, line in enumerate(lines):
        drawing.text(_MARGIN, top + 20 + 15 * row, line, 13, bold=True, title=name)
    loads = list(dict.fromkeys(mark.load for mark in done if mark.load))
    under = top + 20 + 15 * len(lines)
    drawing.text(_MARGIN, under, shortened(" → ".join(loads), 11, _NAMES - 12), 11, color=SOFT)
    drawing.line(_MARGIN, top + _LANE - 4, clock.right, top + _LANE - 4, GRID)
    for mark in done:
        _set(drawing, score, clock, mark, top + 10)


def _set(drawing: Drawing, score: Score, clock: _Clock, done: Mark, top: float) -> None:
    left, right = clock.x(done.start_s), clock.x(done.end_s)
    color = SIDE_COLORS.get(done.side, BOTH)
    drawing.rect(left, top, max(right - left, 2), _BLOCK, color, round_=4, title=_result(done))
    inside = [mark for mark in score.marks if done.start_s <= mark.start_s < done.end_s and mark.kind != "heard"]
    _holds(drawing, inside, done, clock, top)
    begun = {mark.rep: clock.x(mark.start_s) for mark in reversed(inside) if mark.rep > 1}
    for x in begun.values():
        drawing.line(x, top + 6, x, top + _BLOCK - 6, "#ffffff", width=0.9)
    count = duration_text(done.held_s) if done.stands_still else str(done.reps)
    if not done.stands_still and done.target_reps and done.reps != done.target_reps:
        count += f"/{done.target_reps}"
    count = {"left": "L ", "right": "R "}.get(done.side, "") + count
    drawing.text((left + right) / 2, top + _BLOCK + 12, count, 10.5, color=INK, anchor="middle", title=_result(done))


def _holds(drawing: Drawing, inside: Sequence[Mark], done: Mark, clock: _Clock, top: float) -> None:
    """The stretches in which holds are counted; those of one repetition are one."""
    by_rep: dict[int, list[Mark]] = {}
    for mark in inside:
        if mark.kind == "hold":
            by_rep.setdefault(mark.rep, []).append(mark)
    for held in by_rep.values():
        left, right = clock.x(held[0].start_s), clock.x(min(held[-1].end_s + 0.7, done.end_s))
        drawing.rect(left, top, max(right - left, 4), _BLOCK, "url(#hatch)", round_=3)


def _rests(drawing: Drawing, score: Score, clock: _Clock, top: float) -> None:
    drawing.text(_MARGIN, top + 11, "Rest", 12, color=SOFT)
    done = sorted(score.of("set_done"), key=lambda mark: mark.start_s)
    for before, after in pairwise(done):
        length = after.start_s - before.end_s
        if length > 1:
            left, right = clock.x(before.end_s), clock.x(after.start_s)
            drawing.rect(left, top, right - left, 14, REST, round_=3, title=f"Rest, {duration_text(length)}")
            if text_width(duration_text(length), 9.5) < right - left - 4:
                drawing.text((left + right) / 2, top + 10.5, duration_text(length), 9.5, color=SOFT, anchor="middle")


def _voices(drawing: Drawing, score: Score, clock: _Clock, top: float) -> None:
    for row, (name, kinds, color) in enumerate(_VOICES):
        y = top + row * _VOICE
        drawing.text(_MARGIN, y + 10, f"Coach: {name}", 12, color=SOFT)
        for mark in score.of(*kinds):
            if mark.spoken:
                left, right = clock.x(mark.start_s), clock.x(mark.end_s)
                shown = ALARM if mark.kind == "safety" else color
                drawing.rect(left, y + 1, max(right - left, 1), 11, shown, title=mark.text)


def _levels(heard: Sequence[Mark], clock: _Clock) -> dict[Mark, int]:
    """The row of each flag, the highest row being 0; a flag stands in the lowest row where it has room."""
    free: list[float] = []
    rows: dict[Mark, int] = {}
    for mark in heard:
        left = _flag_left(mark, clock)
        row = next((row for row, taken in enumerate(free) if taken + 6 <= left), len(free))
        free[row:] = [left + _flag_width(mark), *free[row + 1 :]]
        rows[mark] = row
    highest = max(rows.values(), default=0)
    return {mark: highest - row for mark, row in rows.items()}


def _flag_width(mark: Mark) -> float:
    return text_width(shortened(mark.text, 11, 220), 11) + 14


def _flag_left(mark: Mark, clock: _Clock) -> float:
    return min(clock.x(mark.start_s), clock.right - _flag_width(mark))


def _poles(drawing: Drawing, rows: Mapping[Mark, int], clock: _Clock, top: float, bottom: float) -> None:
    for mark, row in rows.items():
        x = clock.x(mark.start_s)
        drawing.line(x, top + row * _FLAG + 9, x, bottom, _flag_color(mark), width=0.8, dash="2 4")


def _flags(drawing: Drawing, rows: Mapping[Mark, int], clock: _Clock, top: float) -> None:
    for mark, row in rows.items():
        color, left, y = _flag_color(mark), _flag_left(mark, clock), top + row * _FLAG
        meaning = f"{mark.text} ({mark.intent or 'not a command here'})"
        drawing.rect(left, y, _flag_width(mark), 18, "#ffffff", round_=4, stroke=color, title=meaning)
        drawing.text(left + 7, y + 13, shortened(mark.text, 11, 220), 11, color=color, title=meaning)


def _flag_color(mark: Mark) -> str:
    if mark.intent in _SAFETY:
        return ALARM
    return HEARD if mark.intent else SOFT


def _legend(drawing: Drawing, y: float) -> None:
    x = float(_MARGIN)
    entries = (
        ("left", LEFT),
        ("right", RIGHT),
        ("both sides", BOTH),
        ("hold", "url(#hatch)"),
        ("rest", REST),
        ("guides, asks, answers", TALK),
        ("cue", CUE),
        ("count", COUNT),
    )
    for name, color in entries:
        drawing.rect(x, y - 10, 16, 12, color, round_=2, stroke=HOLD if name == "hold" else "")
        drawing.text(x + 22, y, name, 11.5, color=SOFT)
        x += 22 + text_width(name, 11.5) + 20
    drawing.line(x + 8, y - 11, x + 8, y + 3, SOFT, width=1)
    drawing.text(x + 16, y, "a repetition begins", 11.5, color=SOFT)
    x += 16 + text_width("a repetition begins", 11.5) + 20
    drawing.rect(x, y - 11, 46, 15, "#ffffff", round_=4, stroke=HEARD)
    drawing.text(x + 7, y, "heard", 11, color=HEARD)
    drawing.text(x + 52, y, "what the athlete said", 11.5, color=SOFT)


def _result(done: Mark) -> str:
    parts = [
        done.text or done.exercise,
        f"set {done.set}" if done.set else "",
        done.side,
        "" if done.stands_still else f"{done.reps} of {done.target_reps or done.reps} reps",
        done.load,
        f"held {done.held_s:g} s" if done.held_s else "",
        f"felt {done.feel} of 5" if done.feel else "",
    ]
    return ", ".join(part for part in parts if part)
