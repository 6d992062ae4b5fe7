"""What is taken for a command in sound that holds none."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.understanding import material
from benchmarks.understanding.accuracy import listened, recogniser
from coach.ears.hear import read_sound
from coach.ears.utterance import RATE
from tests.voices import Sound

PROGRAM: Final = Path(__file__).resolve().parents[2] / "programs" / "arms_feel_first.yaml"
STATES: Final = ("rest", "set", "feel")


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of sound; `number` seeds the conversation, or counts files and minutes."""

    engine: str
    kind: str
    number: int
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """False commands in a stretch of sound."""

    kind: str
    seconds: float
    commands: tuple[str, ...]


def listen(job: Job) -> Found:
    """Every stretch is heard in the state in which most is open, or in turn in others."""
    ears = recogniser(job.engine)
    ears.listen_for(material.open_phrases(STATES[job.number % 3] if job.kind == "conversation" else "rest"))
    taken: list[str] = []
    length = 0
    for sound in _sounds(job):
        length += len(sound)
        taken += [u.text for u, _, _ in listened(ears, sound) if u.accepted]
    return Found(job.kind, length / RATE, tuple(taken))


def _sounds(job: Job) -> Iterator[Sound]:
    if job.kind == "conversation":
        talk = material.conversation(job.number, [s for s in material.MEASURED if not s.missing()])
        length = 0
        while length < 60 * RATE:
            sound = next(talk)
            length += len(sound)
            if job.number % 2:
                _, bed = material.noises(calibration=False)[job.number // 2 % 3]
                sound = np.clip(sound + np.resize(bed, len(sound)) * 0.1, -32768, 32767).astype(np.int16)
            yield sound
    elif job.file is not None:
        sound = read_sound(job.file)
        yield sound[job.number * 60 * RATE : (job.number + 1) * 60 * RATE] if job.kind == "the coach" else sound


def render_session(folder: Path) -> Path:
    """A whole session as the coach speaks it; nothing of the athlete in it."""
    file, coach = folder / "session.wav", PROGRAM.parents[1] / "coach.py"
    subprocess.run([sys.executable, coach, "render", PROGRAM, "-o", file], check=True, stdout=subprocess.DEVNULL)
    return file


def jobs(engine: str, minutes: int, session: Path) -> list[Job]:
    """So many minutes of conversation, at most as many of the coach's own session, and the recordings there are."""
    found = [Job(engine, "conversation", k) for k in range(minutes)]
    whole = len(read_sound(session)) // (60 * RATE)
    found += [Job(engine, "the coach", k, session) for k in range(min(minutes, whole))]
    for folder in ("common-voice-clips", "mycroft-not-wake-words", "noise"):
        files = sorted((material.AUDIO / folder).glob("*.flac"))
        found += [Job(engine, folder, 0, file) for file in files if file.name not in material.HOLD_A_COMMAND]
    return found


def rows(found: list[Found]) -> list[dict[str, object]]:
    """By kind: minutes, and what was taken for a command."""
    kinds = dict.fromkeys(f.kind for f in found)
    return [
        {
            "sound": kind,
            "minutes": round(sum(f.seconds for f in found if f.kind == kind) / 60, 1),
            "false": [text for f in found if f.kind == kind for text in f.commands],
        }
        for kind in kinds
    ]
