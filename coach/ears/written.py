"""How a phrase looks when somebody writes down what he hears, and how probable that is for a stretch of sound."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from typing import Final

import numpy as np

from coach.ears.writer import END, Heard, Sound, Token, Writer
from coach.language.numbers import ENGLISH

ALIKE: Final[Mapping[str, tuple[str, ...]]] = {
    "to": ("two",),
    "too": ("to", "two"),
    "two": ("to", "too"),
    "four": ("for",),
    "eight": ("ate",),
    "one": ("won",),
    "weak": ("week",),
    "right": ("write",),
    "no": ("know",),
    "pause": ("paws",),
    "okay": ("ok",),
    "whoa": ("woah",),
    "yep": ("yup",),
    "kilos": ("kg",),
    "sore": ("soar",),
}
"""Words that sound like another, which may be written instead."""

_ALSO: Final = {
    written: tuple(dict.fromkeys(word for word, forms in ALIKE.items() if written in forms))
    for written in sorted({form for forms in ALIKE.values() for form in forms})
}
"""For what may be written, what may be meant."""

_MARKS: Final = ".,!?;:\"'"
_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
_FIGURES: Final = re.compile(r"\d{1,4}(?:\.\d+)?")
_ROW: Final = re.compile(r"\b\d(?: \d){2,}\b")
"""Figures said one by one, which may be written as one number: 9 1 1."""
_MOST_FORMS: Final = 8
_LONGEST: Final = 20
"""Tokens after which no phrase goes on."""
_BEAM: Final = 12.0
"""How far behind the best an unfinished phrase may be (logarithm) before it is given up."""
_SIGN_BEAM: Final = 4.0
"""The same behind a comma or a full stop: of the ways to end, the seldom ones add nothing."""


@lru_cache(maxsize=8192)
def forms(phrase: str) -> tuple[str, ...]:
    """The ways in which a phrase may be written: a capital first, numbers also as figures, words that sound alike.

    Args:
        phrase: lower-case words.
    """
    words = phrase.split()
    figures, at = list[str](), 0
    for number in ENGLISH.find(words):
        figures += [*words[at : number.start], f"{number.value:g}"]
        at = number.end
    figures += words[at:]
    joined = _ROW.sub(lambda row: row[0].replace(" ", ""), " ".join(figures)).split()
    alike = (form for row in (words, figures) for form in product(*((w, *ALIKE.get(w, ())) for w in row)))
    found = dict.fromkeys(_capital(form) for form in (words, figures, joined, *alike))
    return tuple(found)[:_MOST_FORMS]


def _capital(words: Sequence[str]) -> str:
    text = " ".join(f"I{word[1:]}" if word == "i" or word.startswith("i'") else word for word in words)
    return text[:1].upper() + text[1:]


@dataclass(slots=True)
class _Branch:
    """What may follow where so much has been written."""

    phrases: list[str] = field(default_factory=list)
    """Those that are complete here."""
    further: "dict[Token, _Branch]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Phrases against a stretch of sound; all numbers are natural logarithms."""

    chances: Mapping[str, float]
    """How probable it is that the phrase, in any of its forms, is written; what is not in it is hardly possible."""
    free: float
    """The same for what would be written if anything could be said."""
    text: str
    """That; empty where it came to no end."""


def weigh(writer: Writer, sound: Sound, phrases: Iterable[str]) -> Weighed:
    """How probable it is that each of the phrases, and nothing else, is heard in a stretch of sound.

    Args:
        writer: the network.
        sound: mono, 16 kHz.
        phrases: lower-case words; some tens of them.
    """
    return _search(writer, writer.hear(sound), _tree(writer, phrases))


def _tree(writer: Writer, phrases: Iterable[str]) -> _Branch:
    root = _Branch()
    for phrase in phrases:
        for form in forms(phrase):
            branch = root
            for token in writer.spell(form):
                branch = branch.further.setdefault(token, _Branch())
            if phrase not in branch.phrases:
                branch.phrases.append(phrase)
    return root


@dataclass(frozen=True, slots=True)
class _Line:
    """Writing that goes on."""

    origin: int
    """The line before that it goes on from."""
    token: Token
    chance: float
    branch: _Branch
    """Where in the tree it is."""
    signed: bool = False
    """The last token was a sign."""


def _search(writer: Writer, heard: Heard, root: _Branch) -> Weighed:
    chances: dict[str, float] = {}
    lines, written = [_Line(0, 0, 0.0, root, signed=True)], writer.begin(heard)
    free: int | None = 0
    """The row in which the likeliest writing stands, until that has come to its end."""
    said, said_chance = list[Token](), 0.0
    for _ in range(_LONGEST):
        ahead = list[_Line]()
        for row, line in enumerate(lines):
            coming = written.log_chances[row]
            for phrase in line.branch.phrases:
                chances[phrase] = float(np.logaddexp(chances.get(phrase, -np.inf), line.chance + float(coming[END])))
            ahead += [_Line(row, t, line.chance + float(coming[t]), b) for t, b in line.branch.further.items()]
            if not line.signed:
                ahead += [_Line(row, t, line.chance + float(coming[t]), line.branch, signed=True) for t in writer.signs]
        best = max([*chances.values(), *(line.chance for line in ahead)], default=0.0)
        lines = [line for line in ahead if line.chance >= best - (_SIGN_BEAM if line.signed else _BEAM)]
        origins, tokens = [line.origin for line in lines], [line.token for line in lines]
        if free is not None:
            likely = int(written.log_chances[free].argmax())
            said_chance += float(written.log_chances[free, likely])
            if likely == END:
                free = None
            else:
                said.append(likely)
                same = (k for k, line in enumerate(lines) if (line.origin, line.token) == (free, likely))
                if (goes_on := next(same, None)) is None:
                    origins, tokens, goes_on = [*origins, free], [*tokens, likely], len(lines)
                free = goes_on
        if not tokens:
            break
        written = writer.go_on(heard, written, origins, tokens)
    return Weighed(chances, said_chance, writer.text(said) if free is None else "")


def spoken(text: str) -> tuple[str, ...]:
    """The ways to say what is written, the usual first, in lower-case words; none where it holds other signs."""
    plain = text.lower().replace("\u2019", "'").replace("-", " ")
    words = [word for part in plain.split() if (word := part.strip(_MARKS))]
    if not words or not all(_WORD.fullmatch(word) or _FIGURES.fullmatch(word) for word in words):
        return ()
    ways = [_figures_said(word) if _FIGURES.fullmatch(word) else (word,) for word in words]
    return tuple(" ".join(way) for way in islice(product(*ways), _MOST_FORMS))


def alike(words: str) -> Iterator[str]:
    """Words, and what sounds the same: "too left" may be "two left"."""
    for form in islice(product(*((word, *_ALSO.get(word, ())) for word in words.split())), _MOST_FORMS):
        yield " ".join(form)


def _figures_said(figures: str) -> tuple[str, ...]:
    """`one hundred and thirty five`, also `one thirty five`, as weights on a bar are called, and `one three five`."""
    number = float(figures)
    said = ENGLISH.spoken_forms(number)
    hundreds, rest = divmod(number, 100)
    if not hundreds or rest % 1:
        return said
    singly = " ".join(ENGLISH.to_words(int(figure)) for figure in figures.partition(".")[0])
    if rest < 1:
        return *said, singly
    short = f"oh {ENGLISH.to_words(rest)}" if rest < 10 else ENGLISH.to_words(rest)
    return *said, f"{ENGLISH.to_words(hundreds)} {short}", singly
