"""The main job on a real (virtual) sound card: a voice at the microphone, the coach in the earbuds."""

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soxr

from coach.units import RATE
from coach.voice.choose import choose
from coach.voice.studio import Studio
from coach.voice.tones import tone
from tests.card import Card, card
from tests.conftest import REPO, need
from tests.heard import find, laid_out
from tests.voices import JOE, missing, say

__all__ = ["card"]

PROGRAM = """
program: On the card
defaults: {tempo: 1-0-1-0, rest: 60s, start: voice, side_rest: 5s}
steps:
  - exercise: biceps_curl
    sets: 2
    reps: 3
    focus: none
"""
PATIENCE_S = 40


class Session:
    """`coach.py start` on the card, and its screen."""

    def __init__(self, card: Card, folder: Path, before: Sequence[str] = (), stdin: int | None = None) -> None:
        program = folder / "program.yaml"
        program.write_text(PROGRAM)
        self.timeline_file = folder / "timeline.json"
        command = [
            *before,
            *(sys.executable, "coach.py", "start", str(program), "--mic", "mic", "--out", "earbuds"),
            *("--recogniser", "phones", "--timeline", str(self.timeline_file)),
        ]
        environment = {
            **os.environ,
            **card.environment,
            "INNERVATE_HOME": str(folder / "home"),
            "PYTHONUNBUFFERED": "1",
        }
        out = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=REPO, env=environment, stdin=stdin, stdout=out, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []
        self._grew = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._grew:
                self.lines.append(line.rstrip())
                self._grew.notify_all()

    def close(self) -> None:
        """End it, if it has not ended by itself."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def sees(self, *texts: str, after: int = 0) -> int:
        """Wait until a line after number `after` holds one of `texts`; returns its number."""
        end = time.monotonic() + PATIENCE_S
        with self._grew:
            while True:
                for number, line in enumerate(self.lines[after:], after):
                    if any(text in line for text in texts):
                        return number
                left = end - time.monotonic()
                assert left > 0, f"nobody said {texts}:\n" + "\n".join(self.lines)
                self._grew.wait(left)


@pytest.fixture
def session(card: Card, tmp_path: Path) -> Iterator[Session]:
    need(not missing(JOE), missing(JOE))
    made = Session(card, tmp_path)
    yield made
    made.close()


def at_48k(sound: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    louder: npt.NDArray[np.int16] = soxr.resample(sound, 16_000, 48_000)
    return louder


@pytest.mark.timeout(240)
def test_the_athlete_speaks_and_the_coach_answers_on_the_beat(card: Card, session: Session) -> None:
    seen = session.sees("ready when you are", "when you're ready")
    card.speak(at_48k(say(JOE, "ready")))
    seen = session.sees("set_done", after=seen)
    seen = session.sees("seconds are yours", "You have", after=seen)
    card.speak(at_48k(say(JOE, "left arm weak")))
    seen = session.sees("weaker side for a long time", after=seen)
    card.speak(at_48k(say(JOE, "yes")))
    seen = session.sees("Left first, right matches", after=seen)
    card.speak(at_48k(say(JOE, "next set")))
    seen = session.sees("Left side.", after=seen)
    session.process.send_signal(signal.SIGINT)
    assert session.process.wait(20) == 130

    timeline = json.loads(session.timeline_file.read_text())
    understood = [e["intent"] for e in timeline["events"] if e["kind"] == "heard" and e["intent"]]
    assert understood == ["ready", "weak", "yes", "next_set"]

    heard = card.recording.stop()[:, 0].astype(np.float64) / 32768
    beats = [e for e in timeline["events"] if e["kind"] in ("count", "tick") and e["set"] == 1]
    assert len(beats) == 6
    studio = Studio(choose("natural", "en"), None)
    clips = [studio.clip(str(e["text"])).sound if e["spoken"] else tone("tick").sound for e in beats]
    studio.close()
    # Located as a whole: three of the six say the same word, and any of them may sound most like it.
    begin = int(beats[0]["sample"])
    places = [int(event["sample"]) - begin for event in beats]
    offset = find(heard, laid_out(clips, places), 0, len(heard)) - begin
    wanted = [int(event["sample"]) + offset for event in beats]
    found = [find(heard, clip, at - RATE // 4, at + RATE // 4) for clip, at in zip(clips, wanted, strict=True)]
    assert found == wanted, f"{timeline['underflows']} times the device ran dry"


@pytest.mark.timeout(120)
def test_a_line_typed_in_another_encoding_is_written_down(card: Card, tmp_path: Path) -> None:
    keyboard, terminal = pty.openpty()
    session = Session(card, tmp_path, ("env", "LC_ALL=C.UTF-8"), terminal)
    try:
        seen = session.sees("before we begin")
        os.write(keyboard, b"finish \xe9\n")
        seen = session.sees("finish ?", after=seen)
        session.sees("ask", after=seen)
        os.write(keyboard, b"yes\n")
        assert session.process.wait(PATIENCE_S) == 0, session.lines
    finally:
        session.close()
        os.close(keyboard)
        os.close(terminal)
    heard = [e["text"] for e in json.loads(session.timeline_file.read_text())["events"] if e["kind"] == "heard"]
    assert heard == ["finish ?", "yes"]
