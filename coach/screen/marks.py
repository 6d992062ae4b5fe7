"""A session's timeline JSON as typed values, read leniently: what is missing is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

_LONGEST_S: Final = 7 * 24 * 3600
"""A week: numbers beyond it are no part of a session and count as missing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event of a timeline, in seconds of the session."""

    start_s: float
    end_s: float
    kind: str
    text: str
    exercise: str
    set: int
    side: str
    rep: int
    phase: str
    beat_s: float | None
    intent: str
    reps: int
    target_reps: int
    load: str
    held_s: float
    feel: int
    spoken: bool

    @property
    def stands_still(self) -> bool:
        """A finished set that was one hold and no repetitions."""
        return self.held_s > 0 and max(self.reps, self.target_reps) <= 1

    @classmethod
    def from_json(cls, event: Mapping[str, object]) -> Self:
        """Read an event as DESIGN 7 fixes it."""
        beat = event.get("beat_s")
        start = _number(event.get("start_s"))
        return cls(
            start_s=start,
            end_s=max(start, _number(event.get("end_s"))),
            kind=_text(event.get("kind")),
            text=_text(event.get("text")),
            exercise=_text(event.get("exercise")),
            set=int(_number(event.get("set"))),
            side=_text(event.get("side")) or "both",
            rep=int(_number(event.get("rep"))),
            phase=_text(event.get("phase")),
            beat_s=_number(beat) if isinstance(beat, int | float) else None,
            intent=_text(event.get("intent")),
            reps=int(_number(event.get("reps"))),
            target_reps=int(_number(event.get("target_reps"))),
            load=_text(event.get("load")),
            held_s=_number(event.get("held_s")),
            feel=int(_number(event.get("feel"))),
            spoken=event.get("spoken") is not False and event.get("kind") != "tick",
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A whole session to be drawn."""

    program: str
    duration_s: float
    marks: tuple[Mark, ...]

    @classmethod
    def from_json(cls, timeline: Mapping[str, object]) -> Self:
        """Read a timeline; its marks come in order of their beginning."""
        events = timeline.get("events")
        listed = events if isinstance(events, list | tuple) else ()
        found = [Mark.from_json(event) for event in listed if isinstance(event, Mapping)]
        marks = tuple(sorted(found, key=lambda mark: (mark.start_s, mark.end_s)))
        last = max((mark.end_s for mark in marks), default=0.0)
        return cls(_text(timeline.get("program")), max(_number(timeline.get("duration_s")), last, 1.0), marks)

    def of(self, *kinds: str) -> list[Mark]:
        """The marks of these kinds."""
        return [mark for mark in self.marks if mark.kind in kinds]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    # Compared as it is: a whole number may be too large for a float, and NaN is in no range.
    return float(value) if isinstance(value, int | float) and -_LONGEST_S < value < _LONGEST_S else 0.0
