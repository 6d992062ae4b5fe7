"""A session that was broken off, brought back to where it stood by replaying its journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach import CoachError
from coach.engine.state import State
from coach.engine.step import step
from coach.events import Fact, Learnt, Record
from coach.history.clock import wall_clock
from coach.history.rows import SessionRow
from coach.history.store import Store, fingerprint
from coach.session.knowing import from_setting
from coach.session.reading import Plan, load
from coach.units import Samples


class ResumeError(CoachError):
    """There is nothing to go on with, or its program has changed."""


@dataclass(frozen=True, slots=True)
class Left:
    """Where a session stood when it was broken off."""

    row: SessionRow
    plan: Plan
    state: State
    at: Samples
    facts: int


def unfinished(store: Store) -> SessionRow:
    """The newest session, if it was broken off.

    Raises:
        ResumeError: it was not, or there is none.
    """
    row = store.unfinished()
    if row is None:
        raise ResumeError("no session was broken off; begin one with: coach.py start")
    return row


def left(store: Store, row: SessionRow) -> Left:
    """Where the session of `row` stood, every finished set of it on disk.

    Raises:
        ResumeError: the program has changed since.
        CoachError: the program or the journal cannot be read.
    """
    plan = load(row.path, row.seed, from_setting(row.settings))
    if fingerprint(Path(row.path).read_text(encoding="utf-8")) != row.text_hash:
        raise ResumeError(f"{row.path} was changed since the session began; start it anew: coach.py start {row.path}")
    facts = store.facts(row.id)
    before, records, _ = replay(plan.state, facts[:-1])
    state, last, at = replay(before, facts[-1:])
    for record in (*records, *last):
        # A crash between a fact and its set leaves the set unwritten; written twice it stays one.
        store.record(row.id, record)
    for fact in facts[-1:]:
        # What the last fact taught may not be on disk; what earlier ones taught is, or has been changed since.
        for request in step(before, fact)[1]:
            if isinstance(request, Learnt):
                store.learn(row.id, request, at=wall_clock())
    return Left(row, plan, state, at, len(facts))


def replay(state: State, facts: Iterable[Fact]) -> tuple[State, list[Record], Samples]:
    """The state after `facts`, the sets that were finished on the way, and the instant of the last fact."""
    records: list[Record] = []
    at = Samples(0)
    for fact in facts:
        state, requests = step(state, fact)
        records += [request for request in requests if isinstance(request, Record)]
        at = fact.at
    return state, records, at
