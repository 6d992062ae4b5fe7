"""Phrase templates in hassil's notation, spelt out: every wording with the slots it fills."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from coach.language.source import WordsError, Written

if TYPE_CHECKING:
    from hassil import Expression

NUMBER: Final = "#"
"""Stands in a wording where any number of a `Numbers` may be said."""

MOST_WORDINGS: Final = 4000
"""A template with more wordings than this is a mistake, not a phrase."""

_DEEPEST: Final = 12
_WORDS: Final = re.compile(r"(?:[^\W\d_]|['\u2019\s])*")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that may be said in one place of a template."""

    low: float
    high: float
    heard: tuple[int | float, ...]
    """Those that a recogniser listens for; all from `low` to `high` are understood."""
    times: int = 1
    """What a said one is worth: 60 for minutes where the slot is in seconds."""
    halves: bool = False
    """Fractions are understood too."""

    def value(self, said: float) -> int | float | None:
        """The slot's value for a said number, None outside the range."""
        if not self.low <= said <= self.high or (said != int(said) and not self.halves):
            return None
        worth = said * self.times
        return int(worth) if worth == int(worth) else worth


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of saying something."""

    text: str
    """Lower-case words, with `NUMBER` where a number is said."""
    parts: tuple[tuple[str, str | Numbers], ...]
    """Each slot that the wording fills, in order, with its value or the range of its `NUMBER`."""

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        """Slots filled by words."""
        return tuple((slot, part) for slot, part in self.parts if isinstance(part, str))

    @property
    def numbers(self) -> tuple[tuple[str, Numbers], ...]:
        """Slot and range of each `NUMBER`."""
        return tuple((slot, part) for slot, part in self.parts if isinstance(part, Numbers))


@dataclass(frozen=True, slots=True)
class Grammar:
    """What templates may refer to: `{list}` and `<rule>`."""

    lists: Mapping[str, tuple[tuple[str, str], ...]]
    """For each list its pairs of said words and slot value."""
    numbers: Mapping[str, Numbers]
    rules: Mapping[str, Written]

    def wordings(self, template: Written) -> tuple[Wording, ...]:
        """All wordings of a template, in the order of its alternatives.

        Raises:
            WordsError: it cannot be read, refers to something unknown, or means thousands of wordings.
        """
        try:
            made = self._all(_parse(template), template, 0)
        except RecursionError:
            raise WordsError(f"{template.at}: the brackets of this template are nested too deep; split it") from None
        if any(not wording.text.strip() for wording in made):
            raise WordsError(f"{_here(template)} can be said by saying nothing; make a word of it obligatory")
        return tuple(dict.fromkeys(Wording(" ".join(w.text.split()), w.parts) for w in made))

    def _all(self, part: "Expression", template: Written, depth: int) -> tuple[Wording, ...]:
        made = tuple(islice(self._expand(part, template, depth), MOST_WORDINGS + 1))
        if len(made) > MOST_WORDINGS:
            raise WordsError(f"{_here(template)} means more than {MOST_WORDINGS} wordings; split it or drop options")
        return made

    def _expand(self, part: "Expression", template: Written, depth: int) -> Iterator[Wording]:
        from hassil import Alternative, ListReference, Permutation, RuleReference, Sequence, TextChunk

        if depth > _DEEPEST:
            raise WordsError(f"{_here(template)} goes round in circles; a rule refers to itself")
        match part:
            case TextChunk():
                if not _WORDS.fullmatch(part.original_text):
                    raise WordsError(
                        f"{_here(template)} has {part.original_text.strip()!r}, which nobody says; "
                        "write words and numbers as words, without digits, hyphens and punctuation"
                    )
                yield Wording(part.original_text.lower(), ())
            case Alternative():
                for item in part.items:
                    yield from self._expand(item, template, depth)
            case Sequence():
                parts = [self._all(item, template, depth) for item in part.items]
                for row in product(*parts):
                    yield Wording(
                        "".join(wording.text for wording in row),
                        tuple(part for wording in row for part in wording.parts),
                    )
            case ListReference():
                yield from self._listed(part.list_name, part.slot_name, template)
            case RuleReference():
                rule = self.rules.get(part.rule_name)
                if rule is None:
                    raise WordsError(f"{_here(template)} refers to the unknown rule <{part.rule_name}>")
                yield from self._expand(_parse(rule), rule, depth + 1)
            case Permutation():
                raise WordsError(f"{_here(template)} has a ';'; write the orders out with '|'")
            case _:
                raise WordsError(f"{_here(template)} holds {type(part).__name__}, which is not supported")

    def _listed(self, name: str, slot: str, template: Written) -> Iterator[Wording]:
        if name in self.numbers:
            yield Wording(NUMBER, (("n" if slot == name else slot, self.numbers[name]),))
        elif name in self.lists:
            for said, value in self.lists[name]:
                yield Wording(said, ((slot, value),))
        else:
            known = ", ".join(sorted({*self.lists, *self.numbers}))
            raise WordsError(f"{_here(template)} refers to the unknown list {{{name}}}; there are {known}")


def _here(template: Written) -> str:
    return f"{template.at}: the template {template.text!r}"


def _parse(template: Written) -> "Expression":
    from hassil import parse_sentence  # 100 ms, and `check` and `--help` need no commands
    from hassil.parser import ParseError

    try:
        return parse_sentence(template.text).expression
    except (ParseError, AssertionError) as error:  # an empty {} or [] is an assertion in hassil
        raise WordsError(
            f"{_here(template)} cannot be read; balance its ( ) [ ] {{ }} < > and leave none empty"
        ) from error
