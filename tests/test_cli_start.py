"""`start` from a recording into a file, what `hear` makes of one, and the log of it all."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, need
from tests.prompt import PROGRAM, ask, done, record
from tests.voices import JOE, missing, say


@dataclass(frozen=True, slots=True)
class Session:
    """A session that `start` has coached."""

    home: Path
    sound: bytes
    events: list[dict[str, Any]]
    words: str

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == kind]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ "Left arm weak" and "yes" in a voice that the coach does not use, where the first rest is."""
    need(not missing(JOE), missing(JOE))
    folder = tmp_path_factory.mktemp("recording")
    (folder / "program.yaml").write_text(PROGRAM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERVATE_HOME", str(folder / "home"))
        dry = folder / "dry.json"
        done("render", folder / "program.yaml", "-o", folder / "dry.flac", "--timeline", dry)
        at_s = 5 + next(e["end_s"] for e in json.loads(dry.read_text())["events"] if e["kind"] == "set_done")
        dry_run = ("--timeline", dry, "--at", f"{at_s + 1.2}: left arm weak")
        done("render", folder / "program.yaml", "-o", folder / "dry.flac", *dry_run)
        asked = (e for e in json.loads(dry.read_text())["events"] if e["kind"] == "ask")
        asked_s = next(e["end_s"] for e in asked if "long time" in e["text"])
    said = {at_s: say(JOE, "left arm weak", before=0), asked_s + 1.5: say(JOE, "yes", before=0)}
    return record(folder / "commands.wav", asked_s + 60, said)


def start(recording: Path, home: Path) -> Session:
    """Coach the program with the recording at the microphone."""
    home.mkdir()
    sound, timeline = home / "out.flac", home / "out.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERVATE_HOME", str(home))
        program = recording.with_name("program.yaml")
        ends = ("--mic", recording, "--out", sound, "--timeline", timeline, "--recogniser", "phones")
        answer = done("start", program, *ends)
    return Session(home, sound.read_bytes(), json.loads(timeline.read_text())["events"], answer.out)


