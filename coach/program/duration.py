"""How long sets and programs take, as far as that can be told before anybody has trained."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from coach.program.choices import AskFeel, HoldAt, HoldOn, Sides, Start
from coach.program.model import Defaults, ExerciseStep, HoldStep, Program, RestStep, SayStep, Step, SupersetStep
from coach.program.rules import rules
from coach.program.texts import pauses_s, words
from coach.units import Tempo, parse_tempo

WORD_S: Final = Fraction(2, 5)
"""Seconds that a spoken word takes where no voice has measured it; 150 words a minute."""
OPENING_S: Final = Fraction(12)
"""Seconds of the first and the last words of a session."""
FIRST_S: Final = Fraction(5)
"""Seconds of what is said once about an exercise: how to stand, the load."""
ANNOUNCE_S: Final = Fraction(5)
"""Seconds of the announcement of a set."""
READY_S: Final = Fraction(4)
"""Seconds until the athlete has said "ready"."""
ASK_S: Final = Fraction(4)
"""Seconds of a feel question and its answer."""
_AT_PHASE: Final = {HoldAt.STRETCH: "stretch", HoldAt.SQUEEZE: "squeeze"}


def estimated_s(text: str) -> float:
    """Seconds of speech in `text`, pauses included, at `WORD_S` a word."""
    return float(WORD_S * words(text)) + pauses_s(text)


def tempo_of(step: ExerciseStep, defaults: Defaults) -> Tempo:
    """The tempo that `step` is led at."""
    return step.tempo or defaults.tempo or parse_tempo(rules().tempo.default)


def set_s(step: ExerciseStep | HoldStep, defaults: Defaults) -> Fraction:
    """Seconds under load of one set of one side, at the upper end of its range, holds included."""
    if isinstance(step, HoldStep):
        return step.for_
    tempo = tempo_of(step, defaults)
    return tempo.rep_s * step.reps.high + _held_s(step, tempo)


def _held_s(step: ExerciseStep, tempo: Tempo) -> Fraction:
    """What the hold adds to the set: it takes the place of a pause that is shorter."""
    if step.hold is None:
        return Fraction(0)
    pause: Fraction = getattr(tempo, _AT_PHASE[step.hold.at]) if step.hold.at in _AT_PHASE else Fraction(0)
    times = step.reps.high if step.hold.on is HoldOn.EACH_REP else 1
    return max(Fraction(0), step.hold.for_ - pause) * times


def expected_s(program: Program) -> float:
    """Seconds from the first word to the last, when every set is done as written."""
    spent, last_rest = _steps_s(program.steps, program.defaults)
    return float(OPENING_S + max(Fraction(0), spent - last_rest))


def _steps_s(steps: Sequence[Step], defaults: Defaults) -> tuple[Fraction, Fraction]:
    """Seconds of `steps`, and how many of them are the rest at their end."""
    spent, rest = Fraction(0), Fraction(0)
    for step in steps:
        seconds, rest = _step_s(step, defaults)
        spent += seconds
    return spent, rest


def _step_s(step: Step, defaults: Defaults) -> tuple[Fraction, Fraction]:
    match step:
        case ExerciseStep() | HoldStep():
            return _sets_s(step, defaults)
        case SupersetStep():
            return _rounds_s(step, defaults)
        case RestStep():
            return step.rest, step.rest
        case SayStep():
            return Fraction(estimated_s(step.say)) + 1, Fraction(0)


def _rest_s(step: ExerciseStep | HoldStep, defaults: Defaults) -> Fraction:
    written = next((rest for rest in (step.rest, defaults.rest) if rest is not None), None)
    return rules().rest.default_s if written is None else written


def _sets_s(step: ExerciseStep | HoldStep, defaults: Defaults, *, rests: bool = True) -> tuple[Fraction, Fraction]:
    one = _set_with_words_s(step, defaults)
    if step.sides is Sides.EACH:
        side_rest = next((r for r in (step.side_rest, defaults.side_rest) if r is not None), None)
        one = 2 * one + (rules().rest.between_sides_s if side_rest is None else side_rest)
    rest = _rest_s(step, defaults) if rests or step.rest is not None else Fraction(0)
    if step.every is not None:
        rest = max(Fraction(0), step.every - one)
    return _before_s(step, defaults) + (one + rest) * step.sets, rest


def _before_s(step: ExerciseStep | HoldStep, defaults: Defaults) -> Fraction:
    """What comes once, before the first set: rehearsal, pre-activation, warm-up sets."""
    spent = FIRST_S + (step.rehearse or 0)
    if isinstance(step, ExerciseStep):
        tempo = tempo_of(step, defaults)
        for lighter in step.warm_up:
            spent += tempo.rep_s * lighter.reps.high + ANNOUNCE_S + min(_rest_s(step, defaults), Fraction(60))
        if step.pre_activation is not None:
            spent += (step.pre_activation.for_ + 3) * step.pre_activation.times
    return spent


def _set_with_words_s(step: ExerciseStep | HoldStep, defaults: Defaults) -> Fraction:
    countdown = next((c for c in (step.countdown, defaults.countdown) if c is not None), Fraction(rules().countdown_s))
    by_voice = (step.start or defaults.start or Start.VOICE) is Start.VOICE
    asked = (step.ask_feel or defaults.ask_feel or AskFeel.NEVER) is AskFeel.EACH_SET
    own = sum(words(cue.text) for place in ("before", "after") for cue in step.say.at(place))
    talk = ANNOUNCE_S + countdown + (READY_S if by_voice else 0) + (ASK_S if asked else 0) + own * WORD_S
    return set_s(step, defaults) + talk


def _rounds_s(step: SupersetStep, defaults: Defaults) -> tuple[Fraction, Fraction]:
    body = step.superset
    one = Fraction(0)
    before = Fraction(0)
    for inner in body.steps:
        if isinstance(inner, ExerciseStep | HoldStep):
            before += _before_s(inner, defaults)
            one += _sets_s(inner, defaults, rests=False)[0] - _before_s(inner, defaults)
        else:
            one += _step_s(inner, defaults)[0]
    rest = next((r for r in (body.rest, defaults.rest) if r is not None), None)
    pause = rules().rest.default_s if rest is None else rest
    if body.every is not None:
        pause = max(Fraction(0), body.every - one)
    return before + (one + pause) * body.rounds, pause


def words_that_fit(seconds: Fraction) -> int:
    """How many words can be said in a phase of `seconds`, at least one."""
    return max(1, int(2 * seconds))
