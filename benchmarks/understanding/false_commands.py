"""What is taken for a command in sound that holds none."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.understanding import engines, material
from benchmarks.understanding.spending import in_turn
from coach.ears.hear import read_sound
from coach.ears.utterance import RATE
from tests.voices import Sound

REPO: Final = Path(__file__).resolve().parents[2]
PROGRAMS: Final = ("arms_feel_first", "chest_holds", "legs_quiet")
TALK: Final = "conversation"
COACH: Final = "the coach"
PEOPLE: Final = "people who talk"
STATES: Final = ("rest", "set", "feel", "where", "confirm")
"""States that other people's talk is heard in: between them everything is open."""
COACHED: Final = ("rest", "set")
"""Those in which the coach counts and cues; what it says after a question it says to somebody who answers."""


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of sound; `number` seeds the conversation, or counts minutes of a file."""

    engine: str
    kind: str
    number: int
    file: Path | None = None

    @property
    def states(self) -> tuple[str, ...]:
        if self.engine != engines.PHONES:
            return ("rest",)
        return COACHED if self.kind == COACH else STATES


@dataclass(frozen=True, slots=True)
class Found:
    """False commands in a stretch of sound heard in one state."""

    kind: str
    state: str
    seconds: float
    commands: tuple[str, ...]


def listen(job: Job) -> list[Found]:
    """The stretch, heard in each of its states."""
    listeners = {state: engines.listener(job.engine, state) for state in job.states}
    taken: dict[str, list[str]] = {state: [] for state in job.states}
    length = 0
    for sound in _sounds(job):
        length += len(sound)
        for state, ears in listeners.items():
            for start in range(0, len(sound), RATE // 10):
                taken[state] += [u.text for u in ears.feed(sound[start : start + RATE // 10]) if u.accepted]
    for state, ears in listeners.items():
        taken[state] += [u.text for u in ears.finish() if u.accepted]
    return [Found(job.kind, state, length / RATE, tuple(texts)) for state, texts in taken.items()]


def _sounds(job: Job) -> Iterator[Sound]:
    if job.kind == TALK:
        talk = material.conversation(job.number, [s for s in material.MEASURED if not s.missing()])
        beds = material.noises(calibration=False)
        length = 0
        while length < 60 * RATE:
            sound = next(talk)
            length += len(sound)
            if job.number % 2:
                _, bed = beds[job.number // 2 % len(beds)]
                sound = np.clip(sound + np.resize(bed, len(sound)) * 0.1, -32768, 32767).astype(np.int16)
            yield sound
    elif job.file is not None:
        sound = _file(job.file)
        yield sound[job.number * 60 * RATE : (job.number + 1) * 60 * RATE]


@cache
def _file(file: Path) -> Sound:
    return read_sound(file)


def render_session(program: str, folder: Path) -> Path:
    """A whole session as the coach speaks it; nothing of the athlete in it."""
    file = folder / f"{program}.wav"
    subprocess.run(
        [sys.executable, REPO / "coach.py", "render", REPO / "programs" / f"{program}.yaml", "-o", file],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return file


def jobs(engine: str, minutes: int, sessions: list[Path], people: list[Path]) -> list[Job]:
    """Minutes of conversation, of the coach's sessions and of more people, and the recordings there are, in turn."""

    def of(kind: str, file: Path) -> list[Job]:
        return [Job(engine, kind, minute, file) for minute in range(-(-len(_file(file)) // (60 * RATE)))]

    files = [*material.talk(calibration=False), *sorted((material.AUDIO / "noise").glob("*.flac"))]
    recordings = [job for file in files for job in of(file.parent.name, file)]
    coached = in_turn([of(COACH, file) for file in sessions])
    talking = in_turn([of(PEOPLE, file) for file in people])
    parts = [coached, talking, *(recordings[k::12] for k in range(12))]
    return in_turn([[Job(engine, TALK, k) for k in range(minutes)], *(part for part in parts if part)])


def rows(found: list[Found]) -> list[dict[str, object]]:
    """By kind of sound and state: minutes, and what was taken for a command."""
    kinds = dict.fromkeys((f.kind, f.state) for f in found)
    return [
        {
            "sound": kind,
            "state": state,
            "minutes": round(sum(f.seconds for f in found if (f.kind, f.state) == (kind, state)) / 60, 1),
            "false": [text for f in found if (f.kind, f.state) == (kind, state) for text in f.commands],
        }
        for kind, state in kinds
    ]
