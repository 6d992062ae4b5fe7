"""The models' complaints as mistakes at their places, in words that say what to do."""

import re
import types
from collections.abc import Iterator
from typing import Final, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coach.program.fields import Model, kind_of
from coach.program.marks import Document, Node
from coach.program.mistakes import MOST, Mistake
from coach.program.model import KINDS
from coach.program.near import did_you_mean, nearest
from coach.units import duration_text

_WHOLE: Final = "expected a whole number, found {found}; write digits, as in 3"
_YES_NO: Final = "expected yes or no, found {found}; write true or false"
_LIST: Final = "expected a list, found {found}; begin each entry with '- '"
_BLOCK: Final = "expected a block of keys, found {found}; write 'key: value' lines, indented"
_STEP: Final = "expected a step, found {found}; write '- exercise: ID' and its keys"

WORDS: Final = {
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "bool_parsing": _YES_NO,
    "bool_type": _YES_NO,
    "string_type": "expected a text, found {found}; a text that begins with {{ or [ needs quotes",
    "greater_than": "must be more than {gt}, found {found}; write a larger value",
    "greater_than_equal": "must be at least {ge}, found {found}; write {ge} or more",
    "less_than_equal": "must be at most {le}, found {found}; write {le} or less",
    "too_short": "at least {min_length} entry is needed; add one, beginning with '- '",
    "too_long": "at most {max_length} entries are read, found more; split the file",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _BLOCK,
    "model_type": _BLOCK,
    "model_attributes_type": _STEP,
    "union_tag_not_found": _STEP,
}
"""What each kind of complaint means for the author; `found` and pydantic's context are filled in."""

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
    details = error.errors(include_url=False)[: MOST + 1]
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
        near = did_you_mean(str(detail["input"]), choices) or "; write one of these"
        words = f"expected {_listed(choices)}, found {found}{near}"
        return document.mistake(node.mark, words)
    if isinstance(node.content, str) and re.search("[a-z:]", node.content):
        context = {key: duration_text(limit) if _is_limit(key) else limit for key, limit in context.items()}
    words = WORDS.get(kind, "this cannot be read, found {found}; look the key up in the guide")
    words = words.format(found=found, **context)
    return document.mistake(node.mark, words)


def _as_written(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Without `[key]`, which marks a key of a dictionary as the culprit."""
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


def _is_limit(key: str) -> bool:
    return key in ("gt", "ge", "le")


def _found(node: Node, value: object) -> str:
    return kind_of(node.content) if isinstance(node.content, str) else kind_of(value)


def _unknown_key(key: str, known: frozenset[str]) -> str:
    if key == "<<":
        return "'<<' is not read here; write the keys out, or put what all steps share under 'defaults'"
    near = did_you_mean(key, known)
    if known <= KINDS.keys():
        return (
            f"the key {kind_of(key)} cannot stand beside {' or '.join(sorted(known))!r}; write it as a step of its own"
        )
    return f"the key {kind_of(key)} is not known here{near or '; known: ' + ', '.join(sorted(known))}"


def _no_step(content: dict[str, Node]) -> str:
    written = ", ".join(repr(key) for key in list(content)[:5]) or "nothing"
    return f"a step needs one of the keys {', '.join(KINDS)}; found {written}; write '- exercise: ID'"


def _choices(expected: str) -> list[str]:
    return re.findall(r"'([^']+)'", expected)


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
    return frozenset(key for m in candidates for key in keys_of(m))


def _tag(model: type[Model]) -> str:
    return model.__name__.removesuffix("Step").lower() + " step"


def keys_of(model: type[Model]) -> Iterator[str]:
    """The keys that a block of this kind may have, as they are written."""
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
