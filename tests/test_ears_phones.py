"""The built-in recogniser understands what the product promises, and nothing else."""

import importlib.util
import itertools
import math
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.ears.choose import care, choose
from coach.ears.gate import FRAME
from coach.ears.hear import hear
from coach.ears.phones import Phones
from coach.ears.phones_conformer import Conformer, adapted, read
from coach.ears.phones_guess import Chance, Guess, evidence
from coach.ears.phones_net import build, score
from coach.ears.phones_sound import Acoustics
from coach.ears.phones_talk import Taken, Talk, fainter
from coach.ears.phones_tuning import TOGETHER, Tuning
from coach.ears.phones_words import Words, possessive, spoken
from coach.ears.utterance import Recogniser
from coach.ears.writer import Heard, Writer
from coach.language.files import read_commands
from tests import voices
from tests.conftest import HUMAN_AUDIO, need

RATE = voices.RATE


@pytest.fixture(scope="module", params=["by sounds", "by sounds and writing"])
def phones(request: pytest.FixtureRequest) -> Phones:
    if request.param == "by sounds":
        return Phones()
    need(importlib.util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
    return Phones(writer=Writer())


@pytest.fixture
def ears(phones: Phones) -> Phones:
    phones.finish()
    phones.listen_for(voices.COMMANDS)
    return phones


def understood(ears: Recogniser, sound: voices.Sound) -> list[str]:
    return [u.text for u in hear(sound, ears) if u.accepted]


@pytest.mark.parametrize("phrase", voices.COMMANDS)
def test_every_promised_command_is_understood(ears: Phones, phrase: str) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    assert understood(ears, voices.say(voices.JOE, phrase)) == [phrase]


def test_nearly_all_commands_are_understood_in_voices_it_was_not_fitted_to(ears: Phones) -> None:
    need(not voices.missing(voices.AMERICAN_MAN), voices.missing(voices.AMERICAN_MAN))
    tries = [*itertools.product((voices.AMERICAN_MAN, voices.LANCASTER), voices.COMMANDS)][::2]
    right = sum(understood(ears, voices.say(voice, phrase)) == [phrase] for voice, phrase in tries)
    assert right >= 0.85 * len(tries)


def test_most_commands_are_understood_over_a_ventilator(ears: Phones) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    noise = voices.pink(5.0)
    tries = voices.COMMANDS[::3]
    right = sum(
        understood(ears, voices.with_noise(voices.say(voices.JOE, phrase, before=1.0), noise, 10.0)) == [phrase]
        for phrase in tries
    )
    assert right >= 0.85 * len(tries)


def test_most_commands_are_understood_in_a_crowd(ears: Phones) -> None:
    """Other people's sounds before, during and after a command are not taken for a part of it."""
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    need(not voices.missing(voices.SCOT), voices.missing(voices.SCOT))
    tries = voices.COMMANDS[1::4]
    right = sum(
        understood(ears, voices.with_noise(voices.say(voices.JOE, phrase, before=1.0), voices.crowd(), 8.0)) == [phrase]
        for phrase in tries
    )
    assert right >= 0.8 * len(tries)


@pytest.mark.parametrize("word", ["yes", "no", "stop", "ready", "pause"])
def test_a_word_over_noise_is_taken_once(ears: Phones, word: str) -> None:
    """What is left of a word after the decision belongs to no other utterance."""
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    said = voices.say(voices.JOE, word, before=1.0, after=1.5)
    heard = [understood(ears, voices.with_noise(said, voices.pink(4.0), level)) for level in (20.0, 12.0)]
    assert [word] in heard
    assert all(found in ([word], []) for found in heard)


def test_a_decision_falls_soon_after_the_last_sound(ears: Phones) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    waits = []
    for phrase in voices.COMMANDS[::4]:
        accepted = [u for u in hear(voices.say(voices.JOE, phrase), ears) if u.accepted]
        waits += [(u.decided - u.end) / RATE for u in accepted]
    assert len(waits) >= 5
    assert np.median(waits) <= 0.25
    assert max(waits) <= 0.75


def test_a_longer_phrase_is_waited_for(ears: Phones) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    ears.listen_for(["hold", "hold ten more seconds", "hold ten more"])
    assert understood(ears, voices.say(voices.JOE, "hold ten more seconds")) == ["hold ten more seconds"]


def test_a_breath_in_the_middle_of_a_command_does_not_end_it(ears: Phones) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    ears.listen_for(["thirty more seconds rest", "ready", "stop"])
    parts = [
        voices.say(voices.JOE, "thirty more", after=0.4),
        voices.say(voices.JOE, "seconds rest", before=0.0),
    ]
    assert understood(ears, np.concatenate(parts)) == ["thirty more seconds rest"]


@pytest.mark.parametrize("phrase", ["say again", "no more rest", "both my calves are weak"])
def test_who_is_still_loud_is_still_speaking_whatever_sounds_are_missed(phrase: str) -> None:
    """Of this voice the network passes over a quarter of a second; words were cut in two there."""
    voice = voices.TestVoice("scottish-woman", espeak="en-gb-scotland+f1", words_per_minute=145)
    need(not voices.missing(voice), voices.missing(voice))
    commands = read_commands("en")
    ears = choose("phones", "en", commands)
    ears.listen_for(commands.phrases(commands.open_in("rest")), "rest")
    found = [commands.meaning(text, "rest") for text in understood(ears, voices.say(voice, phrase))]
    assert found == [commands.meaning(phrase, "rest")]


def test_a_command_that_begins_as_other_words_are_found_to_be_over_keeps_its_beginning() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    ears, noise = Phones(), voices.pink(4.0)
    ears.listen_for(voices.COMMANDS)
    before = voices.say(voices.JOE, "ah", before=1.0, after=0.0)
    for gap in np.arange(0.12, 0.5, 0.04):
        said = np.concatenate([before, voices.say(voices.JOE, "slower", before=gap, after=1.0)])
        assert understood(ears, voices.with_noise(said, noise, 5.0)) == ["slower"], gap


@pytest.mark.parametrize(("loudness", "less"), [(0.1, False), (1.0, True)])
def test_what_is_no_louder_than_what_sounded_before_convinces_less(loudness: float, *, less: bool) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    before = voices.say(voices.JOE, "so my sister called me again last night about the garden") * loudness
    sound = np.concatenate([before.astype(np.int16), voices.say(voices.JOE, "next set", before=0.0)])
    sure = {}
    for lost in (0.0, 1.0):
        ears = Phones(replace(Tuning(), lost=lost))
        ears.listen_for(voices.COMMANDS)
        sure[lost] = hear(sound, ears)[-1]
    assert sure[0.0].text == sure[1.0].text == "next set"
    assert (sure[1.0].confidence < sure[0.0].confidence) == less


def test_what_is_on_no_list_is_heard_to_its_end() -> None:
    """It was taken after "seconds": what else may follow, only a list tells."""
    need(not voices.missing(voices.SCOT), voices.missing(voices.SCOT))
    commands = read_commands("en")
    ears = choose("phones", "en", commands)
    listed = commands.phrases(commands.open_in("rest"))
    ears.listen_for(listed, "rest")
    said = "give me thirty more seconds of rest"
    assert said not in listed
    assert understood(ears, voices.say(voices.SCOT, said)) == [said]


@pytest.mark.parametrize(("before", "loudness", "heard"), [(0.0, 3, []), (1.5, 3, ["no"]), (0.0, 0.1, ["no"])])
def test_a_word_at_the_very_beginning_stands_out_from_what_follows_it(
    before: float, loudness: float, heard: list[str]
) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    word = voices.say(voices.JOE, "no", before=0.0, after=0.0).astype(np.float64)
    noise = voices.pink(2.0, seed=1).astype(np.float64)
    noise *= loudness * np.sqrt(np.mean(word**2) / np.mean(noise**2))
    sound = np.concatenate([np.zeros(round(before * RATE)), word, np.clip(noise, -32767, 32767)])
    commands = read_commands("en")
    ears = choose("phones", "en", commands)
    ears.listen_for(commands.phrases(commands.open_in("confirm")), "confirm")
    assert understood(ears, sound.astype(np.int16)) == heard


@pytest.mark.parametrize(("state", "word"), [("set", "stop"), ("confirm", "yes"), ("ready", "ready")])
def test_a_word_in_the_first_moments_that_leaves_no_doubt_is_taken_at_once(state: str, word: str) -> None:
    """It waited for a quarter of a second of what follows, although that would not have changed the decision."""
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    commands = read_commands("en")
    ears = choose("phones", "en", commands)
    ears.listen_for(commands.phrases(commands.open_in(state)), state)
    said = voices.say(voices.JOE, word, before=0.3, after=1.5)
    (heard,) = hear(voices.with_noise(said, voices.pink(4.0), 12.0), ears)
    assert (heard.text, heard.accepted) == (word, True)
    assert heard.decided - (len(said) - 1.5 * RATE) <= 0.1 * RATE


@pytest.mark.parametrize(("doubt", "least", "most"), [(-1e9, 0.2, 0.34), (1e9, 0.36, 0.5)])
def test_words_that_convince_little_wait_for_more_silence(doubt: float, least: float, most: float) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    ears = Phones(Tuning(early=1e9, certain=1e9, doubt=doubt))
    ears.listen_for(["repeat that set", "stop"])
    (heard,) = hear(voices.say(voices.JOE, "repeat that set"), ears)
    assert (heard.text, heard.accepted) == ("repeat that set", True)
    assert least <= (heard.decided - heard.end) / RATE <= most


def test_the_second_network_is_given_the_speech_and_little_of_the_noise_around_it() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    need(importlib.util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
    given: list[float] = []

    class Watched(Writer):
        def hear(self, sound: voices.Sound) -> Heard:
            given.append(len(sound) / RATE)
            return super().hear(sound)

    ears = Phones(writer=Watched())
    ears.listen_for(voices.COMMANDS)
    said = voices.say(voices.JOE, "repeat that set", before=0.0, after=0.0)
    silence = np.zeros(2 * RATE, np.int16)
    noise = voices.with_noise(np.concatenate([silence, said, silence]), voices.pink(8.0), 12.0)
    assert understood(ears, noise) == ["repeat that set"]
    assert max(given) <= len(said) / RATE + 0.7


def test_phrases_that_mean_the_same_do_not_block_each_other() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    apart, together = Phones(), Phones(meaning=lambda phrase, _: "switch" if "switch" in phrase else phrase)
    for ears in (apart, together):
        ears.listen_for(["switch side", "switch sides", "next set"])
    sound = voices.say(voices.JOE, "switch sides", before=0.3, after=0.3)
    assert apart.guess(sound).margin + 2 < together.guess(sound).margin


def test_a_longer_phrase_that_means_the_same_is_not_waited_for() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    sound = voices.say(voices.JOE, "ready", after=1.0)
    decided = []
    for ears in (Phones(), Phones(meaning=lambda _phrase, _state: "ready")):
        ears.listen_for(["ready", "ready to go", "stop"])
        decided += [u.decided for u in hear(sound, ears) if u.accepted]
    waited, at_once = decided
    assert at_once + RATE // 10 < waited


@given(st.floats(-1, 0.3), st.floats(0, 5), st.floats(3, 20), st.integers(3, 20))
def test_talk_just_before_and_a_voice_far_away_are_evidence_against(
    fit: float, margin: float, length: float, heard: int
) -> None:
    guess = Guess(text="next set", fit=fit, margin=margin, length=length, spoken_frames=heard)
    weights = Tuning().weights
    assert evidence(replace(guess, talk_before=1.0), weights) < evidence(guess, weights)
    assert evidence(replace(guess, chat=1.0), weights) < evidence(guess, weights)
    assert evidence(replace(guess, fainter=1.0), weights) < evidence(guess, weights)


def test_a_conversation_as_loud_as_the_command_is_evidence_against_it_a_failed_command_hardly() -> None:
    """Who talks pauses now and then; a crowd in the background is no conversation of the athlete's."""
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    seen: list[Chance] = []
    ears = Phones(watch=seen.append)
    ears.listen_for(("next set", "skip rest"))
    line = "my sister bought a yellow umbrella on tuesday and we had dinner with our neighbours"
    talk = voices.say(voices.JOE, line, before=0.5, after=0.5)
    command = voices.say(voices.JOE, "next set", before=1.5)

    def chat(before: voices.Sound, *, own_voice: bool = False) -> float:
        seen.clear()
        ears.finish()
        if ears.feed(before) and own_voice:
            ears.disregard()
        hear(command, ears)
        return seen[-1].guess.chat

    assert chat(talk) > 0.5
    assert chat(voices.say(voices.JOE, "umbrella")) < 0.1
    assert chat((talk / 8).astype(np.int16)) == 0.0
    assert chat(np.concatenate([talk, np.zeros(10 * RATE, np.int16)])) == 0.0
    assert chat(talk, own_voice=True) == 0.0


def test_where_others_talk_a_voice_fainter_than_the_last_commands_is_one_of_theirs() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    seen: list[Chance] = []
    ears = Phones(watch=seen.append)
    ears.listen_for(["next set", "ready", "stop"])
    near, far = voices.say(voices.JOE, "next set"), voices.say(voices.SCOT, "ready") // 8
    talk = voices.say(voices.SCOT, "my sister bought a yellow umbrella on tuesday") // 8

    def how_much_fainter(*sounds: voices.Sound) -> float:
        seen.clear()
        ears.finish()
        hear(np.concatenate(sounds), ears)
        return seen[-1].guess.fainter

    assert how_much_fainter(near, talk, far) > 0.5
    assert how_much_fainter(near, talk, near) == 0.0
    assert how_much_fainter(near, far) == 0.0
    assert how_much_fainter(talk, far) == 0.0
    both = np.concatenate([voices.say(voices.JOE, "next set", before=3.0), 2 * far])
    assert how_much_fainter(voices.with_noise(both, voices.pink(8.0, seed=1), 20.0)) > 0.5


@given(
    st.lists(st.floats(-60, 0), max_size=3),
    st.floats(-60, 0),
    st.floats(-60, 0),
    st.floats(0, 1200),
    st.floats(-90, 0),
)
def test_who_is_fainter_than_the_athlete_is_told_by_the_faintest_of_the_last_commands(
    commands: list[float], others: float, voice: float, ago_s: float, floor: float
) -> None:
    begin = round(ago_s * RATE / FRAME)
    taken, talk = [Taken(0, loudest) for loudest in commands], [Talk(begin, 12.0, others)]
    share = fainter(taken, talk, begin, voice, floor)
    may_whisper = ago_s >= 5.0 or floor <= min(commands, default=0.0) - 35.0
    if not commands or ago_s > 600.0 or voice >= min(commands) - 3.0 or (may_whisper and others <= voice - 8.0):
        assert share == 0.0
    elif voice <= min(commands) - 12.0:
        assert share == 1.0
    else:
        assert 0.0 < share < 1.0
    assert share == fainter(taken[::-1], talk, begin, voice, floor)
    if may_whisper:
        assert fainter(taken, [], begin, voice, floor) == 0.0


def test_some_phrases_need_more_evidence_than_others() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    wary = Phones(care=lambda phrase, _: 50.0 if phrase == "finish the session" else 0.0)
    wary.listen_for(voices.COMMANDS)
    assert understood(wary, voices.say(voices.JOE, "finish the session")) == []
    assert understood(wary, voices.say(voices.JOE, "next set")) == ["next set"]


@given(st.floats(-1.9, 0.3), st.floats(0, 5), st.floats(3, 20))
def test_a_better_fit_and_a_larger_lead_are_better_evidence(fit: float, margin: float, length: float) -> None:
    guess = Guess(text="next set", fit=fit, margin=margin, length=length, spoken_frames=9)
    weights = Tuning().weights
    assert evidence(replace(guess, fit=fit + 0.1), weights) > evidence(guess, weights)
    assert evidence(replace(guess, margin=margin + 0.5), weights) > evidence(guess, weights)


def test_where_no_sound_of_speech_was_heard_only_what_would_be_written_was_said() -> None:
    """Rain that ended was a "stop", nearly as probable as the "Four." that was written of it."""
    weights = TOGETHER.weights
    rain = Guess(text="stop", fit=-0.5, margin=2.7, length=4, spoken_frames=0, written=0.98)
    assert evidence(rain, weights) == -math.inf
    assert evidence(replace(rain, written=1.0), weights) > 0.0
    assert evidence(replace(rain, spoken_frames=3), weights) > 0.0


def test_nothing_that_hardly_fits_is_taken_however_far_it_leads() -> None:
    assert evidence(Guess(text="next set", fit=-2.5, margin=math.inf, length=8), Tuning().weights) == -math.inf


def test_a_miss_of_safety_words_is_feared_more_than_a_mistake() -> None:
    commands = read_commands("en")
    assert care("stop", commands) < 0
    assert care("my chest hurts", commands) < 0
    assert care("next set", commands) == 0
    assert care("finish the session", commands) > 0


def test_what_a_word_means_where_it_is_said_decides_how_much_a_miss_is_feared() -> None:
    """A place is an answer to "where did you feel it?"; to "where does it hurt?" it is pain."""
    commands = read_commands("en")
    assert care("back", commands, "sore") < 0
    assert care("back", commands, "where") == 0
    assert care("my chest", commands, "set") < 0
    assert care("my chest", commands, "where") == 0
    more = "ten more seconds"
    assert commands.meaning(more, "set") != commands.meaning(more, "rest")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("not too heavy", "rest"),
        ("i'm not done yet", "set"),
        ("single arm cable row", "rest"),
        ("two more reps", "set"),
    ],
)
def test_what_only_holds_a_command_is_none(said: str, state: str) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    commands = read_commands("en")
    ears = choose("phones", "en", commands)
    ears.listen_for(commands.phrases(commands.open_in(state)), state)
    assert commands.parse(said, commands.open_in(state)) is None
    assert [u.text for u in hear(voices.say(voices.JOE, said), ears) if u.accepted] == []


