"""The coach in an open room: does it command itself, and who gets through while it speaks?

    python -m benchmarks.own_voice [--quick] [--room rir4 rir1 rir3] [--level alone 0 6]

A session runs with its own sound at the microphone, through measured rooms (among the recordings, see
`benchmarks.understanding`), alone and with an
athlete who speaks over it. Nothing that is heard reaches the session, so all runs hear the same words. The same run
tells what would have been obeyed without the guard. Writes benchmarks/results/own_voice.json; rows of other rooms and
levels that are in it already stay.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.results import FOLDER, Figure, keep
from benchmarks.understanding import material
from coach import places
from coach.audio.echo import echo_canceller
from coach.audio.files import NullSink
from coach.ears.choose import choose as choose_ears
from coach.ears.utterance import RATE as EARS_RATE
from coach.ears.utterance import Utterance
from coach.language.files import read_commands, read_lines
from coach.mixer import Sound
from coach.program.library import Library
from coach.program.load import parse_program
from coach.session.listener import Listener, Utter
from coach.session.loop import Loop
from coach.session.own_voice import OwnVoice, _Decimator
from coach.session.reading import first_state
from coach.session.speech import StudioSpeech
from coach.units import RATE, Samples
from coach.voice.choose import choose as choose_voice
from coach.voice.studio import Studio
from tests import voices

ROOMS = material.AUDIO / "rir"
PROGRAM = """
program: Two exercises
defaults: {rest: 20s, start: countdown, tempo: 3-1-2-1}
steps:
  - exercise: biceps_curl
    sets: 1
    reps: 3
    load: 8 kg
  - exercise: triceps_pushdown
    sets: 1
    reps: 2
"""
SAFETY = {"stop": "stop", "ouch": "pain", "i'm dizzy": "dizzy"}
SAID = (*SAFETY, "next set")
SPEAKERS = (voices.JOE, voices.SCOT, voices.AMERICAN_WOMAN)
ECHO = 0.05
"""Level of the echo where there is any, -26 dBFS; the athlete's is measured against it."""
LATENCY_S = 0.06
"""From the mixer to the air and back to the recogniser's clock."""
NOISE = 0.0005


