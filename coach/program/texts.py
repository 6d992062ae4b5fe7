"""Text that will be spoken: its markup (`{side}`, `[pause 2s]`) and what safety forbids it to say."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from coach.program.near import did_you_mean
from coach.units import UnitError, parse_duration

SLOTS: Final = frozenset(
    {
        "side",
        "other_side",
        "muscle",
        "antagonist",
        "exercise",
        "reps",
        "reps_left",
        "set",
        "sets",
        "load",
        "name",
    }
)
"""What `{...}` may name in an athlete's text."""

LONGEST: Final = 600
"""Characters of one text; about a minute of speech."""

_MARKUP = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]")
_PAUSE = re.compile(r"pause\s+(.+)", re.IGNORECASE)
_NEGATIONS = frozenset(
    {"don't", "dont", "not", "never", "without", "avoid", "nor", "nicht", "nie", "niemals", "kein", "keine", "ohne"}
)
_REACH = 4
"""A negation counts for this many words after it."""


class Forbidden(BaseModel):
    """A thought that the coach must not speak (training-science 7.2, 9.3)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    """Regular expression over lower-case words with single spaces; commas may stand between any two."""
    because: str
    instead: str
    negated_is_fine: bool = False
    """`Never hold your breath` says the opposite and may be said."""


@cache
def forbidden() -> tuple[Forbidden, ...]:
    """The shipped list, `forbidden.yaml`."""
    text = (Path(__file__).parent / "forbidden.yaml").read_text(encoding="utf-8")
    return tuple(Forbidden.model_validate(entry) for entry in yaml.safe_load(text))


def plain(text: str) -> str:
    """`text` without markup: what is left to say."""
    return " ".join(_MARKUP.sub(" ", text).split())


def words(text: str) -> int:
    """How many words are spoken; a slot counts as one."""
    return len(re.sub(r"\[[^\[\]]*\]", " ", text).split())


def pauses_s(text: str) -> float:
    """Seconds of all `[pause ...]` in a text without faults."""
    found = (_PAUSE.fullmatch(match[2].strip()) for match in _MARKUP.finditer(text) if match[2] is not None)
    return float(sum(parse_duration(match[1]) for match in found if match))


def faults(text: str) -> Iterator[str]:
    """Everything that keeps `text` from being spoken, one sentence each."""
    if not plain(text) and "{" not in text:
        yield "nothing is left to say; write a text, or remove it"
    if len(text) > LONGEST:
        yield f"{len(text)} characters are too long for one text (at most {LONGEST}); split it"
        return
    yield from _markup_faults(text)
    yield from _safety_faults(text)


def _markup_faults(text: str) -> Iterator[str]:
    for match in _MARKUP.finditer(text):
        slot, bracket = match.groups()
        if slot is not None and slot not in SLOTS:
            known = "known: " + ", ".join(sorted(SLOTS))
            yield f"{{{slot}}} is not known here{did_you_mean(slot, SLOTS) or '; ' + known}"
        if bracket is not None:
            yield from _pause_faults(bracket)
    rest = _MARKUP.sub("", text)
    if stray := re.search(r"[{}\[\]]", rest):
        yield f"a {stray[0]!r} stands alone; write {{side}} or [pause 2s]"


def _pause_faults(bracket: str) -> Iterator[str]:
    match = _PAUSE.fullmatch(bracket.strip())
    if match is None:
        yield f"[{bracket}] is not known; brackets hold pauses only, as in [pause 2s]"
        return
    try:
        seconds = parse_duration(match[1])
    except UnitError as error:
        yield f"[{bracket}]: {error}"
        return
    if not 0 < seconds <= 60:
        yield f"[{bracket}]: a pause lasts more than 0 s and at most 60 s"


def _safety_faults(text: str) -> Iterator[str]:
    spoken = _normal(text)
    for rule in forbidden():
        for match in _pattern(rule.says).finditer(spoken):
            if rule.negated_is_fine and _negated(spoken[: match.start()]):
                continue
            yield f"the coach does not say {match[0].strip()!r}: {rule.because}; {rule.instead}"
            break


@cache
def _pattern(says: str) -> re.Pattern[str]:
    return re.compile(says.replace(" ", ",? "))


def _normal(text: str) -> str:
    """Lower-case words with single spaces; commas stay, sentence ends become full stops of their own."""
    folded = unicodedata.normalize("NFKC", plain(text)).casefold().replace("\u2019", "'")
    visible = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    stops = re.sub(r"[.!?;:]+", " . ", visible)
    return re.sub(r" *,[, ]*", ", ", " ".join(re.sub(r"[^\w'%., ]+", " ", stops).split()))


def _negated(before: str) -> bool:
    clause = re.split(r" \. |, ", before)[-1]
    return not _NEGATIONS.isdisjoint(clause.split()[-_REACH:])
