"""A session that is killed at random instants and resumed, again and again, until it comes to its end."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.card import Card
from tests.coached import coached, events
from tests.conftest import REPO

PROGRAM = """
program: To be killed
defaults: {tempo: 2-0-1-0, rest: 40s, start: countdown}
steps:
  - {exercise: biceps_curl, sets: 3, reps: 8}
  - {exercise: triceps_pushdown, sets: 2, reps: 8, sides: each}
  - {hold: plank, sets: 2, for: 30s}
  - {exercise: hammer_curl, sets: 3, reps: 8}
"""
SHORT = """
program: To be killed
defaults: {tempo: 1-0-1-0, rest: 10s, side_rest: 5s, start: countdown}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 4}
  - {exercise: triceps_pushdown, sets: 1, reps: 4, sides: each}
  - {hold: plank, sets: 1, for: 8s}
"""
"""The same in two minutes: a live session takes its time."""
PHRASES = {PROGRAM: ("62: left arm weak", "75: yes"), SHORT: ("31.5: left arm weak", "40: yes")}
"""In the first rest; from there on the arm work is done one side at a time."""


_DONE = re.compile(r"set_done (?P<name>[^,]+), set (?P<set>\d+)(?:, (?P<side>left|right))?")


_AT = re.compile(r" *(\d+):(\d+)\.\d ")


@dataclass(frozen=True, slots=True)
class Survived:
    """What was found after the last resumption."""

    kills: int
    acknowledged: list[tuple[str, int, str]]
    """Sets that the coach had reported as finished before it was killed: name, set, side."""
    kept: list[tuple[str, int, str]]
    """What the history holds at the end."""
    whole: bool
    """Every set has all its repetitions."""
    adapted: bool
    """The journal holds the athlete's "yes"."""


def sets_of(home: Path) -> list[tuple[str, int, str, int, int, int]]:
    """Name, set, side, repetitions, wanted ones and completeness of every set of the only session."""
    with closing(sqlite3.connect(home / "history.db")) as database:
        query = (
            'SELECT lower(name), "set", side, reps, target_reps, completed FROM sets WHERE session = 1 ORDER BY number'
        )
        return database.execute(query).fetchall()


def uninterrupted(program: str, *, adapted: bool) -> list[tuple[str, int, str]]:
    """The sets of the session when nothing happens to it; how long speech takes does not matter to them."""
    phrases: tuple[str, ...] = ()
    if adapted:
        rest = events(coached(program), "set_done")[0]["end_s"]
        phrases = (f"{rest + 4}: left arm weak", f"{rest + 14}: yes")
    done = events(coached(program, phrases), "set_done")
    return [(event["text"].lower(), event["set"], event["side"]) for event in done]


def survive(
    folder: Path, instants: random.Random, program: str, kills: int, longest_s: int, card: Card | None = None
) -> Survived:
    """Kill the session up to `kills` times, each time within `longest_s` session seconds after it began or went on.

    It sounds into a file, or on `card`.
    """
    home = Path(tempfile.mkdtemp(prefix="home", dir=folder))
    out = str(folder / f"{home.name}.wav") if card is None else "earbuds"
    environment = {} if card is None else card.environment
    acknowledged: list[tuple[str, int, str]] = []
    done = 0
    command = _start(folder, out, program)
    while done < kills:
        told, alive = _watch(
            _run(folder, home, command, environment), instants.randrange(longest_s), instants.uniform(0, 0.02)
        )
        acknowledged += told
        if not alive:
            break
        done += 1
        command = [sys.executable, "coach.py", "resume", "--out", out, "--mic", "none"]
    else:
        acknowledged += _watch(_run(folder, home, command, environment), 10**6, 0)[0]
    rows = sets_of(home)
    return Survived(
        kills=done,
        acknowledged=acknowledged,
        kept=[row[:3] for row in rows],
        whole=all(row[3] == row[4] and row[5] for row in rows),
        adapted=_said_yes(home),
    )


def _watch(process: subprocess.Popen[str], seconds: int, moment_s: float) -> tuple[list[tuple[str, int, str]], bool]:
    """What it reports as finished until it is killed, so many session seconds and a moment later; whether it was."""
    told: list[tuple[str, int, str]] = []
    begun: int | None = None
    killed = False
    assert process.stdout is not None
    for line in process.stdout:
        if done := _DONE.search(line):
            told.append((done["name"].lower(), int(done["set"]), done["side"] or "both"))
        if (at := _AT.match(line)) and not killed:
            now = int(at[1]) * 60 + int(at[2])
            begun = now if begun is None else begun
            if now - begun >= seconds:
                time.sleep(moment_s)
                process.kill()
                killed = True
    process.stdout.close()
    return told, process.wait() == -signal.SIGKILL


def _start(folder: Path, out: str, text: str) -> list[str]:
    program = folder / "killed.yaml"
    program.write_text(text, encoding="utf-8")
    said = [word for phrase in PHRASES[text] for word in ("--at", phrase)]
    return [sys.executable, "coach.py", "start", str(program), "--out", out, "--mic", "none", *said]


def _run(folder: Path, home: Path, command: list[str], also: dict[str, str]) -> subprocess.Popen[str]:
    home.mkdir(exist_ok=True)
    if not (home / "clips").exists():
        (folder / "clips").mkdir(exist_ok=True)
        (home / "clips").symlink_to(folder / "clips")
    environment = {**os.environ, **also, "INNERVATE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, cwd=REPO, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _said_yes(home: Path) -> bool:
    with closing(sqlite3.connect(home / "history.db")) as database:
        return bool(database.execute("SELECT count(*) FROM journal WHERE fact LIKE '%\"yes\"%'").fetchone()[0])
