"""What is known about the athlete from one session to the next: frozen, and plain enough to be kept as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from coach.units import Load, Side, parse_load


class Band(StrEnum):
    """How far apart two sides are (training-science 5.2)."""

    NONE = "none"
    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"


class Lever(StrEnum):
    """What can make a muscle better felt, in the order in which it is tried (training-science 6.3)."""

    CUE = "cue"
    SLOWER = "slower"
    HOLD = "hold"
    LIGHTER = "lighter"
    TOUCH = "touch"
    UNILATERAL = "unilateral"
    SWAP = "swap"


class Care(StrEnum):
    """What is asked once at set-up; any yes means the care profile (training-science 4.3, 7.4)."""

    BLOOD_PRESSURE = "blood_pressure"
    HEART = "heart"
    STROKE = "stroke"
    EYES = "eyes"
    PREGNANCY = "pregnancy"
    HERNIA = "hernia"
    INJURY = "injury"
    STRAIN = "strain"
    """A doctor has said not to strain."""
    INACTIVE = "inactive"
    MINOR = "minor"
    EATING = "eating"
    REFER = "refer"
    """One of those for whom nothing is adapted, as said by voice."""
    SOMETHING = "something"
    """Whether any of them, as said by voice."""


REFERRED: Final = (Care.PREGNANCY, Care.HEART, Care.STROKE, Care.MINOR, Care.EATING, Care.REFER)
"""For whom the coach adapts nothing by itself (training-science 7.4)."""


@dataclass(frozen=True, slots=True)
class WeakSide:
    """The weaker side of an area."""

    side: Side
    band: Band
    since: str
    """The day it was noted, as `2026-11-24`."""
    long_standing: bool
    """The athlete has said that it is an old story: no question about it any more (training-science 7.3)."""

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {
            "side": self.side.value,
            "band": self.band.value,
            "since": self.since,
            "long_standing": self.long_standing,
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """One comparison of the two sides: a test, or a session's best sets."""

    at: str
    side: Side
    """The weaker one; BOTH where they are equal."""
    percent: float
    """(strong - weak) / strong of the estimated best repetition, in per cent (training-science 5.1)."""
    exercise: str

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {"at": self.at, "side": self.side.value, "percent": self.percent, "exercise": self.exercise}


