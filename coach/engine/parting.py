"""An exercise is over for today, for one side or for both; what the other side can do alone goes on."""

from dataclasses import replace

from coach.engine.turn import Turn
from coach.plan.scope import trains
from coach.plan.sides import single_sided, without
from coach.plan.steps import SetStep
from coach.units import Side


def loading(turn: Turn, place: str) -> list[str]:
    """The exercises still to come that load a part of the body; none where the rules do not know it."""
    scripts, rules = turn.state.scripts, turn.state.rules
    meant = rules.safety.loads.get(place, ())
    sets = {step.exercise for step in turn.state.steps if isinstance(step, SetStep)}
    return sorted(s for s in sets if s in meant or any(trains(scripts[s], area, rules) for area in meant))


def part_with(turn: Turn, exercise: str, side: Side) -> bool:
    """Leave an exercise out for `side` (training-science 7.2); whether the other side goes on with it alone."""
    state = turn.state
    steps = state.steps
    sets = [step for step in steps if isinstance(step, SetStep) and step.exercise == exercise]
    if side is not Side.BOTH:
        # The side that is over goes first, so that the other one has the rest of the whole set.
        for block in dict.fromkeys(step.block for step in sets if not step.warm_up):
            steps = single_sided(
                steps, state.scripts, state.rules, area="", first=side, only=block, unbraced=state.unbraced
            ).steps
    gone = state.gone | {(exercise, side)}
    steps = without(steps, gone)
    turn.state = replace(state, gone=gone, steps=steps)
    return side is not Side.BOTH and any(isinstance(step, SetStep) and step.exercise == exercise for step in steps)
