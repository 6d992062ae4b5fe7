"""Facts as JSON text and back, so that a session can be replayed."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, get_args

from pydantic import TypeAdapter

from coach.events import Fact, Reached, Said
from coach.history.errors import HistoryError

# `Any`: the adapters of a union's members have no common type argument.
_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {cls.__name__: TypeAdapter(cls) for cls in get_args(Fact)}
_CLASS: Final = "fact"


def encode(fact: Fact) -> str:
    """One line of JSON; the key `fact` names the class."""
    values = {field.name: _plain(getattr(fact, field.name)) for field in fields(fact)}
    return json.dumps({_CLASS: type(fact).__name__, **values}, separators=(",", ":"))


def decode(text: str) -> Fact:
    """The fact that `encode` wrote.

    Raises:
        HistoryError: `text` is not a fact this version knows.
    """
    try:
        values = json.loads(text)
        adapter = _ADAPTERS[values.pop(_CLASS)]
        fact: Fact = adapter.validate_json(json.dumps(values), strict=True, extra="forbid")
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError) as error:
        problem = f"the journal holds {text[:80]!r}, which is no fact of a session"
        raise HistoryError(f"{problem}; this session cannot be resumed, its finished sets are safe") from error
    return fact


def is_routine(fact: Fact) -> bool:
    """True for facts that only mark the passing of time: a replay without the last few stands a moment earlier."""
    return isinstance(fact, Reached | Said)


def well_formed(text: str) -> str:
    """`text` with what UTF-8 cannot hold (lone surrogates) as question marks."""
    return text.encode("utf-8", "replace").decode()


def _plain(value: object) -> object:
    match value:
        case str():
            return well_formed(value)
        case Mapping():
            return {well_formed(str(key)): _plain(item) for key, item in value.items()}
        case _:
            return value