@dataclass(frozen=True, slots=True)
class Next:
    """What to begin with next time."""

    load: str
    """What it was last done with."""
    steps: int
    """So many steps of the equipment heavier, or lighter."""
    because: str
    """`easy`, `clear`, `same`, `hard`, `short`, or `said`."""
    clear: int = 0
    """How many sessions running, at this load, were whole and clearly felt."""
    planned: str = ""
    """What the program had at the time; once that is changed, the program's word counts. Empty: whatever it has."""

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {
            "load": self.load,
            "steps": self.steps,
            "because": self.because,
            "clear": self.clear,
            "planned": self.planned,
        }


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Something that stopped an exercise and has not been asked about since (training-science 7.2)."""

    kind: str
    """`pain` or `dizzy`."""
    word: str
    at: str
    place: str = ""
    """Where it hurt, and on which side, where that was named."""
    side: str = ""

    def plain(self) -> dict[str, object]:
        """As JSON."""
        made: dict[str, object] = {"kind": self.kind, "word": self.word, "at": self.at}
        return made | {key: value for key, value in (("place", self.place), ("side", self.side)) if value}


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a session knows about the athlete; entries have been checked (`coach.plan.entries`).

    Keys: `weak.AREA`, `gaps.AREA`, `load.EXERCISE.SIDE`, `next.EXERCISE.SIDE`, `one_rm.EXERCISE.SIDE`,
    `lever.EXERCISE.SIDE`, `hold.EXERCISE`, `care.QUESTION`, `prefer.WHAT`, `unsettled.EXERCISE` (or
    `unsettled.dizzy`), `retest.AREA`.
    """

    today: str = ""
    """The day of the session, as `2026-11-24`; the core has no calendar of its own."""
    entries: Mapping[str, object] = field(default_factory=dict)
    week: Mapping[str, int] = field(default_factory=dict)
    """Working sets of the seven days before, by `area.side`; two-sided ones count for left, right and both."""

    ask_care: bool = False
    """Somebody can answer the questions of the set-up who has not been asked yet."""
    practised: frozenset[str] | None = None
    """Exercises of which a set has been done, ever; None where nobody knows, and nothing counts as new."""

    def learnt(self, key: str, value: object) -> "Profile":
        """The profile with `value` under `key`; None forgets the key."""
        kept = {known: old for known, old in self.entries.items() if known != key}
        return replace(self, entries=kept if value is None else {**kept, key: value})

    def weak(self, area: str) -> WeakSide | None:
        """The weaker side of an area, where one is known."""
        match self.entries.get(f"weak.{area}"):
            case {"side": str(side), "band": str(band), "since": str(since), "long_standing": bool(old)}:
                return WeakSide(Side(side), Band(band), since, old)
            case _:
                return None

    def weak_areas(self) -> tuple[str, ...]:
        """The areas of which a weaker side is known."""
        return tuple(key.removeprefix("weak.") for key in sorted(self.entries) if key.startswith("weak."))

    def gaps(self, area: str) -> tuple[Gap, ...]:
        """Comparisons of an area's sides, the oldest first."""
        found = self.entries.get(f"gaps.{area}")
        made = []
        for gap in found if isinstance(found, list | tuple) else ():
            match gap:
                case {"at": str(at), "side": str(side), "percent": (int() | float()) as percent, "exercise": str(what)}:
                    made.append(Gap(at, Side(side), float(percent), what))
                case _:
                    continue
        return tuple(made)

    def load(self, exercise: str, side: Side) -> Load | None:
        """What the exercise was last done with on this side."""
        return self._load(f"load.{exercise}.{side.value}")

    def one_rm(self, exercise: str, side: Side) -> Load | None:
        """The estimated best single repetition (training-science 1.5)."""
        return self._load(f"one_rm.{exercise}.{side.value}")

    def _load(self, key: str) -> Load | None:
        found = self.entries.get(key)
        return parse_load(found) if isinstance(found, str) else None

    def next_load(self, exercise: str, side: Side) -> Next | None:
        """What to begin with this time."""
        match self.entries.get(f"next.{exercise}.{side.value}"):
            case {
                "load": str(load),
                "steps": int(steps),
                "because": str(because),
                "clear": int(clear),
                "planned": str(planned),
            }:
                return Next(load, steps, because, clear, planned)
            case _:
                return None

    def lever(self, exercise: str, side: Side) -> Lever | None:
        """What last made the muscle better felt."""
        found = self.entries.get(f"lever.{exercise}.{side.value}")
        return Lever(found) if isinstance(found, str) else None

    def hold_steps(self, exercise: str) -> tuple[int, str]:
        """How many steps the holds of an exercise have grown beyond the program (training-science 4.2), and when."""
        match self.entries.get(f"hold.{exercise}"):
            case {"steps": int(steps), "at": str(at)}:
                return steps, at
            case _:
                return 0, ""

    def retest(self, area: str) -> str:
        """The day on which a test of the area's sides was last offered, `due` where one is owed, or nothing."""
        found = self.entries.get(f"retest.{area}")
        return found if isinstance(found, str) else ""

    def prefers(self, what: str) -> str | None:
        """What the athlete asked to remember: `counting`, `rep_number`, `last_reps`, `tempo`...; and the `latency`."""
        found = self.entries.get(f"prefer.{what}")
        return found if isinstance(found, str) else None

    def unsettled(self) -> Mapping[str, Unsettled]:
        """What stopped an exercise and has not been asked about since; by exercise, or `dizzy`."""
        made = {}
        for key, value in self.entries.items():
            match value:
                case {"kind": str(kind), "word": str(word), "at": str(at), **named} if key.startswith("unsettled."):
                    place, side = str(named.get("place", "")), str(named.get("side", ""))
                    made[key.removeprefix("unsettled.")] = Unsettled(kind, word, at, place, side)
                case _:
                    continue
        return made

    @property
    def careful(self) -> bool:
        """Some question of the set-up was answered with yes: the care profile holds (training-science 4.3)."""
        return any(self.entries.get(f"care.{question}") is True for question in Care)

    @property
    def refers(self) -> bool:
        """Nothing is adapted, and the athlete is referred to a clinician (training-science 7.4)."""
        return any(self.entries.get(f"care.{question}") is True for question in REFERRED)

    @property
    def asked_about_care(self) -> bool:
        """The questions of the set-up have been answered."""
        by_voice = (Care.SOMETHING, Care.REFER)
        every = all(f"care.{question}" in self.entries for question in Care if question not in by_voice)
        return every or f"care.{Care.SOMETHING}" in self.entries


def days_between(earlier: str, later: str) -> int:
    """Days from one `2026-11-24` to another; negative where the first is the later one."""
    return _day(later) - _day(earlier)


def _day(text: str) -> int:
    """A running number of a Gregorian day, counted from a year that begins in March."""
    year, month, day = (int(part) for part in text.split("-"))
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day
