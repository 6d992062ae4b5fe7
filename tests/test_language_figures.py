"""Figures as people type them."""

import pytest

from coach.language.files import read_commands

ENGLISH, GERMAN = read_commands("en"), read_commands("de")


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("2½ kg", "set_load", {"n": 2.5, "unit": "kg"}),
        ("½ minute more", "more_rest", {"n": 30}),
        (".5 minutes more", "more_rest", {"n": 30}),
        ("+30 seconds", "more_rest", {"n": 30}),
        ("12,5 kg", "set_load", {"n": 12.5, "unit": "kg"}),
        ("tempo 3-1-2-1", "set_tempo", {"tempo": "3-1-2-1"}),
        ("tempo 3121", "set_tempo", {"tempo": "3-1-2-1"}),
        ("one second", "pause", {}),
        ("a sec", "pause", {}),
    ],
)
def test_what_they_mean_in_a_rest(text: str, intent: str, slots: dict[str, object]) -> None:
    found = ENGLISH.parse(text, ENGLISH.open_in("rest"))
    assert found is not None
    assert (found.name, found.slots) == (intent, slots)


@pytest.mark.parametrize(
    "text",
    [
        *("-30 seconds", "+10 reps", "1,000 pounds", "1,250 pounds", "3\u00d710 kg", "tempo 10 0 1 0"),
        *("my weight is eighty kilos", f"{'9' * 5000} kg"),
    ],
)
def test_what_means_nothing_is_not_made_to_mean_something(text: str) -> None:
    assert ENGLISH.parse(text, ENGLISH.open_in("rest")) is None


def test_a_german_thousand_is_no_one() -> None:
    assert GERMAN.parse("1.000 Kilo", GERMAN.open_in("rest")) is None


@pytest.mark.parametrize("text", ["two more", "one more", "just five more"])
def test_more_without_a_unit_lengthens_a_hold_but_no_set(text: str) -> None:
    held = ENGLISH.parse(text, ENGLISH.open_in("hold"))
    assert held is not None
    assert held.name == "hold_longer"
    assert ENGLISH.parse(text, ENGLISH.open_in("set")) is None
