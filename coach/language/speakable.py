"""Figures and units inside a sentence, spelt out as a person says them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from coach.language.numbers import ENGLISH, Numerals
from coach.language.source import Table, Tree, WordsError, table, texts, written

NUMBER: Final = "#"
"""Where the number stands in a form."""

_FIGURE = r"\d+(?:\.\d+)?"
_TEMPO = re.compile(r"(?<![\w-])(\d)-(\d)-([\dX])-(\d)(?![\w-])")
_RANGE = re.compile(rf"(?<![\w.-])({_FIGURE})\s?[-\u2013]\s?({_FIGURE})(?![\d-])")
_RESERVE = re.compile(rf"\bRIR ({_FIGURE})\b")
_EFFORT = re.compile(rf"\bRPE ({_FIGURE})\b")
_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)\b")
_NUMBER = re.compile(rf"(?<![\w.])({_FIGURE})(?!\w)")
_HALF: Final = Fraction(1, 2)
_KEYS: Final = frozenset({"units", "reserve", "effort", "to", "plus", "decimal", "words"})


@dataclass(frozen=True, slots=True)
class Figures:
    """How one language speaks of quantities, and its words for values that the engine names in English."""

    numerals: Numerals = ENGLISH
    units: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """For each unit half of one, one, and more, where `#` is the number: `half a kilo`, `one kilo`, `# kilos`."""
    reserve: tuple[str, str] = ("# rep in reserve", "# reps in reserve")
    effort: str = "effort #"
    to: str = "to"
    """Between the ends of a range."""
    plus: str = "bodyweight plus "
    """What `bodyweight + ` stands for."""
    decimal: str = "."
    """What stands between whole and fraction in figures that people write."""
    words: Mapping[str, str] = field(default_factory=dict)
    """`left` to `links`: whole values of slots, looked up before they are filled in."""

    def measure(self, value: Fraction, unit: str) -> str:
        """A quantity with its unit in words: `half a kilo`, `one pound`, `twelve and a half kilos`."""
        half, one, many = self.units[unit]
        form = half if value == _HALF and half else one if value == 1 else many
        return form.replace(NUMBER, self.numerals.to_words(value))


def read_figures(tree: Tree | None, numerals: Numerals) -> Figures:
    """The `figures` block of a lines file.

    Raises:
        WordsError: a key that is not known here, or a unit without its three forms.
    """
    if tree is None:
        return Figures(numerals)
    rows = table(tree)
    for name in rows.rows:
        if name not in _KEYS:
            raise WordsError(f"{rows.places[name]}: {name!r} is not known here; known are {', '.join(sorted(_KEYS))}")
    plain = Figures(numerals)
    units = {name: _forms(form) for name, form in _pairs(rows, "units").items()}
    one, many = (form.text for form in texts(rows.rows["reserve"])) if "reserve" in rows.rows else plain.reserve
    effort, to, plus, decimal = (
        written(rows.rows[key]).text if key in rows.rows else str(getattr(plain, key))
        for key in ("effort", "to", "plus", "decimal")
    )
    words = {name: written(word).text for name, word in _pairs(rows, "words").items()}
    return Figures(numerals, units, (one, many), effort, to, plus, decimal, words)


def _pairs(rows: Table, key: str) -> Mapping[str, Tree]:
    return table(rows.rows[key]).rows if key in rows.rows else {}


def _forms(tree: Tree) -> tuple[str, str, str]:
    forms = tuple(form.text for form in texts(tree))
    if len(forms) != 3:
        raise WordsError(f"{tree.at}: a unit needs three forms, as in [half a kilo, one kilo, '# kilos']")
    return forms


def speakable(text: str, figures: Figures) -> str:
    """`text` without figures: `8 kg` becomes `eight kilos`, `3-1-2-1` `three one two one`, `8-12` `eight to twelve`."""
    words = figures.numerals.to_words
    text = re.sub(rf"(?<=\d){re.escape(figures.decimal)}(?=\d)", ".", text)
    made = _TEMPO.sub(
        lambda m: " ".join(figures.words.get("X", "X") if part == "X" else words(int(part)) for part in m.groups()),
        text,
    )
    made = _CLOCK.sub(lambda m: _clock(int(m[1]), int(m[2]), figures), made)
    made = _RANGE.sub(rf"\1 {figures.to} \2", made)
    made = _RESERVE.sub(lambda m: figures.reserve[m[1] != "1"].replace(NUMBER, m[1]), made)
    made = _EFFORT.sub(lambda m: figures.effort.replace(NUMBER, m[1]), made)
    made = made.replace("bodyweight + ", figures.plus)
    if figures.units:
        units = "|".join(map(re.escape, sorted(figures.units, key=len, reverse=True)))
        measured = rf"(?<![\w.])({_FIGURE})\s?({units})(?!\w)"
        made = re.sub(measured, lambda m: figures.measure(Fraction(m[1]), m[2]), made)
    return _NUMBER.sub(lambda m: words(Fraction(m[1])), made)


def _clock(minutes: int, seconds: int, figures: Figures) -> str:
    parts = [(minutes, "min"), (seconds, "s")]
    return " ".join(figures.measure(Fraction(n), unit) for n, unit in parts if n) or figures.measure(Fraction(0), "s")