@pytest.mark.parametrize(
    ("said", "state", "meant"),
    [
        ("not ready", "ready", "more_rest"),
        ("no more rest", "rest", "skip_rest"),
        ("two hundred pounds", "rest", "set_load"),
        ("five kilos more", "rest", "heavier"),
        ("two and a half kilos less", "set", "lighter"),
        ("a shorter rest", "rest", "less_rest"),
        ("left arm only", "set", "one_side"),
        ("thirty five more seconds", "rest", "more_rest"),
        ("stop it", "set", "stop"),
        ("please stop", "set", "stop"),
        ("my ankle hurts", "set", "pain"),
        ("ten more seconds rest", "set", "more_rest"),
        ("skip the rest", "feel", "skip_rest"),
    ],
)
def test_what_lifters_say_is_not_bent_into_the_nearest_command(said: str, state: str, meant: str) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    commands = read_commands("en")
    groups = commands.open_in(state)
    ears = choose("phones", "en", commands)
    ears.listen_for(commands.phrases(groups), state)
    intent = commands.parse(said, groups)
    assert intent is not None
    assert intent.name == meant
    found = [commands.parse(text, groups) for text in understood(ears, voices.say(voices.JOE, said))]
    assert [(each.name, each.slots) for each in found if each] == [(meant, intent.slots)]


