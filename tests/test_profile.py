"""What is known about the athlete: kept with its source, checked, and the same when a session is replayed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.engine.turn import Turn
from coach.events import Learnt, Record, SetRecord
from coach.history.store import Store
from coach.plan.entries import KINDS, EntryError, checked
from coach.plan.profile import Band, Care, Lever, Profile, WeakSide, days_between
from coach.session.diary import StoreDiary
from coach.session.knowing import as_setting, from_setting, read
from coach.units import Samples, Side, parse_load
from tests.coached import ARMS, loop_of

DAY = "2026-11-24"
AT = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "history.db") as opened:
        yield opened


def profile_of(**entries: object) -> Profile:
    return Profile(DAY, {key.replace("__", "."): checked(key.replace("__", "."), v, DAY) for key, v in entries.items()})


def test_it_answers_in_the_terms_of_the_field() -> None:
    known = profile_of(
        weak__arm="left small",
        load__biceps_curl__left="8 kg",
        one_rm__biceps_curl__left="12 kg",
        lever__biceps_curl__left="slower",
        hold__biceps_curl="2",
        prefer__counting="reps",
        care__heart="yes",
        unsettled__squat="ouch",
    )
    assert known.weak("arm") == WeakSide(Side.LEFT, Band.SMALL, DAY, long_standing=True)
    assert known.weak("leg") is None
    assert known.weak_areas() == ("arm",)
    assert known.load("biceps_curl", Side.LEFT) == parse_load("8 kg")
    assert known.load("biceps_curl", Side.RIGHT) is None
    assert known.one_rm("biceps_curl", Side.LEFT) == parse_load("12 kg")
    assert known.lever("biceps_curl", Side.LEFT) is Lever.SLOWER
    assert known.hold_steps("biceps_curl") == (2, DAY)
    assert known.prefers("counting") == "reps"
    assert known.careful
    assert not known.asked_about_care
    assert known.unsettled()["squat"].word == "ouch"


def test_care_is_asked_about_until_every_question_has_an_answer() -> None:
    known = Profile(DAY, {f"care.{question}": False for question in Care})
    assert known.asked_about_care
    assert not known.careful


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("weak.arm", "both", "neither left nor right"),
        ("weak.arm", "left huge", "none of none, small"),
        ("load.biceps_curl.left", "8", "did you mean 8 kg"),
        ("load.biceps_curl", "8 kg", "write load.EXERCISE.SIDE"),
        ("load.biceps_curl.middle", "8 kg", "none of left, right, both"),
        ("one_rm.biceps_curl.left", "60 %", "no weight"),
        ("wek.arm", "left", "did you mean 'weak'"),
        ("care.heart", "maybe", "neither yes nor no"),
        ("prefer.counting", "shouting", "none of full, beat"),
        ("prefer.colour", "blue", "none of counting"),
        ("hold.plank", "-1", "no number of steps"),
        ("lever.biceps_curl.left", "shouting", "none of cue"),
        ("retest.arm", "soon", "no day"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_remedy(key: str, value: str, part: str) -> None:
    with pytest.raises(EntryError, match=part):
        checked(key, value, DAY)


def test_every_kind_of_entry_takes_back_what_it_kept() -> None:
    given = {
        "weak.arm": "right large",
        "gaps.arm": [{"at": DAY, "side": "left", "percent": 7.5, "exercise": "biceps_curl"}],
        "load.biceps_curl.left": "8 kg",
        "next.biceps_curl.left": "9 kg",
        "one_rm.biceps_curl.both": "40 lb",
        "lever.biceps_curl.left": "cue",
        "hold.plank": "3",
        "care.heart": "no",
        "prefer.tempo": "4121",
        "unsettled.squat": "sharp",
        "retest.arm": "today",
    }
    assert {key.split(".")[0] for key in given} == set(KINDS)
    for key, value in given.items():
        kept = checked(key, value, DAY)
        assert checked(key, kept, "2027-01-01") == kept


def test_days_are_counted_over_years_and_leap_days() -> None:
    assert days_between("2026-11-24", "2026-12-22") == 28
    assert days_between("2027-12-31", "2028-03-01") == 61
    assert days_between("2028-02-29", "2028-02-28") == -1


def test_what_a_session_learns_is_kept_with_the_set_it_came_from(store: Store) -> None:
    session = store.begin("Arms", "arms.yaml", 0, at=AT, text_hash="x")
    diary = StoreDiary(store, session)
    done = SetRecord("biceps_curl", "Curl", 1, Side.LEFT, Samples(0), Samples(9), 8, 8, "8 kg", 0.0, 40.0)
    diary.record(Record(0, done))
    diary.learnt(Learnt(Samples(10), "lever.biceps_curl.left", "slower", record=0))
    diary.learnt(Learnt(Samples(20), "prefer.counting", "reps"))
    diary.learnt(Learnt(Samples(30), "prefer.focus", "external"))
    diary.learnt(Learnt(Samples(40), "prefer.focus", None))
    rows = store.profile()
    assert (rows["lever.biceps_curl.left"].session, rows["lever.biceps_curl.left"].number) == (session, 0)
    assert rows["prefer.counting"].session is None
    assert "prefer.focus" not in rows
    assert read(store, AT).entries == {"lever.biceps_curl.left": "slower", "prefer.counting": "reps"}
    assert not diary.failed


def test_a_session_knows_what_it_has_just_learnt() -> None:
    turn = Turn(loop_of(ARMS).state, Samples(5))
    turn.learn("weak.arm", checked("weak.arm", "left", DAY))
    assert turn.state.profile.weak_areas() == ("arm",)
    assert turn.out == [Learnt(Samples(5), "weak.arm", checked("weak.arm", "left", DAY))]
    turn.learn("weak.arm", None)
    assert not turn.state.profile.weak_areas()


def test_a_resumed_session_knows_what_it_knew_when_it_began() -> None:
    known = profile_of(weak__arm="left", prefer__counting="reps")
    assert from_setting(as_setting(known)) == known
    practised = replace(known, practised=frozenset({"squat", "biceps_curl"}))
    assert from_setting(json.loads(json.dumps(as_setting(practised)))) == practised
    assert from_setting({}) == Profile()
