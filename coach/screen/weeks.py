"""A picture of many sessions: load, sets and the difference of the two sides, week by week, one column an exercise."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from coach.screen.svg import CUE, GRID, INK, SIDE_COLORS, SOFT, Drawing, shortened
from coach.units import KILOS_A_POUND

Session: TypeAlias = Mapping[str, object]
"""One session by key: `week`, `sets` (rows of the history), `strength` (kg by `exercise.side`), `tests`."""
SIDES: Final = ("left", "right", "both")
BANDS: Final = ((5.0, "ordinary below"), (10.0, "moderate from"), (15.0, "large from"))
"""Per cent at which a difference of the sides is called more (training-science 5.2)."""
_MARGIN, _COLUMN, _GAP = 64.0, 290.0, 40.0
_TOP, _PANEL, _SPACE = 92.0, 132.0, 46.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """A frame with its scales."""

    drawing: Drawing
    left: float
    top: float
    weeks: int
    low: float
    high: float

    def x(self, week: float) -> float:
        return self.left + (week - 1) / self.weeks * _COLUMN

    def y(self, value: float) -> float:
        return self.top + _PANEL * (1 - (value - self.low) / (self.high - self.low))

    def frame(self, ticks: Sequence[float], *, numbers: bool, unit: str) -> None:
        for tick in ticks:
            self.drawing.line(self.left, self.y(tick), self.left + _COLUMN, self.y(tick), GRID)
            if numbers:
                self.drawing.text(self.left - 8, self.y(tick) + 4, f"{tick:g}{unit}", 11, color=SOFT, anchor="end")
        for week in range(1, self.weeks + 1):
            if week == 1 or week % 2 == 0:
                x = self.x(week + 0.5)
                self.drawing.text(x, self.top + _PANEL + 15, str(week), 10.5, color=SOFT, anchor="middle")


def weeks_picture(sessions: Sequence[Session], exercises: Sequence[tuple[str, str]], title: str) -> str:
    """An SVG of `sessions`, the oldest first; `exercises` are (id, name), three at most."""
    shown = list(exercises)[:3]
    width = 2 * _MARGIN + len(shown) * _COLUMN + (len(shown) - 1) * _GAP - 20
    drawing = Drawing(width)
    drawing.text(_MARGIN - 30, 32, title, 17, bold=True)
    x = _MARGIN - 30
    for side, words in zip(SIDES, ("left", "right", "both together"), strict=True):
        drawing.circle(x + 5, 50, 4.5, SIDE_COLORS[side])
        drawing.text(x + 14, 54, words, 12, color=SOFT)
        x += 30 + len(words) * 7
    drawing.circle(x + 5, 50, 4.5, CUE)
    drawing.text(x + 14, 54, "what a test found", 12, color=SOFT)
    weeks = max((_int(s.get("week")) for s in sessions), default=1)
    loads = {e: [_loads(s, e) for s in sessions] for e, _ in shown}
    for column, (exercise, name) in enumerate(shown):
        left = _MARGIN + column * (_COLUMN + _GAP)
        drawing.text(left, _TOP - 14, shortened(name, 13, _COLUMN), 13, bold=True)
        _draw_loads(drawing, left, sessions, loads[exercise], weeks)
        _draw_sets(drawing, left, sessions, exercise, weeks)
        _draw_gaps(drawing, left, sessions, exercise, weeks, first=column == 0)
    height = _TOP + 3 * _PANEL + 2 * _SPACE + 48
    drawing.text(_MARGIN, height - 14, "week", 11, color=SOFT)
    return drawing.svg(height, title)


def _panel(drawing: Drawing, left: float, row: int, weeks: int, low: float, high: float) -> _Panel:
    return _Panel(drawing, left, _TOP + row * (_PANEL + _SPACE), weeks, low, high)


def _heading(panel: _Panel, words: str) -> None:
    panel.drawing.text(panel.left, panel.top - (2 if panel.top < _TOP + 1 else 8), words, 11, color=SOFT, italic=True)


def _draw_loads(
    drawing: Drawing,
    left: float,
    sessions: Sequence[Session],
    loads: Sequence[Mapping[str, float]],
    weeks: int,
) -> None:
    values = [value for load in loads for value in load.values()]
    low, high = _span(values)
    panel = _panel(drawing, left, 0, weeks, low, high)
    panel.frame(_ticks(low, high), numbers=True, unit="")
    _heading(panel, "load, kg")
    places = _places(sessions)
    for number, side in enumerate(SIDES):
        points = [
            (panel.x(at), panel.y(load[side]) + 2.5 * (number - 1), load[side])
            for at, load in zip(places, loads, strict=True)
            if side in load
        ]
        _curve(drawing, [(px, py) for px, py, _ in points], SIDE_COLORS[side], width=2)


def _draw_sets(drawing: Drawing, left: float, sessions: Sequence[Session], exercise: str, weeks: int) -> None:
    counts = {side: [0] * weeks for side in SIDES}
    for session in sessions:
        for row in _rows(session, exercise):
            if row.get("role") in ("work", "extra"):
                counts[str(row.get("side"))][_int(session.get("week")) - 1] += 1
    high = max(2, *(max(each) for each in counts.values()))
    panel = _panel(drawing, left, 1, weeks, 0, high)
    panel.frame([tick for tick in range(high + 1) if tick % (1 if high <= 6 else 2) == 0], numbers=True, unit="")
    _heading(panel, "sets a week")
    bar = _COLUMN / weeks / 4
    for number, side in enumerate(SIDES):
        for week, count in enumerate(counts[side], 1):
            if count:
                x = panel.x(week) + bar * (number + 0.5)
                tip = f"week {week}, {side}: {count} sets"
                drawing.rect(x, panel.y(count), bar * 0.9, panel.y(0) - panel.y(count), SIDE_COLORS[side], title=tip)


def _draw_gaps(
    drawing: Drawing, left: float, sessions: Sequence[Session], exercise: str, weeks: int, *, first: bool
) -> None:
    true = [_gap(session, exercise) for session in sessions]
    tested = [_tested(session, exercise) for session in sessions]
    values = [value for value in (*true, *tested) if value is not None]
    low, high = min(0.0, *values, 0.0), max(18.0, *values)
    panel = _panel(drawing, left, 2, weeks, low, high)
    panel.frame([0.0], numbers=first, unit=" %")
    for percent, words in BANDS:
        y = panel.y(percent)
        drawing.line(left, y, left + _COLUMN, y, SOFT, width=0.8, dash="4 4")
        drawing.text(left - 8, y + 4, f"{percent:g} %", 11, color=SOFT, anchor="end")
        if first:
            drawing.text(left + _COLUMN, y - 3, words, 9.5, color=SOFT, anchor="end")
    _heading(panel, "left weaker by, in per cent of the best repetition")
    places = _places(sessions)
    points = [(panel.x(at), panel.y(value)) for at, value in zip(places, true, strict=True) if value is not None]
    _curve(drawing, points, INK, width=2)
    for at, value in zip(places, tested, strict=True):
        if value is not None:
            drawing.circle(panel.x(at), panel.y(value), 4.5, CUE)


def _curve(drawing: Drawing, points: Sequence[tuple[float, float]], color: str, *, width: float) -> None:
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        drawing.line(x1, y1, x2, y2, color, width=width)
    for x, y in points:
        drawing.circle(x, y, 2.6, color)


def _places(sessions: Sequence[Session]) -> list[float]:
    """Where each session lies, in weeks: those of a week share it evenly."""
    made = []
    for session in sessions:
        same = [s for s in sessions if s.get("week") == session.get("week")]
        made.append(_int(session.get("week")) + (same.index(session) + 0.5) / len(same))
    return made


def _loads(session: Session, exercise: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in _rows(session, exercise):
        weight = _kilos(str(row.get("load")))
        if weight is not None and row.get("role") == "work":
            found[str(row.get("side"))] = weight
    return found


def _kilos(load: str) -> float | None:
    number, _, unit = load.partition(" ")
    if unit not in ("kg", "lb"):
        return None
    return float(number) * (float(KILOS_A_POUND) if unit == "lb" else 1)


def _rows(session: Session, exercise: str) -> list[Mapping[str, object]]:
    sets = session.get("sets")
    rows = [row for row in sets if isinstance(row, Mapping)] if isinstance(sets, list | tuple) else []
    return [row for row in rows if row.get("exercise") == exercise]


def _gap(session: Session, exercise: str) -> float | None:
    """How much weaker the left is; negative where it is the right."""
    strength = session.get("strength")
    if not isinstance(strength, Mapping):
        return None
    left, right = strength.get(f"{exercise}.left"), strength.get(f"{exercise}.right")
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    return (right - left) / max(left, right) * 100


def _tested(session: Session, exercise: str) -> float | None:
    tests = session.get("tests")
    found = tests.get(exercise) if isinstance(tests, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(percent := found.get("percent"), int | float):
        return None
    return -percent if found.get("side") == "right" else percent


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = max(1.0, (high - low) * 0.15)
    return max(0.0, float(int(low - room))), float(int(high + room + 0.999))


def _ticks(low: float, high: float) -> list[float]:
    size = next(size for size in (1, 2, 5, 10, 20, 50, 100) if (high - low) / size <= 6)
    start = int(low / size) * size
    return [tick for tick in (float(start + size * n) for n in range(8)) if low <= tick <= high]


def _int(value: object) -> int:
    return value if isinstance(value, int) else 1
