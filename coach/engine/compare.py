"""A test of the two sides, done: how far apart they are, and what follows from it (training-science 5.2, 5.3)."""

from dataclasses import replace

from coach.engine.change import side_first, take_side
from coach.engine.outlook import as_done
from coach.engine.turn import Turn
from coach.events import Kind, Line
from coach.plan.entries import GAPS_KEPT
from coach.plan.profile import Band, Gap, WeakSide
from coach.plan.progress import band_of, compared
from coach.plan.steps import SetStep
from coach.units import Side


def tested(turn: Turn, step: SetStep) -> None:
    """Once both sides of a test are done: the difference, its band, and what follows from it."""
    done = turn.state.done
    left, right = (done.get((step.block, step.set, side)) for side in (Side.LEFT, Side.RIGHT))
    if left is None or right is None:
        return
    known, rules = turn.state.profile, turn.state.rules
    gap = compared(as_done(left, 0), as_done(right, 1), known.today, rules)
    if gap is None:
        turn.say(Kind.REPLY, Line("test_unclear"))
        return
    area = step.area
    number = len(turn.state.records) - 1
    turn.learn(f"gaps.{area}", [each.plain() for each in (*known.gaps(area), gap)][-GAPS_KEPT:], number)
    turn.learn(f"retest.{area}", known.today, number)
    _judge(turn, area, gap, number)


def _judge(turn: Turn, area: str, gap: Gap, number: int) -> None:
    """Keep what the test changes, put it into the rest of the session, and say it in one sentence."""
    state = turn.state
    known, band = state.profile, band_of(gap.percent, state.rules)
    before = known.weak(area)
    slots = {"area": area, "side": gap.side.value, "other_side": gap.side.other.value, "percent": round(gap.percent)}
    line = Line(f"test_{band.value}", slots)
    if band is Band.NONE:
        turn.say(Kind.REPLY, line)
        return
    if before is not None and gap.side is before.side.other:
        turn.learn(f"weak.{area}", None, number)
        turn.say(Kind.REPLY, Line("test_flipped", slots))
        return
    since = before.since if before is not None else known.today
    turn.learn(f"weak.{area}", WeakSide(gap.side, band, since, long_standing=True).plain(), number)
    turn.state = replace(turn.state, settled=turn.state.settled | {gap.side})
    made = side_first(turn, gap.side, area, band)
    if made.exercises and made.steps != state.steps:
        take_side(turn, made, line, gap.side, area, band)
    turn.say(Kind.REPLY, line)
