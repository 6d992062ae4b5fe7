"""Opens the database file: makes its folder, checks it, sets a damaged one aside, brings it up to date."""

import sqlite3
from pathlib import Path
from typing import Final

from coach.history.errors import HistoryError, explain, is_damage
from coach.history.lock import SessionLock
from coach.history.schema import migrate

BUSY_S: Final = 2.0
"""Seconds to wait for another process that is writing."""
_OLDEST_SQLITE: Final = (3, 37)
"""STRICT tables begin there."""


def open_file(path: Path, lock: SessionLock) -> tuple[sqlite3.Connection, Path | None]:
    """A checked, current database in autocommit mode, and where a damaged one was put, if there was one.

    Raises:
        HistoryError: the folder cannot be written, another program has the file, or a newer version wrote it.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise HistoryError(f"SQLite {sqlite3.sqlite_version} is too old for the history; install 3.37 or newer")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _checked(path), None
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            aside = _set_aside(path, lock)
            return _checked(path), aside
    except (sqlite3.Error, OSError) as error:
        raise explain(error, path) from error


def _checked(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA synchronous = FULL")
        verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise _damage(str(verdict))
        migrate(database, path)
    except UnicodeDecodeError as error:
        # Python cannot even read what SQLite has to say about it.
        database.close()
        raise _damage(str(error)) from error
    except BaseException:
        database.close()
        raise
    return database


def _damage(why: str) -> sqlite3.DatabaseError:
    damage = sqlite3.DatabaseError(why)
    damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return damage


def _set_aside(path: Path, lock: SessionLock) -> Path:
    """Rename the damaged file, with what belongs to it, to the first free name beside it."""
    if not lock.take():
        raise HistoryError(f"{path}: the history is damaged, and a session is running on it; end that session first")
    try:
        number = 1
        while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
            number += 1
        for tail in ("-wal", "-shm", ""):
            part = path.with_name(path.name + tail)
            if part.exists():
                part.rename(aside.with_name(aside.name + tail))
    finally:
        lock.give_back()
    return aside
