"""Time in samples, durations, tempo and loads: the quantities everything else is written in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, NewType

from coach import CoachError

Samples = NewType("Samples", int)
"""An instant or a length on the output stream's clock, in samples at `RATE`."""

RATE: Final = 48_000
"""Samples a second of the session clock, of every clip and of every output."""

HEARING_RATE: Final = 16_000
"""Samples a second of everything that is listened to."""

PIECE: Final = 1 << 20
"""Samples of all channels of a recording that are in memory at once; a damaged header claims a thousand channels."""


class UnitError(CoachError):
    """A text that should be a duration, tempo or load and is not; `remedy` says how to write it."""

    exit_code = 1

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.problem = problem
        self.remedy = remedy


def to_samples(seconds: float | Fraction) -> Samples:
    """The sample nearest to `seconds`; exact for a `Fraction`."""
    return Samples(round(Fraction(seconds) * RATE))


def to_seconds(samples: int) -> float:
    """Seconds, for people and JSON; never fed back into the core."""
    return samples / RATE


class Side(StrEnum):
    """Which side of the body a set trains."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> "Side":
        """The opposite side; `BOTH` is its own opposite."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, Side.BOTH)


class Phase(StrEnum):
    """A part of a repetition; the four, in tempo order (eccentric first, training-science 3.1)."""

    ECCENTRIC = "eccentric"
    STRETCH = "stretch"
    CONCENTRIC = "concentric"
    SQUEEZE = "squeeze"


_FROM_ECCENTRIC = (Phase.ECCENTRIC, Phase.STRETCH, Phase.CONCENTRIC, Phase.SQUEEZE)
_FROM_CONCENTRIC = (Phase.CONCENTRIC, Phase.SQUEEZE, Phase.ECCENTRIC, Phase.STRETCH)
EXPLOSIVE_S: Final = Fraction(1)
"""Seconds that an `X` takes on the beat (training-science 3.2: X counts as one)."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds of the four phases of one repetition, in notation order."""

    eccentric: Fraction
    stretch: Fraction
    concentric: Fraction
    squeeze: Fraction
    explosive: bool = False
    """The concentric was written `X`: as fast as control allows, one second on the beat."""

    @property
    def rep_s(self) -> Fraction:
        """Seconds of one whole repetition."""
        return self.eccentric + self.stretch + self.concentric + self.squeeze

    def phases(self, starts_with: Phase) -> Iterator[tuple[Phase, Fraction]]:
        """The phases that take time, in the order the exercise moves through them."""
        order = _FROM_CONCENTRIC if starts_with is Phase.CONCENTRIC else _FROM_ECCENTRIC
        for phase in order:
            seconds: Fraction = getattr(self, phase.value)
            if seconds > 0:
                yield phase, seconds

    def slower(self) -> "Tempo":
        """One second more in the eccentric (training-science 3.3, rule 9)."""
        return Tempo(self.eccentric + 1, self.stretch, self.concentric, self.squeeze, self.explosive)

    def faster(self) -> "Tempo":
        """One second less in the eccentric, never under one."""
        eccentric = max(Fraction(1), self.eccentric - 1)
        return Tempo(eccentric, self.stretch, self.concentric, self.squeeze, self.explosive)

    def __str__(self) -> str:
        lift = "X" if self.explosive else seconds_text(self.concentric)
        parts = (seconds_text(self.eccentric), seconds_text(self.stretch), lift, seconds_text(self.squeeze))
        return "-".join(parts)


def seconds_text(seconds: Fraction) -> str:
    """`3`, `1.5`: the shortest way to write a number of seconds."""
    return str(seconds.numerator) if seconds.denominator == 1 else f"{float(seconds):g}"


_TEMPO_REMEDY = "write four places, eccentric-stretch-concentric-squeeze, as in 3-1-2-1, 3121 or 31X1"


def parse_tempo(text: str) -> Tempo:
    """Read `3-1-2-1`, `3-1-2` (no last pause), `3121`, `31X1` or `@31X1`.

    Raises:
        UnitError: it is none of those, a place is over 60 s, or nothing moves.
    """
    body = text.strip().removeprefix("@")
    places = re.split(r"\s*[-/:]\s*", body) if re.search(r"[-/:]", body) else list(body)
    if len(places) == 3:
        places.append("0")
    if len(places) != 4 or not all(re.fullmatch(r"\d{1,2}(\.\d)?|[xX]", place) for place in places):
        raise UnitError(f"{text!r} is not a tempo", _TEMPO_REMEDY)
    if any(place in "xX" for place in (places[0], places[1], places[3])):
        raise UnitError(f"{text!r} has an X outside the third place", "X (explosive) belongs to the concentric only")
    explosive = places[2] in "xX"
    ecc, stretch, con, squeeze = (EXPLOSIVE_S if p in "xX" else Fraction(p) for p in places)
    tempo = Tempo(ecc, stretch, con, squeeze, explosive)
    if max(ecc, stretch, con, squeeze) > 60 or ecc + con == 0:
        raise UnitError(f"{text!r} cannot be lifted", _TEMPO_REMEDY)
    return tempo


