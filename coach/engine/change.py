"""How a change comes into the session: from the next safe point on, said in one sentence, kept for undo."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.state import Weakness, Working, broken_of
from coach.engine.turn import Turn
from coach.events import Line
from coach.plan.balance import week_room
from coach.plan.change import Change
from coach.plan.from_before import with_known_sides
from coach.plan.profile import Band
from coach.plan.scope import overlap, trains
from coach.plan.sides import Budget, single_sided
from coach.plan.steps import SetStep, Steps
from coach.units import Side


def ahead(turn: Turn) -> tuple[Steps, Steps]:
    """The step under way, which stays as it is, and the steps after it, which may change."""
    steps = turn.state.steps
    under_way = isinstance(turn.state.stage, Working) or broken_of(turn.state.stage) is not None
    return (steps[:1], steps[1:]) if under_way else ((), steps)


def of_another(coming: Steps, block: int) -> str:
    """What is added to a line's key where another exercise comes first, as in a superset: it names the one meant."""
    first = next((step for step in coming if isinstance(step, SetStep)), None)
    return "" if first is None or first.block == block else "_of"


def of_area(key: str, area: str) -> str:
    """The key of a line for an area, or of the one for a side as a whole."""
    return key if area else f"{key}_side"


def braces_first(turn: Turn, area: str) -> bool:
    """Whether exercises of the area could be done with one side, by somebody who has learned to brace."""
    scripts = turn.state.scripts
    meant = (scripts[s.exercise] for s in ahead(turn)[1] if isinstance(s, SetStep))
    return turn.state.unbraced and any(each.single_side and trains(each, area, turn.state.rules) for each in meant)


def hold_line(by: Fraction) -> Line:
    """The sentence for holds that are `by` seconds longer or, negative, shorter."""
    return Line("adapted_hold_longer" if by > 0 else "adapted_hold_shorter", {"seconds": float(abs(by))})


def change_plan(turn: Turn, steps: Steps, why: Line) -> None:
    """Put other steps in place, say why in one sentence, and let undo take it back."""
    turn.change(steps, why)
    turn.say_reply(why)


def take_side(
    turn: Turn, made: Change, why: Line, weak: Side, area: str, band: Band | None, *, again: bool = False
) -> None:
    """Put what `side_first` has made into the session; with a band, `weak` is its weaker side from here on."""
    state = turn.state
    under_way, _ = ahead(turn)
    turn.change((*under_way, *made.steps), why)
    if band is not None:
        others = tuple(w for w in state.weak if not overlap(w.area, area, state.rules))
        claim = Weakness(weak, area, band, raised=again)
        turn.state = replace(turn.state, weak=(*others, claim), left_out=(*state.left_out, *made.dropped))


def side_first(turn: Turn, weak: Side, area: str, band: Band | None) -> Change:
    """The sets still to come of an area one side at a time, within what is left of the session's budget."""
    state = turn.state
    under_way, coming = ahead(turn)
    budget = Budget.of(state.rules).after((*state.finished, *under_way), state.left_out, state.rules)
    # What an earlier call has added is taken out again before anything is added.
    own = (step for step in coming if not (isinstance(step, SetStep) and step.for_weak))
    room = week_room(state.profile, area, weak, (*state.finished, *under_way, *own), state.scripts, state.rules)
    if room is not None:
        budget = replace(budget, sets=min(budget.sets, room))
    made = single_sided(
        coming, state.scripts, state.rules, area=area, first=weak, band=band, budget=budget, unbraced=state.unbraced
    )
    return replace(made, steps=with_known_sides(coming, made.steps, state.profile, weak, state.rules))
