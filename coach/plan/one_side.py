"""One side alone: the other one's sets are left out, and come back when both are wanted again."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from coach.plan.change import Change
from coach.plan.scope import trains
from coach.plan.sides import single_sided
from coach.plan.steps import SetStep, Step, Steps
from coach.program.model import CueScript
from coach.program.rules import Rules
from coach.units import Side

Key = tuple[int, int, Side]
"""Block, number and side of a set."""


def one_side(
    steps: Steps, scripts: Mapping[str, CueScript], rules: Rules, *, area: str, side: Side, unbraced: bool = False
) -> Change:
    """Every set still to come that trains `area` is done with `side` alone, where it can be done with one side.

    What can only be done with both stays. The rest after the two sides of a set follows the one that is left.
    `unbraced`: two-sided free weights stay so (training-science 7.4).
    """
    split = single_sided(steps, scripts, rules, area=area, first=side, unbraced=unbraced).steps
    made: list[Step] = []
    dropped: list[Step] = []
    for step in split:
        if not isinstance(step, SetStep) or step.side is Side.BOTH or not trains(scripts[step.exercise], area, rules):
            made.append(step)
        elif step.side is side:
            made.append(replace(step, match=False))
        else:
            dropped.append(step)
            made[-1:] = [rested(one, (step,)) for one in made[-1:]]
    return Change(tuple(made), int(bool(dropped)), dropped=tuple(dropped))


def rested(step: Step, dropped: Steps) -> Step:
    """The set with the rest that came after its other side, where that was `dropped`."""
    if not isinstance(step, SetStep):
        return step
    others = (d for d in dropped if isinstance(d, SetStep) and d.place == step.other_place)
    other = next(others, None)
    return step if other is None else replace(step, rest_s=other.rest_s, flex_s=other.flex_s)


def both_again(steps: Steps, original: Steps, done: AbstractSet[Key]) -> Steps:
    """The other side of each set that is to come with one side alone, where the program has both.

    A set of which one side is `done` is not begun anew: the other side stays alone. So do further sets.
    """
    coming = {s.place for s in steps if isinstance(s, SetStep)}
    planned = {s.place for s in original if isinstance(s, SetStep)}
    made: list[Step] = []
    for step in steps:
        made.append(step)
        if not isinstance(step, SetStep) or step.side is Side.BOTH or step.extra or step.test:
            continue
        there = step.other_place
        had = there in planned or (step.block, step.set, Side.BOTH) in planned
        if had and there not in coming and there not in done:
            like = replace(step, hold=None, weak_hold=False) if step.weak_hold else step
            made[-1] = replace(step, rest_s=step.side_rest_s, flex_s=None)
            made.append(replace(like, side=step.side.other, rehearse_s=None, pre_activation=None))
    return tuple(made)
