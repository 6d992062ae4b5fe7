"""Numbers in words, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.language.numbers import Spoken, find_numbers, from_words, spoken_forms, to_words


@given(st.integers(0, 999))
def test_a_number_comes_back_from_its_words(number: int) -> None:
    assert from_words(to_words(number)) == number


@given(st.integers(0, 999))
def test_a_half_comes_back_from_every_way_of_saying_it(whole: int) -> None:
    half = whole + 0.5
    assert [from_words(form) for form in (to_words(half), *spoken_forms(half))] == [half] * (
        1 + len(spoken_forms(half))
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (21, "twenty one"),
        (120, "one hundred and twenty"),
        (12.5, "twelve and a half"),
        (0.5, "zero point five"),
        (1.25, "one point two five"),
    ],
)
def test_numbers_are_spoken_without_hyphens(number: float, words: str) -> None:
    assert to_words(number) == words


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("a hundred", 100),
        ("a hundred and twenty", 120),
        ("one hundred twenty five", 125),
        ("twenty-five", 25),
        ("twelve point five", 12.5),
        ("point five", 0.5),
        ("two hundred and ninety nine and a half", 299.5),
    ],
)
def test_other_ways_of_saying_a_number_are_understood(words: str, number: float) -> None:
    assert from_words(words) == number


@pytest.mark.parametrize("words", ["", "a", "half", "and", "hundred", "point", "twenty left", "one two", "won"])
def test_what_is_no_number_is_none(words: str) -> None:
    assert from_words(words) is None


def test_numbers_are_found_where_they_stand() -> None:
    found = find_numbers(["hold", "it", "twenty", "five", "more", "seconds", "three", "one"])
    assert found == [Spoken(2, 4, 25), Spoken(6, 7, 3), Spoken(7, 8, 1)]
