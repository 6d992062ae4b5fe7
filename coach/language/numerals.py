"""Which language's numbers."""

from collections.abc import Mapping
from typing import Final

from coach.language.numbers import ENGLISH, Numerals
from coach.language.numbers_de import GERMAN
from coach.language.source import WordsError

NUMERALS: Final[Mapping[str, Numerals]] = {"en": ENGLISH, "de": GERMAN}
"""By language; a further language needs its own, and `commands` and `lines` beside it."""


def numerals(language: str) -> Numerals:
    """The numbers of a language.

    Raises:
        WordsError: nobody has taught the coach to count in it.
    """
    if language not in NUMERALS:
        raise WordsError(f"the coach cannot count in {language!r} yet; it can in {', '.join(NUMERALS)}")
    return NUMERALS[language]