def test_who_counts_aloud_commands_nothing_and_done_is_still_heard() -> None:
    need(not voices.missing(voices.JOE_FAST), voices.missing(voices.JOE_FAST))
    commands = read_commands("en")
    ears = choose("phones", "en", commands)
    ears.listen_for(commands.phrases(commands.open_in("set")), "set")
    counted = ("down", "up", "squeeze", "three", "sixteen")
    assert [understood(ears, voices.say(voices.JOE_FAST, word)) for word in counted] == [[]] * len(counted)
    assert understood(ears, voices.say(voices.JOE_FAST, "done")) == ["done"]


def test_a_word_to_count_with_is_understood_where_it_is_an_answer(ears: Phones) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    ears.listen_for(("three", "four", "nothing"))
    assert understood(ears, voices.say(voices.JOE, "three")) == ["three"]


def test_what_fits_nothing_is_told_once_and_not_accepted(ears: Phones) -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    heard = hear(voices.say(voices.JOE, "purple elephants dance at midnight"), ears)
    assert [u.accepted for u in heard] == [False]


@pytest.mark.skipif(not HUMAN_AUDIO.is_dir(), reason="the recordings of people are not beside the checkout")
def test_people_reading_aloud_command_nothing(ears: Phones) -> None:
    from coach.ears.hear import read_sound

    files = sorted((HUMAN_AUDIO / "common-voice-clips").glob("*.flac"))[:8]
    ears.listen_for([c for c in voices.COMMANDS if c not in ("yes", "no")])
    assert files
    assert [t for f in files for t in understood(ears, read_sound(f))] == []


