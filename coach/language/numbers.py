"""English numbers, both ways: 12.5 to `twelve and a half`, and back from everything people say for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_UNIT = {word: value for value, word in enumerate(_ONES, 1)}
_TEEN = {word: value for value, word in enumerate(_TEENS, 10)}
_TEN = dict(zip(_TENS, range(20, 100, 10), strict=True))
_WEIGHED = frozenset({"pounds", "pound", "lbs", "lb", "kilos", "kilo", "kilograms", "kg"})
_DIGIT = {"zero": 0, "oh": 0, **_UNIT}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number found in a row of words: it takes `words[start:end]`."""

    start: int
    end: int
    value: int | float


@dataclass(frozen=True, slots=True)
class Numerals:
    """The numbers of one language."""

    to_words: Callable[[float | Fraction], str]
    """A number as it is usually spoken, in lower-case words."""
    number_at: Callable[[Sequence[str], int], Spoken | None]
    """The longest number that begins at a word, if one does."""
    spoken_forms: Callable[[float], tuple[str, ...]]
    """The ways in which people say a number, the usual one first."""

    def find(self, words: Sequence[str]) -> list[Spoken]:
        """Every number in a row of lower-case words, each as long as it can be, left to right."""
        found: list[Spoken] = []
        at = 0
        while at < len(words):
            number = self.number_at(words, at)
            if number:
                found.append(number)
            at = number.end if number else at + 1
        return found


@lru_cache(maxsize=2048)
def to_words(number: float | Fraction) -> str:
    """A number as it is spoken, in lower-case words without hyphens.

    Halves are `and a half`, other fractions `point`: 120 is `one hundred and twenty`,
    12.5 `twelve and a half`, 1.25 `one point two five`, 0.5 `zero point five`.
    """
    from num2words import num2words

    exact = Fraction(number).limit_denominator(1000)
    whole, rest = divmod(exact, 1)
    if rest == Fraction(1, 2) and whole > 0:
        return f"{to_words(whole)} and a half"
    spoken: str = num2words(int(exact) if exact.denominator == 1 else float(exact), lang="en")
    return spoken.replace("-", " ").replace(",", "")


def from_words(text: str) -> int | float | None:
    """The number that the whole text says, in words, 0 to 999 with fractions; None when it says none."""
    words = text.lower().replace("-", " ").split()
    found = number_at(words, 0)
    return found.value if found and found.end == len(words) else None


def number_at(words: Sequence[str], start: int) -> Spoken | None:
    """The longest number that begins at `words[start]`, if one does.

    `a hundred`, `one hundred [and] twenty`, `twenty five`, `twelve point five`, `point five` and
    `twelve and a half` are numbers; before pounds and kilos also `one thirty five` and `two oh five`; a bare `a` or
    `half` is not.
    """
    return with_fraction(words, start, _whole(words, start), _word, "point", _DIGIT, ("and", "a", "half"))


def with_fraction(
    words: Sequence[str],
    start: int,
    whole: tuple[float, int],
    word: Callable[[Sequence[str], int], str],
    point: str,
    digits: Mapping[str, int],
    half: tuple[str, str, str],
) -> Spoken | None:
    """The number that begins at `words[start]` and goes on behind its whole part; None where there is none.

    Args:
        words: lower-case.
        start: where it may begin.
        whole: value of the whole part, and where that ends: at `start` where there is none.
        word: a word as `digits` has it; empty behind the last.
        point: the word between whole and digits; it may begin a number.
        digits: each word that is one.
        half: the words that add one.
    """
    value, end = whole
    if end == start and word(words, start) != point:
        return None
    if word(words, end) == point:
        said, after = "", end + 1
        while (digit := digits.get(word(words, after))) is not None:
            said, after = f"{said}{digit}", after + 1
        if said:
            return Spoken(start, after, value + int(said) / 10 ** len(said))
    elif tuple(words[end : end + 3]) == half:
        return Spoken(start, end + 3, value + 0.5)
    return Spoken(start, end, value) if end > start else None


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _whole(words: Sequence[str], start: int) -> tuple[int, int]:
    first = _word(words, start)
    if _word(words, start + 1) == "hundred" and (first == "a" or first in _UNIT):
        value, end = 100 * _UNIT.get(first, 1), start + 2
        joined = end + 1 if _word(words, end) == "and" else end
        more, after = _below_hundred(words, joined)
        return (value + more, after) if after > joined and more else (value, end)
    if first in _UNIT:
        short = _word(words, start + 1) == "oh"
        more, after = _below_hundred(words, start + 2 if short else start + 1)
        called = (0 < more < _TEEN["ten"]) if short else more >= _TEEN["ten"]
        if called and _word(words, after) in _WEIGHED:  # of seconds it would be a minute and some
            return 100 * _UNIT[first] + more, after
    return _below_hundred(words, start)


def _below_hundred(words: Sequence[str], start: int) -> tuple[int, int]:
    first = _word(words, start)
    if first in _TEN:
        unit = _UNIT.get(_word(words, start + 1), 0)
        return _TEN[first] + unit, start + (2 if unit else 1)
    if first == "zero":
        return 0, start + 1
    value = _UNIT.get(first, 0) or _TEEN.get(first, 0)
    return value, start + (1 if value else 0)


def spoken_forms(number: float) -> tuple[str, ...]:
    """The ways in which people say a number: 12.5 `twelve and a half` and `twelve point five`, 100 `a hundred` too."""
    usual = to_words(number)
    if usual.endswith(" and a half"):
        return usual, f"{to_words(int(number))} point five"
    return (usual, "a hundred") if usual == "one hundred" else (usual,)


ENGLISH = Numerals(to_words, number_at, spoken_forms)
