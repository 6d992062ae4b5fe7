"""The coach from a loudspeaker that its microphone hears: on the virtual sound card, in real time."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from coach.audio.echo import FRAME, echo_canceller
from coach.session.own_voice import OwnVoice
from coach.units import HEARING_RATE, RATE, Samples
from coach.voice.choose import choose
from coach.voice.studio import Studio
from tests.card import Card, card
from tests.conftest import REPO

__all__ = ["card"]

PROGRAM = """
program: In the room
defaults: {tempo: 1-0-1-0, rest: 5s, start: countdown}
steps:
  - exercise: biceps_curl
    sets: 1
    reps: 3
    focus: none
"""


@pytest.mark.timeout(180)
def test_the_coach_does_not_obey_itself(card: Card, tmp_path: Path) -> None:
    program, timeline = tmp_path / "program.yaml", tmp_path / "timeline.json"
    program.write_text(PROGRAM)
    command = [
        *(sys.executable, "coach.py", "start", str(program), "--mic", "echo", "--out", "earbuds", "--speaker"),
        *("--recogniser", "phones", "--timeline", str(timeline)),
    ]
    environment = {**os.environ, **card.environment, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=REPO, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "set_done" in line:
                process.send_signal(signal.SIGINT)
                break
        said += list(process.stdout)
    events = json.loads(timeline.read_text())["events"]
    assert [e["text"] for e in events if e["kind"] == "heard"] == []
    assert [e["reps"] for e in events if e["kind"] == "set_done"] == [3]
    assert "I can hear myself" not in "".join(said)


def test_its_echo_is_taken_out_where_the_package_for_it_is_installed() -> None:
    canceller = echo_canceller()
    if canceller is None:
        pytest.skip("the package pywebrtc-audio is not installed")
    studio = Studio(choose("natural", "en"), None)
    sound = np.tile(studio.clip("Next, the second set. Elbows stay where they are.").sound, 4)
    studio.close()
    own = OwnVoice(canceller)
    own.say("Next, the second set.", sound, Samples(RATE))
    late = RATE + RATE // 20
    played = np.zeros(late + len(sound), np.float32)
    played[late:] = 0.3 * sound
    microphone = np.asarray(played[::3] * 32_767, np.int16)
    size = 10 * FRAME
    heard = np.concatenate(
        [own.follow(microphone[at : at + size], Samples(at * 3)) for at in range(0, len(microphone) - size, size)]
    )
    second_half = slice(len(heard) // 2, len(heard))
    before = float(np.mean(microphone[second_half].astype(float) ** 2))
    after = float(np.mean(heard[second_half].astype(float) ** 2))
    assert len(heard) % FRAME == 0
    assert after < before / 100
    assert own.cancels
    assert HEARING_RATE == 100 * FRAME


@pytest.mark.parametrize("size", [160, 777, 1_600, 4_801])
def test_blocks_of_any_length_are_given_on_whole(size: int) -> None:
    own = OwnVoice()
    sound = np.random.default_rng(0).integers(-900, 900, 40_000).astype(np.int16)
    given = [own.follow(sound[at : at + size], Samples(at * 3)) for at in range(0, len(sound), size)]
    assert np.array_equal(np.concatenate(given), sound)