@pytest.mark.skipif(not HUMAN_AUDIO.is_dir(), reason="the recordings of people are not beside the checkout")
def test_people_are_understood(ears: Phones) -> None:
    from coach.ears.hear import read_sound

    folder = HUMAN_AUDIO / "speech-commands-v0.01-sample"
    words = ("stop", "yes", "no", "left", "right", "up", "down")
    files = [f for w in words for f in sorted(folder.glob(f"{w}__*.flac"))]
    ears.listen_for(words)
    right = sum(understood(ears, read_sound(f)) == [f.name.partition("__")[0]] for f in files)
    assert files
    assert right >= 0.8 * len(files)


@pytest.mark.parametrize("length", [16_000, 15_873, 7_777])
def test_the_network_says_what_the_engine_of_its_package_says(length: int) -> None:
    """Half precision inside that engine leaves small differences; the likeliest sound of every frame is the same."""
    import hama

    engine = hama.ASRModel()
    wave = voices.pink(1.0)[:length].astype(np.float32) / np.float32(32768)
    wave[length // 3 :: 97] += 0.3
    theirs = engine.session.run(
        ["log_probs"], {"waveform": wave[None, :], "waveform_lengths": np.array([length], dtype=np.int64)}
    )[0][0]
    weights = (resources.files("hama.assets") / "asr_waveform.hama").read_bytes()
    ours = Conformer(read(weights))(wave)
    assert ours.shape == theirs.shape
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1)).all()
    assert np.abs(np.exp(ours) - np.exp(theirs)).max() < 0.05


