"""A session reaches no network: it makes no socket of the internet, and runs where there is no network at all."""

import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.conftest import REPO, need

PROGRAM = """
program: Nobody listens
defaults: {tempo: 1-0-1-0, rest: 10s, start: voice, ask_feel: each set}
steps:
  - {exercise: biceps_curl, sets: 1, reps: 3}
"""
AUDIT = """
import sys
def look(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "urllib.Request"):
        print("NETWORK", event, arguments[-1], file=sys.stderr)
    if event == "socket.__new__" and arguments[1] not in (1,):
        print("NETWORK", event, arguments, file=sys.stderr)
sys.addaudithook(look)
"""
LINE = (
    "start",
    "program.yaml",
    "--mic",
    "said.wav",
    "--recogniser",
    "phones",
    "--out",
    "a.wav",
    "--quiet",
    "--voice",
    "system",
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "program.yaml").write_text(PROGRAM)
    (tmp_path / "sitecustomize.py").write_text(AUDIT)
    with wave.open(str(tmp_path / "said.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(range(250)) * 128 * 20)
    return tmp_path


def run(desk: Path, *before: str, also: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "INNERVATE_HOME": str(desk / "home"), "PYTHONPATH": str(desk)}
    command = [*before, sys.executable, str(REPO / "coach.py"), *LINE, *also]
    return subprocess.run(command, cwd=desk, env=environment, capture_output=True, text=True, check=False, timeout=100)


def test_a_session_asks_for_no_socket_of_the_internet(desk: Path) -> None:
    done = run(desk)
    assert done.returncode == 0
    assert "NETWORK" not in done.stderr


def test_no_process_of_a_session_makes_an_internet_socket(desk: Path) -> None:
    need(shutil.which("strace"), "sockets are traced with strace: apt-get install strace")
    done = run(desk, "strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(desk / "trace"))
    assert done.returncode == 0, done.stderr
    calls = (desk / "trace").read_text().splitlines()
    assert not [call for call in calls if "AF_INET" in call or "AF_PACKET" in call]


def test_a_session_runs_where_there_is_no_network(desk: Path) -> None:
    allowed = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0
    if not allowed:
        pytest.skip("this system lets nobody leave the network: unshare -rn")
    done = run(desk, "unshare", "-rn")
    assert done.returncode == 0, done.stderr
    assert (desk / "a.wav").stat().st_size > 100_000


def test_what_the_microphone_hears_is_kept_nowhere(desk: Path) -> None:
    before = {path for path in desk.rglob("*") if path.is_file()}
    assert run(desk).returncode == 0
    made = {path for path in desk.rglob("*") if path.is_file()} - before
    sounds = {
        path.suffix for path in made if path.suffix not in (".db", ".db-wal", ".db-shm", ".lock", ".clip", ".pyc")
    }
    assert sounds == {".wav"}
    assert [path.name for path in made if path.suffix == ".wav"] == ["a.wav"]


def test_what_the_microphone_hears_is_kept_where_it_was_asked_for(desk: Path) -> None:
    assert run(desk, also=("--record", "kept.wav")).returncode == 0
    with wave.open(str(desk / "kept.wav"), "rb") as kept, wave.open(str(desk / "said.wav"), "rb") as said:
        assert kept.getparams()[:3] == said.getparams()[:3]
        assert kept.getnframes() > 16_000
        assert kept.readframes(10**6) == said.readframes(kept.getnframes())
