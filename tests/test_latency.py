"""Earbuds that sound later than the device says: what is said about a beat is judged by what was heard."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import need
from tests.prompt import ask, done, record
from tests.voices import JOE, missing, say

PLANK = """
program: One plank
defaults: {start: countdown, ask_feel: never, focus: none}
steps:
  - {hold: plank, for: 30s}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("latency") / "plank.yaml"
    file.write_text(PLANK)
    return file


def begin_s(program: Path) -> float:
    timeline = program.with_suffix(".json")
    done("render", program, "-o", program.with_suffix(".wav"), "--timeline", timeline)
    return float(next(e["start_s"] for e in json.loads(timeline.read_text())["events"] if e["kind"] == "set_done"))


def plank(program: Path, recording: Path, *more: str) -> Any:
    timeline = program.with_suffix(".json")
    ends = ("--mic", recording, "--out", program.with_suffix(".wav"), "--recogniser", "phones", "--timeline", timeline)
    done("start", program, *ends, *more)
    return next(e for e in json.loads(timeline.read_text())["events"] if e["kind"] == "set_done")


def test_a_hold_is_judged_by_what_reached_the_ear(program: Path) -> None:
    need(not missing(JOE), missing(JOE))
    recording = record(program.with_suffix(".mic.wav"), 120, {begin_s(program) + 8: say(JOE, "let go", before=0)})
    at_once = plank(program, recording)
    assert 8 < at_once["held_s"] < 9.5
    later = plank(program, recording, "--latency", "250ms")
    assert at_once["held_s"] - later["held_s"] == pytest.approx(0.25, abs=0.001)
    done("profile", "set", "prefer.latency", "0.4s")
    kept = plank(program, recording)
    assert at_once["held_s"] - kept["held_s"] == pytest.approx(0.4, abs=0.001)
    assert plank(program, recording, "--latency", "0s") == at_once


@pytest.mark.parametrize("latency", ["180", "3s", "soon"])
def test_a_latency_that_cannot_be_is_refused(latency: str, program: Path) -> None:
    answer = ask("render", program, "-o", program.with_suffix(".flac"), "--latency", latency)
    assert answer.code in (1, 2)
    assert "--latency" in answer.err
    assert not program.with_suffix(".flac").exists()
