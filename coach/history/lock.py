"""One running session at a time: a lock that the operating system takes back from a dead process."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from coach.history.errors import explain, is_damage


class SessionLock:
    """Held from the beginning of a session to its end.

    SQLite's own lock on an empty file beside the history: the same on every system, and gone with its process.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: sqlite3.Connection | None = None

    @property
    def held(self) -> bool:
        """This object holds the lock."""
        return self._held is not None

    def take(self) -> bool:
        """Take the lock without waiting; False where another process, or another object here, has it.

        Raises:
            HistoryError: the file cannot be made.
        """
        return self._held is not None or self._taken(again=True)

    def _taken(self, *, again: bool) -> bool:
        try:
            lock = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            lock.close()
            if "locked" in str(error):
                return False
            if is_damage(error) and again:
                # Whoever holds it has an empty file: this one is nobody's, and nothing is in it.
                with suppress(OSError):
                    self._path.unlink()
                return self._taken(again=False)
            raise explain(error, self._path) from error
        self._held = lock
        return True

    def give_back(self) -> None:
        """Let others have it; nothing happens where it is not held."""
        if self._held is not None:
            self._held.close()
            self._held = None