class Open(NullSink):
    """Keeps what sounds, for the microphone."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Sound] = []

    def _take(self, block: Sound) -> None:
        self.blocks.append(block.copy())


class Room:
    """A microphone that hears the coach through a room, and somebody who speaks at certain seconds."""

    live = False
    ended = False
    name = "a room"

    def __init__(self, sink: Open, room: npt.NDArray[np.float64], says: Sequence[tuple[float, Sound]]) -> None:
        self._sink = sink
        self._decimate = _Decimator()
        self._room = room
        self._says = says
        self._tail = np.zeros(len(room) - 1)
        self._random = np.random.default_rng(0)
        self._read = 0

    def open(self) -> None:
        pass

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        del until
        played = np.concatenate([np.zeros(0, np.float32), *self._sink.blocks])
        whole = len(played) // 3 * 3
        self._sink.blocks = [played[whole:]]
        own = self._decimate(played[:whole]) / 32767
        if not len(own):
            return np.zeros(0, np.int16)
        size = 1 << (len(own) + len(self._room)).bit_length()
        sound = np.fft.irfft(np.fft.rfft(own, size) * np.fft.rfft(self._room, size), size)[
            : len(own) + len(self._room) - 1
        ]
        sound[: len(self._tail)] += self._tail
        self._tail, near = sound[len(own) :], sound[: len(own)].copy()
        for second, said in self._says:
            at = round(second * EARS_RATE) - self._read
            low, high = max(0, at), min(len(near), at + len(said))
            if low < high:
                near[low:high] += said[low - at : high - at]
        near += self._random.normal(0, NOISE, len(near))
        self._read += len(near)
        return np.asarray(np.clip(near, -1, 1) * 32767, dtype=np.int16)

    def captured_at(self, sample: int) -> Samples:
        return Samples(sample * RATE // EARS_RATE)

    def lost(self) -> bool:
        return False

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Caught:
    text: str
    intent: str
    begin_s: float
    end_s: float
    dropped: bool
    """The guard took it for the coach, or did not let it through while the coach spoke."""


class Overhearing(Listener):
    """Hands nothing on, and remembers what the guard made of everything that was accepted."""

    def __init__(self, room: Room, own: OwnVoice) -> None:
        commands = read_commands()
        super().__init__(room, choose_ears("phones", "en", commands), commands, own=own, guards=True)
        self._known = commands
        self.caught: list[Caught] = []

    def _is_own(self, words: Utterance, state: str) -> bool:
        dropped = super()._is_own(words, state)
        intent = self._known.parse(words.text, self._known.open_in(state))
        if words.accepted and intent is not None:
            span = (words.start / EARS_RATE, words.end / EARS_RATE)
            self.caught.append(Caught(words.text, intent.name, *span, dropped))
        return dropped

    def take(self) -> list[Utter]:
        super().take()
        return []

    def troubles(self) -> list[str]:
        return []


def impulse(room: str) -> npt.NDArray[np.float64]:
    response, _ = soundfile.read(ROOMS / f"{room}.flac")
    return np.concatenate([np.zeros(round(LATENCY_S * EARS_RATE)), response])


def loudness(sound: npt.NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(sound[np.abs(sound) > 0.02 * np.abs(sound).max()] ** 2)))


@cache
def phrase(number: int, decibels: float) -> tuple[str, Sound]:
    text, speaker = SAID[number % len(SAID)], SPEAKERS[number // len(SAID) % len(SPEAKERS)]
    sound = voices.say(speaker, text, before=0, after=0) / 32767
    return text, (sound / loudness(sound) * ECHO * 10 ** (decibels / 20)).astype(np.float32)


def session(room: Room | None, own: OwnVoice | None, sink: Open) -> tuple[Loop, Overhearing | None]:
    library = Library.standard()
    program = parse_program(PROGRAM, "benchmark.yaml", library)
    speech = StudioSpeech(Studio(choose_voice("natural", "en"), places.clip_cache()))
    loop = Loop(
        first_state(program, library.scripts_of(program), 0), sink, speech, read_lines(), read_commands(), hand=True
    )
    listener = Overhearing(room, own) if room is not None and own is not None else None
    loop.listener = listener
    sink.open(loop.mixer)
    if listener is not None:
        listener.open(sink)
    loop.run()
    speech.close()
    return loop, listener


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--room", nargs="+", default=["rir4", "rir1", "rir3"])
    options.add_argument("--level", nargs="+", default=["alone", "0", "6"], help="of the athlete over the echo, dB")
    options.add_argument("--quick", action="store_true", help="the driest room alone, and somebody twice as loud")
    given = options.parse_args()
    if not ROOMS.is_dir():
        print(f"own_voice: not measured, there are no rooms in {ROOMS}")
        return
    if given.quick:
        given.room, given.level = ["rir4"], ["alone", "6"]
    sink = Open()
    loop, _ = session(None, None, sink)
    dry = np.concatenate(sink.blocks)[::3].astype(np.float64)
    spoken = [(e["start_s"], e["end_s"]) for e in loop.timeline()["events"] if e.get("spoken")]  # type: ignore[attr-defined]
    rows: list[dict[str, object]] = []
    for name, level in ((name, level) for level in given.level for name in given.room):
        decibels = None if level == "alone" else float(level)
        response = impulse(name)
        size = 1 << (len(dry) + len(response)).bit_length()
        echo = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(response, size), size)
        response = response * ECHO / loudness(echo)
        late = float(np.abs(response).argmax()) / EARS_RATE
        said: list[tuple[str, float, float]] = []
        says: list[tuple[float, Sound]] = []
        free = 20.0
        for begin, end in spoken if decibels is not None else ():
            if begin + late > free and end - begin > 0.5:
                text, sound = phrase(len(said), decibels or 0.0)
                at = begin + late + 0.15
                said.append((text, at, at + len(sound) / EARS_RATE))
                says.append((at, sound))
                free = at + 3
        for canceller in (echo_canceller(), None):
            sink = Open()
            began = time.process_time()
            loop, listener = session(Room(sink, response, says), OwnVoice(canceller), sink)
            cpu = time.process_time() - began
            rows.append(row(name, decibels, canceller is not None, said, listener, loop, cpu))
            write(rows)


def row(
    room: str,
    decibels: float | None,
    cancels: bool,  # noqa: FBT001 - one caller
    said: Sequence[tuple[str, float, float]],
    listener: Overhearing | None,
    loop: Loop,
    cpu: float,
) -> dict[str, object]:
    caught = listener.caught if listener is not None else []
    wanted = {**SAFETY, "next set": "next_set"}

    def right(heard: Caught) -> bool:
        return any(
            wanted[text] == heard.intent and heard.begin_s < end + 0.3 and heard.end_s > begin - 0.3
            for text, begin, end in said
        )

    def got(texts: Sequence[str], *, guarded: bool) -> int:
        return sum(
            any(
                wanted[text] == heard.intent
                and heard.begin_s < end + 0.3
                and heard.end_s > begin - 0.3
                and not (guarded and heard.dropped)
                for heard in caught
            )
            for text, begin, end in said
            if text in texts
        )

    safety = tuple(SAFETY)
    return {
        "room": room,
        "athlete_over_echo_db": decibels,
        "canceller": cancels,
        "minutes": round(loop.mixer.position / RATE / 60, 2),
        "false_without_guard": sum(not right(heard) for heard in caught),
        "false_with_guard": sum(not right(heard) and not heard.dropped for heard in caught),
        "safety_said": sum(text in safety for text, _, _ in said),
        "safety_heard_without_guard": got(safety, guarded=False),
        "safety_heard_with_guard": got(safety, guarded=True),
        "next_set_said": sum(text == "next set" for text, _, _ in said),
        "next_set_heard_without_guard": got(("next set",), guarded=False),
        "next_set_heard_with_guard": got(("next set",), guarded=True),
        "cpu_s": round(cpu, 1),
        "slipped": [
            f"{heard.text} at {heard.begin_s:.2f} to {heard.end_s:.2f} s"
            for heard in caught
            if not right(heard) and not heard.dropped
        ],
    }


def write(fresh: Sequence[dict[str, object]]) -> None:
    path = FOLDER / "own_voice.json"
    before = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []
    keys = ("room", "athlete_over_echo_db", "canceller")
    made = [[r[key] for key in keys] for r in fresh]
    rows = [r for r in before if [r[key] for key in keys] not in made] + list(fresh)

    def total(key: str, *, alone: bool, cancels: bool) -> int:
        chosen = [r for r in rows if (r["athlete_over_echo_db"] is None) is alone and r["canceller"] is cancels]
        return sum(int(str(r[key])) for r in chosen)

    figures = []
    for cancels, how in ((False, "no canceller"), (True, "with canceller")):
        for guard in ("without_guard", "with_guard"):
            figures.append(
                Figure(
                    f"coach alone, {how}, {guard.replace('_', ' ')}: false commands",
                    str(total(f"false_{guard}", alone=True, cancels=cancels)),
                    "0" if guard == "with_guard" else "-",
                )
            )
            said = total("safety_said", alone=False, cancels=cancels)
            figures.append(
                Figure(
                    f"spoken over it, {how}, {guard.replace('_', ' ')}: safety words heard, false commands",
                    f"{total(f'safety_heard_{guard}', alone=False, cancels=cancels)} of {said}, "
                    f"{total(f'false_{guard}', alone=False, cancels=cancels)}",
                    "all, 0",
                )
            )
    keep("own_voice", figures, {"runs": list(rows)})


if __name__ == "__main__":
    main()