@pytest.mark.parametrize(
    "raw", [b"", b"RIFF....", b"HAMAPK\x01\x02\x05\x00\x00\x00\x04", b"HAMAPK\x01\x02\x01\x00\x00\x00\x01\x00n\x07\x00"]
)
def test_weights_that_are_none_are_named_as_such(raw: bytes) -> None:
    with pytest.raises(ValueError, match="weights"):
        read(raw)


def test_what_was_learned_is_added_to_the_tensors_it_names() -> None:
    weights = {"a": np.ones((2, 3, 1), np.float32), "b": np.ones(2, np.float32)}
    product = {"a/first": np.full((2, 1), 2, np.float32), "a/second": np.full((1, 3), 3, np.float32)}
    taught = adapted(weights, {**product, "b": np.full(2, 4, np.float32)})
    assert taught["a"].tolist() == np.full((2, 3, 1), 7).tolist()
    assert taught["b"].tolist() == [5, 5]
    assert weights["b"].tolist() == [1, 1]


@pytest.mark.parametrize("changes", [{"c": 1}, {"a/first": 1}, {"a": 3}])
def test_what_was_learned_for_another_network_is_refused(changes: dict[str, int]) -> None:
    made = {name: np.ones((size, 1), np.float32) for name, size in changes.items()}
    with pytest.raises((KeyError, ValueError)):
        adapted({"a": np.ones((2, 2), np.float32)}, made)


