"""Weeks of a program in seconds: one scripted athlete through the same sessions, with the same history and profile."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

from coach.audio.files import NullSink
from coach.events import Fact, Role
from coach.history.clock import day_of
from coach.history.rows import SetRow
from coach.history.store import Store, fingerprint
from coach.language.commands import Commands
from coach.language.files import read_commands, read_lines
from coach.language.lines import Lines
from coach.plan.profile import Profile
from coach.plan.progress import gap_of
from coach.program.library import Library, find_program
from coach.session.diary import StoreDiary
from coach.session.foresee import GuessedSpeech
from coach.session.knowing import learn, read
from coach.session.loop import Loop
from coach.session.reading import load
from coach.session.scripted import Athlete, Body, Trainee, kilos
from coach.units import Side, UnitError, parse_load

FIRST_DAY: Final = date(2026, 1, 5)
"""A Monday; nothing depends on the year."""
_HOUR: Final = time(18, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trained:
    """One session of the simulation."""

    session: int
    day: str
    week: int
    sets: tuple[SetRow, ...]
    changes: tuple[str, ...]
    """What was adapted, by the lines that said so."""
    strength: Mapping[tuple[str, Side], float]
    """Best single repetitions in kg before it: the truth that the coach does not know."""
    gaps: Mapping[str, tuple[str, float]]
    """What tests of the day found: the weaker side and per cent, by exercise."""

    def load_of(self, exercise: str, side: Side) -> float | None:
        """The last working load of the session in kg."""
        rows = [row for row in self.sets if (row.exercise, row.side) == (exercise, side) and row.role is Role.WORK]
        try:
            return kilos(parse_load(rows[-1].load)) if rows and rows[-1].load else None
        except UnitError:
            return None

    def sets_of(self, exercise: str, side: Side) -> int:
        """How many sets the side did, extra ones included."""
        own = [row for row in self.sets if row.exercise == exercise and row.role in (Role.WORK, Role.EXTRA)]
        return sum(row.side in (side, Side.BOTH) for row in own)

    def gap(self, exercise: str) -> tuple[Side, float] | None:
        """The true difference of the two sides."""
        left, right = (self.strength.get((exercise, side)) for side in (Side.LEFT, Side.RIGHT))
        return None if left is None or right is None else gap_of(Fraction(left), Fraction(right))

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {
            "session": self.session,
            "day": self.day,
            "week": self.week,
            "sets": [row.plain() for row in self.sets],
            "changes": list(self.changes),
            "strength": {f"{what}.{side}": round(kg, 2) for (what, side), kg in self.strength.items()},
            "tests": {what: {"side": side, "percent": percent} for what, (side, percent) in self.gaps.items()},
        }


class _Unjournalled(StoreDiary):
    """Nobody resumes a simulated session: its facts are not written."""

    __slots__ = ()

    def fact(self, fact: Fact) -> None:
        del fact


def simulate(program: str, athlete: Athlete, weeks: int, seed: int = 0) -> Iterator[Trained]:
    """Each session of `weeks` weeks as it ends.

    Raises:
        CoachError: the program is wrong.
    """
    path = find_program(program)
    language = load(str(path)).program.language
    with tempfile.TemporaryDirectory(prefix="innervate-") as folder, Store.open(Path(folder) / "history.db") as store:
        gym = _Gym(
            path, store, Library.standard(beside=path), Body(athlete), read_lines(language), read_commands(language)
        )
        for week in range(weeks):
            for day in athlete.weekdays:
                at = datetime.combine(FIRST_DAY + timedelta(days=7 * week + day), _HOUR)
                yield gym.session(at, week + 1, seed + gym.body.sessions)


@dataclass(frozen=True, slots=True)
class _Gym:
    """What all sessions of a simulation share."""

    path: Path
    store: Store
    library: Library
    body: Body
    lines: Lines
    commands: Commands

    def session(self, at: datetime, week: int, seed: int) -> Trained:
        """One session, from the welcome to what it has taught."""
        store, strength = self.store, dict(self.body.strength)
        plan = load(str(self.path), seed, read(store, at, self.library))
        text = fingerprint(self.path.read_text(encoding="utf-8"))
        number = store.begin(plan.program.program, str(self.path), seed, at=at, text_hash=text)
        diary = _Unjournalled(store, number, clock=lambda: at)
        trainee, sink = Trainee(self.body, number), NullSink()
        loop = Loop(
            plan.state, sink, GuessedSpeech(), self.lines, self.commands, diary=diary, company=trainee, hand=True
        )
        trainee.quiet_from = lambda: loop.quiet_from
        sink.open(loop.mixer)
        loop.run()
        diary.end(loop.state.how)
        learn(store, again=number)
        self.body.trained(trainee.spares)
        changes = tuple(note.text for note in store.notes(number) if note.kind in ("adapted", "undone"))
        return Trained(number, day_of(at), week, tuple(store.sets(number)), changes, strength, _tested(read(store, at)))


def _tested(known: Profile) -> dict[str, tuple[str, float]]:
    """What the tests of the day found."""
    areas = [key.removeprefix("gaps.") for key in known.entries if key.startswith("gaps.")]
    newest = [known.gaps(area)[-1] for area in areas if known.gaps(area)]
    return {gap.exercise: (gap.side.value, gap.percent) for gap in newest if gap.at == known.today}
