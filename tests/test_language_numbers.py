"""Numbers in words, both ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.language.numbers import ENGLISH, Spoken, from_words, spoken_forms, to_words
from coach.language.numbers_de import GERMAN


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
    found = ENGLISH.find(["hold", "it", "twenty", "five", "more", "seconds", "three", "one"])
    assert found == [Spoken(2, 4, 25), Spoken(6, 7, 3), Spoken(7, 8, 1)]


@settings(deadline=None)  # the first number loads num2words and writes the table
@given(st.integers(0, 999))
def test_every_german_number_is_found_again_however_it_is_said(number: int) -> None:
    for form in GERMAN.spoken_forms(number):
        assert GERMAN.find(form.split()) == [Spoken(0, len(form.split()), number)]


@settings(deadline=None)
@given(st.integers(2, 999).map(lambda n: n / 2))
def test_german_halves_are_found_again(number: float) -> None:
    for form in GERMAN.spoken_forms(number):
        assert GERMAN.find(form.split()) == [Spoken(0, len(form.split()), number)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("ein hundert zwanzig", 120),
        ("fünf und zwanzig", 25),
        ("fuenfundzwanzig", 25),
        ("zwei hundert fünf und dreißig", 235),
        ("hundertundeins", 101),
        ("zwoundvierzig", 42),
        ("zwölf und ein halb", 12.5),
        ("anderthalb", 1.5),
        ("zwölf komma fünf", 12.5),
        ("komma zwei fünf", 0.25),
        ("eine", 1),
    ],
)
def test_german_numbers_as_people_say_them(words: str, value: float) -> None:
    row = words.split()
    assert GERMAN.find(row) == [Spoken(0, len(row), value)]


@pytest.mark.parametrize("words", ["halb", "und", "hund", "komma", "", "zwanziger"])
def test_what_is_no_german_number(words: str) -> None:
    assert GERMAN.find(words.split()) == []


def test_german_is_spoken_by_num2words() -> None:
    said = [GERMAN.to_words(n) for n in (1, 16, 21, 120, 12.5, 1.25)]
    assert said == ["eins", "sechzehn", "einundzwanzig", "einhundertzwanzig", "zwölfeinhalb", "eins komma zwei fünf"]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("one thirty five pounds", 135),
        ("two oh five kilos", 205),
        ("two twenty five lbs", 225),
        ("one ten pounds", 110),
    ],
)
def test_weights_are_called_short(said: str, value: int) -> None:
    found = ENGLISH.find(said.split())
    assert [(number.start, number.value) for number in found] == [(0, value)]


def test_what_is_no_weight_is_not() -> None:
    assert [number.value for number in ENGLISH.find(["one", "thirty", "more"])] == [1, 30]
