"""The kinds of values that programs and cue scripts are made of: text in, typed values out."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Final, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from coach.program import texts
from coach.units import Load, Tempo, UnitError, parse_duration, parse_load, parse_tempo


class Model(BaseModel):
    """Frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def refuse(text: str, key: str = "") -> NoReturn:
    """A mistake in the words of the product; `key` moves it to that key of the block.

    Raises:
        PydanticCustomError: always.
    """
    raise PydanticCustomError("coach", "{text}", {"text": text, "key": key})


def clash(found: Model, *keys: str) -> None:
    """Refuse a block that gives two answers to one question.

    Raises:
        PydanticCustomError: more than one of `keys` (names in YAML) is written.
    """
    written = [key for key in keys if key in _written(found)]
    if len(written) > 1:
        refuse(f"{written[0]!r} and {written[1]!r} exclude each other; keep one of them", written[1])


def _written(found: Model) -> set[str]:
    fields = type(found).model_fields
    return {fields[name].alias or name for name in found.model_fields_set}


def _reader(read: Callable[[str], object], what: str) -> BeforeValidator:
    def validate(value: object) -> object:
        if not isinstance(value, str):
            if isinstance(value, list | dict):
                refuse(f"expected {what}, found {kind_of(value)}; write it on one line")
            return value
        if len(value) > _LONGEST:
            refuse(f"expected {what}; found {kind_of(value)}")
        try:
            return read(value)
        except UnitError as error:
            refuse(str(error))

    return BeforeValidator(validate)


_LONGEST: Final = 60
"""Characters of a value that a message quotes; no duration, tempo or load is longer."""


def kind_of(value: object) -> str:
    """What a reader sees in the file: `'three'`, `a list`, `a block of keys`."""
    if isinstance(value, dict):
        return "a block of keys"
    if isinstance(value, list | tuple):
        return "a list"
    shown = str(value)
    return repr(shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + "...")


Seconds = Annotated[
    Fraction,
    _reader(parse_duration, "a duration such as 90s"),
    PlainSerializer(lambda value: _duration(value), return_type=str),
    WithJsonSchema({"type": "string", "description": "A duration: 90s, 1m30s or 1:30."}),
]
TempoText = Annotated[
    Tempo,
    _reader(parse_tempo, "a tempo such as 3-1-2-1"),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "description": "Eccentric-stretch-concentric-squeeze: 3-1-2-1."}),
]
LoadText = Annotated[
    Load,
    _reader(parse_load, "a load such as 8 kg"),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "8 kg, 20 lb, 60 %, bodyweight, RIR 3, RPE 7, red band."}),
]


def _duration(value: Fraction) -> str:
    number = str(value.numerator) if value.denominator == 1 else f"{float(value):.6f}".rstrip("0").rstrip(".")
    return f"{number}s"


LANGUAGE_PATTERN: Final = r"[a-z]{2,3}(-[A-Z]{2})?"
ID_PATTERN: Final = r"[a-z][a-z0-9_]{0,59}"


def _id(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(ID_PATTERN, value):
        plain = re.sub(r"[^a-z0-9]+", "_", value.casefold()).strip("_")
        hint = f"; did you mean {plain!r}?" if re.fullmatch(ID_PATTERN, plain) else ""
        refuse(f"an id is lower-case letters, digits and _, and begins with a letter; found {kind_of(value)}{hint}")
    return value


Id = Annotated[
    str,
    BeforeValidator(_id),
    WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$", "description": "The id of a cue script."}),
]


def _spoken(value: object) -> object:
    if isinstance(value, str):
        if faults := list(texts.faults(value)):
            refuse("; ".join(faults))
    elif isinstance(value, dict | list):
        refuse(f"expected a text, found {kind_of(value)}; a text that begins with {{ or [ needs quotes around it")
    return value


Spoken = Annotated[
    str,
    BeforeValidator(_spoken),
    WithJsonSchema({"type": "string", "maxLength": texts.LONGEST, "description": "Spoken. {side}, [pause 2s]."}),
]


def _short(value: object) -> object:
    if isinstance(value, str):
        if not value.strip():
            refuse("a name is missing; write one")
        if len(value) > 120:
            refuse(f"{len(value)} characters are too long for a name (at most 120)")
        if faults := list(texts.faults(value)):
            refuse("; ".join(faults))
    return value


Name = Annotated[str, BeforeValidator(_short), WithJsonSchema({"type": "string", "maxLength": 120})]


def _language(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(LANGUAGE_PATTERN, value):
        refuse(f"expected a language code, found {kind_of(value)}; write en, de or pt-BR")
    return value


Language = Annotated[
    str, BeforeValidator(_language), WithJsonSchema({"type": "string", "pattern": f"^{LANGUAGE_PATTERN}$"})
]


def _format(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    if value == 1 or text == "1":
        return 1
    if re.fullmatch(r"\d{1,4}", text) and int(text) > 1:
        refuse(f"this file is written in format {value}, and this coach reads format 1; bring the coach up to date")
    return refuse(f"expected a format number, found {kind_of(value)}; write format: 1")


Format = Annotated[Literal[1], BeforeValidator(_format)]


def _numbers(value: object) -> object:
    """`3`, `[1, 3]`, `1, 3` and `3-5`, alone or mixed."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return value
    found: list[object] = []
    for part in value:
        match = re.fullmatch(r"\s*(\d{1,3})\s*[-\u2013]\s*(\d{1,3})\s*", part) if isinstance(part, str) else None
        found.extend(range(int(match[1]), int(match[2]) + 1) if match else [part])
    if not found:
        refuse("no number is written; write 3, [1, 3] or 3-5")
    for number in found:
        if not re.fullmatch(r"\s*\d{1,3}\s*", str(number)) or not 1 <= int(str(number)) <= 100:
            refuse(f"expected numbers from 1 to 100, found {kind_of(number)}; write 3, [1, 3] or 3-5")
    return found


_NUMBER_OR_RANGE = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}
Numbers = Annotated[
    tuple[int, ...],
    BeforeValidator(_numbers),
    WithJsonSchema({"anyOf": [*_NUMBER_OR_RANGE["anyOf"], {"type": "array", "items": _NUMBER_OR_RANGE}]}),
]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


SidesBound = Annotated[
    tuple[Literal["left", "right"], ...],
    BeforeValidator(_listed),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["left", "right"]},
                {"type": "array", "items": {"enum": ["left", "right"]}},
            ]
        }
    ),
]


def reps_range(value: object) -> object:
    """`10`, `8-12` or `8 to 12` as the two ends; anything else stays as it is."""
    if isinstance(value, list):
        refuse(f"expected a number of repetitions, found {kind_of(value)}; write 10, or a range such as 8-12")
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*(\d{1,4})\s*(?:(?:-|\u2013|to)\s*(\d{1,4}))?\s*", value)
    if match is None:
        refuse(f"expected a number of repetitions, found {kind_of(value)}; write 10, or a range such as 8-12")
    low, high = int(match[1]), int(match[2] or match[1])
    if low > high:
        refuse(f"the range {value!r} runs backwards; write {high}-{low}")
    if low < 1 or high > 100:
        refuse(f"{value} repetitions cannot be led; write 1 to 100")
    return {"low": low, "high": high}
