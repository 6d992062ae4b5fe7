"""A session that dies at any instant goes on where it stood: no set lost, none done twice."""

from collections.abc import Sequence
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.engine.state import State
from coach.events import Record
from coach.session.account import Json
from coach.session.resuming import replay
from coach.units import RATE, Samples
from tests.coached import ARMS, Diary, coached, events, loop_of, said, sets

AT = ("60: left arm weak", "75: yes", "200: slower")


@lru_cache
def undisturbed(at: tuple[str, ...]) -> tuple[State, Diary]:
    """Where the whole session begins, and what it wrote."""
    whole = loop_of(ARMS, at)
    begun = whole.state
    whole.run()
    assert isinstance(whole.diary, Diary)
    return begun, whole.diary


def done_of(diary: Diary) -> list[tuple[object, ...]]:
    return [(r.set.exercise, r.set.set, r.set.side, r.set.reps) for _, r in sorted(diary.records.items())]


def broken_at(facts: int, at: Sequence[str] = AT) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], str]:
    """The sets of the whole session, those of one that died after so many facts and went on, and what that said."""
    begun, whole = undisturbed(tuple(at))
    known = whole.facts[: max(1, facts % len(whole.facts))]
    again = loop_of(ARMS)
    assert isinstance(again.diary, Diary)
    again.state, written, position = replay(begun, known)
    for request in written:
        if isinstance(request, Record):
            again.diary.record(request)
    again.mixer.position, again.resumed = position, True
    timeline = again.run()
    assert events(timeline)
    return done_of(whole), done_of(again.diary), said(timeline)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400))
def test_no_set_is_lost_and_none_is_doubled_wherever_it_dies(facts: int) -> None:
    whole, again, _ = broken_at(facts)
    known = [row[:3] for row in again]
    assert len(known) == len(set(known))
    # What the athlete had not yet said when it died, nobody says afterwards: the plan is then the program's.
    assert {(row[0], row[1]) for row in again} <= {(row[0], row[1]) for row in whole}
    assert {row[0] for row in again} == {row[0] for row in whole}


@pytest.mark.parametrize("facts", [1, 30, 60])
def test_it_says_where_it_goes_on(facts: int) -> None:
    assert "We go on." in broken_at(facts)[2]


def test_an_adaptation_and_its_undo_survive() -> None:
    begun, whole = undisturbed(AT)
    adapted = next(n for n, fact in enumerate(whole.facts) if getattr(fact, "intent", "") == "yes") + 1
    state, _, _ = replay(begun, whole.facts[:adapted])
    assert state.undo
    assert state.undo[-1].steps == begun.steps[len(state.records) :]


def died_at(seconds: float, at: Sequence[str] = AT, after: Sequence[str] = ()) -> Json:
    """What is heard after `resume` of a session that died when `seconds` of it had been heard."""
    begun, whole = undisturbed(tuple(at))
    now = Samples(round(seconds * RATE))
    again = loop_of(ARMS, after)
    again.state, _, _ = replay(begun, [fact for fact in whole.facts if fact.at <= now])
    again.mixer.position, again.resumed = now, True
    return again.run()


def test_a_set_goes_on_with_its_next_repetition() -> None:
    first = events(coached(ARMS), "set_done")[0]
    rep = (first["end_s"] - first["start_s"]) / 4
    timeline = died_at(first["start_s"] + 2.5 * rep)
    assert next(e["rep"] for e in events(timeline, "count", "cue", "tick") if e["set"] == 1) == 3
    done = events(timeline, "set_done")[0]
    assert (done["start_s"], done["reps"], done["completed"]) == (first["start_s"], 4, True)


def test_a_rest_goes_on_with_what_was_left_of_it() -> None:
    first, second = events(coached(ARMS), "set_done")[:2]
    timeline = died_at(first["end_s"] + 20)
    assert events(timeline, "set_done")[0]["start_s"] == pytest.approx(second["start_s"], abs=0.1)


def test_what_was_changed_before_it_died_can_be_undone_afterwards() -> None:
    adapted = sets(died_at(77))
    assert [s[2] for s in adapted[:2]] == ["left", "right"]
    undone = sets(died_at(77, after=["79: undo"]))
    assert [s[2] for s in undone] == ["both"] * len(undone)
