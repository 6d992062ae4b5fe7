"""What may stand in the profile: every key with its meaning, and values read from text, from JSON and from the past."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from coach import CoachError
from coach.plan.profile import Band, Care, Gap, Lever, Next, Unsettled, WeakSide
from coach.program.choices import Counting, Focus, LastReps, Level, RepNumber
from coach.program.near import did_you_mean
from coach.units import LoadKind, Side, UnitError, parse_duration, parse_load, parse_tempo

GAPS_KEPT: Final = 8
"""Comparisons of an area's sides, newest last, that are kept."""
_DAY: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_PLACE: Final = frozenset({"place", "side"})
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


class EntryError(CoachError):
    """A key or a value that the profile cannot hold; the message says what it may be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry."""

    pattern: str
    """As it is written, places in capitals: `load.EXERCISE.SIDE`."""
    about: str
    read: Callable[[object, str], object]
    """The value as it is kept; takes what was given and the day."""


def checked(key: str, value: object, today: str) -> object:
    """`value` as it is kept under `key`: text as an athlete writes it, or what was kept before.

    Raises:
        EntryError: there is no such key, or it cannot have this value.
    """
    kind = kind_of(key)
    try:
        return kind.read(value, today)
    except UnitError as error:
        raise EntryError(f"{key}: {error}") from error
    except ValueError as error:
        raise EntryError(f"{key}: {error}; {kind.pattern} is {kind.about}") from error


def kind_of(key: str) -> Kind:
    """The kind of entry that `key` names.

    Raises:
        EntryError: there is no such key.
    """
    first, *places = key.split(".")
    kind = KINDS.get(first)
    if kind is None:
        near = did_you_mean(first, KINDS)
        raise EntryError(f"{key!r} is no key of the profile{near or ''}; keys: {', '.join(_patterns())}")
    wanted = kind.pattern.split(".")[1:]
    if len(places) != len(wanted):
        raise EntryError(f"{key!r} is incomplete; write {kind.pattern}: {kind.about}")
    for place, name in zip(places, wanted, strict=True):
        choices = _PLACES.get(name)
        if choices is not None and place not in choices:
            raise EntryError(f"{key!r}: {place!r} is none of {', '.join(choices)}")
        if choices is None and not _NAME.fullmatch(place):
            raise EntryError(f"{key!r}: {place!r} is no {name.lower()}; write {kind.pattern}")
    return kind if first != "prefer" else Kind(key, _PREFERENCES[places[0]].about, _PREFERENCES[places[0]].read)


def _patterns() -> list[str]:
    return [kind.pattern for kind in KINDS.values()]


def _choice(
    choices: type[Band] | type[Lever] | type[Counting] | type[RepNumber] | type[LastReps] | type[Focus] | type[Level],
) -> "Callable[[object, str], str]":
    def read(value: object, today: str) -> str:
        del today
        if str(value) not in set(choices):
            raise ValueError(f"{str(value)!r} is none of {', '.join(choices)}")
        return str(value)

    return read


def _weak(value: object, today: str) -> object:
    match value:
        case str():
            side, _, band = value.strip().lower().partition(" ")
            wanted = Band(_choice(Band)(band or Band.MODERATE, today))
            made = WeakSide(_one_side(side), wanted, today, long_standing=True)
        case {"side": str(side), "band": str(band), "since": since, "long_standing": bool(old), **rest} if not rest:
            made = WeakSide(_one_side(side), Band(_choice(Band)(band, today)), _a_day(since), old)
        case _:
            raise ValueError(f"{value!r} names no side; write left or right, and a band if you know it: left small")
    return made.plain()


def _one_side(text: str) -> Side:
    if text not in (Side.LEFT.value, Side.RIGHT.value):
        raise ValueError(f"{text!r} is neither left nor right")
    return Side(text)


def _gaps(value: object, today: str) -> object:
    del today
    if not isinstance(value, list | tuple):
        raise ValueError(f"{value!r} is no list of comparisons")
    made = []
    for gap in value:
        match gap:
            case {"at": at, "side": str(side), "percent": (int() | float()) as percent, "exercise": str(what)}:
                if side not in set(Side) or not 0 <= percent <= 100:
                    raise ValueError(f"{gap!r} is no comparison of two sides")
                made.append(Gap(_a_day(at), Side(side), float(percent), what).plain())
            case _:
                raise ValueError(f"{gap!r} is no comparison of two sides")
    return made[-GAPS_KEPT:]


def _a_day(value: object) -> str:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"{value!r} is no day; write it as 2026-11-24")
    return value


def _offered(value: object, today: str) -> str:
    return today if value == "today" else "due" if value == "due" else _a_day(value)


def _load(value: object, today: str) -> str:
    del today
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no load; write 8 kg")
    return str(parse_load(value))


