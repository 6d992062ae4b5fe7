"""What of all that a recogniser decides reaches the session: wake word, "again?", the coach's own voice, troubles."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import soxr

from coach.audio.files import FileSource, NullSink
from coach.ears.utterance import RATE as EARS_RATE
from coach.ears.utterance import Utterance
from coach.mixer import Mixer, Sound
from coach.session.attention import Attention, WakeError, wake_states
from coach.session.ears import notice
from coach.session.listener import Listener
from coach.session.own_voice import OwnVoice
from coach.session.wishes import Wish
from coach.units import RATE, Samples
from coach.voice.choose import choose
from coach.voice.studio import Studio
from tests.coached import COMMANDS
from tests.conftest import need
from tests.voices import JOE, missing, say

BLOCK = EARS_RATE // 10


def words(
    text: str, *, accepted: bool = True, confidence: float = 0.9, at_s: float = 1.0, for_s: float = 0.5
) -> Utterance:
    start, end = round(at_s * EARS_RATE), round((at_s + for_s) * EARS_RATE)
    return Utterance(text, start, end, end + EARS_RATE // 2, confidence, accepted)


class Script:
    """A recogniser at the edge of time: decides what a test says, when so much has been fed."""

    id = "script"

    def __init__(self, decides: Sequence[Utterance] = ()) -> None:
        self.listened: list[tuple[str, ...]] = []
        self.states: list[str] = []
        self.fed: list[npt.NDArray[np.int16]] = []
        self.disregarded = 0
        self._left = list(decides)
        self._fed = 0

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        self.listened.append(tuple(phrases))
        self.states.append(state)

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        del phrases
        return ()

    def disregard(self) -> None:
        self.disregarded += 1

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        self.fed.append(block)
        self._fed += len(block)
        due = [heard for heard in self._left if heard.decided <= self._fed]
        self._left = [heard for heard in self._left if heard.decided > self._fed]
        return due

    def finish(self) -> list[Utterance]:
        return []

    def close(self) -> None:
        pass


class Room:
    """A source that gives a sound in step with the session."""

    ended = False
    name = "a room"

    def __init__(self, sound: npt.NDArray[np.int16], *, live: bool = False) -> None:
        self.live = live
        self._sound = sound
        self._read = 0

    def open(self) -> None:
        pass

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        end = min(until * EARS_RATE // RATE, len(self._sound))
        block = self._sound[self._read : end]
        self._read = max(self._read, end)
        return block

    def captured_at(self, sample: int) -> Samples:
        return Samples(sample * RATE // EARS_RATE)

    def lost(self) -> bool:
        return False

    def close(self) -> None:
        pass


def heard_by(listener: Listener, state: str, seconds: float) -> list[str]:
    """What the listener hands over in one state."""
    sink = NullSink()
    sink.open(Mixer())
    listener.open(sink)
    listener.expect(state)
    texts = []
    for step in range(1, round(seconds * 10) + 1):
        listener.advance(Samples(step * RATE // 10))
        texts += [utter.text for utter in listener.take()]
    return texts


def quiet(seconds: float) -> npt.NDArray[np.int16]:
    return np.zeros(round(seconds * EARS_RATE), np.int16)


def test_with_the_wake_word_only_what_follows_it_counts_and_safety_always_does() -> None:
    said = [words("next set"), words("stop"), words("coach what next", at_s=2), words("coach", at_s=3)]
    said += [words("slower", at_s=5), words("faster", at_s=12), words("hey coach what next", at_s=13)]
    listener = Listener(Room(quiet(15)), Script(said), COMMANDS, wake=frozenset({"rest"}))
    assert heard_by(listener, "rest", 15) == ["stop", "what next", "slower", "what next"]


def test_a_state_without_the_wake_word_is_as_ever() -> None:
    listener = Listener(Room(quiet(3)), Script([words("slower")]), COMMANDS, wake=frozenset({"rest"}))
    assert heard_by(listener, "set", 3) == ["slower"]


def test_without_a_wake_word_coach_is_a_word_like_others() -> None:
    assert Attention(COMMANDS).counts(words("coach me more"), "rest") == "coach me more"


def test_what_is_listened_for_needs_the_wake_word_unless_it_stops_everything() -> None:
    phrases = Attention(COMMANDS, frozenset({"rest"})).phrases("rest", awake=False)
    assert {"stop", "ouch", "i'm dizzy", "chest pain", "coach", "coach next set"} <= set(phrases)
    assert not {"next set", "undo", "done"} & set(phrases)


def test_always_spares_the_answers_to_questions() -> None:
    states = wake_states(COMMANDS, "always")
    assert states == {"set", "hold", "rest", "paused", "ready"}
    assert wake_states(COMMANDS, "set, rest") == {"set", "rest"}
    assert wake_states(COMMANDS, None) == frozenset()
    with pytest.raises(WakeError, match=r"there is no 'sets'; write always, or some of .*rest"):
        wake_states(COMMANDS, "sets")


def unclear(at_s: float, text: str = "yes", confidence: float = 0.4) -> Utterance:
    return words(text, accepted=False, confidence=confidence, at_s=at_s)


@pytest.mark.parametrize(
    ("state", "said", "asked"),
    [
        ("confirm", [unclear(1)], 1),
        ("confirm", [unclear(1), unclear(3), unclear(5)], 1),
        ("confirm", [unclear(1), words("yes", at_s=3), unclear(5)], 2),
        ("confirm", [unclear(1, confidence=0.02)], 0),
        ("confirm", [unclear(1, "a yellow umbrella")], 0),
        ("rest", [unclear(1, "next set")], 0),
        ("set", [unclear(1, "slower")], 0),
        ("ready", [unclear(1, "ready")], 1),
    ],
)
def test_unclear_answers_are_asked_for_again_once(state: str, said: list[Utterance], asked: int) -> None:
    listener = Listener(Room(quiet(8)), Script(said), COMMANDS)
    heard_by(listener, state, 8)
    assert listener.troubles() == ["not_understood"] * asked


@pytest.mark.parametrize(
    ("sound", "line"),
    [
        (quiet(7), "mic_silent"),
        (np.where(np.arange(7 * EARS_RATE) // 40 % 2 == 0, 32_767, -32_768).astype(np.int16), "mic_clipping"),
    ],
)
def test_a_microphone_out_of_order_is_told_once(sound: npt.NDArray[np.int16], line: str) -> None:
    listener = Listener(Room(np.concatenate([sound, sound]), live=True), Script(), COMMANDS)
    listener.expect("rest")
    for step in range(140):
        listener.advance(Samples(step * RATE // 10))
    assert listener.troubles() == [line]
    assert listener.mark != ""


@pytest.mark.parametrize(
    ("sound", "lines"),
    [
        (quiet(7), ["mic_silent"]),
        (np.concatenate([quiet(7), np.full(2, 900, np.int16)]), []),
        (np.where(np.arange(7 * EARS_RATE) // 40 % 2 == 0, 32_767, -32_768).astype(np.int16), ["mic_clipping"]),
    ],
)
def test_a_recording_of_a_microphone_out_of_order_is_told_as_well(
    tmp_path: Path, sound: npt.NDArray[np.int16], lines: list[str]
) -> None:
    soundfile.write(tmp_path / "mic.wav", sound, EARS_RATE)
    source = FileSource(tmp_path / "mic.wav")
    listener = Listener(source, Script(), COMMANDS)
    source.open()
    notice(source, Wish("p.yaml"), listener, lambda _line: None)
    listener.expect("rest")
    for step in range(140):
        listener.advance(Samples(step * RATE // 10))
    assert listener.troubles() == lines


def test_ears_that_fell_far_behind_leave_out_what_is_old() -> None:
    random = np.random.default_rng(0)
    sound = random.integers(-9_000, 9_000, 6 * EARS_RATE).astype(np.int16)
    script = Script()
    listener = Listener(Room(sound, live=True), script, COMMANDS)
    listener.expect("rest")
    listener.advance(Samples(6 * RATE))
    assert listener.troubles() == ["ears_behind"]
    fed = np.concatenate(script.fed)
    assert len(fed) == len(sound)
    assert not fed[: 5 * EARS_RATE].any()
    assert np.array_equal(fed[-EARS_RATE // 4 :], sound[-EARS_RATE // 4 :])


def test_a_silent_recording_is_no_broken_microphone() -> None:
    listener = Listener(Room(quiet(7)), Script(), COMMANDS)
    assert heard_by(listener, "rest", 7) == []
    assert listener.troubles() == []


@pytest.fixture(scope="module")
def sentence() -> Iterator[Sound]:
    """The coach's own voice, for some two seconds."""
    studio = Studio(choose("natural", "en"), None)
    yield studio.clip(SENTENCE).sound
    studio.close()