_DURATION = re.compile(
    r"(?:(?P<h>\d+)\s*(?:h|hours?))?\s*(?:(?P<m>\d+(?:\.\d+)?)\s*(?:m|min|mins|minutes?))?"
    r"\s*(?:(?P<s>\d+(?:\.\d+)?)\s*(?:s|sec|secs|seconds?))?"
)


def parse_duration(text: str) -> Fraction:
    """Read `90s`, `1.5 s`, `180ms`, `1m30s`, `2 min`, `1:30` or `1:00:00` as exact seconds.

    Raises:
        UnitError: no unit (the remedy offers the likely one), or not a duration.
    """
    body = text.strip().lower()
    if clock := re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d{2})", body):
        whole_hours, whole_minutes, whole_seconds = (int(part or 0) for part in clock.groups())
        return Fraction(whole_hours * 3600 + whole_minutes * 60 + whole_seconds)
    if re.fullmatch(r"\d+(\.\d+)?", body):
        raise UnitError(f"{text!r} has no unit", f"did you mean {body}s? Write {body}s, or 1m30s, or 1:30")
    if thousandths := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:ms|milliseconds?)", body):
        return Fraction(thousandths[1]) / 1000
    match = _DURATION.fullmatch(body)
    if not body or match is None:
        raise UnitError(f"{text!r} is not a duration", "write 90s, 1m30s or 1:30")
    hours, minutes, secs = (Fraction(match[part] or 0) for part in "hms")
    return hours * 3600 + minutes * 60 + secs


def duration_text(seconds: float | Fraction) -> str:
    """`45s`, `1m30s`, `1h05m`: for screens and messages."""
    total = round(seconds)
    hours, rest = divmod(total, 3600)
    minutes, secs = divmod(rest, 60)
    if hours:
        return f"{hours}h{minutes:02d}m"
    if minutes:
        return f"{minutes}m{secs:02d}s" if secs else f"{minutes}m"
    return f"{secs}s"


class LoadKind(StrEnum):
    """What a load is measured in."""

    KG = "kg"
    LB = "lb"
    PERCENT = "%"
    BODYWEIGHT = "bodyweight"
    RIR = "RIR"
    RPE = "RPE"
    BAND = "band"


KILOS_A_POUND: Final = Fraction(45359237, 100000000)


@dataclass(frozen=True, slots=True)
class Load:
    """How heavy: `8 kg`, `20 lb`, `60 %` of 1RM, `bodyweight`, `RIR 3`, `RPE 7`, `red band`."""

    kind: LoadKind
    value: Fraction = Fraction(0)
    """Kilograms, pounds, per cent of 1RM, kilograms added to bodyweight, RIR or RPE."""
    name: str = ""
    """The band's name where `kind` is BAND."""

    def __str__(self) -> str:
        number = seconds_text(self.value)
        match self.kind:
            case LoadKind.BODYWEIGHT:
                return f"bodyweight + {number} kg" if self.value else "bodyweight"
            case LoadKind.RIR | LoadKind.RPE:
                return f"{self.kind.value} {number}"
            case LoadKind.BAND:
                return f"{self.name} band"
            case _:
                return f"{number} {self.kind.value}"


def parse_load(text: str) -> Load:
    """Read a load; a number without a unit is refused.

    Raises:
        UnitError: no unit, a unit nobody knows, or a value outside 0-1000.
    """
    body = " ".join(text.split())
    number = r"(\d+(?:\.\d+)?)"
    if re.fullmatch(number, body):
        raise UnitError(f"{text!r} has no unit", f"did you mean {body} kg? Write {body} kg, {body} lb or {body} %")
    if match := re.fullmatch(rf"body\s?weight(?:\s*\+\s*{number}\s*kg)?", body, re.IGNORECASE):
        return Load(LoadKind.BODYWEIGHT, Fraction(match[1] or 0))
    if match := re.fullmatch(r"(\w+) band", body, re.IGNORECASE):
        return Load(LoadKind.BAND, name=match[1].lower())
    if match := re.fullmatch(rf"(RIR|RPE)\s*{number}", body, re.IGNORECASE):
        kind, value = LoadKind(match[1].upper()), Fraction(match[2])
        if value <= 10:
            return Load(kind, value)
    if match := re.fullmatch(rf"{number}\s*(kg|kilos?|kilograms?|lbs?|pounds?|%|% ?1RM)", body, re.IGNORECASE):
        unit = match[2].lower()
        kind = LoadKind.PERCENT if unit[0] == "%" else LoadKind.KG if unit[0] == "k" else LoadKind.LB
        if Fraction(match[1]) <= 1000:
            return Load(kind, Fraction(match[1]))
    raise UnitError(f"{text!r} is not a load", "write 8 kg, 20 lb, 60 %, bodyweight, RIR 3, RPE 7 or red band")
