"""What a second network writes down, and what is made of it beside the sounds."""

import importlib.util
import logging
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.ears import choose
from coach.ears.errors import EarsError
from coach.ears.hear import hear
from coach.ears.phones_guess import Guess, Near
from coach.ears.second_look import looked_again
from coach.ears.watched import Watched
from coach.ears.writer import Writer
from coach.ears.written import Weighed, forms, spoken, weigh
from coach.language.files import read_commands
from coach.session.ears import spare_ears
from tests import voices
from tests.conftest import need


@pytest.fixture(scope="module")
def writer() -> Writer:
    need(importlib.util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
    return Writer()


def test_numbers_are_written_in_words_or_figures_and_a_sentence_begins_with_a_capital() -> None:
    assert forms("thirty more seconds") == ("Thirty more seconds", "30 more seconds")
    assert forms("set it to twelve and a half kilos")[1] == "Set it to 12.5 kilos"
    assert forms("call nine one one")[1:3] == ("Call 9 1 1", "Call 911")
    assert forms("i think i'm ready") == ("I think I'm ready",)


def test_words_that_sound_alike_may_be_written() -> None:
    assert {"Two", "To", "Too", "2"} == set(forms("two"))
    assert "My left arm is week" in forms("my left arm is weak")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Next set.", ("next set",)),
        ("135 pounds!", ("one hundred and thirty five pounds", "one thirty five pounds", "one three five pounds")),
        ("Make it 205", ("make it two hundred and five", "make it two oh five", "make it two zero five")),
        ("Call 911.", ("call nine hundred and eleven", "call nine eleven", "call nine one one")),
        ("3-1-2-1", ("three one two one",)),
        ("I\u2019m ready, I think", ("i'm ready i think",)),
        ("Forty-five more seconds.", ("forty five more seconds",)),
        ("2.5 kilos", ("two and a half kilos", "two point five kilos")),
        ("100", ("one hundred", "a hundred", "one zero zero")),
        ("", ()),
        ("ready @ 5", ()),
        ("Fünf", ()),
        ("123456", ()),
    ],
)
def test_what_was_written_is_brought_to_spoken_words(text: str, said: tuple[str, ...]) -> None:
    assert spoken(text) == said


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz'0123456789. "), max_size=60))
def test_whatever_is_written_comes_out_as_words_or_not_at_all(text: str) -> None:
    for said in spoken(text):
        assert said in spoken(said)
        assert not any(sign.isdigit() for sign in said)


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz'"), min_size=1, max_size=9), max_size=6))
def test_a_text_is_the_same_after_it_was_cut_into_tokens(writer: Writer, words: list[str]) -> None:
    text = " ".join(words)
    assert writer.text(writer.spell(text)) == text


@pytest.mark.parametrize("said", ["next set", "ten more seconds", "my left arm is weak", "stop"])
def test_what_was_said_is_more_probable_than_anything_else_listened_for(writer: Writer, said: str) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    phrases = ["next set", "ten more seconds", "my left arm is weak", "stop", "next", "ten more", "faster"]
    weighed = weigh(writer, voices.say(voices.JOE, said, before=0.3, after=0.3), phrases)
    assert max(weighed.chances, key=lambda phrase: weighed.chances[phrase]) == said
    assert weighed.chances[said] > weighed.free - 1.0
    assert all(chance <= 1e-6 for chance in weighed.chances.values())


def test_talk_is_far_more_probable_than_any_command(writer: Writer) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    sound = voices.say(voices.JOE, "my sister bought a yellow umbrella on tuesday")
    weighed = weigh(writer, sound, ["next set", "my", "stop", "my sides are balanced"])
    assert max(weighed.chances.values(), default=-math.inf) < weighed.free - 4.0
    assert "umbrella" in weighed.text


@pytest.mark.parametrize("length", [0, 1, 100, 5_000, 70_000])
def test_silence_of_any_length_is_weighed(writer: Writer, length: int) -> None:
    weighed = weigh(writer, np.zeros(length, np.int16), ["next set", "stop"])
    assert all(math.isfinite(chance) for chance in weighed.chances.values())
    assert math.isfinite(weighed.free)


def test_nothing_to_choose_from_is_weighed_too(writer: Writer) -> None:
    assert weigh(writer, np.zeros(8000, np.int16), []).chances == {}


def _near(text: str, score: float) -> Near:
    return Near(text, text, score, fit=-0.5, length=6.0)


NEAREST = (_near("next set", 2.0), _near("that's it", 1.5), _near("ready", -9.0))
GUESS = Guess(text="next set", fit=-0.5, margin=0.5, length=6.0, nearest=NEAREST)


def test_what_is_written_turns_the_scale_between_phrases_that_sound_alike() -> None:
    again = looked_again(GUESS, Weighed({"next set": -8.0, "that's it": -0.3}, free=-0.3, text="that's it"))
    assert (again.text, again.agreed) == ("that's it", False)
    assert again.written == pytest.approx(1.0)
    assert again.margin > GUESS.margin


def test_what_is_written_of_a_crowd_changes_nothing() -> None:
    crowd = Weighed({"ready": -30.0}, free=-0.5, text="push only the song")
    again = looked_again(GUESS, crowd)
    assert (again.text, again.agreed) == ("next set", True)
    assert again.margin == pytest.approx(GUESS.margin)
    assert again.written == pytest.approx(0.0, abs=1e-6)


