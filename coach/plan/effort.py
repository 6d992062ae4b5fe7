"""How a set is made easier or harder by what its load is, and by how many steps effort moves it."""

from dataclasses import replace
from fractions import Fraction

from coach.plan.loads import Equipment, lighter_by, stepped, weight
from coach.plan.steps import SetStep
from coach.program.rules import Rules
from coach.units import Load, LoadKind

_BIG_STEPS = frozenset({Equipment.BARBELL, Equipment.MACHINE})


def easier_set(step: SetStep, percent: int, floor: Fraction, rules: Rules, steps: int = 1) -> SetStep | None:
    """The set with less load, never under `floor`: by per cent, or (0) by steps of its equipment.

    At bodyweight it has fewer repetitions, or a shorter hold; None where only the athlete knows what is lifted.
    """
    load = step.load
    if bodyweight_alone(step):
        if step.hold_s is None:
            return replace(step, reps=max(1, step.reps - rules.effort.bodyweight_reps))
        return replace(step, hold_s=min(step.hold_s, max(Fraction(5), step.hold_s - rules.effort.hold_step_s)))
    match load:
        case Load(kind=LoadKind.KG | LoadKind.LB):
            less = lighter_by(load, percent, step.equipment, rules) if percent else None
            less = less or stepped(load, -steps, step.equipment, rules)
            return replace(step, load=less) if less is not None and less.value >= floor else step
        case Load(kind=LoadKind.PERCENT):
            value = round(load.value * (100 - (percent or rules.effort.percent_step * steps)) / 100)
            return replace(step, load=replace(load, value=Fraction(value))) if value >= floor else step
        case Load(kind=LoadKind.BODYWEIGHT):
            return replace(step, load=stepped(load, -steps, step.equipment, rules))
        case Load(kind=LoadKind.BAND):
            return replace(step, load=replace(load, name="lighter"))
        case _:
            return None


def bodyweight_alone(step: SetStep) -> bool:
    """Whether there is no weight in it to take less of."""
    if step.load is None:
        return step.equipment is Equipment.BODYWEIGHT
    return step.load.kind is LoadKind.BODYWEIGHT and not step.load.value


def harder_set(step: SetStep, steps: int, rules: Rules, *, careful: bool = False) -> SetStep | None:
    """The set with so many steps more. None where only the athlete knows the load.

    At bodyweight it has more repetitions, or a longer hold; of the `careful` no longer than training-science 4.3 has.
    """
    load = step.load
    if bodyweight_alone(step):
        if step.hold_s is None:
            return replace(step, reps=min(100, step.reps + rules.effort.bodyweight_reps * steps))
        longer = step.hold_s + rules.effort.hold_step_s * steps
        most = max(step.hold_s, Fraction(rules.hold.care_profile_max_s)) if careful else longer
        return replace(step, hold_s=min(longer, most))
    match load:
        case Load(kind=LoadKind.PERCENT):
            return replace(
                step, load=replace(load, value=min(Fraction(100), load.value + rules.effort.percent_step * steps))
            )
        case Load(kind=LoadKind.BAND):
            return replace(step, load=replace(load, name="stronger"))
        case Load(kind=LoadKind.KG | LoadKind.LB | LoadKind.BODYWEIGHT):
            return replace(step, load=stepped(load, steps, step.equipment, rules))
        case _:
            return None


def target_of(step: SetStep, rules: Rules, *, careful: bool) -> tuple[int, int]:
    """How many repetitions in reserve are right: as the load says, else for the kind of set (training-science 1.5)."""
    low, high = rules.mmc.rir.trained
    if step.load is not None and step.load.kind is LoadKind.RIR:
        low = high = int(step.load.value)
    elif step.load is not None and step.load.kind is LoadKind.RPE:
        low = high = int(10 - step.load.value)
    return (max(low, rules.care.rir), max(high, rules.care.rir)) if careful else (low, high)


def steps_for(spare: int, step: SetStep, rules: Rules, *, careful: bool = False) -> int:
    """How many load steps up or down so many repetitions in reserve ask for (training-science 1.5).

    One for one repetition away from the target, two for more; dumbbells and cables one at most.
    """
    low, high = target_of(step, rules, careful=careful)
    away = spare - high if spare > high else spare - low if spare < low else 0
    most = 2 if step.equipment in _BIG_STEPS and weight(step.load) else 1
    return max(-most, min(most, away))
