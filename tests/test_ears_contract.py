"""What every recogniser must do, run over all: by sounds alone, by sounds and writing, and Vosk."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import util

import numpy as np
import pytest

from coach.ears.utterance import Recogniser, Utterance
from coach.ears.watched import Watched
from tests import voices
from tests.conftest import english_vosk, need


@dataclass(frozen=True)
class Ears:
    """An engine, what it is given to listen for, and a voice that it is known to understand."""

    recogniser: Recogniser
    another: Callable[[], Recogniser]
    phrases: tuple[str, ...]
    spoken: tuple[str, str]
    voice: voices.TestVoice

    def hear(self, sound: voices.Sound, size: int = 1600) -> list[Utterance]:
        heard = []
        for block in voices.blocks(sound, size):
            heard += self.recogniser.feed(block)
        return heard + self.recogniser.finish()

    def say(self, text: str, before: float = 0.7, after: float = 0.9) -> voices.Sound:
        return voices.say(self.voice, text, before=before, after=after)


@pytest.fixture(scope="module", params=["phones", "phones and writer", "vosk"])
def loaded(request: pytest.FixtureRequest) -> Iterator[Ears]:
    engine: Recogniser
    if request.param != "vosk":
        from coach.ears.phones import Phones
        from coach.ears.writer import Writer

        need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
        writer = None
        if request.param == "phones and writer":
            need(util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
            writer = Writer()
        engine = Phones(writer=writer)
        ears = Ears(
            engine,
            lambda: Phones(writer=writer),
            voices.COMMANDS,
            ("repeat that set", "right leg is weaker"),
            voices.JOE,
        )
    else:
        from coach.ears.vosk import Vosk

        need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
        model = english_vosk()
        engine = Vosk(model)
        ears = Ears(
            engine,
            lambda: Vosk(model),
            voices.COMMANDS,
            ("repeat that set", "right leg is weaker"),
            voices.JOE,
        )
    yield ears
    engine.close()


@pytest.fixture
def ears(loaded: Ears) -> Ears:
    loaded.recogniser.finish()
    loaded.recogniser.listen_for(loaded.phrases)
    return loaded


def accepted(heard: list[Utterance]) -> list[str]:
    return [u.text for u in heard if u.accepted]


def test_the_engine_names_itself(ears: Ears) -> None:
    assert ears.recogniser.id in ("phones", "vosk")


def test_a_phrase_is_heard_once_and_its_instants_are_in_order(ears: Ears) -> None:
    for phrase in ears.spoken:
        # Instants count from the first block ever fed: silence tells how much that is by now.
        sound = ears.say(phrase)
        (heard,) = ears.hear(sound)
        assert (heard.text, heard.accepted) == (phrase, True)
        assert heard.start < heard.end <= heard.decided
        assert 0.0 < heard.confidence <= 1.0


def test_instants_lie_where_the_words_are(loaded: Ears) -> None:
    fresh = loaded
    fresh.recogniser.finish()
    fresh.recogniser.listen_for(fresh.phrases)
    first = fresh.hear(fresh.say(fresh.spoken[0]))[0]
    sound = fresh.say(fresh.spoken[0])
    second = fresh.hear(np.concatenate([np.zeros(16_000, np.int16), sound]))[0]
    assert abs((second.end - second.start) - (first.end - first.start)) <= 3200
    assert second.decided - second.end < 8000


@pytest.mark.parametrize("phrase", ["stop", "next set", "right leg is weaker", "left arm weak"])
def test_a_recording_may_begin_and_end_with_the_words(ears: Ears, phrase: str) -> None:
    sound = ears.say(phrase, before=0.0, after=0.0)
    loud = np.flatnonzero(np.abs(sound) > 30)
    cut = sound[loud[0] : loud[-1] + 1]
    (heard,) = ears.hear(cut)
    assert (heard.text, heard.accepted) == (phrase, True)


@pytest.mark.parametrize("size", [160, 777, 4000, 48_000])
def test_block_sizes_change_nothing(ears: Ears, size: int) -> None:
    sound = np.concatenate([ears.say(p) for p in ears.spoken])
    padded = np.concatenate([sound, np.zeros(-len(sound) % 1600, np.int16)])

    def told(heard: list[Utterance]) -> list[tuple[str, bool, int]]:
        return [(u.text, u.accepted, u.decided - u.start) for u in heard]

    assert told(ears.hear(padded, size)) == told(ears.hear(padded))


class Breaking:
    """A real engine that dies or hangs in the middle of the sound, for good."""

    def __init__(self, engine: Recogniser, happens: Callable[[], object]) -> None:
        self._engine, self._happens, self.left = engine, happens, 10**9
        self.id, self.listen_for, self.deaf_to, self.disregard, self.finish = (
            engine.id,
            engine.listen_for,
            engine.deaf_to,
            engine.disregard,
            engine.finish,
        )

    def feed(self, block: voices.Sound) -> list[Utterance]:
        self.left -= 1
        if self.left < 0:
            self._happens()
            return []  # thawed by now: another thread has the engine again, and two at once end the process
        return self._engine.feed(block)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("fault", ["dies", "hangs"])
def test_an_engine_that_breaks_is_begun_anew_and_hears_what_is_said_next(ears: Ears, fault: str) -> None:
    def die() -> None:
        raise RuntimeError("the decoder broke")

    thaw = threading.Event()
    told: list[str] = []
    broken = Breaking(ears.recogniser, die if fault == "dies" else lambda: thaw.wait(60))
    watched = Watched(broken, [ears.another], told.append, patience_s=3)
    watched.listen_for(ears.phrases)
    said = ears.say(ears.spoken[0])

    def hear() -> list[Utterance]:
        return [words for block in voices.blocks(said, 1600) for words in watched.feed(block)]

    assert accepted(hear()) == [ears.spoken[0]]
    broken.left = 3
    (words,) = [words for words in hear() if words.accepted]
    assert words.text == ears.spoken[0]
    assert words.start > len(said)
    assert told == ["ears_restarted"]
    thaw.set()
    watched.close()


def test_silence_and_hum_are_no_words(ears: Ears) -> None:
    hum = voices.pink(4.0) // 20
    assert ears.hear(np.zeros(48_000, np.int16)) == []
    assert accepted(ears.hear(hum)) == []


def test_other_speech_causes_nothing(ears: Ears) -> None:
    for sentence in (
        "my sister bought a yellow umbrella on tuesday",
        "the weather in the mountains was cloudy",
        "did anybody feed the neighbour's cat",
    ):
        assert accepted(ears.hear(ears.say(sentence))) == []


def test_without_phrases_nothing_is_accepted(ears: Ears) -> None:
    ears.recogniser.listen_for(())
    assert accepted(ears.hear(ears.say(ears.spoken[0]))) == []
    ears.recogniser.listen_for(ears.phrases)
    assert accepted(ears.hear(ears.say(ears.spoken[0]))) == [ears.spoken[0]]


def test_phrases_that_are_not_open_are_not_heard(ears: Ears) -> None:
    ears.recogniser.listen_for(tuple(p for p in ears.phrases if p != ears.spoken[0]))
    assert ears.spoken[0] not in accepted(ears.hear(ears.say(ears.spoken[0])))


def test_new_phrases_in_the_middle_of_a_word_wait_for_the_next_utterance(ears: Ears) -> None:
    sound = ears.say(ears.spoken[0])
    half = 11_200 + (len(sound) - 25_600) // 2
    heard = [*ears.recogniser.feed(sound[:half])]
    ears.recogniser.listen_for([ears.spoken[1]])
    heard += ears.recogniser.feed(sound[half:])
    heard += ears.recogniser.feed(ears.say(ears.spoken[1]))
    heard += ears.recogniser.finish()
    assert accepted(heard) == [ears.spoken[0], ears.spoken[1]]


@pytest.mark.parametrize("ago_s", [0.3, 1.0, 2.0])
def test_new_phrases_hold_soon_though_others_talk_on(ears: Ears, ago_s: float) -> None:
    """Where people talk all the time, the answer to a question was judged by what was open before it."""
    need(not voices.missing(voices.SCOT), voices.missing(voices.SCOT))
    word = ears.say(ears.spoken[1], before=4.0, after=1.5)
    sound = voices.with_noise(word, voices.crowd(), 20.0)
    ears.recogniser.listen_for([phrase for phrase in ears.phrases if phrase != ears.spoken[1]])
    asked = round((4.0 - ago_s) * 16_000) // 320 * 320
    heard = [*ears.recogniser.feed(sound[:asked])]
    ears.recogniser.listen_for(ears.phrases)
    heard += ears.recogniser.feed(sound[asked:])
    heard += ears.recogniser.finish()
    assert accepted(heard) == [ears.spoken[1]]


def test_a_command_said_twice_is_heard_twice(ears: Ears) -> None:
    sound = ears.say(ears.spoken[0])
    assert accepted(ears.hear(np.concatenate([sound, sound]))) == [ears.spoken[0]] * 2


def test_the_end_of_the_sound_ends_the_utterance(ears: Ears) -> None:
    assert accepted(ears.hear(ears.say(ears.spoken[0], after=0.0))) == [ears.spoken[0]]


def test_extreme_samples_are_taken(ears: Ears) -> None:
    square = np.where(np.arange(32_000) // 40 % 2 == 0, 32767, -32768).astype(np.int16)
    assert accepted(ears.hear(square)) == []
    assert ears.recogniser.feed(np.zeros(0, np.int16)) == []
