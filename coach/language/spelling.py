"""Typed or recognised text brought to plain words, so that equal meanings compare equal."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, product
from typing import Final

from coach.language.numbers import ENGLISH, Numerals

Row = tuple[str, ...]

_TEMPO = re.compile(r"\btempo(?P<to>( [^\W\d]+)?) @?(\d)([-/ :]?)(\d)\4([\dx])\4(\d)\b")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_SIGN = re.compile(r"(?<![\w.,])([+\-\u2212])(?=[.,]?\d)")
_NO_WHOLE = re.compile(r"(?<![\w.,])[.,](?=\d)")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_BETWEEN = re.compile(r"(?<=\d),(?=\d)")
_GLUED = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|#")
_LARGEST: Final = 999
_MOST_DIGITS: Final = 9
"""What is longer is no number that anybody means."""
_MOST_FILLERS: Final = 12
"""Words of fillers before or after a phrase."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language's words are brought to one form."""

    endings: Mapping[str, str]
    """`'s` to ` is`, and the like."""
    words: Mapping[str, str]
    """Single words that are written otherwise; looked up before the endings."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """`ü` to `ue`: letters that not every keyboard has."""
    clock: str = r"\1 minutes \2 seconds"
    """What `1:30` stands for."""
    numerals: Numerals = ENGLISH

    def row(self, text: str) -> Row:
        """`text` as lower-case words without punctuation, digits or contractions."""
        made = unicodedata.normalize("NFC", text).casefold().replace("\u2019", "'").replace("\u00d7", "x")
        made = _NO_WHOLE.sub("0.", made.replace("\u00bd", ".5"))
        made = _SIGN.sub(lambda sign: " plus " if sign[1] == "+" else " minus ", made)
        made = _TEMPO.sub(r"tempo\g<to> \3 \5 \6 \7", made)
        made = _THOUSANDS.sub("", _CLOCK.sub(self.clock, made))
        made = _GLUED.sub(" ", _BETWEEN.sub(".", made))
        return tuple(self._folded(word) for token in _TOKEN.findall(made) for word in self._plain(token))

    def rows(self, texts: Iterable[str]) -> Iterator[Row]:
        """`row` of many texts of plain lower-case words, each word looked up once."""
        known: dict[str, Row] = {}
        for text in texts:
            words = text.split()
            for word in words:
                if word not in known:
                    known[word] = self.row(word)
            yield tuple(chain.from_iterable(map(known.__getitem__, words)))

    def _folded(self, word: str) -> str:
        for letter, typed in self.letters.items():
            word = word.replace(letter, typed)
        return word

    def _plain(self, token: str) -> Iterator[str]:
        if len(token) <= _MOST_DIGITS and _NUMBER.fullmatch(token):
            value = Fraction(token)
            yield from (self.numerals.to_words(value) if value <= _LARGEST else token).split()
        elif token in self.words:
            yield from self.words[token].split()
        else:
            ending = next((end for end in self.endings if token.endswith(end) and token != end), None)
            stem = token.removesuffix(ending) if ending else token
            yield from self.words.get(stem, stem).split()
            if ending:
                yield from self.endings[ending].split()


@dataclass(frozen=True, slots=True)
class Fillers:
    """Words that mean nothing beside a phrase."""

    within: frozenset[Row]
    """Dropped wherever they stand."""
    around: frozenset[Row]
    """Dropped before and after a phrase."""

    def readings(self, row: Row) -> Iterator[Row]:
        """`row` as it is, then with fewer and fewer fillers, then without words said twice in a row."""
        seen: set[Row] = set()
        plain = self.hesitation_free(row)
        for start in (row, plain, _once(plain)):
            for reading in self._peeled(start):
                if reading not in seen:
                    seen.add(reading)
                    yield reading

    def hesitation_free(self, row: Row) -> Row:
        """`row` without the words that mean nothing anywhere."""
        return tuple(word for word in row if (word,) not in self.within)

    def _peeled(self, row: Row) -> Iterator[Row]:
        starts = _cuts(row, self.around)
        ends = _cuts(row[::-1], frozenset(filler[::-1] for filler in self.around))
        cuts = sorted(product(starts, ends), key=sum)
        yield from (row[start : len(row) - end] for start, end in cuts if start + end < len(row))


def _cuts(row: Row, fillers: frozenset[Row]) -> list[int]:
    """How many words may be cut off the front, fillers being taken one after the other."""
    cuts = [0]
    for cut in cuts:
        for filler in fillers:
            after = cut + len(filler)
            if row[cut:after] == filler and after not in cuts and after <= _MOST_FILLERS:
                cuts.append(after)
    return cuts


def _once(row: Row) -> Row:
    return tuple(word for word, before in zip(row, (None, *row), strict=False) if word != before)
