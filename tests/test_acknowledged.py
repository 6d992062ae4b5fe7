"""What was understood is acknowledged at once: a tone within 50 ms of the decision, and silence where it must be."""

import wave
from collections.abc import Sequence
from pathlib import Path

import pytest

from coach.audio.files import FileSource, NullSink
from coach.ears.phones import Phones
from coach.ears.utterance import Recogniser, Utterance
from coach.session.foresee import GuessedSpeech
from coach.session.listener import Listener
from coach.session.loop import Loop
from coach.units import RATE as CLOCK
from tests.coached import ARMS, COMMANDS, LINES, asks, coached, events, loop_of
from tests.voices import JOE, RATE, Sound, missing, say

AT_ONCE = 0.05
"""Seconds between a decision and the tone that acknowledges it."""


class Witness:
    """A recogniser that remembers when its decisions fell, on the recording's clock."""

    def __init__(self, inner: Recogniser) -> None:
        self._inner = inner
        self.decided: list[float] = []
        self.id = inner.id

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        self._inner.listen_for(phrases, state)

    def feed(self, block: Sound) -> list[Utterance]:
        return self._seen(self._inner.feed(block))

    def finish(self) -> list[Utterance]:
        return self._seen(self._inner.finish())

    def close(self) -> None:
        self._inner.close()

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        return self._inner.deaf_to(phrases)

    def disregard(self) -> None:
        self._inner.disregard()

    def _seen(self, found: list[Utterance]) -> list[Utterance]:
        self.decided += [words.decided / RATE for words in found if words.accepted]
        return found


def recording(path: Path, said: dict[float, str], seconds: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        sound = bytearray(round(seconds * RATE) * 2)
        for at, text in said.items():
            spoken = say(JOE, text, before=0, after=0).tobytes()
            begin = round(at * RATE) * 2
            sound[begin : begin + len(spoken)] = spoken
        file.writeframes(bytes(sound))
    return path


@pytest.mark.skipif(bool(missing(JOE)), reason=missing(JOE))
def test_a_spoken_command_is_acknowledged_within_50_ms_of_the_decision(tmp_path: Path) -> None:
    first = float(events(coached(ARMS), "set_done")[0]["start_s"])
    said = {
        first + 3: "how many left",
        first + 8: "slower",
        first + 28: "what next",
        first + 34: "left arm weak",
        first + 44: "yes",
        first + 52: "undo",
        first + 58: "it hurts",
    }
    source = FileSource(recording(tmp_path / "said.wav", said, first + 70))
    witness = Witness(Phones(meaning=COMMANDS.meaning))
    plain = loop_of(ARMS)
    sink = NullSink()
    loop = Loop(plain.state, sink, GuessedSpeech(), LINES, COMMANDS, listener=Listener(source, witness, COMMANDS))
    sink.open(loop.mixer)
    assert loop.listener is not None
    loop.listener.open(sink)
    timeline = loop.run()
    loop.listener.close()
    heard = [e for e in events(timeline, "heard") if e["intent"]]
    assert [e["intent"] for e in heard] == [
        "how_many_left", "slower", "what_next", "weak", "yes", "undo", "pain",
    ]  # fmt: skip
    tones = [e["start_s"] for e in events(timeline, "ack")]
    assert len(tones) == len(heard)
    waits = [tone - decided for tone, decided in zip(tones, witness.decided, strict=True)]
    assert all(0 <= wait <= AT_ONCE for wait in waits), waits


COMMANDS_OF_ALL_KINDS = (
    "how many left", "slower", "left arm weak", "stop", "done", "too heavy", "it hurts", "i'm dizzy", "chest pain",
    "too much", "finish", "next set", "hold on", "louder", "what can i say", "take a note", "undo",
)  # fmt: skip


@pytest.mark.parametrize("phrase", COMMANDS_OF_ALL_KINDS)
@pytest.mark.parametrize("after", [6.0, 26.0], ids=["in a set", "in a rest"])
def test_every_command_is_acknowledged_at_the_sample_at_which_it_is_known(phrase: str, after: float) -> None:
    first = float(events(coached(ARMS), "set_done")[0]["start_s"])
    timeline = coached(ARMS, [f"{first + after}: {phrase}"])
    [heard] = [e for e in events(timeline, "heard") if e["text"] == phrase]
    [tone] = [e for e in events(timeline, "ack") if e["start_s"] >= heard["end_s"]][:1]
    assert tone["sample"] == round(heard["end_s"] * CLOCK)
    words = [e for e in events(timeline) if e.get("spoken") and tone["start_s"] < e["start_s"] < tone["end_s"]]
    assert [e["text"] for e in words if e["kind"] in ("reply", "safety", "ask")] == []


@pytest.mark.parametrize("phrase", ["it hurts", "i'm dizzy", "chest pain", "stop"])
def test_a_safety_word_silences_the_count_at_once(phrase: str) -> None:
    first = float(events(coached(ARMS), "set_done")[0]["start_s"])
    timeline = coached(ARMS, [f"{first + 6}: {phrase}"])
    [heard] = events(timeline, "heard")
    late = [e for e in events(timeline, "count", "tick", "cue", "hold") if e["start_s"] > heard["end_s"]]
    assert [e["text"] for e in late if e["set"] == 1 and e["exercise"] == "biceps_curl"] == []


@pytest.mark.parametrize(
    "phrase",
    ["finish", "left arm weak"],
)
def test_what_cannot_be_taken_back_is_asked_first(phrase: str) -> None:
    first = float(events(coached(ARMS), "set_done")[0]["start_s"])
    timeline = coached(ARMS, [f"{first + 26}: {phrase}", f"{first + 40}: no"])
    assert len(asks(timeline)) == 1
    plain = [(e["exercise"], e["set"], e["side"]) for e in events(coached(ARMS), "set_done")]
    assert [(e["exercise"], e["set"], e["side"]) for e in events(timeline, "set_done")] == plain


UNDOABLE = (
    "skip this exercise", "one less set", "one more set", "too heavy", "single side on", "swap the exercise",
    "repeat that set", "make it twelve reps", "slower", "counts only", "less talk", "make it twelve kilos",
)  # fmt: skip


@pytest.mark.parametrize("phrase", UNDOABLE)
def test_what_changes_the_session_is_taken_back_by_undo(phrase: str) -> None:
    first = float(events(coached(ARMS), "set_done")[0]["start_s"])
    at = first + 28
    changed = coached(ARMS, [f"{at}: {phrase}", f"{at + 6}: what changed"])
    undone = loop_of(ARMS, [f"{at}: {phrase}", f"{at + 6}: undo"])
    plain = loop_of(ARMS)
    undone.run(), plain.run()
    told = [e["text"] for e in events(changed, "reply")]
    assert len(told) == 2
    assert told[0] == told[1]
    assert undone.state.finished == plain.state.finished
