"""One side alone by a word: the other side's sets are left out until both are wanted again."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.adapt import rest_by
from coach.engine.change import ahead, braces_first, change_plan, of_area
from coach.engine.flow import begin_next
from coach.engine.state import Announcing, Rehearsing, Resting, Waiting, broken_of, under
from coach.engine.turn import Turn
from coach.events import Heard, Line, Slots
from coach.plan.one_side import both_again, one_side, rested
from coach.plan.scope import overlap
from coach.plan.steps import SetStep, Steps
from coach.units import Side


def one_side_only(turn: Turn, heard: Heard) -> None:
    """One side alone from here on, where an exercise can be done with one."""
    state, stage = turn.state, turn.state.stage
    side, area = Side(str(heard.slots["side"])), str(heard.slots.get("area", ""))
    under_way, coming = ahead(turn)
    made = one_side(coming, state.scripts, state.rules, area=area, side=side, unbraced=state.unbraced)
    slots: Slots = {"side": side.value, "other_side": side.other.value, "area": area}
    if not made.exercises or not any(isinstance(s, SetStep) for s in (*under_way, *made.steps)):
        turn.reply("brace_first" if braces_first(turn, area) else of_area("nothing_for_area", area), **slots)
        return
    line = Line(of_area("adapted_one_side", area), slots)
    steps = (*(rested(s, made.dropped) for s in under_way), *made.steps)
    weak = tuple(w for w in state.weak if w.side is side or not overlap(w.area, area, state.rules))
    announced = isinstance(stage, Announcing | Rehearsing | Waiting) and broken_of(stage) is None
    if isinstance(under(stage), Resting):
        rest_by(turn, _longer(state.finished, made.dropped), steps, line)
    elif announced and steps[:1] != coming[:1]:
        turn.hush()
        change_plan(turn, steps, line)
        begin_next(turn)
    else:
        change_plan(turn, steps, line)
    turn.state = replace(turn.state, weak=weak)


def _longer(finished: Steps, dropped: Steps) -> Fraction:
    """Seconds that a rest between two sides is short of the one after them, where the other side has gone."""
    last = finished[-1:]
    return sum((max(Fraction(0), rested(s, dropped).rest_s - s.rest_s) for s in last), Fraction(0))


def with_both(turn: Turn) -> Steps:
    """The sets still to come, those of one side alone with their other side again."""
    under_way, coming = ahead(turn)
    begun = {s.place for s in under_way if isinstance(s, SetStep)}
    return both_again(coming, turn.state.original, turn.state.done.keys() | begun)
