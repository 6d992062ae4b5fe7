"""What the history answers with: one frozen row of each table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from coach.events import Role, SetRecord
from coach.history.clock import to_text
from coach.program.choices import Focus
from coach.units import Side, to_samples, to_seconds


class Ending(StrEnum):
    """How a session ended."""

    RUNNING = "running"
    """Not yet; where no process runs it, it broke off without a word."""
    DONE = "done"
    """The whole program."""
    FINISHED = "finished"
    """Closed early by the athlete."""
    INTERRUPTED = "interrupted"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session and what was done in it."""

    id: int
    started_at: datetime
    program: str
    path: str
    text_hash: str
    """Of the program's text, to notice that the file was changed before a replay."""
    seed: int
    ended_at: datetime | None
    """None while it runs, and where it broke off without a word."""
    ended: Ending
    settings: Mapping[str, object]
    """How it was started, for `resume`."""
    reached_s: float
    """How much of it had been heard, to about a second."""
    sets: int
    reps: int
    duration_s: float
    """To the end of its last set or note, in seconds of the session clock."""

    def plain(self) -> dict[str, object]:
        """The row for JSON and for tables."""
        ended_at = None if self.ended_at is None else to_text(self.ended_at)
        return {**asdict(self), "started_at": to_text(self.started_at), "ended_at": ended_at, "ended": str(self.ended)}


@dataclass(frozen=True, slots=True)
class SetRow:
    """One set of one side, with instants in seconds of its session's clock."""

    session: int
    number: int
    """Of the set within its session."""
    exercise: str
    name: str
    set: int
    side: Side
    start_s: float
    end_s: float
    reps: int
    target_reps: int
    load: str
    held_s: float
    tension_s: float
    feel: int | None
    completed: bool
    rir: int | None
    planned: str
    role: Role
    focus: Focus

    @classmethod
    def from_record(cls, session: int, number: int, done: SetRecord) -> "SetRow":
        """The row of a set that has just been done."""
        return cls(
            session=session,
            number=number,
            exercise=done.exercise,
            name=done.name,
            set=done.set,
            side=done.side,
            start_s=to_seconds(done.start),
            end_s=to_seconds(done.end),
            reps=done.reps,
            target_reps=done.target_reps,
            load=done.load,
            held_s=done.held_s,
            tension_s=done.tension_s,
            feel=done.feel,
            completed=done.completed,
            rir=done.rir,
            planned=done.planned,
            role=done.role,
            focus=done.focus,
        )

    def to_record(self) -> SetRecord:
        """The set as the session wrote it, to the sample."""
        return SetRecord(
            exercise=self.exercise,
            name=self.name,
            set=self.set,
            side=self.side,
            start=to_samples(self.start_s),
            end=to_samples(self.end_s),
            reps=self.reps,
            target_reps=self.target_reps,
            load=self.load,
            held_s=self.held_s,
            tension_s=self.tension_s,
            feel=self.feel,
            completed=self.completed,
            rir=self.rir,
            planned=self.planned,
            role=self.role,
            focus=self.focus,
        )

    def plain(self) -> dict[str, object]:
        """The row for JSON and for tables."""
        return {**asdict(self), "side": str(self.side), "role": str(self.role), "focus": str(self.focus)}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something that happened and is not a set."""

    session: int
    at_s: float
    kind: str
    text: str

    def plain(self) -> dict[str, object]:
        """The row for JSON and for tables."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One thing known about the athlete."""

    key: str
    value: object
    """Anything JSON can hold."""
    session: int | None
    """With `number`: the set it was learnt from; None where the athlete said it."""
    number: int | None
    at: datetime

    def plain(self) -> dict[str, object]:
        """The row for JSON and for tables."""
        return {**asdict(self), "at": to_text(self.at)}