def test_writing_alone_does_not_make_a_phrase_of_what_does_not_sound_like_it() -> None:
    again = looked_again(GUESS, Weighed({"next set": -9.0, "ready": -0.1}, free=-0.1, text="ready"))
    assert again.text == "next set"


def test_words_of_its_own_are_one_more_phrase_to_choose() -> None:
    own = Near("skip it", "skip", 2.5, fit=-0.2, length=6.0)
    again = looked_again(GUESS, Weighed({"next set": -6.0}, free=-0.4, text="skip it"), own)
    assert again.text == "skip it"
    assert again.written == pytest.approx(1.0)


@given(st.dictionaries(st.sampled_from([n.text for n in NEAREST]), st.floats(-60, 0)), st.floats(-60, 0))
def test_whatever_is_written_the_best_is_one_of_the_nearest(chances: dict[str, float], free: float) -> None:
    again = looked_again(GUESS, Weighed(chances, free, ""))
    assert again.text in [n.text for n in NEAREST]
    assert again.margin >= 0
    assert 0 <= again.written <= 1
    assert looked_again(replace(GUESS, nearest=()), Weighed(chances, free, "")).text == GUESS.text


@pytest.mark.usefixtures("writer")
@pytest.mark.parametrize(
    ("said", "state", "meant", "slots"),
    [
        ("one thirty five pounds", "rest", "set_load", {"n": 135, "unit": "lb"}),
        ("could you please give me forty more seconds", "rest", "more_rest", {"n": 40}),
        ("something popped in my shoulder", "set", "pain", {}),
    ],
)
def test_a_wording_that_is_not_listened_for_is_understood_when_it_is_written_down(
    said: str, state: str, meant: str, slots: dict[str, object]
) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    commands = read_commands("en")
    assert said not in commands.phrases(commands.open_in(state))
    ears = choose.built_in(commands)
    ears.listen_for(commands.phrases(commands.open_in(state)), state)
    taken = [commands.said_in(state, u.text) for u in hear(voices.say(voices.JOE, said), ears) if u.accepted]
    assert [(intent.name, intent.slots) for intent in taken if intent] == [(meant, slots)]


def test_what_is_spoken_is_a_command_as_a_whole_with_fillers_around() -> None:
    commands = read_commands("en")
    assert commands.worded("okay next set please", "rest") == commands.meaning("next set", "rest")
    assert commands.said_in("rest", "the bus will stop at the station") is not None
    assert commands.worded("the bus will stop at the station", "rest") is None
    assert commands.worded("end the workout", "rest") == commands.meaning("finish", "rest")
    assert commands.worded("end the", "rest") is None
    assert commands.worded("four", "rest") is None
    assert commands.worded("four", "feel") is not None


@pytest.mark.parametrize(
    "rival",
    [
        "skip the next exercise",
        "your rest is twenty seconds shorter now",
        "two more",
        "okay two more",
        "just one more",
        "not too heavy please",
        "well done",
        "and let go",
    ],
)
def test_a_rival_with_fillers_around_is_still_none(rival: str) -> None:
    assert read_commands("en").worded(rival, "rest") is None


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("i have a sharp pain in my knee", "pain"),
        ("something popped in my shoulder", "pain"),
        ("i can't breathe properly", "emergency"),
        ("i've got a cramp in my leg", "cramp"),
        ("her knee hurts since tuesday", None),
        ("my neighbour told me that her old dog hurts when it walks", None),
        ("i have no pain any more", None),
        ("i will stop by at my sister's", None),
        ("my friend fainted yesterday", None),
        ("my phone snapped", None),
    ],
)
def test_a_short_spoken_sentence_about_ones_own_health_stops(sentence: str, meant: str | None) -> None:
    found = read_commands("en").worded(sentence, "set")
    assert (found[0] if isinstance(found, tuple) else found) == meant


def test_what_is_accepted_means_the_same_to_the_session() -> None:
    commands = read_commands("en")
    for sentence in ("i've got no um er real pain", "there's a pain um in my chest", "i have a sharp pain in my knee"):
        heard, parsed = commands.worded(sentence, "set"), commands.said_in("set", sentence)
        assert (heard[0] if isinstance(heard, tuple) else None) == (parsed.name if parsed else None)


def test_without_the_network_the_sounds_are_heard_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    with pytest.raises(EarsError, match="moonshine-voice"):
        Writer()
    choose.writer.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            ears = choose.built_in(None)
    finally:
        choose.writer.cache_clear()
    assert "sounds alone" in caplog.text
    ears.listen_for(voices.COMMANDS)
    assert [u.text for u in hear(voices.say(voices.JOE, "next set"), ears) if u.accepted] == ["next set"]


def test_a_network_that_breaks_while_it_listens_is_done_without(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    commands, told = read_commands("en"), list[str]()
    ears = Watched(choose.built_in(commands), spare_ears("phones", "en", commands), told.append)
    ears.listen_for(commands.phrases(commands.open_in("rest")), "rest")

    def breaks(*_: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(type(writer), "hear", breaks)
    sound = voices.say(voices.JOE, "next set")
    heard = [[u.text for block in voices.blocks(sound, 1600) for u in ears.feed(block) if u.accepted] for _ in range(3)]
    ears.close()
    assert heard == [[], ["next set"], ["next set"]]
    assert told == ["ears_restarted"]
