"""What athletes say: the shipped phrases, and everything around them."""

import re
from collections import defaultdict
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.language.commands import Commands
from coach.language.numbers import to_words
from coach.language.source import WordsError
from coach.places import shipped_cues

STATES = (
    "set", "rest", "ready", "feel", "where", "confirm", "paused", "hold",
    "stop_or_rest", "pain_or", "part", "which", "reserve",
)  # fmt: skip
QUESTIONS = frozenset({"feel", "where", "confirm", "stop_or_rest", "pain_or", "part", "which", "reserve"})
SAFETY = frozenset({"emergency", "pain", "cramp", "dizzy", "stop", "done", "unsure", "burning", "no_pain"})
_NAMES = """
    ready next_set done stop pause resume repeat_set skip_exercise previous finish more_rest skip_rest hold_longer
    hold_shorter release slower faster set_tempo heavier lighter too_heavy too_easy set_load set_reps more_sets
    fewer_sets weak strong single_side_on single_side_off switch_side balanced both_weak felt cannot_feel felt_where
    new_cue less_talk more_talk counts_only louder softer how_many_left what_next time_left what_changed say_again help
    yes no undo remember forget note swap_exercise pain dizzy emergency unsure sudden cramp burning
    no_pain fine named part reserve form"""
INTENTS = frozenset(_NAMES.split())


@cache
def shipped() -> Commands:
    return Commands.from_yaml((shipped_cues() / "commands.en.yaml").read_text(encoding="utf-8"))


def understood(text: str, state: str = "rest") -> tuple[str, dict[str, object]] | None:
    intent = shipped().parse(text, shipped().open_in(state))
    return (intent.name, dict(intent.slots)) if intent else None


def test_the_intents_are_the_designs() -> None:
    assert frozenset(shipped().all_intents()) == INTENTS


@pytest.mark.parametrize("state", STATES)
def test_every_listened_for_phrase_is_understood_as_its_own_intent(state: str) -> None:
    commands = shipped()
    groups = commands.open_in(state)
    for group in groups:
        others = {name for g in groups for name in (g, g.partition(".")[0])}
        for phrase in commands.phrases(frozenset({group})):
            found = commands.parse(phrase, groups)
            assert found is not None, phrase
            if found.name != group.partition(".")[0]:
                giving_way = [m for m in commands.listed if m.group == group and m.after in others]
                assert giving_way, f"{phrase!r} of {group} is {found.name} in {state}"


@pytest.mark.parametrize("state", STATES)
def test_the_list_for_a_recogniser_is_short_and_plain(state: str) -> None:
    phrases = shipped().phrases(shipped().open_in(state))
    assert len(phrases) <= 1550
    assert len(set(phrases)) == len(phrases)
    assert all(re.fullmatch(r"[a-z']+( [a-z']+)*", phrase) for phrase in phrases)


@pytest.mark.parametrize("state", STATES)
def test_no_two_listened_for_phrases_sound_the_same(state: str) -> None:
    alike = {"to": "two", "too": "two", "for": "four", "fore": "four", "won": "one", "cannot": "can't"}
    sounds = defaultdict(set)
    for phrase in shipped().phrases(shipped().open_in(state)):
        sounds[" ".join(alike.get(word, word) for word in phrase.split())].add(phrase)
    assert [phrases for phrases in sounds.values() if len(phrases) > 1] == []


def test_no_phrase_means_two_things_in_one_state() -> None:
    commands = shipped()
    for row, meanings in commands.table.items():
        for state in STATES:
            first = commands.meanings(row, commands.open_in(state))[:2]
            if len(first) == 2 and {m.intent for m in first} != {first[0].intent}:
                assert first[1].after, f"{' '.join(row)}: {[m.intent for m in meanings]} in {state}"


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_people_may_say_it_in_four_ways_or_more(intent: str) -> None:
    ways: dict[object, set[str]] = defaultdict(set)
    for meaning in shipped().listed:
        if meaning.intent == intent:
            ways[meaning.wording.slots + meaning.slots].add(meaning.wording.text)
    assert max(len(texts) for texts in ways.values()) >= 4
    assert shipped().parse(shipped().example(intent)) is not None