SENTENCE = "Stop. Lower the weight, and sit down."
SAID = Samples(RATE)
"""The coach speaks from second one on."""


def echo_of(sound: Sound, late_s: float, gain: float = 0.3) -> npt.NDArray[np.int16]:
    """What a microphone hears of it in eight seconds, in a room with a few walls."""
    whole = np.zeros(8 * RATE, np.float32)
    for delay, share in ((0.0, 1.0), (0.011, 0.5), (0.023, 0.4), (0.061, 0.25), (0.127, 0.1)):
        at = SAID + round((late_s + delay) * RATE)
        whole[at : at + len(sound)] += gain * share * sound
    return np.asarray(soxr.resample(whole, RATE, EARS_RATE) * 32_767, dtype=np.int16)


def overhears(sound: Sound, microphone: npt.NDArray[np.int16], heard: Utterance) -> bool:
    own = OwnVoice()
    listener = Listener(Room(microphone), Script([heard]), COMMANDS, own=own, guards=True)
    own.say(SENTENCE, sound, SAID)
    return heard_by(listener, "rest", 8) != []


@pytest.mark.parametrize("late_s", [0.0, 0.1, 0.35])
@pytest.mark.parametrize("text", ["next set", "stop", "ouch"])
def test_what_comes_out_of_the_loudspeaker_is_no_command(sentence: Sound, text: str, late_s: float) -> None:
    assert not overhears(sentence, echo_of(sentence, late_s), words(text, at_s=1.1 + late_s))


