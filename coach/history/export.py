"""Sets as CSV and JSON, for spreadsheets and for other programs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final

from coach.history.rows import SessionRow, SetRow
from coach.history.store import Store

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it."""


def exported(store: Store, sessions: Iterable[int] | None = None) -> list[dict[str, object]]:
    """Every set of these sessions (None: of all), oldest first, each with its session's date and program.

    Raises:
        HistoryError: the history cannot be read.
    """
    chosen = None if sessions is None else set(sessions)
    rows = [session for session in store.sessions() if chosen is None or session.id in chosen]
    return [_flat(session, done) for session in reversed(rows) for done in store.sets(session.id)]


def csv_text(rows: Sequence[dict[str, object]]) -> str:
    """One line a set under a line of names; text that a spreadsheet would calculate gets a leading apostrophe."""
    columns = ["date", "program", *SetRow.__dataclass_fields__]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def json_text(rows: Sequence[dict[str, object]]) -> str:
    """A list with one object a set."""
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _flat(session: SessionRow, done: SetRow) -> dict[str, object]:
    return {"date": session.plain()["started_at"], "program": session.program, **done.plain()}


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