@pytest.mark.parametrize("state", STATES)
def test_safety_words_are_open_in_every_state(state: str) -> None:
    assert shipped().open_in(state) >= SAFETY


def test_nothing_makes_stop_wait_for_a_longer_phrase() -> None:
    assert [phrase for phrase in shipped().phrases() if phrase.startswith("stop ")] == []


@pytest.mark.parametrize("word", ["halt", "pain", "ouch", "dizzy", "pause", "enough", "cramp", "slower", "release"])
def test_an_urgent_word_begins_no_other_command(word: str) -> None:
    meant = shipped().parse(word)
    assert meant is not None
    longer = [phrase for phrase in shipped().phrases() if phrase.startswith(f"{word} ")]
    assert {found.name for phrase in longer if (found := shipped().parse(phrase))} <= {meant.name}


@pytest.mark.parametrize("state", set(STATES) - QUESTIONS | {"feel", "where"})
@pytest.mark.parametrize("word", ["yes", "no", "suddenly", "just now"])
def test_answers_are_open_after_a_question_only(word: str, state: str) -> None:
    expected = "ready" if (word, state) == ("yes", "ready") else None
    found = understood(word, state)
    assert (found[0] if found else None) == expected
    assert understood(word, "confirm") is not None


@pytest.mark.parametrize("state", set(STATES) - {"feel", "reserve"})
@pytest.mark.parametrize("word", ["one", "two", "three", "four", "five", "to", "for", "nothing"])
def test_a_bare_number_is_a_rating_after_the_question_only(word: str, state: str) -> None:
    assert understood(word, state) is None


@pytest.mark.parametrize(
    ("text", "rating"),
    [("one", 1), ("won", 1), ("two", 2), ("to", 2), ("too", 2), ("three", 3), ("four", 4), ("for", 4), ("five", 5),
     ("2", 2), ("um, four", 4), ("nothing", 1), ("elsewhere", 2), ("some", 3), ("clear", 4), ("locked in", 5),
     ("it was a three", 3), ("4 out of 5", 4)],
)  # fmt: skip
def test_a_rating_may_be_its_number_its_homophone_or_its_word(text: str, rating: int) -> None:
    assert understood(text, "feel") == ("felt", {"n": rating})


@pytest.mark.parametrize("text", ["six", "0", "ten", "two and a half"])
def test_a_rating_outside_the_scale_is_not_understood(text: str) -> None:
    assert understood(text, "feel") is None


@given(st.integers(1, 300))
def test_every_number_of_seconds_and_reps_is_understood_in_words_and_digits(n: int) -> None:
    for number in (str(n), to_words(n), to_words(n).replace(" and ", " ")):
        assert understood(f"{number} more seconds") == ("more_rest", {"n": n})
        assert understood(f"hold it {number} more seconds", "set") == ("hold_longer", {"n": n})
        assert understood(f"{number} more seconds", "hold") == ("hold_longer", {"n": n})
        assert understood(f"{number} reps") == ("set_reps", {"n": n})


