"""The history of one athlete.

What is on disk when: a set, a note, the beginning and the end of a session and every fact that the athlete or the
sound card caused are synced to the disk (WAL, synchronous=FULL) before the call returns, so a power cut cannot take
them. Facts that only mark time (`Reached`, `Said`) and how far the session has come are handed to the operating
system (synchronous=NORMAL): they survive the death of the process, and the next synced write carries them along. So
after a power cut a session may stand a moment earlier in the same set or rest; nothing that was finished is missing.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from coach.events import Fact, Learnt, Note, Record, Role
from coach.history.clock import from_text, to_text
from coach.history.errors import HistoryError, explain
from coach.history.facts import decode, encode, is_routine, well_formed
from coach.history.file import open_file
from coach.history.lock import SessionLock
from coach.history.rows import Ending, NoteRow, ProfileRow, SessionRow, SetRow
from coach.program.choices import Focus
from coach.units import Samples, Side, to_seconds

T = TypeVar("T")
LEARNT: Final = "learnt"
"""The kind of the notes that say what a session has learnt about the athlete."""
JOURNALS_KEPT: Final = 10
"""Sessions, newest first, whose facts are kept; the sets and notes of all others stay."""

_COLUMNS: Final = tuple(f'"{field.name}"' for field in fields(SetRow))
_SET_COLUMNS: Final = ", ".join(_COLUMNS)
_MARKS: Final = ", ".join("?" * len(_COLUMNS))
_CHANGES: Final = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])
_WRITE_SET: Final = (
    f"INSERT INTO sets ({_SET_COLUMNS}) VALUES ({_MARKS})"  # noqa: S608 - constants only
    f" ON CONFLICT (session, number) DO UPDATE SET {_CHANGES}"
)
_READ_SETS: Final = f"SELECT {_SET_COLUMNS} FROM sets WHERE session = ? ORDER BY number"  # noqa: S608 - constants only
_SESSIONS: Final = """
    SELECT s.id, s.started_at, s.program, s.path, s.text_hash, s.seed, s.ended_at, s.ended, s.settings, s.reached,
        (SELECT count(*) FROM sets WHERE session = s.id),
        (SELECT coalesce(sum(reps), 0) FROM sets WHERE session = s.id),
        max((SELECT coalesce(max(end_s), 0.0) FROM sets WHERE session = s.id),
            (SELECT coalesce(max(at_s), 0.0) FROM notes WHERE session = s.id))
    FROM sessions AS s
"""


def fingerprint(text: str) -> str:
    """A short hash of a program's text."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


