"""An athlete made of numbers, who answers a session as a person would: to try rules out, not to predict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from coach.engine.parts import Parts, seconds_of
from coach.engine.state import Asking, Question, Resting, State, Waiting, Working
from coach.events import Role, SetRecord
from coach.plan.steps import SetStep
from coach.program.fields import Id, LoadText, Model, Name, Seconds
from coach.program.load import load_as
from coach.session.loop import Typed
from coach.units import KILOS_A_POUND, RATE, Load, LoadKind, Samples, Side, parse_load, to_samples

_BREATH: Final = Fraction(4, 5)
"""Seconds between what the coach has said and an answer."""
_WORDS: Final = ("one", "two", "three", "four", "five")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENOUGH: Final = 3
"""Repetitions in reserve where nothing is known of an exercise."""

Share = Annotated[float, BeforeValidator(float), Field(ge=0, le=50), PlainSerializer(str, return_type=str)]


class Strength(Model):
    """The best single repetition of an exercise, both sides together or each."""

    both: LoadText | None = None
    left: LoadText | None = None
    right: LoadText | None = None


class Saying(Model):
    """Something said of the athlete's own accord, in the rest after a set."""

    session: int = Field(ge=1, le=500)
    after: int = Field(default=1, ge=1, le=100)
    """The number of the set in the session."""
    say: Name


