"""German numbers, both ways: 12.5 to `zwölfeinhalb`, and back from everything people say for it."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from coach.language.numbers import Numerals, Spoken, with_fraction

_ONE: Final = ("ein", "eine", "einen", "einem", "einer", "eines", "eins")
_DIGITS: Final = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_LARGEST: Final = 999


@lru_cache(maxsize=2048)
def to_words(number: float | Fraction) -> str:
    """A number as it is spoken, in lower-case words.

    Halves are `einhalb`, other fractions `komma`: 120 is `einhundertzwanzig`, 12.5 `zwölfeinhalb`,
    1.25 `eins komma zwei fünf`, 0.5 `null komma fünf`.
    """
    from num2words import num2words

    exact = Fraction(number).limit_denominator(1000)
    whole, rest = divmod(exact, 1)
    if rest == Fraction(1, 2) and whole > 0:
        spoken = to_words(whole)
        return f"{spoken.removesuffix('s') if spoken.endswith('eins') else spoken}einhalb"
    said: str = num2words(int(exact) if exact.denominator == 1 else float(exact), lang="de")
    return said.lower().replace("-", " ")


def spoken_forms(number: float) -> tuple[str, ...]:
    """The ways in which people say a number: 12.5 `zwölfeinhalb` and `zwölf komma fünf`, 100 `hundert` too."""
    usual = to_words(number)
    if usual.endswith("einhalb"):
        return usual, f"{to_words(int(number))} komma fünf"
    return (usual, usual.removeprefix("ein")) if usual.startswith("einhundert") else (usual,)


def folded(word: str) -> str:
    """`fünf` as `fuenf`, `dreißig` as `dreissig`: as typed on any keyboard."""
    for letter, typed in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        word = word.replace(letter, typed)
    return word


@cache
def _values() -> Mapping[str, float]:
    """Every number that is one word."""
    values: dict[str, float] = {}
    for number in range(_LARGEST + 1):
        for form in _forms(number):
            values[folded(form)] = number
            if number:
                values[folded(form.removesuffix("s") if form.endswith("eins") else form) + "einhalb"] = number + 0.5
    for form in ("anderthalb", "eineinhalb"):
        values[form] = 1.5
    return values


def _forms(number: int) -> Iterator[str]:
    for said in spoken_forms(number):
        yield said
        yield said.replace("zwei", "zwo")
        if number > 100:
            yield said.replace("hundert", "hundertund", 1)
    if number == 1:
        yield from _ONE


@cache
def _digits() -> Mapping[str, int]:
    return {folded(word): number for number, word in enumerate(_DIGITS)} | {"zwo": 2}


def number_at(words: Sequence[str], start: int) -> Spoken | None:
    """The longest number that begins at `words[start]`, if one does.

    `hundertzwanzig`, `ein hundert zwanzig`, `fünf und zwanzig`, `zwölfeinhalb`, `zwölf komma fünf` and
    `komma fünf` are numbers, and so are `ein` and `eine`; a bare `halb` is not.
    """
    return with_fraction(words, start, _whole(words, start), _word, "komma", _digits(), ("und", "ein", "halb"))


def _word(words: Sequence[str], at: int) -> str:
    return folded(words[at]) if at < len(words) else ""


def _whole(words: Sequence[str], start: int) -> tuple[float, int]:
    first = _values().get(_word(words, start))
    if first is not None and 1 <= first <= 9 and _word(words, start + 1) == "hundert":
        joined = start + 3 if _word(words, start + 2) == "und" else start + 2
        more, end = _below_hundred(words, joined)
        return (100 * first + more, end) if end > joined else (100 * first, start + 2)
    if first == 100:
        more, end = _below_hundred(words, start + 1)
        return 100 + more, max(end, start + 1)
    return _below_hundred(words, start) if first is None or first < 100 else (first, start + 1)


def _below_hundred(words: Sequence[str], start: int) -> tuple[float, int]:
    first = _values().get(_word(words, start))
    if first is None or first >= 100:
        return 0, start
    tens = _values().get(_word(words, start + 2), 0)
    if 1 <= first <= 9 and _word(words, start + 1) == "und" and tens in range(20, 100, 10):
        return tens + first, start + 3
    return first, start + 1


GERMAN: Final = Numerals(to_words, number_at, spoken_forms)