@given(st.integers(1, 600).map(lambda halves: halves / 2), st.sampled_from([("kilos", "kg"), ("pounds", "lb")]))
def test_every_load_is_understood_in_words_and_digits(value: float, unit: tuple[str, str]) -> None:
    said, meant = unit
    for number in (f"{value:g}", to_words(value)):
        assert understood(f"make it {number} {said}") == ("set_load", {"n": value, "unit": meant})


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("Next set!", "next_set", {}),
        ("go on to the next set", "next_set", {}),
        ("um, hey coach, next set please", "next_set", {}),
        ("next um set", "next_set", {}),
        ("next next set", "next_set", {}),
        ("whats next", "what_next", {}),
        ("What\u2019s next?", "what_next", {}),
        ("what is next", "what_next", {}),
        ("left arm weak", "weak", {"side": "left", "area": "arm"}),
        ("my left arm is weaker", "weak", {"side": "left", "area": "arm"}),
        ("LEFT ARM'S WEAK", "weak", {"side": "left", "area": "arm"}),
        ("so my right hamstring feels really weak today", "weak", {"side": "right", "area": "leg"}),
        ("my weaker side is the left", "weak", {"side": "left"}),
        ("left chest weak", "weak", {"side": "left", "area": "chest"}),
        ("right butt is a bit weaker", "weak", {"side": "right", "area": "glute"}),
        ("left abs weak", "weak", {"side": "left", "area": "core"}),
        ("right arm stronger", "strong", {"side": "right", "area": "arm"}),
        ("both arms weak", "both_weak", {"area": "arm"}),
        ("both my calves are weak", "both_weak", {"area": "calf"}),
        ("thirty seconds more rest", "more_rest", {"n": 30}),
        ("another 90s", "more_rest", {"n": 90}),
        ("one more minute", "more_rest", {"n": 60}),
        ("1 more minute", "more_rest", {"n": 60}),
        ("half a minute more", "more_rest", {"n": 30}),
        ("1:30 more rest", "more_rest", {"n": 90}),
        ("one minute thirty seconds more rest", "more_rest", {"n": 90}),
        ("two and a half minutes more rest", "more_rest", {"n": 150}),
        ("a hundred and twenty more seconds", "more_rest", {"n": 120}),
        ("more rest", "more_rest", {}),
        ("hold it ten seconds longer", "hold_longer", {"n": 10}),
        ("five seconds less", "hold_shorter", {"n": 5}),
        ("12.5 kg", "set_load", {"n": 12.5, "unit": "kg"}),
        ("12,5kg", "set_load", {"n": 12.5, "unit": "kg"}),
        ("twelve point five kilos", "set_load", {"n": 12.5, "unit": "kg"}),
        ("twelve and a half kilos", "set_load", {"n": 12.5, "unit": "kg"}),
        ("half a kilo", "set_load", {"n": 0.5, "unit": "kg"}),
        ("set the weight to a hundred pounds", "set_load", {"n": 100, "unit": "lb"}),
        ("set reps to 12", "set_reps", {"n": 12}),
        ("tempo 3-1-2-1", "set_tempo", {"tempo": "3-1-2-1"}),
        ("tempo 31X1", "set_tempo", {"tempo": "3-1-X-1"}),
        ("set the tempo to four zero one zero", "set_tempo", {"tempo": "4-0-1-0"}),
        ("one more set", "more_sets", {}),
        ("1 more set", "more_sets", {}),
        ("one side at a time", "single_side_on", {}),
        ("left side first", "single_side_on", {"side": "left"}),
        ("back to normal", "balanced", {}),
        ("felt two", "felt", {"n": 2}),
        ("i feel it in my lower back", "felt_where", {"place": "lower back"}),
        ("I felt it mostly in my traps", "felt_where", {"place": "neck"}),
        ("how many left?", "how_many_left", {}),
        ("stop the session", "finish", {}),
        ("too heavy", "too_heavy", {}),
        ("can't feel my biceps", "cannot_feel", {}),
    ],
)
def test_people_say_it_like_this(text: str, name: str, slots: dict[str, object]) -> None:
    assert understood(text) == (name, slots)


@pytest.mark.parametrize(
    ("text", "place"),
    [("forearms", "forearms"), ("my elbow", "elbows"), ("in the front of my shoulder", "front of shoulder"),
     ("chest", "chest"), ("left knee", "knees"), ("the joint", "joint"), ("hip flexors", "hips")],
)  # fmt: skip
def test_where_is_answered_with_a_place(text: str, place: str) -> None:
    assert understood(text, "where") == ("felt_where", {"place": place})


