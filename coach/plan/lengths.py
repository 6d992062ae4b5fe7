"""How long steps take, for limits and for telling the time that is left."""

from collections.abc import Iterable
from fractions import Fraction

from coach.plan.steps import SetStep, Step
from coach.program.model import HoldAt, HoldOn
from coach.program.rules import Rules


def under_load_s(step: SetStep) -> Fraction:
    """Seconds of one set, its holds included."""
    if step.hold_s is not None:
        return step.hold_s
    seconds = step.tempo.rep_s * step.reps
    if step.hold is None:
        return seconds
    pauses = {HoldAt.STRETCH: step.tempo.stretch, HoldAt.SQUEEZE: step.tempo.squeeze}
    longer = max(Fraction(0), step.hold.for_ - pauses.get(step.hold.at, Fraction(0)))
    return seconds + longer * (step.reps if step.hold.on is HoldOn.EACH_REP else 1)


def step_s(step: Step, rules: Rules) -> Fraction:
    """Seconds of a step with the words before it and the rest after it."""
    if not isinstance(step, SetStep):
        return step.rest_s
    before = (step.rehearse_s or Fraction(0)) + rules.rest.announce_s
    return under_load_s(step) + step.rest_s + before


def steps_s(steps: Iterable[Step], rules: Rules) -> Fraction:
    """Seconds of all of them."""
    return sum((step_s(step, rules) for step in steps), Fraction(0))


def added_s(steps: Iterable[Step], rules: Rules) -> Fraction:
    """How much longer than the program's own they take: one side at a time, and sets added for a weaker side."""
    added = Fraction(0)
    for step in steps:
        if isinstance(step, SetStep) and step.for_weak:
            added += step_s(step, rules)
        elif isinstance(step, SetStep) and step.whole is not None:
            added += step_s(step, rules) - step_s(step.whole, rules) / 2
    return added
