"""The command line in tests: arguments in, exit code and words out, in this process."""

import io
import json
import wave
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coach.cli import cli, run
from tests.voices import RATE, Sound

PROGRAM = """
program: Two curls
defaults: {rest: 60s, start: countdown, tempo: 2-0-1-0, ask_feel: never}
steps:
  - exercise: biceps_curl
    sets: 2
    reps: 3
    load: 8 kg
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def ask(*arguments: str | Path) -> Answer:
    """Run `coach.py` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(cli, [str(argument) for argument in arguments])
    return Answer(code, out.getvalue(), err.getvalue())


def done(*arguments: str | Path) -> Answer:
    """Run a command that must succeed."""
    answer = ask(*arguments)
    assert answer.code == 0, answer
    return answer


def record(path: Path, length_s: float, said: Mapping[float, Sound]) -> Path:
    """A recording of a microphone: phrases at their seconds, silence elsewhere."""
    sound = np.zeros(round(length_s * RATE), np.int16)
    for at_s, phrase in said.items():
        start = round(at_s * RATE)
        sound[start : start + len(phrase)] = phrase
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())
    return path