def test_words_have_sounds_that_the_model_knows() -> None:
    words = Words(Acoustics())
    for word in spoken():
        assert all(words.ways(word)), word


def test_a_word_that_the_table_lacks_is_spelt_by_rule() -> None:
    words = Words(Acoustics())
    assert len(words.ways("kettlebell")[0]) >= 6
    assert words.ways("1")


@pytest.mark.parametrize(("word", "last"), [("arm's", "z"), ("biceps's", "z"), ("back's", "s")])
def test_a_possessive_follows_from_its_word(word: str, last: str) -> None:
    assert {way[-1] for way in possessive(word, spoken())} == {last}
    assert possessive("zebra's", {}) == ()


def _slow_score(frames: np.ndarray, chain: tuple[int, ...], pause: np.ndarray) -> float:
    """Every alignment of one chain written out, pauses being symbol -1."""
    total = 0.0
    for path in itertools.product((-1, *set(chain)), repeat=len(frames)):
        collapsed = [s for k, s in enumerate(path) if s != -1 and (k == 0 or path[k - 1] != s)]
        if tuple(collapsed) == chain:
            total += math.prod(pause[t] if s == -1 else frames[t][s] for t, s in enumerate(path))
    return math.log(total) if total else -math.inf


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.sampled_from([(0,), (1, 2), (0, 0), (2, 1)]), st.integers(0, 2**32 - 1))
def test_the_forward_sum_counts_every_alignment_once(n: int, chain: tuple[int, ...], seed: int) -> None:
    rng = np.random.default_rng(seed)
    frames, pause = rng.uniform(0.01, 1.0, (n, 3)), rng.uniform(0.01, 1.0, n)
    net = build(["word", "other"], lambda word: [chain] if word == "word" else [(1,)])
    got = float(score(net, frames, pause, pause).complete[0])
    assert got == pytest.approx(_slow_score(frames, chain, pause), rel=1e-9)


def test_long_recordings_neither_overflow_nor_vanish() -> None:
    net = build(["a b", "a"], lambda word: [(0, 1, 2)] if word == "a" else [(2, 1)])
    frames, pause = np.full((4000, 3), 1e-4), np.full(4000, 1e-3)
    scores = score(net, frames, pause, pause)
    assert np.all(np.isfinite(scores.complete))
    assert list(net.goes_on) == [False, True]
