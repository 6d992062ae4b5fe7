"""What is acknowledged is on disk: kills, power cuts, damage, locks, read-only folders, older and newer files."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach.events import Reached, Record, Started
from coach.history.errors import HistoryError
from coach.history.rows import Ending
from coach.history.schema import MIGRATIONS
from coach.history.store import Store
from coach.units import Samples
from tests.conftest import REPO
from tests.test_history import AT, CURL, begin

WRITER = """
import sys
from pathlib import Path
from coach.events import Reached, Record
from coach.history.store import Store
from coach.units import Samples
from tests.test_history import CURL, begin

store = Store.open(Path(sys.argv[1]))
last = store.unfinished()
if last is None:
    session, number = begin(store), 0
else:
    session, number = last.id, last.sets
    store.resume(session)
seq = len(store.facts(session))
print(f"ready {number}", flush=True)
while True:
    store.fact(session, seq, Reached(Samples(seq), seq))
    seq += 1
    if seq % 3 == 0:
        number += 1
        store.record(session, Record(number, CURL))
        print(f"{number} {seq}", flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def kill_a_writer(path: Path, after_s: float) -> tuple[int, int]:
    """The last set and the number of facts that a killed process had acknowledged."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("ready")
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        said = child.stdout.read().splitlines(keepends=True)
    whole = [line for line in said if line.endswith("\n")]
    number, seq = (int(part) for part in whole[-1].split()) if whole else (0, 0)
    return number, seq


def test_a_killed_process_loses_no_acknowledged_set_and_doubles_none(path: Path) -> None:
    instants = random.Random(20260131)
    for _ in range(15):
        number, seq = kill_a_writer(path, instants.uniform(0.0, 0.06))
        with Store.open(path) as store:
            assert store.set_aside is None
            last = store.unfinished()
            assert last is not None
            numbers = [row.number for row in store.sets(last.id)]
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) >= number
            assert len(store.facts(last.id)) >= seq
            assert len(store.sessions()) == 1


def test_a_power_cut_at_any_byte_of_the_log_leaves_every_set_that_was_synced_before_it(tmp_path: Path) -> None:
    path, cut = tmp_path / "history.db", tmp_path / "cut.db"
    log = tmp_path / "history.db-wal"
    with Store.open(path) as store:
        session = begin(store)
        sizes = []
        for number in range(1, 7):
            store.fact(session, number - 1, Reached(Samples(number), number))
            store.reached(session, Samples(number))
            store.record(session, Record(number, replace(CURL, reps=number)))
            sizes.append(log.stat().st_size)
        whole, main = log.read_bytes(), path.read_bytes()
    for size in [*range(sizes[3], sizes[5], 97), *sizes]:
        cut.write_bytes(main)
        cut.with_name("cut.db-wal").write_bytes(whole[:size])
        with Store.open(cut) as store:
            kept = store.sets(session)
            assert store.set_aside is None
            assert len(kept) >= sum(synced <= size for synced in sizes)
            assert [row.reps for row in kept] == list(range(1, len(kept) + 1))
            assert len(store.facts(session)) >= len(kept)
        for tail in ("", "-wal", "-shm"):
            cut.with_name("cut.db" + tail).unlink(missing_ok=True)


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_a_file_of_any_older_version_becomes_current_and_keeps_what_it_has(path: Path, version: int) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    for step in MIGRATIONS[:version]:
        step(database)
    database.execute(f"PRAGMA user_version = {version}")
    if version >= 1:
        database.execute(
            "INSERT INTO sessions (started_at, program, path, text_hash, seed, ended)"
            " VALUES ('2026-01-30T08:00:00Z', 'Old', 'old.yaml', '', 1, 'done')"
        )
        database.execute(
            'INSERT INTO sets (session, number, exercise, name, "set", side, start_s, end_s, reps, target_reps, load,'
            " held_s, tension_s, feel, completed)"
            " VALUES (1, 1, 'plank', 'Plank', 1, 'both', 0.0, 30.0, 0, 0, '', 30.0, 30.0, 3, 1)"
        )
    database.close()
    with Store.open(path) as store:
        assert [row.program for row in store.sessions()] == ["Old"] * (version >= 1)
        session = begin(store)
        store.fact(session, 0, Started(Samples(0), listening=False))
        store.remember("name", "Kim", at=AT)
        assert [row.exercise for row in store.sets(1)] == ["plank"] * (version >= 1)
        assert store._database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_file_from_the_future_is_refused_and_left_alone(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE wonders (x)")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(HistoryError, match=r"newer version.*update"):
        Store.open(path)
    database = sqlite3.connect(path)
    assert database.execute("SELECT count(*) FROM wonders").fetchone() == (0,)
    assert database.execute("PRAGMA user_version").fetchone() == (99,)
    database.close()


def test_a_file_that_is_no_database_is_set_aside_whole(path: Path) -> None:
    path.write_text("my notes about training\n" * 50)
    for number in (1, 2):
        with Store.open(path) as store:
            assert store.set_aside == path.with_name(f"history.damaged-{number}.db")
            assert store.sessions() == []
        path.write_text("my notes about training\n" * 50)
    assert path.with_name("history.damaged-1.db").read_text() == "my notes about training\n" * 50


def test_a_file_with_broken_pages_is_set_aside(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        for number in range(200):
            store.record(session, Record(number, CURL))
    content = bytearray(path.read_bytes())
    for offset in range(4096 + 8, len(content), 4096):
        content[offset : offset + 400] = b"\xff" * 400
    path.write_bytes(content)
    with Store.open(path) as store:
        assert store.set_aside is not None
        assert store.set_aside.read_bytes() == content
        assert begin(store) == 1


def test_a_second_session_at_the_same_time_is_refused_and_reading_is_not(path: Path) -> None:
    with Store.open(path) as running:
        session = begin(running, program="Legs")
        with Store.open(path) as other:
            with pytest.raises(HistoryError, match=r"another session is running \(Legs, since 2026-01-31T18:02:07Z\)"):
                begin(other)
            with pytest.raises(HistoryError, match="another session is running"):
                other.resume(session)
            assert other.unfinished() is None
            running.record(session, Record(1, CURL))
            assert len(other.sets(session)) == 1
            running.end(session, Ending.DONE, at=AT)
            assert begin(other) == session + 1


def test_the_lock_dies_with_its_process(path: Path) -> None:
    kill_a_writer(path, 0.02)
    with Store.open(path) as store:
        assert store.unfinished() is not None
        begin(store)


def test_a_file_locked_by_another_program_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.history.file.BUSY_S", 0.05)
    with Store.open(path) as store:
        session = begin(store)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="in use by another program"):
            store.record(session, Record(1, CURL))
        other.execute("ROLLBACK")
        other.close()
        store.record(session, Record(1, CURL))
        assert len(store.sets(session)) == 1


def test_a_full_disk_is_named_and_the_set_before_it_is_safe(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.record(session, Record(1, CURL))
        pages = store._database.execute("PRAGMA page_count").fetchone()[0]
        store._database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(HistoryError, match="disk is full"):
            store.record(session, Record(2, replace(CURL, name="x" * 20_000)))
        assert [row.number for row in store.sets(session)] == [1]


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Root may write anywhere; for the length of a test it is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.usefixtures("ordinary_user")
def test_a_home_that_cannot_be_written_is_named_with_the_remedy() -> None:
    with pytest.raises(HistoryError, match=r"/innervate-nobody/history\.db: .*INNERVATE_HOME"):
        Store.open(Path("/innervate-nobody/history.db"))


def test_a_history_that_cannot_be_written_is_named_with_the_remedy(request: pytest.FixtureRequest) -> None:
    folder = Path("/tmp") / f"innervate-read-only-{os.getpid()}"  # noqa: S108 - a folder that other users can enter
    folder.mkdir()
    try:
        Store.open(folder / "history.db").close()
        (folder / "history.db").chmod(0o444)
        folder.chmod(0o555)
        request.getfixturevalue("ordinary_user")
        with pytest.raises(HistoryError, match="INNERVATE_HOME"):
            Store.open(folder / "history.db")
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(HistoryError, match="INNERVATE_HOME"):
        Store.open(tmp_path / "home" / "history.db")


@pytest.mark.parametrize("settings", ["[]", "null", "[" * 100_000])
def test_settings_that_this_program_never_wrote_are_told(path: Path, settings: str) -> None:
    with Store.open(path) as store:
        begin(store)
        store._database.execute("UPDATE sessions SET settings = ?", (settings,))
        with pytest.raises(HistoryError, match="never wrote"):
            store.unfinished()