class Store:
    """An open history; use it from one thread at a time, and close it or use it with `with`."""

    def __init__(self, path: Path, database: sqlite3.Connection, lock: SessionLock, set_aside: Path | None) -> None:
        self.path = path
        self.set_aside = set_aside
        """Where a damaged history was put when this one was opened; tell the athlete."""
        self._database = database
        self._lock = lock
        self._synced = True

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the history, making it and its folder where there is none.

        A damaged file is renamed, never overwritten; `set_aside` says where it is.

        Raises:
            HistoryError: the folder cannot be written, another program has the file, or a newer version wrote it.
        """
        lock = SessionLock(path.with_suffix(".lock"))
        database, aside = open_file(path, lock)
        return cls(path, database, lock, aside)

    def close(self) -> None:
        """Close the file; a session that was not ended stays resumable."""
        self._database.close()
        self._lock.give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(
        self,
        program: str,
        path: str,
        seed: int,
        *,
        at: datetime,
        text_hash: str,
        settings: Mapping[str, object] | None = None,
    ) -> int:
        """Write down that a session has begun, and return its number.

        Sessions that broke off without a word become `interrupted`; journals older than `JOURNALS_KEPT` sessions go.

        Raises:
            HistoryError: another session is running, or the file cannot be written.
        """
        self._take_lock()
        row = (to_text(at), well_formed(program), well_formed(path), text_hash, seed, json.dumps(dict(settings or {})))
        with self._writing():
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("UPDATE sessions SET ended = 'interrupted' WHERE ended = 'running'")
            session: int = self._database.execute(
                "INSERT INTO sessions (started_at, program, path, text_hash, seed, settings) VALUES (?, ?, ?, ?, ?, ?)"
                " RETURNING id",
                row,
            ).fetchone()[0]
            self._database.execute("DELETE FROM journal WHERE session <= ?", (session - JOURNALS_KEPT,))
            self._database.execute("COMMIT")
        return session

    def resume(self, session: int) -> None:
        """Go on with a session that broke off: its sets and facts stay, new ones are added.

        Raises:
            HistoryError: another session is running, or this one has ended properly.
        """
        self._take_lock()
        with self._writing():
            found = self._database.execute(
                "UPDATE sessions SET ended = 'running', ended_at = NULL"
                " WHERE id = ? AND ended IN ('running', 'interrupted') RETURNING id",
                (session,),
            ).fetchall()
        if not found:
            self._lock.give_back()
            raise HistoryError(f"session {session} was not broken off; see the sessions with: coach.py history")

    def record(self, session: int, record: Record) -> None:
        """Write a finished set down, synced; the same `record.id` again replaces it.

        Raises:
            HistoryError: it could not be written; nothing of it was.
        """
        row = SetRow.from_record(session, record.id, record.set)
        values = [well_formed(value) if isinstance(value, str) else value for value in row.plain().values()]
        with self._writing():
            self._database.execute(_WRITE_SET, values)

    def note(self, session: int, note: Note) -> None:
        """Write down something that is not a set, synced; the same note again changes nothing.

        Raises:
            HistoryError: it could not be written.
        """
        row = (session, to_seconds(note.at), well_formed(note.kind), well_formed(note.text))
        with self._writing():
            self._database.execute(
                "INSERT INTO notes (session, at_s, kind, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row
            )

    def fact(self, session: int, seq: int, fact: Fact) -> None:
        """Add what the session has received to its journal, `seq` counting from 0 without gaps.

        Raises:
            HistoryError: it could not be written, or `seq` is taken.
        """
        with self._writing(synced=not is_routine(fact)):
            self._database.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (session, seq, fact.at, encode(fact)))

    def reached(self, session: int, at: Samples) -> None:
        """Write down, unsynced, how much of the session has been heard.

        Raises:
            HistoryError: it could not be written.
        """
        with self._writing(synced=False):
            self._database.execute("UPDATE sessions SET reached = ? WHERE id = ?", (at, session))

    def end(self, session: int, how: Ending, *, at: datetime) -> None:
        """Write down how the session ended; an `INTERRUPTED` one can be resumed.

        Raises:
            HistoryError: it could not be written.
        """
        with self._writing():
            self._database.execute(
                "UPDATE sessions SET ended = ?, ended_at = ? WHERE id = ?", (str(how), to_text(at), session)
            )
        self._lock.give_back()

    def sessions(self, limit: int | None = None) -> list[SessionRow]:
        """Sessions, the newest first."""
        query = f"{_SESSIONS} ORDER BY s.id DESC LIMIT ?"
        return self._read(query, (-1 if limit is None else limit,), _session_row)

    def session(self, session: int) -> SessionRow | None:
        """One session, None where there is none of that number."""
        rows = self._read(f"{_SESSIONS} WHERE s.id = ?", (session,), _session_row)
        return rows[0] if rows else None

    def sets(self, session: int) -> list[SetRow]:
        """The sets of one session in the order they were done."""
        return self._read(_READ_SETS, (session,), _set_row)

    def notes(self, session: int) -> list[NoteRow]:
        """The notes of one session in the order of their instants."""
        query = "SELECT session, at_s, kind, text FROM notes WHERE session = ? ORDER BY at_s, id"
        return self._read(query, (session,), lambda row: NoteRow(*row))

    def facts(self, session: int) -> list[Fact]:
        """The journal of one session, for replay.

        Raises:
            HistoryError: a fact is missing or cannot be read.
        """
        rows = self._read("SELECT seq, fact FROM journal WHERE session = ? ORDER BY seq", (session,), tuple[int, str])
        if any(seq != index for index, (seq, _) in enumerate(rows)):
            raise HistoryError(f"the journal of session {session} has a gap; it cannot be resumed, its sets are safe")
        return [decode(text) for _, text in rows]

    def unfinished(self, session: int | None = None) -> SessionRow | None:
        """The last session, or the one of this number, where it broke off and no process is running one now."""
        last = next(iter(self.sessions(limit=1)), None) if session is None else self.session(session)
        if last is None or last.ended not in (Ending.RUNNING, Ending.INTERRUPTED):
            return None
        if self._lock.held or not self._lock.take():
            return None
        self._lock.give_back()
        return last

    def remember(
        self, key: str, value: object, *, at: datetime, session: int | None = None, number: int | None = None
    ) -> None:
        """Keep something about the athlete, replacing what was under `key`.

        Args:
            key: Dotted name, as `loads.biceps_curl.left`.
            value: Anything JSON can hold.
            at: When it was learnt.
            session: With `number`: the set that it was learnt from.
            number: Of the set within its session.

        Raises:
            HistoryError: it could not be written, or there is no such set.
        """
        with self._writing():
            self._database.execute(
                "INSERT OR REPLACE INTO profile VALUES (?, ?, ?, ?, ?)",
                (well_formed(key), json.dumps(value), session, number, to_text(at)),
            )

    def learn(self, session: int, learnt: Learnt, *, at: datetime) -> None:
        """Keep, or forget, what a session has learnt, synced; a note of it stays, to rebuild a profile from.

        Raises:
            HistoryError: it could not be written; nothing of it was.
        """
        source = (None, None) if learnt.record is None else (session, learnt.record)
        text = json.dumps({"key": learnt.key, "value": learnt.value, "record": learnt.record})
        with self._writing():
            self._database.execute("BEGIN IMMEDIATE")
            if learnt.value is None:
                self._database.execute("DELETE FROM profile WHERE key = ?", (well_formed(learnt.key),))
            else:
                self._database.execute(
                    "INSERT OR REPLACE INTO profile VALUES (?, ?, ?, ?, ?)",
                    (well_formed(learnt.key), json.dumps(learnt.value), *source, to_text(at)),
                )
            self._database.execute(
                "INSERT INTO notes (session, at_s, kind, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (session, to_seconds(learnt.at), LEARNT, text),
            )
            self._database.execute("COMMIT")

    def forget(self, key: str) -> bool:
        """Drop what is kept under `key`; False where there was nothing."""
        with self._writing():
            return self._database.execute("DELETE FROM profile WHERE key = ?", (key,)).rowcount > 0

    def practised(self) -> frozenset[str]:
        """Exercises of which a repetition has been done or a hold held, ever.

        Raises:
            HistoryError: it cannot be read.
        """
        query = "SELECT DISTINCT exercise FROM sets WHERE reps > 0 OR held_s > 0"
        return frozenset(self._read(query, (), lambda row: str(row[0])))

    def profile(self) -> dict[str, ProfileRow]:
        """All that is kept about the athlete, by key."""
        rows = self._read(
            "SELECT key, value, session, number, at FROM profile ORDER BY key", (), lambda r: _profile_row(*r)
        )
        return {row.key: row for row in rows}

    def _take_lock(self) -> None:
        if self._lock.take():
            return
        running = next(iter(self.sessions(limit=1)), None)
        which = f" ({running.program}, since {to_text(running.started_at)})" if running else ""
        raise HistoryError(f"another session is running{which}; finish that one first")

    @contextmanager
    def _writing(self, *, synced: bool = True) -> Iterator[None]:
        try:
            if synced is not self._synced:
                self._database.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
                self._synced = synced
            yield
        except sqlite3.Error as error:
            raise explain(error, self.path) from error
        finally:
            # Only a failed transaction is still open here; SQLite may refuse the rollback of one it has dropped itself.
            with suppress(sqlite3.Error):
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    # `Any`: a row has the types of its table, which SQLite enforces and Python cannot see.
    def _read(self, query: str, values: tuple[object, ...], make: Callable[[Any], T]) -> list[T]:
        try:
            return [make(row) for row in self._database.execute(query, values).fetchall()]
        except sqlite3.Error as error:
            raise explain(error, self.path) from error
        except (ValueError, RecursionError, TypeError, KeyError, OverflowError) as error:
            raise HistoryError(
                f"{self.path}: holds what this program never wrote ({error}); move the file away, and a new one begins"
            ) from error


def _profile_row(key: str, value: str, session: int | None, number: int | None, at: str) -> ProfileRow:
    """One entry; text that is no JSON stands for itself, and a date that is none for the beginning of time."""
    try:
        plain: object = json.loads(value)
    except (ValueError, RecursionError):
        plain = value
    try:
        when = from_text(at)
    except ValueError:
        when = datetime.min.replace(tzinfo=UTC)
    return ProfileRow(key, plain, session, number, when)


def _session_row(row: tuple[Any, ...]) -> SessionRow:
    number, started_at, program, path, text_hash, seed, ended_at, ended, kept, reached, sets, reps, duration_s = row
    settings = json.loads(kept)
    if not isinstance(settings, dict):
        raise TypeError(f"settings {kept[:40]!r}")
    return SessionRow(
        id=number,
        started_at=from_text(started_at),
        program=program,
        path=path,
        text_hash=text_hash,
        seed=seed,
        ended_at=None if ended_at is None else from_text(ended_at),
        ended=Ending(ended),
        settings=settings,
        reached_s=to_seconds(reached),
        sets=sets,
        reps=reps,
        duration_s=duration_s,
    )


def _set_row(row: tuple[Any, ...]) -> SetRow:
    values = dict(zip((field.name for field in fields(SetRow)), row, strict=True))
    typed = {
        "side": Side(values["side"]),
        "completed": bool(values["completed"]),
        "role": Role(values["role"]),
        "focus": Focus(values["focus"]),
    }
    return SetRow(**{**values, **typed})
