"""No two commands sound nearly alike where both are open: distances between what is listened for, sound by sound."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from coach.ears.phones_sound import Acoustics
from coach.ears.phones_words import Words
from coach.language.commands import Commands
from coach.language.files import read_commands
from tests.conftest import need

LEAST_SOUNDS = 2
"""Two phrases of different commands differ in more sounds than this, or in just so many ..."""
LEAST_SHARE = 0.2
"""... and in this share of the longer one's."""
NUMBERS = {1, 2, 5, 10, 30, 60}
"""Phrases with other numbers differ from these in nothing but the number."""

Row = npt.NDArray[np.int64]


def open_together(commands: Commands) -> dict[str, dict[str, str]]:
    """For each phrase the command that it is in each state."""
    found: dict[str, dict[str, str]] = {}
    for state in commands.states:
        groups = commands.open_in(state)
        for phrase in commands.phrases(groups):
            intent = commands.parse(phrase, groups)
            assert intent is not None
            numbers = [value for value in intent.slots.values() if isinstance(value, int | float)]
            if all(value in NUMBERS for value in numbers):
                found.setdefault(phrase, {})[state] = intent.name
    return found


@cache
def english_words() -> Words:
    return Words(Acoustics())


def sounds(phrases: list[str], language: str) -> list[list[int]]:
    """How phrases are said: by the ears' own table, or by espeak-ng."""
    if language == "en":
        words = english_words()
        return [[sound for word in phrase.split() for sound in words.ways(word)[0]] for phrase in phrases]
    need(shutil.which("espeak-ng") is not None, "espeak-ng is not installed")
    command = ["espeak-ng", "-q", "--ipa", "-v", language]
    text = "\n\n".join(f"{phrase}." for phrase in phrases)
    said = subprocess.run(command, input=text, text=True, check=True, capture_output=True).stdout
    rows = [
        row
        for row in (re.sub(r"[\s\u02c8\u02cc\u02d0\u0361\u032f\u0329()_-]", "", line) for line in said.splitlines())
        if row
    ]
    assert len(rows) == len(phrases)
    return [[ord(sound) for sound in row] for row in rows]


def distances(row: list[int], others: Row, lengths: Row) -> Row:
    """How many sounds must be changed, left out or put in to turn `row` into each of `others`."""
    size = others.shape[1]
    before = np.tile(np.arange(size + 1), (len(others), 1))
    for number, sound in enumerate(row, 1):
        now = np.empty_like(before)
        now[:, 0] = number
        changed = before[:, :-1] + (others != sound)
        for at in range(1, size + 1):
            now[:, at] = np.minimum(np.minimum(before[:, at], now[:, at - 1]) + 1, changed[:, at - 1])
        before = now
    return before[np.arange(len(others)), lengths]


def near_misses(meanings: Mapping[str, Mapping[str, str]], language: str) -> set[frozenset[str]]:
    """Pairs of phrases that are too close to be different commands in one state."""
    phrases = list(meanings)
    rows = sounds(phrases, language)
    lengths = np.array([len(row) for row in rows])
    table = np.full((len(rows), int(lengths.max())), -1)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    found = set()
    for number, row in enumerate(rows):
        near = np.flatnonzero(np.abs(lengths - len(row)) <= LEAST_SOUNDS)
        near = near[near > number]
        if not len(near):
            continue
        apart = distances(row, table[near], lengths[near])
        share = apart / np.maximum(lengths[near], len(row))
        for other in near[(apart < LEAST_SOUNDS) | ((apart == LEAST_SOUNDS) & (share < LEAST_SHARE))]:
            one, two = meanings[phrases[number]], meanings[phrases[int(other)]]
            if any(one[state] != two[state] for state in one.keys() & two.keys()):
                found.add(frozenset({phrases[number], phrases[int(other)]}))
    return found


ACCEPTED = {
    frozenset({"chest", "rest"}),  # "stop, or rest?": both halt the set
    frozenset({"skip exercise", "swap exercise"}),  # said aloud, and taken back by "undo"
    frozenset({"skip the exercise", "swap the exercise"}),
}


def is_a_switch(pair: frozenset[str]) -> bool:
    """On and off, which people will say; the coach says which it was, and "undo" takes it back."""
    one, two = sorted(pair, key=len)
    return one.replace(" on", "").strip() == two.replace(" off", "").strip()


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_two_commands_are_near_misses(language: str) -> None:
    found = near_misses(open_together(read_commands(language)), language)
    assert sorted(sorted(pair) for pair in found - ACCEPTED if not is_a_switch(pair)) == []


def test_what_is_listened_for_where_is_told_apart_by_ear() -> None:
    """The distance sees homophones and near misses of the kind that the file must not have."""
    pairs = {"two": "too", "next": "rest", "four more": "for more", "speed up": "speak up", "let's go": "let go"}
    for one, two in pairs.items():
        rows = sounds([one, two], "en")
        length = max(map(len, rows))
        table = np.array([row + [-1] * (length - len(row)) for row in rows])
        apart = distances(rows[0], table[1:], np.array([len(rows[1])]))
        assert apart[0] <= LEAST_SOUNDS, (one, two)
