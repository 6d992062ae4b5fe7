"""A session that was broken off, brought back to where it stood by replaying its journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach import CoachError
from coach.engine.state import State
from coach.engine.step import step
from coach.events import Fact, Learnt, Note, Record
from coach.history.clock import wall_clock
from coach.history.rows import SessionRow
from coach.history.store import Store, fingerprint
from coach.session.knowing import from_setting
from coach.session.reading import Plan, load
from coach.units import Samples, to_samples


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


def unfinished(store: Store, session: int | None = None) -> SessionRow:
    """The newest session, or the one of this number, if it was broken off.

    Raises:
        ResumeError: it was not, or there is none.
    """
    row = store.unfinished(session)
    if row is None and session is not None:
        raise ResumeError(f"session {session} was not broken off, or runs; see the sessions with: coach.py history")
    if row is None:
        raise ResumeError("no session was broken off; begin one with: coach.py start")
    return row


def left(store: Store, row: SessionRow) -> Left:
    """Where the session of `row` stood, every finished set and note of it on disk.

    Raises:
        ResumeError: the program has changed since.
        CoachError: the program or the journal cannot be read.
    """
    plan = load(row.path, row.seed, from_setting(row.settings))
    if fingerprint(Path(row.path).read_text(encoding="utf-8")) != row.text_hash:
        raise ResumeError(f"{row.path} was changed since the session began; start it anew: coach.py start {row.path}")
    facts = store.facts(row.id)
    before, earlier, _ = replay(plan.state, facts[:-1])
    state, last, at = replay(before, facts[-1:])
    for request in (*earlier, *last):
        # A crash between a fact and its set leaves the set unwritten; written twice it stays one.
        match request:
            case Record():
                store.record(row.id, request)
            case Note():
                store.note(row.id, request)
    for fact in facts[-1:]:
        # What the last fact taught may not be on disk; what earlier ones taught is, or has been changed since.
        for taught in step(before, fact)[1]:
            if isinstance(taught, Learnt):
                store.learn(row.id, taught, at=wall_clock())
    return Left(row, plan, state, Samples(max(at, to_samples(row.reached_s))), len(facts))


def replay(state: State, facts: Iterable[Fact]) -> tuple[State, list[Record | Note], Samples]:
    """The state after `facts`, what was to be written down on the way, and the instant of the last fact."""
    written: list[Record | Note] = []
    at = Samples(0)
    for fact in facts:
        state, requests = step(state, fact)
        written += [request for request in requests if isinstance(request, Record | Note)]
        at = fact.at
    return state, written, at
