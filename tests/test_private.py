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
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "house").mkdir()
    (tmp_path / "program.yaml").write_text(PROGRAM)
    (tmp_path / "sitecustomize.py").write_text(AUDIT)
    with wave.open(str(tmp_path / "said.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(range(250)) * 128 * 20)
    return tmp_path


def run(desk: Path, *before: str, also: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    # A new house: a library that numbers machines, to tell of them later, would do so here.
    house = {"HOME": str(desk / "house"), "XDG_CACHE_HOME": str(desk / "house" / ".cache")}
    environment = {**os.environ, **house, "INNERVATE_HOME": str(desk / "home"), "PYTHONPATH": str(desk)}
    command = [*before, sys.executable, str(REPO / "coach.py"), *LINE, *also]
    return subprocess.run(command, cwd=desk, env=environment, capture_output=True, text=True, check=False, timeout=100)


def test_a_session_reaches_no_network_and_keeps_nothing_it_hears(desk: Path) -> None:
    """Watched from inside (audit hook) and outside (system calls), where there is no network to be reached."""
    need(shutil.which("strace"), "sockets are traced with strace: apt-get install strace")
    before = {path for path in desk.rglob("*") if path.is_file()}
    allowed = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0
    trace = desk.parent / "trace"
    calls = "trace=socket,connect,sendto"
    done = run(desk, *(("unshare", "-rn") if allowed else ()), "strace", "-f", "-qq", "-e", calls, "-o", str(trace))
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr
    assert not [call for call in trace.read_text().splitlines() if "AF_INET" in call or "AF_PACKET" in call]
    made = {path for path in desk.rglob("*") if path.is_file()} - before
    known = (".db", ".db-wal", ".db-shm", ".lock", ".clip", ".pyc")
    assert [path.name for path in made if path.suffix not in known] == ["a.wav"]
    assert (desk / "a.wav").stat().st_size > 100_000


def test_what_the_microphone_hears_is_kept_where_it_was_asked_for(desk: Path) -> None:
    assert run(desk, also=("--record", "kept.wav", "--voice", "system")).returncode == 0
    with wave.open(str(desk / "kept.wav"), "rb") as kept, wave.open(str(desk / "said.wav"), "rb") as said:
        assert kept.getparams()[:3] == said.getparams()[:3]
        assert kept.getnframes() > 16_000
        assert kept.readframes(10**6) == said.readframes(kept.getnframes())
