"""The history: what goes in comes out, from the file that another process reads."""

import csv
import io
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.events import Note, Reached, Record, SetRecord, Started
from coach.history.clock import from_text, to_text, wall_clock
from coach.history.errors import HistoryError
from coach.history.export import csv_text, exported, json_text
from coach.history.rows import Ending, SetRow
from coach.history.store import JOURNALS_KEPT, Store, fingerprint
from coach.units import Samples, Side

AT = datetime(2026, 1, 31, 18, 2, 7, tzinfo=UTC)
CURL = SetRecord(
    exercise="biceps_curl",
    name="Biceps curl",
    set=1,
    side=Side.LEFT,
    start=Samples(2_928_001),
    end=Samples(6_000_007),
    reps=9,
    target_reps=10,
    load="8 kg",
    held_s=3.0,
    tension_s=62.25,
    feel=None,
    completed=True,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "history.db"


def begin(store: Store, program: str = "Arms") -> int:
    return store.begin(program, "programs/arms.yaml", 7, at=AT, text_hash=fingerprint("program: Arms"))


def test_a_session_comes_back_as_it_was_written(path: Path) -> None:
    with Store.open(path) as store:
        session = store.begin("Arms", "a.yaml", 7, at=AT, text_hash="abc", settings={"voice": "natural", "mic": None})
        store.record(session, Record(1, CURL))
        store.record(session, Record(2, replace(CURL, side=Side.RIGHT, reps=8, completed=False, feel=2)))
        store.note(session, Note(Samples(7_200_000), "adapted", "left arm first"))
        store.end(session, Ending.DONE, at=AT + timedelta(minutes=30))
    with Store.open(path) as store:
        [row] = store.sessions()
        assert (row.id, row.program, row.path, row.text_hash, row.seed) == (session, "Arms", "a.yaml", "abc", 7)
        assert (row.started_at, row.ended_at, row.ended) == (AT, AT + timedelta(minutes=30), Ending.DONE)
        assert (row.sets, row.reps, row.duration_s) == (2, 17, 150.0)
        assert row.settings == {"voice": "natural", "mic": None}
        left, right = store.sets(session)
        assert (left.number, left.to_record()) == (1, CURL)
        assert (right.side, right.completed, right.feel) == (Side.RIGHT, False, 2)
        [note] = store.notes(session)
        assert (note.at_s, note.kind, note.text) == (150.0, "adapted", "left arm first")


def test_the_feel_answered_after_the_set_replaces_its_record_and_doubles_nothing(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.record(session, Record(1, CURL))
        store.remember("loads.biceps_curl.left", "8 kg", at=AT, session=session, number=1)
        store.record(session, Record(1, replace(CURL, feel=4)))
        assert [(row.number, row.feel) for row in store.sets(session)] == [(1, 4)]
        assert store.profile()["loads.biceps_curl.left"].number == 1


def test_a_replayed_note_is_written_once(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        for _ in range(2):
            store.note(session, Note(Samples(48_000), "safety", "pain"))
        assert len(store.notes(session)) == 1


@given(
    done=st.builds(
        SetRecord,
        exercise=st.text(),
        name=st.text(alphabet=st.characters(exclude_categories=["Cs"])),
        set=st.integers(1, 20),
        side=st.sampled_from(Side),
        start=st.integers(0, 48_000 * 3600 * 24).map(Samples),
        end=st.integers(0, 48_000 * 3600 * 24).map(Samples),
        reps=st.integers(0, 100),
        target_reps=st.integers(0, 100),
        load=st.text(),
        held_s=st.floats(0, 1e4),
        tension_s=st.floats(0, 1e4),
        feel=st.none() | st.integers(1, 5),
        completed=st.booleans(),
    )
)
@settings(max_examples=60, deadline=None)
def test_any_set_keeps_every_sample_and_letter(tmp_path_factory: pytest.TempPathFactory, done: SetRecord) -> None:
    with Store.open(tmp_path_factory.mktemp("any") / "history.db") as store:
        session = begin(store)
        store.record(session, Record(3, done))
        assert store.sets(session)[0].to_record() == done


def test_text_that_is_not_utf8_is_kept_with_question_marks(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store, program="Arms \ud800")
        store.record(session, Record(1, replace(CURL, name="Curl \udcff")))
        assert store.sessions()[0].program == "Arms ?"
        assert store.sets(session)[0].name == "Curl ?"


def test_a_set_of_an_unknown_session_is_refused(path: Path) -> None:
    with Store.open(path) as store, pytest.raises(HistoryError, match="FOREIGN KEY"):
        store.record(99, Record(1, CURL))


def test_a_fact_number_that_is_taken_is_refused(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.fact(session, 0, Started(Samples(0), listening=True))
        with pytest.raises(HistoryError, match="UNIQUE"):
            store.fact(session, 0, Started(Samples(0), listening=True))


def test_a_journal_with_a_gap_is_not_replayed(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.fact(session, 0, Started(Samples(0), listening=True))
        store.fact(session, 2, Reached(Samples(9), 1))
        with pytest.raises(HistoryError, match="gap"):
            store.facts(session)


def test_old_journals_go_and_old_sets_stay(path: Path) -> None:
    with Store.open(path) as store:
        for _ in range(JOURNALS_KEPT + 2):
            session = begin(store)
            store.fact(session, 0, Started(Samples(0), listening=True))
            store.record(session, Record(1, CURL))
            store.end(session, Ending.DONE, at=AT)
        kept = [row.id for row in store.sessions() if store.facts(row.id)]
        assert kept == [row.id for row in store.sessions(limit=JOURNALS_KEPT)]
        assert all(row.sets == 1 for row in store.sessions())


def test_only_the_last_session_can_be_unfinished(path: Path) -> None:
    with Store.open(path) as store:
        assert store.unfinished() is None
        first = begin(store)
        assert store.unfinished() is None, "it runs here"
    with Store.open(path) as store:
        broken = store.unfinished()
        assert broken is not None
        assert (broken.id, broken.ended) == (first, Ending.RUNNING)
        second = begin(store)
        assert [row.ended for row in store.sessions()] == [Ending.RUNNING, Ending.INTERRUPTED]
        store.end(second, Ending.SAFETY, at=AT)
        assert store.unfinished() is None


def test_an_interrupted_session_goes_on_where_it_was(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.record(session, Record(1, CURL))
        store.end(session, Ending.INTERRUPTED, at=AT)
        store.resume(session)
        store.record(session, Record(2, CURL))
        assert store.sessions()[0].ended is Ending.RUNNING
        assert store.sessions()[0].ended_at is None
        store.end(session, Ending.DONE, at=AT)
        assert len(store.sets(session)) == 2
        with pytest.raises(HistoryError, match="not broken off"):
            store.resume(session)


def test_the_profile_says_where_each_thing_was_learnt(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.record(session, Record(1, CURL))
        store.remember("weak.arm", {"side": "left", "band": 2}, at=AT, session=session, number=1)
        store.remember("name", "Kim", at=AT)
        with pytest.raises(HistoryError, match="FOREIGN KEY"):
            store.remember("weak.leg", "left", at=AT, session=session, number=44)
        assert {key: row.value for key, row in store.profile().items()} == {
            "name": "Kim",
            "weak.arm": {"side": "left", "band": 2},
        }
        assert (store.profile()["weak.arm"].session, store.profile()["weak.arm"].number) == (session, 1)
        assert store.forget("name")
        assert not store.forget("name")


def test_the_export_has_one_line_a_set_and_cannot_run_a_formula(path: Path) -> None:
    with Store.open(path) as store:
        first = begin(store, program='=HYPERLINK("evil")')
        store.record(first, Record(1, replace(CURL, name='Curl, "long"\nwrist')))
        second = begin(store)
        store.record(second, Record(1, CURL))
        rows = exported(store)
        assert [row["session"] for row in rows] == [first, second]
        assert exported(store, [second]) == rows[1:]
    lines = list(csv.DictReader(io.StringIO(csv_text(rows))))
    assert lines[0]["program"] == '\'=HYPERLINK("evil")'
    assert lines[0]["name"] == 'Curl, "long"\nwrist'
    assert (lines[1]["date"], lines[1]["reps"], lines[1]["feel"]) == ("2026-01-31T18:02:07Z", "9", "")
    assert json.loads(json_text(rows)) == rows
    assert rows[0]["program"] == '=HYPERLINK("evil")'


def test_an_empty_history_exports_only_the_names_of_the_columns() -> None:
    assert csv_text([]).splitlines() == ["date,program," + ",".join(SetRow.__dataclass_fields__)]
    assert json.loads(json_text([])) == []


def test_dates_are_utc_wherever_the_athlete_is() -> None:
    seoul = datetime(2026, 2, 1, 3, 2, 7, tzinfo=timezone(timedelta(hours=9)))
    assert to_text(seoul) == "2026-01-31T18:02:07Z"
    assert from_text(to_text(seoul)) == seoul
    assert wall_clock().tzinfo is UTC


def test_every_write_of_a_set_is_synced_and_every_table_is_strict(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store)
        store.fact(session, 0, Reached(Samples(0), 1))
        assert store._database.execute("PRAGMA synchronous").fetchone() == (1,)
        store.record(session, Record(1, CURL))
        assert store._database.execute("PRAGMA synchronous").fetchone() == (2,)
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tables = database.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    database.close()
    assert {name for name, strict in tables if not strict} <= {"sqlite_schema", "sqlite_sequence"}
