"""A coach that is killed goes on with `resume`, and the history has every set once."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.cli import cli, run
from coach.events import Started
from coach.history.clock import wall_clock
from coach.history.rows import Ending
from coach.history.store import Store, fingerprint
from coach.session.reading import load
from coach.units import Samples
from tests import killed
from tests.conftest import REPO

PROGRAM = """
program: To be killed
defaults: {tempo: 1-0-1-0, rest: 10s, start: countdown}
steps:
  - {exercise: biceps_curl, sets: 6, reps: 3}
"""


@pytest.mark.timeout(300)
def test_killed_again_and_again_it_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    survived = killed.survive(tmp_path, random.Random(7), killed.SHORT, kills=3, longest_s=60)
    assert survived.kills == 3
    assert set(survived.acknowledged) <= set(survived.kept)
    assert survived.kept == killed.uninterrupted(killed.SHORT, adapted=survived.adapted)
    assert survived.whole


def test_a_session_in_the_middle_of_the_history_is_resumed_by_its_number(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "short.yaml"
    program.write_text(PROGRAM.replace("sets: 6", "sets: 1"), encoding="utf-8")
    plan = load(str(program))
    with Store.open(own_home / "history.db") as store:
        for _ in range(2):
            begun = store.begin(
                "Short", str(plan.path), 0, at=wall_clock(), text_hash=fingerprint(plan.path.read_text())
            )
            store.fact(begun, 0, Started(Samples(0), listening=False))
        store.end(2, Ending.DONE, at=wall_clock())
    assert run(cli, ["resume"]) == 2
    assert run(cli, ["resume", "2"]) == 2
    assert "session 2 was not broken off" in capsys.readouterr().err
    assert run(cli, ["resume", "1", "--out", str(tmp_path / "a.wav"), "--quiet"]) == 0
    with Store.open(own_home / "history.db") as store:
        assert [row.ended for row in store.sessions()] == [Ending.DONE, Ending.DONE]


def test_there_is_nothing_to_resume(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(cli, ["resume"]) == 2
    assert "no session was broken off" in capsys.readouterr().err


def test_a_changed_program_is_not_resumed(own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "killed.yaml"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "coach.py", "start", str(program), "--out", str(tmp_path / "a.wav"), "--mic", "none"]
    with subprocess.Popen(
        command, cwd=REPO, env={**os.environ, "INNERVATE_HOME": str(own_home)}, stdout=subprocess.DEVNULL
    ) as process:
        while not (own_home / "history.db").exists() or not _begun(own_home):
            time.sleep(0.02)
        process.kill()
    program.write_text(PROGRAM.replace("sets: 6", "sets: 2"), encoding="utf-8")
    assert run(cli, ["resume"]) == 2
    assert "was changed since the session began" in capsys.readouterr().err


def _begun(home: Path) -> bool:
    database = sqlite3.connect(home / "history.db")
    try:
        return bool(database.execute("SELECT count(*) FROM sessions").fetchone()[0])
    except sqlite3.OperationalError:
        return False
    finally:
        database.close()