def test_whole_seconds_are_ints() -> None:
    found = shipped().parse("one and a half minutes more rest")
    assert found is not None
    assert found.slots["n"] == 90
    assert isinstance(found.slots["n"], int)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("chest", "emergency"),
        ("heart", "emergency"),
        ("i can't breathe", "emergency"),
        ("my chest really hurts", "emergency"),
        ("stop, I have pain in my chest", "emergency"),
        ("my left arm suddenly feels weak", "emergency"),
        ("left arm is numb", "emergency"),
        ("please call an ambulance now", "emergency"),
        ("stop, it hurts", "pain"),
        ("something snapped in my shoulder", "pain"),
        ("left arm weak and it hurts", "pain"),
        ("my left arm is weak and tingling", "pain"),
        ("ouch", "pain"),
        ("I'm getting dizzy here", "dizzy"),
        ("everything is blurry", "dizzy"),
        ("stop", "stop"),
        ("please just stop counting at me", "stop"),
        ("halt", "stop"),
        ("rack", "stop"),
        ("end", "stop"),
        ("enough", "stop"),
        ("weak", "unsure"),
        ("i feel weak", "unsure"),
        ("shaking", "unsure"),
        ("too much", "unsure"),
        ("burning", "burning"),
        ("left arm weak", "weak"),
        ("left chest weak", "weak"),
    ],
)
@pytest.mark.parametrize("state", ["set", "rest", "hold"])
def test_safety_words_win_in_their_order(text: str, name: str, state: str) -> None:
    found = understood(text, state)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "text", ["no pain", "it doesn't hurt", "it does not hurt at all", "not dizzy", "no it doesn't hurt"]
)
def test_a_denied_safety_word_says_that_there_is_no_pain(text: str) -> None:
    found = understood(text, "set")
    assert found is not None
    assert found[0] == "no_pain"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "um",
        "left",
        "the",
        "i bought a new pair of shoes",
        "next week we go skiing",
        "she said the next set of keys is hers",
        "what a lovely day",
        "he left his arm chair at home",
        "one two three four",
        "seconds",
        "2000 reps",
        "9999999999999 kilos",
        "next pause left",
        "zehn Sekunden mehr",
        "\u2603",
        "301 more seconds",
        "half",
        "the chest press is free",
        "well " * 200,
    ],
)
@pytest.mark.parametrize("state", set(STATES) - {"which"})
def test_what_is_no_command_is_none(text: str, state: str) -> None:
    assert understood(text, state) is None


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    found = shipped().parse(text)
    assert found is None or found.text == text


def test_a_state_that_does_not_exist_is_refused_with_the_ones_that_do() -> None:
    with pytest.raises(WordsError, match=r"swimming.*rest.*set"):
        shipped().open_in("swimming")


def test_slots_are_described_for_people() -> None:
    assert shipped().slots_of("more_rest") == {"n": "1 to 600"}
    assert shipped().slots_of("weak") == {
        "side": "left, right",
        "area": "arm, shoulder, chest, back, leg, glute, calf, core",
    }
    assert shipped().slots_of("next_set") == {}


@pytest.mark.parametrize("text", ["#", "next #", "# more seconds", "#" * 40])
def test_a_typed_hash_is_punctuation(text: str) -> None:
    """The sign that stands for numbers inside the table once brought `parse` down."""
    assert understood(text) in (None, ("next_set", {}), ("more_rest", {}))


@pytest.mark.parametrize("state", ["set", "rest", "hold", "ready"])
def test_unilateral_mode_is_switched_by_voice_in_every_state(state: str) -> None:
    for phrase in ("single side on", "switch on unilateral mode", "unilateral mode", "one side at a time"):
        assert understood(phrase, state) == ("single_side_on", {})
    for phrase in ("single side off", "switch off unilateral mode", "both sides together"):
        assert understood(phrase, state) == ("single_side_off", {})
