"""What people do wrong: one clear sentence, the right code, nothing half done, never a traceback."""

import os
import subprocess
import sys
import wave
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.card import Card, card
from tests.conftest import REPO, need
from tests.prompt import PROGRAM, Answer, ask, done, record

__all__ = ["card"]

NO_PORTAUDIO = """
import ctypes.util
find = ctypes.util.find_library
ctypes.util.find_library = lambda name: None if "portaudio" in name else find(name)
"""
"""For `sitecustomize`: the library that sounddevice looks for is not on this machine."""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the athlete works, with everything one can get wrong in it."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "good.yaml").write_text(PROGRAM)
    (folder / "broken.yaml").write_text("program: [x\n  a: b")
    (folder / "wrong.yaml").write_text(PROGRAM.replace("biceps_curl", "biceps_crul"))
    (folder / "empty.yaml").write_text("")
    (folder / "binary.yaml").write_bytes(bytes(range(256)))
    (folder / "cues.yaml").write_text((REPO / "cues" / "biceps_curl.yaml").read_text())
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.wav").write_text("next set")
    (folder / "cut.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    with wave.open(str(folder / "frameless.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
    record(folder / "quiet.wav", 1, {})
    (folder / "folder").mkdir()
    monkeypatch.chdir(folder)
    return folder


WRONG: Mapping[str, tuple[int, str]] = {
    "start nosuch": (1, "no program is called 'nosuch'"),
    "start arms_feel_frist": (1, "did you mean 'arms_feel_first'"),
    "start missing/p.yaml": (1, "missing/p.yaml"),
    "start ~nobody-here/p.yaml": (1, "no program is called '~nobody-here/p.yaml'"),
    "start broken.yaml": (1, "broken.yaml:1:10: error:"),
    "start wrong.yaml": (1, "wrong.yaml:5:15: error:"),
    "start empty.yaml": (1, "empty.yaml:1:1: error: the file is empty"),
    "start binary.yaml": (1, "is no UTF-8"),
    "start cues.yaml": (1, "this is a cue script, not a program"),
    "render good.yaml": (2, "Missing option '-o'"),
    "render good.yaml -o s.xyz": (2, "s.xyz: the ending must be wav, flac, ogg, mp3 or opus"),
    "render good.yaml -o s": (2, "the ending must be"),
    "render good.yaml -o missing/s.wav": (2, "there is no folder missing"),
    "render good.yaml -o s.wav --timeline missing/t.json": (2, "there is no folder missing"),
    "render good.yaml -o s.wav --timeline folder": (2, "folder: this is a folder"),
    "render good.yaml -o s.wav --voice bob": (2, "unknown voice 'bob'"),
    "render good.yaml -o s.wav --voice piper:bob.onnx": (3, "bob.onnx is not there"),
    "render good.yaml -o s.wav --recogniser bob": (2, "'bob' is not one of 'vosk', 'phones'"),
    "render good.yaml -o s.wav --mic earbuds": (2, "--mic earbuds"),
    "render good.yaml -o s.wav --mic empty.wav": (2, "empty.wav"),
    "render good.yaml -o s.wav --seed many": (2, "'many' is not a valid integer"),
    "start good.yaml --out s.flac --mic missing.wav": (2, "missing.wav: there is no such file"),
    "start good.yaml --out s.flac --mic empty.wav": (2, "empty.wav"),
    "start good.yaml --out s.flac --mic text.wav": (2, "text.wav"),
    "start good.yaml --out s.flac --mic cut.wav": (2, "cut.wav"),
    "start good.yaml --out s.flac --mic quiet.wav --recogniser vosk": (3, "coach.py models install en"),
    "hear missing.wav": (2, "missing.wav: no such recording"),
    "hear empty.wav": (2, "empty.wav: the recording is empty"),
    "hear text.wav": (2, "text.wav: not a sound file"),
    "hear cut.wav": (2, "cut.wav: not a sound file, or damaged"),
    "hear frameless.wav": (2, "frameless.wav: there is no sound"),
    "hear folder": (2, "folder: this is a folder"),
    "hear good.yaml": (2, "good.yaml: not a sound file"),
    "hear": (2, "name one sound file, or --mic"),
    "hear quiet.wav --mic": (2, "name one sound file, or --mic"),
    "hear quiet.wav --state asleep": (2, "'asleep' is not one of"),
    "hear quiet.wav --recogniser bob": (2, "'bob' is not one of"),
    "hear quiet.wav --recogniser vosk": (3, "coach.py models install en"),
    "commands --language xx": (1, "commands.xx.yaml: there is no such file"),
    "say ": (2, "there is nothing to say"),
    "say Hello --out missing/s.wav": (2, "there is no folder missing"),
    "say Hello --voice bob --out s.wav": (2, "unknown voice 'bob'"),
    "preview bicep_curl --out s.wav": (1, "did you mean 'biceps_curl'"),
    "preview good.yaml --out s.wav": (1, "this is a program, not a cue script"),
    "preview biceps_curl --tempo 9;9 --out s.wav": (2, "--tempo: '9;9' is not a tempo"),
    "preview biceps_curl --reps 0 --out s.wav": (2, "0 is not in the range"),
    "new program a/b": (2, "'a/b' is no name for a file"),
    "new program ../x": (2, "is no name for a file"),
    "new poem x": (2, "'poem' is not one of 'program', 'cues'"),
    "new program x --folder good.yaml": (2, "good.yaml: cannot be made"),
    "history seven": (2, "'seven' is not a valid integer"),
    "history 7": (2, "there is no session 7"),
    "history --limit 0": (2, "0 is not in the range"),
    "export --format csv -o missing/s.csv": (2, "there is no folder missing"),
    "export --format csv -o folder": (2, "folder: this is a folder"),
    "export --format poem -o s.csv": (2, "'poem' is not one of"),
}


def clear(answer: Answer) -> bool:
    """Whether a person is told, in few words and without a traceback."""
    told = [line for line in answer.err.splitlines() if line.strip() and not line.startswith(("Usage:", "Try "))]
    return 1 <= len(told) <= 3 and "Traceback" not in answer.out + answer.err


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_wish_is_answered_clearly_and_leaves_nothing(line: str, desk: Path) -> None:
    before = sorted(desk.rglob("*"))
    code, told = WRONG[line]
    answer = ask(*line.split(" "))
    assert answer.code == code, answer
    assert told in answer.err
    assert clear(answer)
    assert sorted(desk.rglob("*")) == before


def test_a_full_device_is_told_and_stays_a_device(desk: Path) -> None:
    full = Path("/dev/full")
    need(full.is_char_device(), "there is no /dev/full")
    answer = ask("render", "good.yaml", "-o", "s.wav", "--timeline", full)
    assert answer.code == 2
    assert "/dev/full: cannot be written (No space left on device)" in answer.err
    assert clear(answer)
    assert full.is_char_device()
    assert not [file for file in desk.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize(
    "at",
    [
        "next set",
        "12.5 next set",
        ": next set",
        "-3: next set",
        "5: ",
        "5:",
        "soon: next set",
        "nan: stop",
        "1e3: stop",
    ],
)
def test_a_phrase_without_a_time_or_a_time_without_a_phrase(at: str, desk: Path) -> None:
    answer = ask("render", "good.yaml", "-o", "s.wav", "--at", at)
    assert answer.code == 2
    assert answer.err == f'--at {at!r}: write SECONDS: PHRASE, as in --at "12.5: next set"\n'
    assert not (desk / "s.wav").exists()


@pytest.mark.parametrize("line", ["history", "export --format csv -o s.csv", "new program x", "new cues x"])
def test_a_folder_that_cannot_be_written_is_named(line: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERVATE_HOME", str(desk / "good.yaml"))
    answer = ask(*line.split())
    assert answer.code in (2, 3)
    assert str(desk / "good.yaml") in answer.err
    assert clear(answer)
    assert not (desk / "s.csv").exists()


def test_a_session_goes_on_without_a_place_for_its_history(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERVATE_HOME", str(desk / "good.yaml"))
    answer = ask("start", "good.yaml", "--mic", "none", "--out", "s.flac", "--at", "5: skip exercise")
    assert answer.code == 0
    assert "will not be in the history" in answer.out
    assert (desk / "s.flac").stat().st_size > 10_000


def apart(line: str, environment: Mapping[str, str]) -> Answer:
    """The program in a process of its own."""
    command = [sys.executable, str(REPO / "coach.py"), *line.split()]
    ended = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
    )
    return Answer(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize("line", ["devices", "say Hello", "start good.yaml --require-audio", "hear --mic"])
def test_without_portaudio_the_remedy_is_one_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_PORTAUDIO)
    answer = apart(line, {"PYTHONPATH": str(tmp_path)})
    assert answer.code == 3
    assert "PortAudio" in answer.err
    assert "install" in answer.err
    assert clear(answer)


def test_without_portaudio_a_session_goes_into_a_file(tmp_path: Path, own_home: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_PORTAUDIO)
    answer = apart("start good.yaml --mic none --quiet", {"PYTHONPATH": str(tmp_path)})
    assert answer.code == 0
    assert answer.err == ""
    assert "No sound here: " in answer.out
    (sound,) = (own_home / "sessions").glob("*.flac")
    assert f"Sound: {sound}" in answer.out
    assert sound.with_suffix(".json").exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("start good.yaml --out headphones", "earbuds"),
        ("say Hello --out headphones", "earbuds"),
        ("start good.yaml --out earbuds --mic headset", "mic"),
        ("preview biceps_curl --out headphones", "earbuds"),
    ],
)
def test_an_unknown_device_is_answered_with_the_known_ones(card: Card, line: str, told: str) -> None:
    answer = apart(line, card.environment)
    assert answer.code == 3
    assert line.split()[-1] in answer.err
    assert told in answer.err.replace(line, "")
    assert clear(answer)
    assert done("history", "--json").json == []


def test_devices_lists_what_can_be_named(card: Card) -> None:
    answer = apart("devices --json", card.environment)
    assert {"earbuds", "mic"} <= {row["name"] for row in answer.json}
    assert "earbuds" in apart("devices", card.environment).out
