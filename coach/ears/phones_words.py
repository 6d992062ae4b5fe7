"""How English words of the gym are said, in the sounds of the built-in acoustic model."""

# ruff: noqa: RUF001 - phonetic letters look like others

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from coach.ears.phones_net import Sounds
from coach.ears.phones_sound import Acoustics

Ways = Mapping[str, tuple[tuple[str, ...], ...]]

_HISSING: Final = frozenset({"s", "z", "ʃ", "ʒ", "t͡ʃ", "d͡ʒ"})
_VOICELESS: Final = frozenset({"p", "t", "k", "f", "θ"})

_TABLE: Final = Path(__file__).with_name("pronunciations.txt")
"""One word a line, its ways parted by bars, the usual first. The model learned to write some oddly ("one": o n e)."""


def spoken() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The table as word -> ways -> sounds."""
    lines = (line.partition(": ") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {word: tuple(tuple(way.split()) for way in ways.split(" | ")) for word, _, ways in lines}


def possessive(word: str, table: Ways) -> tuple[tuple[str, ...], ...]:
    """The ways to say "arm's" where the table has "arm"; empty for anything else."""
    if not word.endswith("'s") or word[:-2] not in table:
        return ()
    return tuple((*way, *_ending(way[-1])) for way in table[word[:-2]])


class Words:
    """How any word is said: by the table, else by rule."""

    def __init__(self, acoustics: Acoustics) -> None:
        """Read the table; `acoustics` spells what it lacks, and numbers the sounds."""
        self._acoustics = acoustics
        self._number = {token: i for i, token in enumerate(acoustics.tokens)}
        self._words = spoken()

    def ways(self, word: str) -> tuple[Sounds, ...]:
        """The ways to say a word, as sound numbers; each has at least one."""
        said = self._words.get(word)
        if said is None:
            said = self._words[word] = possessive(word, self._words) or (self._acoustics.spell(word) or ("ə",),)
        return tuple(tuple(self._number[s] for s in way) for way in said)


def _ending(last: str) -> tuple[str, ...]:
    if last in _HISSING:
        return ("ɪ", "z")
    return ("s",) if last in _VOICELESS else ("z",)
