"""Full and read-only disks, damage, clocks, second sessions: a clear sentence, the session goes on, nothing is lost."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from coach import places
from coach.events import Reached, Record
from coach.history.errors import HistoryError
from coach.history.rows import Ending
from coach.history.store import Store
from coach.session.diary import StoreDiary
from coach.session.opening import free_name
from coach.units import RATE, Samples
from tests.conftest import REPO, need
from tests.prompt import Answer, ask
from tests.test_history import AT, CURL, begin

PROGRAM = """
program: On a small disk
defaults: {tempo: 1-0-1-0, rest: 10s, start: countdown}
steps:
  - {exercise: biceps_curl, sets: 3, reps: 3}
"""


def on_a_disk(folder: Path, size: str, before: str = "true", options: str = "") -> Answer:
    """The session, with its home on a file system of its own, which is gone afterwards except for its history."""
    needed = subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True)
    if needed.returncode:
        pytest.skip("this system lets nobody mount a small disk: unshare -rm")
    (folder / "program.yaml").write_text(PROGRAM)
    (folder / "disk").mkdir()
    script = f"""
        set -e
        mount -t tmpfs -o size={size} tmpfs disk; mkdir disk/home
        {before}
        [ -z "{options}" ] || mount -o remount,{options} disk
        "$PYTHON" "$COACH" start program.yaml --mic none --voice system --out a.wav || exit $?
        cp disk/home/history.db* . 2>/dev/null || true
    """
    environment = {
        **os.environ,
        "INNERVATE_HOME": str(folder / "disk" / "home"),
        "PYTHON": sys.executable,
        "COACH": str(REPO / "coach.py"),
        "TMPDIR": str(folder),
    }
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def kept_sets(folder: Path) -> list[int]:
    """The numbers of the sets in the timeline that stands in for the history."""
    (file,) = folder.glob("*-session.json")
    return [e["set"] for e in json.loads(file.read_text())["events"] if e["kind"] == "set_done"]


def test_a_disk_that_fills_up_is_told_once_and_every_set_is_kept(tmp_path: Path) -> None:
    answer = on_a_disk(tmp_path, "120k")
    assert answer.code == 0
    assert answer.out.count("I can't write your sets down right now") == 1
    assert "Not all of this session is in the history" in answer.out
    assert "the disk is full" in answer.out
    assert kept_sets(tmp_path) == [1, 2, 3]
    assert "Traceback" not in answer.err
    with Store.open(tmp_path / "history.db") as store:
        assert store.set_aside is None


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    answer = on_a_disk(tmp_path, "100k", before="dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null || true")
    assert answer.code == 0
    assert "will not be in the history" in answer.out
    assert kept_sets(tmp_path) == [1, 2, 3]


def test_a_home_that_is_read_only(tmp_path: Path) -> None:
    answer = on_a_disk(tmp_path, "1m", options="ro")
    assert answer.code == 0
    assert "set INNERVATE_HOME to a folder you can write to" in answer.out
    assert kept_sets(tmp_path) == [1, 2, 3]


def test_a_damaged_history_is_kept_and_a_new_one_begins(tmp_path: Path) -> None:
    answer = on_a_disk(tmp_path, "2m", before="head -c 9000 /dev/urandom > disk/home/history.db")
    assert answer.code == 0
    assert "The history was damaged; it is kept as" in answer.out
    with Store.open(tmp_path / "history.db") as store:
        assert [row.set for row in store.sets(1)] == [1, 2, 3]


def test_a_sound_file_that_does_not_fit_ends_clearly_and_can_be_resumed(tmp_path: Path, own_home: Path) -> None:
    need(Path("/dev/full").exists(), "this system has no /dev/full")
    (tmp_path / "program.yaml").write_text(PROGRAM)
    (tmp_path / ".a.wav.part").symlink_to("/dev/full")
    answer = ask("start", str(tmp_path / "program.yaml"), "--mic", "none", "--out", str(tmp_path / "a.wav"))
    assert answer.code == 2
    assert "no space left" in answer.err
    assert "Traceback" not in answer.err
    assert ask("resume", "--out", str(tmp_path / "b.wav"), "--quiet").code == 0
    with Store.open(own_home / "history.db") as store:
        assert [row.set for row in store.sets(1)] == [1, 2, 3]


class Fails:
    """A store that cannot be written for a while."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.broken = False

    def __getattr__(self, name: str) -> object:
        if self.broken:
            raise HistoryError("the disk is full or failing")
        return getattr(self._store, name)


def test_what_could_not_be_written_is_written_with_the_next_set(tmp_path: Path) -> None:
    with Store.open(tmp_path / "history.db") as store:
        wrapped = Fails(store)
        diary = StoreDiary(wrapped, begin(store))  # type: ignore[arg-type] # a fault between the two
        diary.fact(Reached(Samples(1), 1))
        wrapped.broken = True
        diary.fact(Reached(Samples(2), 2))
        diary.record(Record(0, CURL))
        diary.reached(Samples(2))
        diary.fact(Reached(Samples(3), 3))
        assert "disk is full" in diary.failed
        wrapped.broken = False
        diary.fact(Reached(Samples(4), 4))
        assert diary.failed
        diary.record(Record(1, CURL))
        assert not diary.failed
        assert [row.number for row in store.sets(1)] == [0, 1]
        assert [fact.at for fact in store.facts(1)] == [1, 2, 3, 4]


def test_a_damaged_lock_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "history.lock").write_bytes(os.urandom(9000))
    with Store.open(tmp_path / "history.db") as store:
        begin(store)
        with Store.open(tmp_path / "history.db") as other, pytest.raises(HistoryError, match="another session"):
            begin(other)


def test_a_second_session_is_told_and_coached_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "program.yaml").write_text(PROGRAM)
    with Store.open(places.database()) as store:
        session = begin(store, program="Legs")
        answer = ask(
            *("start", str(tmp_path / "program.yaml"), "--mic", "none", "--out", str(tmp_path / "a.wav")),
            *("--at", "5: finish", "--at", "7: yes"),
        )
        assert answer.code == 0
        assert "another session is running (Legs" in answer.out
        assert "Its sets are in" in answer.out
        assert [row.id for row in store.sessions()] == [session]


def test_a_clock_that_goes_backwards_changes_the_order_of_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "history.db") as store:
        for days in (0, -400, 1):
            session = begin(store)
            store.record(session, Record(0, CURL))
            store.reached(session, Samples(60 * RATE))
            store.end(session, Ending.INTERRUPTED, at=AT + timedelta(days=days))
        assert [row.id for row in store.sessions()] == [3, 2, 1]
        broken = store.unfinished()
        assert broken is not None
        assert (broken.id, broken.duration_s > 0) == (3, True)


def test_a_name_that_is_taken_is_never_written_over(tmp_path: Path) -> None:
    wanted = tmp_path / "2026-01-31-180207-arms.flac"
    assert free_name(wanted) == wanted
    wanted.write_text("")
    (tmp_path / "2026-01-31-180207-arms-2.flac").symlink_to("nowhere")
    assert free_name(wanted).name == "2026-01-31-180207-arms-3.flac"