def _weight(value: object, today: str) -> str:
    text = _load(value, today)
    if parse_load(text).kind not in (LoadKind.KG, LoadKind.LB) or not parse_load(text).value:
        raise ValueError(f"{text!r} is no weight; write 40 kg or 90 lb")
    return text


def _tempo(value: object, today: str) -> str:
    del today
    return str(parse_tempo(str(value)))


def _steps(value: object, today: str) -> object:
    match value:
        case {"steps": steps, "at": at, **rest} if not rest:
            return {"steps": _count(steps), "at": _a_day(at)}
        case _:
            return {"steps": _count(value), "at": today}


def _count(value: object) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or int(str(value)) > 20:
        raise ValueError(f"{value!r} is no number of steps; write one from 0 to 20")
    return int(str(value))


def _next(value: object, today: str) -> object:
    match value:
        case {
            "load": load,
            "steps": (-1 | 0 | 1) as steps,
            "because": str(why),
            "clear": clear,
            "planned": str(planned),
            **rest,
        } if not rest:
            return Next(_weight(load, today), steps, why, _count(clear), planned).plain()
        case _:
            return Next(_weight(value, today), 0, "said").plain()


def _latency(value: object, today: str) -> str:
    del today
    seconds = parse_duration(str(value))
    if seconds > 2:
        raise ValueError(f"{value!r} is longer than any earbuds take")
    return f"{float(seconds * 1000):g}ms"


def _yes_or_no(value: object, today: str) -> bool:
    del today
    if isinstance(value, bool):
        return value
    if str(value).lower() not in _YES:
        raise ValueError(f"{value!r} is neither yes nor no")
    return _YES[str(value).lower()]


def _name(value: object, today: str) -> str:
    del today
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > 60 or not text.isprintable():
        raise ValueError(f"{value!r} is no name; write up to 60 letters")
    return text


def _unsettled(value: object, today: str) -> object:
    match value:
        case str():
            return Unsettled("pain", _name(value, today), today).plain()
        case {"kind": ("pain" | "dizzy") as kind, "word": str(word), "at": at, **rest} if not rest.keys() - _PLACE:
            place, side = str(rest.get("place", "")), str(rest.get("side", ""))
            return Unsettled(kind, word, _a_day(at), place[:40], _one_side(side).value if side else "").plain()
        case _:
            raise ValueError(f"{value!r} is neither pain nor dizziness")


def _learned(value: object, today: str) -> str:
    return "yes" if _yes_or_no(value, today) else "no"


_PREFERENCES: Final = {
    "counting": Kind("", f"how much is counted aloud: {', '.join(Counting)}", _choice(Counting)),
    "rep_number": Kind("", f"where in a repetition its number is said: {', '.join(RepNumber)}", _choice(RepNumber)),
    "tempo": Kind("", "the tempo where the program names none, as 3-1-2-1", _tempo),
    "focus": Kind("", f"where attention goes: {', '.join(Focus)}", _choice(Focus)),
    "last_reps": Kind("", f"how the last three are counted: {', '.join(LastReps)}", _choice(LastReps)),
    "latency": Kind("", "how much later your earbuds sound than the device says, as 180ms", _latency),
    "level": Kind("", f"how long you have trained: {', '.join(Level)}", _choice(Level)),
    "name": Kind("", "what the coach calls you", _name),
    "bracing": Kind("", "whether you have learned to brace your trunk: yes or no", _learned),
}
KINDS: Final[Mapping[str, Kind]] = {
    "weak": Kind("weak.AREA", "the weaker side of an area: left or right, and small, moderate or large", _weak),
    "gaps": Kind("gaps.AREA", "comparisons of its two sides, as they were measured", _gaps),
    "load": Kind("load.EXERCISE.SIDE", "what it was last done with, as 8 kg", _load),
    "next": Kind("next.EXERCISE.SIDE", "what to begin with next time, as 9 kg", _next),
    "one_rm": Kind("one_rm.EXERCISE.SIDE", "your best single repetition, as 40 kg", _weight),
    "lever": Kind("lever.EXERCISE.SIDE", f"what helps you feel it: {', '.join(Lever)}", _choice(Lever)),
    "hold": Kind("hold.EXERCISE", "how far its holds have come, a number of steps", _steps),
    "care": Kind("care.QUESTION", "a question of health: yes or no", _yes_or_no),
    "prefer": Kind("prefer.WHAT", "how you like to be coached", _name),
    "unsettled": Kind("unsettled.EXERCISE", "pain or dizziness that is asked about next time", _unsettled),
    "retest": Kind("retest.AREA", "the day a test of its two sides was last offered, or due", _offered),
}
"""Every kind of entry by the first part of its keys."""
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "SIDE": tuple(Side),
    "QUESTION": tuple(Care),
    "WHAT": tuple(_PREFERENCES),
}
"""Parts of a key that are a choice; AREA and EXERCISE are names of the cue scripts."""
