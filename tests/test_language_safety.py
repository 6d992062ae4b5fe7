"""Safety words in sentences: what negates them, what does not, and what is about another day."""

import pytest

from coach.language.files import read_commands

ENGLISH, GERMAN = read_commands("en"), read_commands("de")

MEANT = {
    "stop": (
        *("no stop", "no, stop!", "no no stop", "oh no stop", "no good. Stop!", "get it off me", "I'm pinned"),
        "I can't lift it",
    ),
    "pain": (
        *("no, it hurts", "no that hurts", "no, ouch", "not good. Pain.", "pins and needles"),
        *("it has been hurting since yesterday", "it hurt a moment ago", "it was fine yesterday but it hurts now"),
        "my shoulder hurt since last week",
    ),
    "emergency": (
        *("no I can't breathe", "no my chest is tight", "tightness in my chest", "pressure on my chest", "tight chest"),
        *("my chest is burning", "I'm about to pass out", "gonna pass out", "I feel like I'm going to pass out"),
        *("I need help", "somebody help", "palpitations", "call 911", "call 999", "I'm having a stroke"),
        "sudden headache",
    ),
    "dizzy": ("I was dizzy a second ago", "my head is spinning", "I'm seeing double", "double vision"),
    "unsure": (
        *("I can't catch my breath", "it's hard to breathe", "short of breath", "that doesn't feel right"),
        *("this doesn't feel right", "something's not right"),
    ),
    "no_pain": (
        *("I don't have any pain", "I'm not in any pain", "nothing hurts anymore", "the pain is gone", "no more pain"),
        *("the pain's gone now", "no longer any pain", "no pain no dizziness"),
    ),
}
NOT_MEANT = (
    *("don't stop", "never stop", "not in pain yesterday", "I never have any pain", "not a stabbing pain"),
    *("I am not having a heart attack", "short stroke", "full stroke", "I had a cramp yesterday"),
    *("I was dizzy last week", "it hurt two days ago", "no cramps at the moment"),
)


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in MEANT.items() for text in texts])
def test_it_is_understood_in_a_set(intent: str, text: str) -> None:
    found = ENGLISH.parse(text, ENGLISH.open_in("set"))
    assert found is not None
    assert found.name == intent


@pytest.mark.parametrize("text", NOT_MEANT)
def test_it_stops_nothing(text: str) -> None:
    found = ENGLISH.parse(text, ENGLISH.open_in("set"))
    assert found is None or found.name == "no_pain"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("das fühlt sich gut an", None),
        ("das fühlt sich nicht gut an", "unsure"),
        ("mir ist nicht mehr schwindlig", None),
        ("ich habe keine starken Schmerzen", None),
        ("nein, es tut weh", "pain"),
        ("ich hatte gestern einen Krampf", None),
    ],
)
def test_german_sentences(text: str, intent: str | None) -> None:
    found = GERMAN.parse(text, GERMAN.open_in("set"))
    assert (found.name if found else None) == intent


@pytest.mark.parametrize("text", ["chest", "my chest", "mostly chest"])
def test_a_chest_that_was_asked_for_is_no_emergency(text: str) -> None:
    for state in ("feel", "where"):
        found = ENGLISH.parse(text, ENGLISH.open_in(state))
        assert found is not None
        assert (found.name, found.slots) == ("felt_where", {"place": "chest"})
    cried = ENGLISH.parse("my chest", ENGLISH.open_in("set"))
    assert cried is not None
    assert cried.name == "emergency"


@pytest.mark.parametrize("text", ["none", "nothing at all", "all good", "I feel good", "no pain no dizziness"])
def test_who_is_well_may_say_so_in_other_words_than_no(text: str) -> None:
    found = ENGLISH.parse(text, ENGLISH.open_in("today"))
    assert found is not None
    assert found.name in {"no", "no_pain"}


def test_a_typed_phrase_is_meant_as_a_whole_before_a_word_of_it_is_looked_for() -> None:
    where, rest = ENGLISH.open_in("where"), ENGLISH.open_in("rest")
    typed = ENGLISH.parse("left arm weak", where, otherwise=rest)
    assert typed is not None
    assert (typed.name, typed.slots) == ("weak", {"side": "left", "area": "arm"})
    cried = ENGLISH.parse("I feel so weak now", where, otherwise=rest)
    assert cried is not None
    assert cried.name == "unsure"