@pytest.fixture(scope="module")
def session(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The session with the recording at the microphone."""
    return start(recording, tmp_path_factory.mktemp("session") / "home")


def test_a_recorded_voice_makes_the_session_single_sided(session: Session) -> None:
    heard = [(e["text"], e["intent"], e["slots"]) for e in session.of("heard")]
    assert heard == [("left arm weak", "weak", {"side": "left", "area": "arm"}), ("yes", "yes", {})]
    sets = [(e["set"], e["side"], e["reps"]) for e in session.of("set_done")]
    assert sets == [(1, "both", 3), (2, "left", 3), (2, "right", 3), (3, "left", 3)]
    assert '"left arm weak" -> weak' in session.words


def test_a_command_is_acknowledged_at_once(session: Session) -> None:
    for heard in session.of("heard"):
        assert any(0 <= ack["start_s"] - heard["end_s"] < 0.05 for ack in session.of("ack"))
        assert heard["end_s"] - heard["start_s"] < 0.6


def test_the_same_recording_gives_the_same_session(session: Session, recording: Path, tmp_path: Path) -> None:
    again = start(recording, tmp_path / "home")
    assert again.events == session.events
    assert again.sound == session.sound


def test_every_set_is_in_the_history(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERVATE_HOME", str(session.home))
    (row,) = done("history", "--json").json
    assert (row["program"], row["sets"], row["ended"]) == ("Two curls", 4, "done")
    sets = done("history", row["id"], "--json").json
    assert [(s["exercise"], s["side"], s["reps"], s["load"]) for s in sets] == [
        ("biceps_curl", side, 3, "8 kg") for side in ("both", "left", "right", "left")
    ]
    assert "Two curls" in done("history").out
    shown = done("history", row["id"]).out
    assert shown.count("left") == 2
    assert shown.count("right") == 1
    assert f"Log: coach.py history {row['id']}" in session.words


def test_sets_can_be_taken_out(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERVATE_HOME", str(session.home))
    done("export", "--format", "csv", "-o", tmp_path / "sets.csv")
    done("export", "--format", "json", "-o", tmp_path / "sets.json")
    with (tmp_path / "sets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = json.loads((tmp_path / "sets.json").read_text())
    assert [row["side"] for row in rows] == [row["side"] for row in whole] == ["both", "left", "right", "left"]
    assert {row["exercise"] for row in rows} == {"biceps_curl"}


def test_a_history_without_sessions_says_how_to_begin() -> None:
    assert "coach.py start" in done("history").out
    assert done("history", "--json").json == []
    missing_one = ask("history", "7")
    assert missing_one.code == 2
    assert "no session 7" in missing_one.err


@pytest.fixture(scope="module")
def next_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody says "next set" after half a second; 2.5 s of quiet follow."""
    need(not missing(JOE), missing(JOE))
    phrase = say(JOE, "next set", before=0, after=0)
    return record(tmp_path_factory.mktemp("hear") / "next.wav", 3 + len(phrase) / 16_000, {0.5: phrase})


def test_hear_tells_what_was_said_when(next_set: Path) -> None:
    (line,) = done("hear", next_set, "--json", "--recogniser", "phones").out.splitlines()
    heard = json.loads(line)
    assert heard.keys() == {*("start_s", "end_s", "decided_s", "text", "intent", "slots", "confidence", "accepted")}
    assert (heard["text"], heard["intent"], heard["slots"], heard["accepted"]) == ("next set", "next_set", {}, True)
    spoken_until = 0.5 + len(say(JOE, "next set", before=0, after=0)) / 16_000
    assert 0.3 < heard["start_s"] < 0.8
    assert abs(heard["end_s"] - spoken_until) < 0.3
    assert heard["start_s"] < heard["end_s"]
    assert spoken_until - 0.3 < heard["decided_s"] < spoken_until + 0.8
    assert "next_set" in done("hear", next_set, "--recogniser", "phones").out


def test_hear_listens_only_for_what_the_state_allows(tmp_path: Path, next_set: Path) -> None:
    yes = record(tmp_path / "yes.wav", 3, {0.5: say(JOE, "yes", before=0)})
    understood = {
        (path.stem, state): [
            heard["intent"]
            for line in done("hear", path, "--json", "--state", state, "--recogniser", "phones").out.splitlines()
            if (heard := json.loads(line))["accepted"]
        ]
        for path in (yes, next_set)
        for state in ("rest", "confirm")
    }
    assert understood["yes", "confirm"] == ["yes"]
    assert "yes" not in understood["yes", "rest"]
    assert "next_set" not in understood["next", "confirm"]


def test_hear_makes_nothing_of_silence(tmp_path: Path) -> None:
    quiet = record(tmp_path / "quiet.wav", 2, {})
    assert done("hear", quiet, "--json", "--recogniser", "phones").out == ""


def test_an_interrupted_session_keeps_its_sets_and_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PROGRAM.replace("sets: 2", "sets: 20"))
    sound = tmp_path / "out.flac"
    command = [sys.executable, "coach.py", "start", str(tmp_path / "p.yaml"), "--mic", "none", "--out", str(sound)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=REPO, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        finished = 0
        for line in process.stdout:
            finished += "set_done" in line
            if finished == 2:
                process.send_signal(signal.SIGINT)
                break
        process.stdout.read()
        said = process.stderr.read()
    assert process.returncode == 130, said
    assert "Interrupted." in said
    assert "coach.py history" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.glob("*")) == ["innervate-home", "p.yaml"]
    (row,) = done("history", "--json").json
    assert row["ended"] == "interrupted"
    assert row["sets"] >= 2


def test_a_session_into_a_file_does_not_wait_for_keys(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PROGRAM.replace("start: countdown", "start: voice"))
    keyboard, terminal = pty.openpty()
    try:
        ends = ("--mic", "none", "--out", str(tmp_path / "s.flac"), "--timeline", str(tmp_path / "s.json"), "--quiet")
        command = [sys.executable, "coach.py", "start", str(tmp_path / "p.yaml"), *ends]
        ended = subprocess.run(command, cwd=REPO, stdin=terminal, capture_output=True, text=True, check=False)
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert ended.returncode == 0, ended.stderr
    first = next(e for e in json.loads((tmp_path / "s.json").read_text())["events"] if e["kind"] == "set_done")
    assert first["start_s"] < 30
