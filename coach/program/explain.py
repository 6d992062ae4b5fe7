"""The models' complaints as mistakes at their places, in words that say what to do."""

import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coach.program.fields import Model, kind_of
from coach.program.marks import Document, Node
from coach.program.mistakes import Mistake
from coach.program.model import KINDS
from coach.program.near import did_you_mean, nearest

Words: TypeAlias = Callable[[str, Mapping[str, Any]], str]

WORDS: Final[dict[str, Words]] = {
    "int_parsing": lambda found, _: f"expected a whole number, found {found}",
    "int_type": lambda found, _: f"expected a whole number, found {found}",
    "int_from_float": lambda found, _: f"expected a whole number, found {found}",
    "int_parsing_size": lambda found, _: f"expected a whole number, found {found}",
    "bool_parsing": lambda found, _: f"expected yes or no, found {found}",
    "bool_type": lambda found, _: f"expected yes or no, found {found}",
    "string_type": lambda found, _: f"expected a text, found {found}; a text that begins with {{ or [ needs quotes",
    "greater_than": lambda found, c: f"must be more than {c['gt']}, found {found}",
    "greater_than_equal": lambda found, c: f"must be at least {c['ge']}, found {found}",
    "less_than": lambda found, c: f"must be less than {c['lt']}, found {found}",
    "less_than_equal": lambda found, c: f"must be at most {c['le']}, found {found}",
    "too_short": lambda _, c: f"at least {c['min_length']} entry is needed; add one, beginning with '- '",
    "too_long": lambda _, c: f"at most {c['max_length']} entries; found {c.get('actual_length', 'more')}",
    "tuple_type": lambda found, _: f"expected a list, found {found}; begin each entry with '- '",
    "list_type": lambda found, _: f"expected a list, found {found}; begin each entry with '- '",
    "dict_type": lambda found, _: f"expected a block of keys, found {found}; write 'key: value' lines, indented",
    "model_type": lambda found, _: f"expected a block of keys, found {found}; write 'key: value' lines, indented",
    "model_attributes_type": lambda found, _: f"expected a step, found {found}; write '- exercise: ID' and its keys",
    "union_tag_not_found": lambda found, _: f"expected a step, found {found}; write '- exercise: ID' and its keys",
}

MISSING: Final = {
    "reps": "write reps: 10, or 8-12",
    "for": "write for: 20s",
    "steps": "write steps: and a list of them",
    "program": "write program: and its name",
    "exercise": "write exercise: and the id of a cue script",
    "rest": "write rest: 60s",
    "name": "write name: and how the exercise is called",
    "area": "write area: arm, shoulder, chest, back, leg, glute, calf or core",
    "muscle": "write muscle: and what should be felt",
    "text": "write text: and what to say",
    "at": "write at: before, after, eccentric, stretch, concentric, squeeze, hold or rest",
}


def mistakes_of(error: ValidationError, document: Document, model: type[Model]) -> Iterator[Mistake]:
    """Every complaint of `error` about `document`, which should be a `model`."""
    details = error.errors(include_url=False)
    suggested = {
        (*detail["loc"][:-1], near)
        for detail in details
        if detail["type"] == "extra_forbidden"
        and (near := nearest(str(detail["loc"][-1]), _keys(model, detail["loc"][:-1])))
    }
    above = {detail["loc"][:n] for detail in details for n in range(len(detail["loc"]))}
    for detail in details:
        if detail["type"] == "missing" and detail["loc"] in suggested:
            continue
        if detail["type"] == "too_short" and detail["loc"] in above:  # only because its entries are wrong
            continue
        if not document.find(detail["loc"])[0].blank:
            yield _mistake(detail, document, model)


def _mistake(detail: ErrorDetails, document: Document, model: type[Model]) -> Mistake:
    loc, kind = _as_written(detail["loc"]), detail["type"]
    context = detail.get("ctx", {})
    if kind == "coach" and (key := context.get("key")):
        loc = (*loc, key)
    node, key_mark = document.find(loc)
    if kind == "extra_forbidden":
        return document.mistake(key_mark, _unknown_key(str(loc[-1]), _keys(model, loc[:-1])))
    if kind == "missing":
        key = str(loc[-1])
        return document.mistake(node.mark, f"{key!r} is missing; {MISSING.get(key, f'write {key}: and a value')}")
    if kind == "coach":
        return document.mistake(key_mark if context.get("key") else node.mark, str(context["text"]))
    found = _found(node, detail["input"])
    if kind == "union_tag_not_found" and isinstance(node.content, dict):
        return document.mistake(node.mark, _no_step(node.content))
    if kind in ("enum", "literal_error"):
        choices = _choices(str(context["expected"]))
        words = f"expected {_listed(choices)}, found {found}{did_you_mean(str(detail['input']), choices)}"
        return document.mistake(node.mark, words)
    say = WORDS.get(kind)
    words = say(found, context) if say else f"{detail['msg']}, found {found}; look the key up in the guide"
    return document.mistake(node.mark, words)


def _as_written(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Without `[key]`, which marks a key of a dictionary as the culprit."""
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


def _found(node: Node, value: object) -> str:
    return kind_of(node.content) if isinstance(node.content, str) else kind_of(value)


def _unknown_key(key: str, known: frozenset[str]) -> str:
    if key == "<<":
        return "'<<' is not read here; write the keys out, or put what all steps share under 'defaults'"
    near = did_you_mean(key, known)
    return f"the key {key!r} is not known here{near or '; known: ' + ', '.join(sorted(known))}"


def _no_step(content: dict[str, Node]) -> str:
    written = ", ".join(repr(key) for key in list(content)[:5]) or "nothing"
    return f"a step needs one of the keys {', '.join(KINDS)}; found {written}"


def _choices(expected: str) -> list[str]:
    return [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(",")]


def _listed(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else ", ".join(choices[:-1]) + " or " + choices[-1]


def _keys(model: type[Model], loc: tuple[str | int, ...]) -> frozenset[str]:
    """The keys that the block at `loc` may have; follows the models down, choosing step kinds by their tags."""
    candidates: list[type[Model]] = [model]
    for part in loc:
        if isinstance(part, int):
            continue
        tagged = [m for m in candidates if part == _tag(m)]
        below = [m for parent in candidates for m in _below(parent, part)]
        candidates = tagged or below or candidates
    return frozenset(key for m in candidates for key in _names(m))


def _tag(model: type[Model]) -> str:
    return model.__name__.removesuffix("Step").lower() + " step"


def _names(model: type[Model]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield info.alias or name
        if name == "superset":
            yield "circuit"


def _below(model: type[Model], key: str) -> list[type[Model]]:
    for name, info in model.model_fields.items():
        if key == (info.alias or name) or (name == "superset" and key == "circuit"):
            return list(_models(info.annotation))
    return []


def _models(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType) or get_args(annotation):
        for part in get_args(annotation):
            yield from _models(part)
