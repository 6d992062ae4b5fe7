"""Another exercise for the same muscle in place of one: pure functions over cue scripts and steps."""

from collections.abc import Iterable
from dataclasses import replace

from coach.plan.change import Change, changed
from coach.plan.loads import Equipment, equipment_of
from coach.plan.steps import SetStep, Steps
from coach.program.model import Focus, OwnWords
from coach.program.rules import rules
from coach.program.script import CueScript
from coach.program.similar import kinship
from coach.units import Phase, Side


def instead_of(
    script: CueScript, others: Iterable[CueScript], taken: frozenset[str], *, one_sided: bool = False
) -> CueScript | None:
    """The exercise that is most like `script`: same area, same muscle, held where it is held; None where none is.

    Args:
        script: the exercise that shall be replaced.
        others: what there is to choose from; of equals the first is taken.
        taken: ids that may not be chosen: still in the plan, or ended for today by pain.
        one_sided: it must have a single-sided form.
    """
    fit = [
        other
        for other in others
        if other.cues != script.cues
        and other.cues not in taken
        and (other.area, other.isometric) == (script.area, script.isometric)
        and (other.single_side is not None or not one_sided)
        and kinship(script.muscle, other.muscle)
    ]
    return max(fit, key=lambda other: kinship(script.muscle, other.muscle), default=None)


def swapped(steps: Steps, old: CueScript, new: CueScript, *, unknown: bool = False) -> Change:
    """Every set still to come of `old` as one of `new`; where that is `unknown` to the athlete, the first is counted.

    Sets, repetitions, tempo, sides and rests stay. The load does not: what is right in one exercise is
    wrong in another. Nor do the athlete's words for the old one, nor a hold under a barbell.
    """

    def other(step: SetStep) -> SetStep:
        single = new.single_side if step.side is not Side.BOTH else None
        return replace(
            step,
            exercise=new.cues,
            name=single.name if single else new.name,
            area=new.area,
            starts_with=Phase(new.starts_with),
            load=None,
            load_words="",
            began=None,
            equipment=equipment_of(new.equipment, None, rules()),
            whole=other(step.whole) if step.whole is not None else None,
            thought="",
            hold=None if equipment_of(new.equipment, None, rules()) is Equipment.BARBELL else step.hold,
            say=OwnWords(),
        )

    made = changed(steps, lambda step: step.exercise == old.cues, other)
    first = next((step for step in made.steps if isinstance(step, SetStep) and step.exercise == new.cues), None)
    if not unknown or first is None or first.focus_chosen:
        return made
    learning = (first.block, first.set)
    return changed(
        made.steps,
        lambda step: (step.block, step.set) == learning,
        lambda step: replace(step, focus=Focus.NONE, thought_only=False),
    )
