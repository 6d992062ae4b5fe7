"""What the coach says: a named line or an athlete's text, made into a sentence that a voice can speak."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from coach.events import Line, Slots, Text, Words
from coach.language.numerals import numerals
from coach.language.source import Table, WordsError, Written, each, read_table, texts
from coach.language.speakable import NUMBER, Figures, read_figures, speakable
from coach.program.texts import SLOTS

_SLOT = re.compile(r"\{([^{}]*)\}")
_PAUSE = re.compile(r"(\[[^\[\]]*\])")


_FORMS: Final = 2
"""One, and more than one."""
_FIGURES: Final = "figures"
"""The one key of the file that is no line: how quantities are spoken."""


class LinesError(WordsError):
    """A sentence that cannot be made: its line, slot or form does not exist."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The sentences of one language."""

    variants: Mapping[str, tuple[str, ...]]
    """For each key its wordings, at least one."""
    figures: Figures = field(default_factory=Figures)
    say_as: Mapping[str, str] = field(default_factory=dict)
    """Whole words and what is said for them: `RDL` to `Romanian deadlift`."""

    @classmethod
    def from_yaml(
        cls, text: str, source: str = "lines.en.yaml", own: tuple[str, str] | None = None, language: str = "en"
    ) -> "Lines":
        """Read a lines file; lines of the athlete's own file (its text and name) replace those of the same key.

        Raises:
            WordsError: a file is wrong, a line empty, or an own line has a key that nothing says.
        """
        top = read_table(text, source)
        figures = read_figures(top.rows.pop(_FIGURES, None), numerals(language))
        shipped = _variants(top)
        mine = {}
        if own is not None:
            theirs = read_table(*own)
            each(partial(_check_own, key, theirs, shipped, source) for key in theirs.rows)
            mine = _variants(theirs)
        return cls(shipped | mine, figures)

    def above(self, others: "Lines") -> "Lines":
        """The same lines, and those of `others` whose keys they lack."""
        return replace(self, variants={**others.variants, **self.variants})

    def saying(self, say_as: Mapping[str, str]) -> "Lines":
        """The same lines, with a program's replacements added."""
        return replace(self, say_as={**self.say_as, **say_as})

    def sentence(self, words: Words) -> str:
        """The words to speak: variant picked, slots filled, numbers and units spelt out; `[pause 2s]` is kept.

        In an athlete's text a known slot that has no value here is left out.

        Raises:
            LinesError: no such line, a slot that has no value, or an unknown slot in a text.
        """
        match words:
            case Line(key, slots, variant):
                if key not in self.variants:
                    raise LinesError(f"the coach has no line {key!r}; add it to the lines file")
                template = self.variants[key][variant % len(self.variants[key])]
                return self._made(template, slots, f"the line {key!r}")
            case Text(text, slots):
                known = {**dict.fromkeys(SLOTS, ""), **slots}
                return self._made(text, known, f"the text {text!r}")

    def _made(self, template: str, slots: Slots, where: str) -> str:
        words = self.figures.words
        named = {key: words.get(value, value) if isinstance(value, str) else value for key, value in slots.items()}
        filled = _SLOT.sub(lambda slot: _filled(slot[1], named, where), template)
        parts = _PAUSE.split(filled)
        spoken = (part if _PAUSE.fullmatch(part) else speakable(self._replaced(part), self.figures) for part in parts)
        return _tidy(" ".join(spoken))

    def _replaced(self, text: str) -> str:
        for word, said in self.say_as.items():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", said.replace("\\", r"\\"), text)
        return text


def _variants(top: Table) -> dict[str, tuple[str, ...]]:
    return {key: tuple(line.text for line in _wordings(top, key)) for key in top.rows}


def _wordings(top: Table, key: str) -> tuple[Written, ...]:
    made = texts(top.rows[key])
    if not made or not all(line.text.strip() for line in made):
        raise LinesError(f"{top.places[key]}: the line {key!r} is empty; write what to say")
    return made


def _check_own(key: str, theirs: Table, shipped: Mapping[str, tuple[str, ...]], source: str) -> None:
    """An own line is one of the coach's, and wants no more than that has."""
    if key not in shipped:
        raise LinesError(f"{theirs.places[key]}: {key!r} is no line of the coach; the keys are in {source}")
    known = {_name(inside) for text in shipped[key] for inside in _SLOT.findall(text)}
    for line in _wordings(theirs, key):
        for inside in _SLOT.findall(line.text):
            if _name(inside) not in known:
                there = ", ".join(f"{{{name}}}" for name in sorted(known)) or "none"
                raise LinesError(f"{line.at}: the line {key!r} has no {{{_name(inside)}}}; there are: {there}")
            if len(inside.split("|")) not in (1, 1 + _FORMS):
                raise LinesError(f"{line.at}: {{{inside}}} needs two forms, as in {{n|rep|reps}}")


def _name(inside: str) -> str:
    return inside.partition("|")[0].strip()


def _filled(inside: str, slots: Slots, where: str) -> str:
    name, *forms = (part.strip() for part in inside.split("|"))
    if name not in slots:
        known = ", ".join(sorted(slots)) or "none"
        raise LinesError(f"{where} wants {{{name}}}, which has no value here; there are: {known}")
    value = slots[name]
    if not forms:
        return f"{value:g}" if isinstance(value, float) else str(value)
    if len(forms) != _FORMS:
        raise LinesError(f"{where}: {{{inside}}} needs two forms, as in {{n|rep|reps}}")
    one = value == 1 or value == "1"
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return (forms[0] if one else forms[1]).replace(NUMBER, number)


def _tidy(text: str) -> str:
    """Close the gaps that empty slots leave, and begin sentences with a capital where there is a full stop."""
    made = " ".join(text.split())
    made = re.sub(r" +([.,;:!?])", r"\1", made)
    made = re.sub(r"(?<=[.!?])[.,;:]+(?!\.)|[,;:](?=[.!?])|^[.,;:!? ]+", "", made)
    made = re.sub(r"(?<=[.!?]) ?, ", " ", made).strip()
    if not made.endswith((".", "!", "?")):
        return made
    return re.sub(r"(?:^|(?<=[.!?] ))[^\W\d_]", lambda letter: letter[0].upper(), made)
