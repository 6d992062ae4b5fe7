"""The one way in which the history fails."""

import errno
import sqlite3
from pathlib import Path

from coach import CoachError


class HistoryError(CoachError):
    """The history cannot be read or written; a running session may go on without it."""

    exit_code = 3


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension, 0 where Python itself raised `error`."""
    # Python's own complaints carry no code.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """The file is broken, or no database at all."""
    return primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def explain(error: sqlite3.Error | OSError, path: Path) -> HistoryError:
    """What `error` means for the history at `path`, and what to do about it."""
    if isinstance(error, OSError):
        remedy = "free some space" if error.errno == errno.ENOSPC else "set INNERVATE_HOME to a folder you can write to"
        return HistoryError(f"{path}: cannot keep the history here ({error.strerror or error}); {remedy}")
    match primary_code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return HistoryError(f"{path}: the history is in use by another program; close that one and try again")
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return HistoryError(f"{path}: the disk is full or failing ({error}); free some space")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return HistoryError(
                f"{path}: cannot keep the history here ({error}); set INNERVATE_HOME to a folder you can write to"
            )
        case _:
            return HistoryError(f"{path}: the history failed ({error}); it is checked when the program starts again")
