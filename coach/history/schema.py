"""The tables, and the ordered steps by which an older file becomes a current one."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from coach.history.errors import HistoryError


def _what_was_done(database: sqlite3.Connection) -> None:
    database.execute(
        """
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started_at TEXT NOT NULL,
            program TEXT NOT NULL,
            path TEXT NOT NULL,
            text_hash TEXT NOT NULL,
            seed INTEGER NOT NULL,
            ended_at TEXT,
            ended TEXT NOT NULL DEFAULT 'running'
                CHECK (ended IN ('running', 'done', 'finished', 'interrupted', 'safety'))
        ) STRICT
        """
    )
    database.execute(
        """
        CREATE TABLE sets (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            exercise TEXT NOT NULL,
            name TEXT NOT NULL,
            "set" INTEGER NOT NULL,
            side TEXT NOT NULL CHECK (side IN ('left', 'right', 'both')),
            start_s REAL NOT NULL,
            end_s REAL NOT NULL,
            reps INTEGER NOT NULL,
            target_reps INTEGER NOT NULL,
            load TEXT NOT NULL,
            held_s REAL NOT NULL,
            tension_s REAL NOT NULL,
            feel INTEGER,
            completed INTEGER NOT NULL CHECK (completed IN (0, 1)),
            PRIMARY KEY (session, number)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute("CREATE INDEX sets_by_exercise ON sets (exercise, session)")
    database.execute(
        """
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            at_s REAL NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            UNIQUE (session, at_s, kind, text)
        ) STRICT
        """
    )


def _what_can_be_resumed_and_remembered(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE sessions ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'")
    database.execute(
        """
        CREATE TABLE journal (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            fact TEXT NOT NULL,
            PRIMARY KEY (session, seq)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE profile (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL,
            session INTEGER,
            number INTEGER,
            at TEXT NOT NULL,
            FOREIGN KEY (session, number) REFERENCES sets (session, number) ON DELETE SET NULL
        ) STRICT, WITHOUT ROWID
        """
    )


def _how_hard_a_set_was(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE sets ADD COLUMN rir INTEGER")
    database.execute("ALTER TABLE sets ADD COLUMN planned TEXT NOT NULL DEFAULT ''")
    database.execute("ALTER TABLE sets ADD COLUMN role TEXT NOT NULL DEFAULT 'work'")
    database.execute("ALTER TABLE sets ADD COLUMN focus TEXT NOT NULL DEFAULT 'none'")


def _how_far_it_came(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE sessions ADD COLUMN reached INTEGER NOT NULL DEFAULT 0")


Migration = Callable[[sqlite3.Connection], None]
MIGRATIONS: Final[tuple[Migration, ...]] = (
    _what_was_done,
    _what_can_be_resumed_and_remembered,
    _how_hard_a_set_was,
    _how_far_it_came,
)
"""The function at index n leads from `user_version` n to n + 1; published ones never change."""


def migrate(database: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the current version, each step in a transaction of its own.

    Raises:
        HistoryError: a newer program wrote the file; it is left as it is.
    """
    while (version := _version(database, path)) < len(MIGRATIONS):
        database.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have taken this step while we waited for the lock.
            if _version(database, path) == version:
                MIGRATIONS[version](database)
                database.execute(f"PRAGMA user_version = {version + 1}")
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise


def _version(database: sqlite3.Connection, path: Path) -> int:
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise HistoryError(
            f"{path}: written by a newer version of this program (format {version}, this one knows "
            f"{len(MIGRATIONS)}); update the program, or choose another folder with INNERVATE_HOME"
        )
    return version
