"""From sets to a profile and back: learnt with its source, rebuilt when damaged, shown and edited."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.events import Learnt, Record, Role, SetRecord
from coach.history.rows import Ending
from coach.history.store import Store
from coach.program.choices import Focus
from coach.program.library import Library
from coach.session.knowing import entries, learn, mend, read
from coach.units import Samples, Side
from tests.prompt import ask, done

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    with Store.open(own_home / "history.db") as opened:
        yield opened


def a_set(
    side: Side = Side.BOTH,
    *,
    reps: int = 10,
    load: str = "8 kg",
    rir: int | None = None,
    feel: int | None = None,
    role: Role = Role.WORK,
    target: int = 10,
) -> SetRecord:
    return SetRecord(
        exercise="biceps_curl",
        name="Curl",
        set=1,
        side=side,
        start=Samples(0),
        end=Samples(48000),
        reps=reps,
        target_reps=target,
        load=load,
        held_s=0.0,
        tension_s=40.0,
        feel=feel,
        completed=reps >= target,
        rir=rir,
        planned="8 kg",
        role=role,
        focus=Focus.NONE,
    )


def session(store: Store, day: int, *sets: SetRecord, learnt: tuple[Learnt, ...] = ()) -> int:
    at = AT + timedelta(days=day)
    number = store.begin("Arms", "arms.yaml", 0, at=at, text_hash="x")
    for n, record in enumerate(sets):
        store.record(number, Record(n, record))
    for each in learnt:
        store.learn(number, each, at=at)
    store.end(number, Ending.DONE, at=at + timedelta(minutes=30))
    return number


def kept(store: Store) -> dict[str, object]:
    return {key: row.value for key, row in entries(store).items()}


def test_an_exercise_is_practised_once_a_repetition_of_it_was_done(store: Store) -> None:
    assert read(store, AT).practised == frozenset()
    session(store, 0, a_set(reps=0))
    assert read(store, AT).practised == frozenset()
    session(store, 1, a_set(reps=3))
    assert read(store, AT).practised == frozenset({"biceps_curl"})


def test_a_session_teaches_loads_and_best_repetitions_with_their_sets(store: Store) -> None:
    number = session(store, 0, a_set(rir=2), a_set(reps=9, rir=1))
    learn(store)
    rows = entries(store)
    assert rows["load.biceps_curl.both"].value == "8 kg"
    assert rows["one_rm.biceps_curl.both"].value == "11.2 kg"
    assert (rows["one_rm.biceps_curl.both"].session, rows["one_rm.biceps_curl.both"].number) == (number, 0)
    assert rows["next.biceps_curl.both"].value == {
        "load": "8 kg",
        "steps": 0,
        "because": "same",
        "clear": 0,
        "planned": "8 kg",
    }


@pytest.mark.parametrize(
    ("sets", "steps", "because"),
    [
        ((a_set(rir=3),), 1, "easy"),
        ((a_set(rir=2),), 0, "same"),
        ((a_set(rir=0),), -1, "hard"),
        ((a_set(rir=0, load="9 kg"), a_set()), 0, "hard"),
        ((a_set(load="9 kg"), a_set(rir=0)), -1, "hard"),
        ((a_set(reps=7),), -1, "short"),
        ((a_set(reps=2),), 0, "same"),
        ((a_set(),), 0, "same"),
        ((a_set(rir=4, feel=2),), 0, "same"),
    ],
)
def test_the_next_load_follows_effort(store: Store, sets: tuple[SetRecord, ...], steps: int, because: str) -> None:
    session(store, 0, *sets)
    learn(store)
    found = kept(store)["next.biceps_curl.both"]
    assert isinstance(found, dict)
    assert (found["steps"], found["because"]) == (steps, because)


def test_two_clear_sessions_running_are_taken_for_easy(store: Store) -> None:
    steps = []
    for day in (0, 3):
        session(store, day, a_set(feel=4))
        learn(store)
        found = kept(store)["next.biceps_curl.both"]
        assert isinstance(found, dict)
        steps.append((found["steps"], found["because"]))
    assert steps == [(0, "same"), (1, "clear")]


def test_what_the_athlete_has_set_since_stays(store: Store) -> None:
    session(store, 0, a_set(rir=3))
    store.remember("load.biceps_curl.both", "12 kg", at=AT + timedelta(days=1))
    learn(store)
    assert kept(store)["load.biceps_curl.both"] == "12 kg"
    session(store, 2, a_set(rir=3, load="9 kg"))
    learn(store)
    assert kept(store)["load.biceps_curl.both"] == "9 kg"


def test_what_was_forgotten_does_not_come_back_by_itself(store: Store) -> None:
    session(store, 0, a_set(rir=3))
    learn(store)
    store.forget("one_rm.biceps_curl.both")
    learn(store)
    assert "one_rm.biceps_curl.both" not in kept(store)


def test_the_sets_of_the_week_are_counted_by_area_and_side(store: Store) -> None:
    now = datetime.now(UTC) - AT
    session(store, now.days - 1, a_set(Side.LEFT), a_set(Side.LEFT, role=Role.EXTRA), a_set(Side.RIGHT), a_set())
    session(store, now.days - 20, a_set(Side.LEFT))
    profile = read(store, datetime.now(UTC), Library.standard())
    assert profile.week == {"arm.left": 3, "arm.right": 2, "arm.both": 1}


def test_a_damaged_profile_is_set_aside_said_and_rebuilt(store: Store) -> None:
    weak = {"side": "left", "band": "small", "since": "2026-11-03", "long_standing": True}
    session(store, 0, a_set(rir=3), learnt=(Learnt(Samples(5), "weak.arm", weak),))
    session(store, 3, a_set(rir=2), learnt=(Learnt(Samples(5), "prefer.counting", "reps"),))
    learn(store)
    store.remember("prefer.name", "Jo", at=AT)
    whole = kept(store)
    with sqlite3.connect(store.path) as other:
        other.execute("UPDATE profile SET value = '{' WHERE key IN ('weak.arm', 'load.biceps_curl.both')")
        other.execute("UPDATE profile SET value = '[1]' WHERE key IN ('prefer.counting', 'prefer.name')")
        other.execute("UPDATE profile SET at = 'yesterday'")
    other.close()
    lines = mend(store)
    whole.pop("prefer.name")
    assert kept(store) == whole
    assert "weak.arm" in lines[0]
    aside = store.path.with_name("profile.damaged-1.json")
    assert "weak.arm" in json.loads(aside.read_text(encoding="utf-8"))
    assert entries(store)["load.biceps_curl.both"].session == 2
    assert mend(store) == []


def test_profile_shows_sets_and_forgets(own_home: Path) -> None:
    assert "Nothing is known about you yet" in done("profile").out
    assert done("profile", "set", "weak.arm", "left", "small").out.startswith("weak.arm: left, small, since ")
    assert done("profile", "set", "load.biceps_curl.left", "8", "kg").out == "load.biceps_curl.left: 8 kg\n"
    shown = done("profile").out
    assert "left, small" in shown
    assert "you" in shown
    rows = done("profile", "--json").json
    assert [row["key"] for row in rows] == ["load.biceps_curl.left", "weak.arm"]
    assert rows[0]["value"] == "8 kg"
    assert done("profile", "forget", "weak.arm").out == "weak.arm: forgotten\n"
    again = ask("profile", "forget", "weak.arn")
    assert again.code == 2
    wrong = ask("profile", "set", "load.biceps_curl.left", "9000 kg")
    assert (wrong.code, "is not a load" in wrong.err) == (2, True)
    assert ask("profile", "set", "lod.biceps_curl.left", "9 kg").err.count("did you mean 'load'") == 1
    assert (own_home / "history.db").exists()


def test_a_session_is_learnt_from_and_the_next_one_knows(own_home: Path, tmp_path: Path) -> None:
    program = tmp_path / "curls.yaml"
    program.write_text(
        "program: Curls\ndefaults: {rest: 20s, start: countdown, tempo: 1-0-1-0}\n"
        "steps: [{exercise: biceps_curl, sets: 1, reps: 4, load: 8 kg}]\n",
        encoding="utf-8",
    )
    out = ("--out", str(tmp_path / "a.wav"), "--quiet", "--mic", "none")
    done("start", str(program), *out)
    rows = {row["key"]: row for row in done("profile", "--json").json}
    assert rows["load.biceps_curl.both"]["value"] == "8 kg"
    assert (rows["load.biceps_curl.both"]["session"], rows["load.biceps_curl.both"]["number"]) == (1, 0)
    done("profile", "set", "next.biceps_curl.both", "9 kg")
    timeline = tmp_path / "b.json"
    done("start", str(program), *out, "--timeline", str(timeline))
    events = json.loads(timeline.read_text(encoding="utf-8"))["events"]
    assert [e["load"] for e in events if e["kind"] == "set_done"] == ["9 kg"]
    assert own_home.exists()
