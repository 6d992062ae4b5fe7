"""`doctor` tells which of two files wins, and says what to do where something is missing."""

from pathlib import Path

import pytest

from coach.cli import cli, run
from coach.places import shipped_cues


def test_an_own_cue_script_wins_and_doctor_says_so(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = own_home / "cues"
    own.mkdir(parents=True)
    shipped = shipped_cues() / "biceps_curl.yaml"
    (own / "biceps_curl.yaml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(cli, ["doctor"]) == 0
    told = capsys.readouterr().out
    assert f"biceps_curl: {own / 'biceps_curl.yaml'}, over {shipped}" in told
    assert "ok    voice" in told


def test_a_mistake_in_an_own_file_is_shown_with_its_place(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = own_home / "programs"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text("program: Mine\nsteps:\n  - {exercise: biceps_crul, reps: 8}\n", encoding="utf-8")
    assert run(cli, ["doctor"]) == 3
    assert f"{own / 'mine.yaml'}:3:16: error: " in capsys.readouterr().out


def test_a_mistake_in_the_own_phrases_is_shown_before_it_stops_a_session(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = own_home / "cues" / "own.en.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("next_set: [onwards]\nfinish: [next set]\n", encoding="utf-8")
    assert run(cli, ["doctor"]) == 3
    told = capsys.readouterr().out
    assert "1 mistakes in yours" in told
    assert f"{mine}:2:" in told
    mine.write_text("next_set: [onwards]\n", encoding="utf-8")
    assert run(cli, ["doctor"]) == 0
