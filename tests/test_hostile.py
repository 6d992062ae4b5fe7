"""What strangers write: it is text on the screen and on the page, names stay in their folders, and readers answer."""

import os
import random
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.fuzzing import hostile, targets
from coach import CoachError
from tests.prompt import ask

PROGRAM = r"""
program: "Evil \e(0 \x9b31m \u202e <script>alert(1)</script>"
defaults: {start: countdown, rest: 10s, tempo: 1-0-1-0}
steps:
  - exercise: biceps_curl
    sets: 1
    reps: 2
    say: {before: "Now \e(0 $(touch owned) `touch owned` <img src=x onerror=alert(1)>"}
"""


def test_text_of_a_program_is_nothing_but_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.yaml").write_text(PROGRAM)
    line = ("render", "evil.yaml", "-o", "a.wav", "--show", "--page", "a.html", "--timeline", "a.json")
    answer = ask(*line, "--voice", "system")
    assert answer.code == 0, answer.err
    for sign in ("\x1b", "\x9b", "\u202e"):
        assert sign not in answer.out + answer.err
    page = (tmp_path / "a.html").read_text()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not (tmp_path / "owned").exists()


def test_the_name_of_a_file_is_nothing_but_text(tmp_path: Path) -> None:
    evil = tmp_path / "e\x1b]0;owned\x07\x1b[2J<b>\u202e.yaml"
    evil.write_text("program: [\n")
    for line in (["check", str(tmp_path)], ["start", str(evil)], ["preview", str(evil)], ["start", f"{evil}x"]):
        answer = ask(*line)
        assert answer.code
        for sign in ("\x1b", "\x07", "\u202e"):
            assert sign not in answer.out + answer.err, line
        assert "\\x1b" in answer.out + answer.err


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "..", "a/b", "con\\aux", "~/x"])
def test_a_name_in_a_file_cannot_leave_its_folder(tmp_path: Path, name: str) -> None:
    program = tmp_path / "away.yaml"
    program.write_text(f"program: Away\nsteps: [{{exercise: '{name}', sets: 1, reps: 3}}]\n")
    answer = ask("check", str(program))
    assert answer.code == 1
    assert "an id is lower-case letters" in answer.out
    cues = tmp_path / "cues.yaml"
    cues.write_text(f"cues: '{name}'\nname: Away\nextends: '{name}'\n")
    answer = ask("check", str(cues))
    assert answer.code == 1
    assert "root:" not in answer.out


@pytest.mark.timeout(200)
def test_whatever_is_read_there_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "fuzzed"
    home.mkdir()
    monkeypatch.setenv("INNERVATE_HOME", os.fspath(home))
    for target, (material, attack) in targets(home).items():
        chance = random.Random(f"test {target}")
        for _ in range(6):
            data = hostile(chance, chance.choice(material))
            with suppress(CoachError):
                attack(data)