class Athlete(Model):
    """What is to be known of somebody to play them."""

    athlete: Name
    about: str = ""
    strength: dict[Id, Strength]
    holds: dict[Id, Seconds] = Field(default={}, max_length=100)
    """How long they can hold, by exercise."""
    feel: dict[Id, Annotated[int, Field(ge=1, le=5)]] = Field(default={}, max_length=100)
    """How well they feel the muscle at first, 1-5, by exercise; 3 where nothing is said."""
    feel_grows: Share = 0.1
    """So much a session."""
    gain_pct: Share = 0.3
    """Growth of strength by one set to the limit; less far from it, and less the more has been gained."""
    fatigue_pct: Share = 3
    """Strength lost for the rest of a session by each set of an exercise."""
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("mon", "thu")
    tells_effort: bool = True
    """Says after each set how many repetitions were left."""
    says: tuple[Saying, ...] = ()

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Training days, Monday being 0."""
        return tuple(sorted(_DAYS.index(day) for day in self.days))


def load_athlete(path: Path) -> Athlete:
    """The athlete in the file at `path`.

    Raises:
        ProgramError: every mistake of the file.
    """
    return load_as(path, Athlete)


def kilos(load: Load | None) -> float | None:
    """A weight in kilograms; None for loads that are none."""
    if load is None or load.kind not in (LoadKind.KG, LoadKind.LB) or not load.value:
        return None
    return float(load.value * (KILOS_A_POUND if load.kind is LoadKind.LB else 1))


@dataclass(slots=True)
class Body:
    """What training makes of the athlete over the weeks."""

    athlete: Athlete
    strength: dict[tuple[str, Side], float] = field(default_factory=dict)
    """Best single repetition in kg, by exercise and side."""
    begun: dict[tuple[str, Side], float] = field(default_factory=dict)
    sessions: int = 0

    def __post_init__(self) -> None:
        for exercise, best in self.athlete.strength.items():
            for side in (Side.LEFT, Side.RIGHT):
                value = kilos(best.left if side is Side.LEFT else best.right) or kilos(best.both)
                if value is not None:
                    self.strength[exercise, side] = value
        self.begun = dict(self.strength)

    def able(self, exercise: str, side: Side, load: Load | None, before: int) -> int | None:
        """Repetitions that are possible, after so many sets of it today; None where nobody knows."""
        weight = kilos(load)
        sides = (Side.LEFT, Side.RIGHT) if side is Side.BOTH else (side,)
        best = [self.strength[exercise, each] for each in sides if (exercise, each) in self.strength]
        if weight is None or not best:
            return None
        fresh = min(best) * (1 - self.athlete.fatigue_pct / 100 * before)
        return max(0, int(30 * (fresh / weight - 1) + 1e-9))

    def feel(self, exercise: str) -> int:
        """How well the muscle is felt by now."""
        return round(min(5, self.athlete.feel.get(exercise, 3) + self.athlete.feel_grows * self.sessions))

    def trained(self, done: Mapping[tuple[str, Side], list[int]]) -> None:
        """Grow from the sets of a session, given as repetitions in reserve by exercise and side."""
        for (exercise, side), spares in done.items():
            for each in (Side.LEFT, Side.RIGHT) if side is Side.BOTH else (side,):
                if (exercise, each) in self.strength:
                    begun, now = self.begun[exercise, each], self.strength[exercise, each]
                    left = max(0.0, 1 - (now / begun - 1) / 0.4)
                    drive = sum(max(0.2, 1 - 0.15 * spare) for spare in spares)
                    self.strength[exercise, each] = now * (1 + self.athlete.gain_pct / 100 * drive * left)
        self.sessions += 1


@dataclass(slots=True)
class Trainee:
    """One session of an athlete: asked after every fact what they say, and when."""

    body: Body
    session: int
    quiet_from: Callable[[], int] = lambda: 0
    spares: dict[tuple[str, Side], list[int]] = field(default_factory=dict)
    """Repetitions in reserve of the sets so far."""
    _stage: object = None
    _seen: int = 0
    _said: set[int] = field(default_factory=set)

    def __call__(self, state: State, at: Samples) -> list[Typed]:
        """What the athlete is going to say because of where the session stands."""
        for record in state.records[self._seen :]:
            self._remember(record)
        self._seen = len(state.records)
        if state.stage is self._stage:
            return []
        self._stage = state.stage
        then = Samples(max(at, self.quiet_from()) + to_samples(_BREATH))
        match state.stage:
            case Waiting():
                return [Typed(then, "ready")]
            case Asking() as asking:
                answer = self._answer(state, asking)
                return [Typed(then, answer)] if answer else []
            case Working() as working if state.current is not None:
                return self._gives_out(state.current, working)
            case Resting():
                return self._own_accord(state, then)
            case _:
                return []

    def _remember(self, record: SetRecord) -> None:
        if record.role is Role.WARM_UP or (record.held_s and not record.reps):
            return
        before = len(self.spares.setdefault((record.exercise, record.side), []))
        able = self.body.able(record.exercise, record.side, _load(record.load), before)
        spare = _ENOUGH if able is None else max(0, able - record.reps)
        self.spares[record.exercise, record.side].append(spare)

    def _answer(self, state: State, asking: Asking) -> str:
        record = state.records[-1] if state.records else None
        match asking.question:
            case Question.TODAY:
                return "no"
            case Question.FEEL if record is not None:
                return _WORDS[self.body.feel(record.exercise) - 1]
            case Question.SAFETY:
                return "no"
            case Question.FEEL:
                return ""
            case Question.RESERVE if record is not None:
                return str(min(6, self.spares[record.exercise, record.side][-1]))
            case Question.WHERE:
                return "forearms"
            case Question.PART:
                return "both"
            case _:
                return "yes"

    def _gives_out(self, step: SetStep, working: Working) -> list[Typed]:
        """The word at which a set ends early: strength is gone, or, in a test, one repetition is left."""
        if step.hold_s is not None:
            able_s = self.body.athlete.holds.get(step.exercise)
            if able_s is None or able_s >= step.hold_s:
                return []
            return [Typed(Samples(working.origin + to_samples(able_s)), "let go")]
        before = len(self.spares.get((step.exercise, step.side), []))
        able = self.body.able(step.exercise, step.side, step.load, before)
        if able is None:
            return []
        last = max(1, able - 1) if step.test else able
        if last >= step.reps:
            return []
        ends = _end_of(working.parts, last)
        return [Typed(Samples(working.origin + to_samples(ends) + RATE // 3), "done")]

    def _own_accord(self, state: State, then: Samples) -> list[Typed]:
        number = len(state.records)
        if number in self._said:
            return []
        self._said.add(number)
        words = [s.say for s in self.body.athlete.says if (s.session, s.after) == (self.session, number)]
        last = state.records[-1] if state.records else None
        if self.body.athlete.tells_effort and last is not None and (last.exercise, last.side) in self.spares:
            spare = self.spares[last.exercise, last.side][-1]
            words.insert(0, f"{min(spare, 6)} in reserve")
        return [Typed(Samples(then + RATE * 20 * n), text) for n, text in enumerate(words)]


def _load(text: str) -> Load | None:
    return parse_load(text) if text else None


def _end_of(parts: Parts, rep: int) -> Fraction:
    """Seconds to the end of a repetition."""
    ends = [part.end for part in parts if part.rep <= rep]
    return max(ends) if rep and ends else min(Fraction(3, 2), seconds_of(parts))