def test_the_recogniser_learns_that_nobody_talked_but_the_coach(sentence: Sound) -> None:
    for microphone, disregarded in ((echo_of(sentence, 0.1), 1), (quiet(8), 0)):
        own, script = OwnVoice(), Script([words("next set", at_s=1.2 if disregarded else 5.5)])
        listener = Listener(Room(microphone), script, COMMANDS, own=own, guards=True)
        own.say(SENTENCE, sentence, SAID)
        heard_by(listener, "rest", 8)
        assert script.disregarded == disregarded


@pytest.mark.parametrize(("text", "counts"), [("ouch", True), ("i'm dizzy", True), ("next set", False)])
def test_over_the_coach_only_words_that_stop_everything_count(sentence: Sound, text: str, counts: bool) -> None:
    need(not missing(JOE), missing(JOE))
    once = echo_of(sentence, 0.1, gain=0.1)
    microphone = np.tile(once, 6)
    athlete, at_s = say(JOE, text, before=0, after=0), 41.5
    microphone[round(at_s * EARS_RATE) :][: len(athlete)] += athlete
    own = OwnVoice()
    heard = words(text, at_s=at_s, for_s=len(athlete) / EARS_RATE)
    listener = Listener(Room(microphone), Script([heard]), COMMANDS, own=own, guards=True)
    for turn in range(6):
        own.say(SENTENCE, sentence, Samples(SAID + turn * 8 * RATE))
    assert (heard_by(listener, "rest", 48) != []) is counts


@pytest.mark.parametrize(
    ("at_s", "text", "counts"), [(41.5, "next set", False), (41.5, "stop", False), (45.0, "stop", True)]
)
def test_where_the_microphone_turns_out_to_hear_the_coach_it_guards_itself(
    sentence: Sound, at_s: float, text: str, counts: bool
) -> None:
    own = OwnVoice()
    microphone = np.tile(echo_of(sentence, 0.1), 6)
    listener = Listener(Room(microphone), Script([words(text, at_s=at_s)]), COMMANDS, own=own)
    for turn in range(6):
        own.say(SENTENCE, sentence, Samples(SAID + turn * 8 * RATE))
    assert (heard_by(listener, "rest", 48) != []) is counts


def test_once_the_coach_is_silent_everything_counts(sentence: Sound) -> None:
    microphone, over_s = echo_of(sentence, 0.0), 1 + len(sentence) / RATE
    assert not overhears(sentence, microphone, words("next set", at_s=over_s + 0.2))
    assert overhears(sentence, microphone, words("next set", at_s=over_s + 1.0))


def test_words_that_are_broken_off_no_longer_hide_an_answer(sentence: Sound) -> None:
    own = OwnVoice()
    listener = Listener(Room(quiet(6)), Script([words("next set", at_s=2.2)]), COMMANDS, own=own, guards=True)
    own.say(SENTENCE, sentence, SAID)
    own.forget(Samples(RATE * 3 // 2))
    assert heard_by(listener, "rest", 6) == ["next set"]


def test_with_earbuds_words_over_the_coach_count() -> None:
    listener = Listener(Room(quiet(3)), Script([words("next set")]), COMMANDS)
    assert listener.own is None
    assert heard_by(listener, "rest", 3) == ["next set"]
