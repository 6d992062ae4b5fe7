"""Commands about which exercise is done: the one before once more, or another one instead."""

from dataclasses import replace

from coach.engine.change import ahead, change_plan
from coach.engine.done import leave_set
from coach.engine.flow import take_up
from coach.engine.state import Announcing, Paused, Resting, once_answered
from coach.engine.turn import Turn
from coach.events import Heard, Line
from coach.plan.change import once_more
from coach.plan.sides import without
from coach.plan.steps import SetStep, Steps
from coach.plan.swap import instead_of, swapped
from coach.program.script import CueScript
from coach.units import Side


def previous(turn: Turn, heard: Heard) -> None:
    """Back to the set before, or the last one of another exercise: once more, now. Said again: one further back."""
    step, earlier = turn.state.next_set, turn.state.finished[: _gone_back_to(turn)]
    places = [n for n, done in enumerate(earlier) if isinstance(done, SetStep)]
    if heard.slots.get("what") == "exercise" and step is not None:
        places = [n for n in places if earlier[n].block != step.block]
    last = earlier[places[-1]] if places else None
    if not isinstance(last, SetStep) or not without((last,), turn.state.gone):
        turn.reply("nothing_to_repeat")
        return
    again = once_more(last, turn.state.finished, turn.state.steps)
    turn.hush()
    leave_set(turn, heard.ended)
    change_plan(turn, (again, *turn.state.steps), Line("gone_back", {"exercise": last.name, "place": places[-1]}))
    _to_the_first(turn)


def _gone_back_to(turn: Turn) -> int:
    """How many finished sets came before the one that the athlete has just gone back to; else all of them."""
    done, newest = len(turn.state.finished), turn.state.undo[-1] if turn.state.undo else None
    back = newest is not None and newest.said.key == "gone_back" and newest.finished == done
    return int(newest.said.slots["place"]) if newest is not None and back else done


def swap_exercise(turn: Turn, heard: Heard) -> None:
    """Another exercise for the same muscle, for the rest of this one or, while resting, of the next."""
    step = turn.state.next_set
    if step is None:
        turn.reply("nothing_left")
        return
    state, script = turn.state, turn.script(step)
    other = _instead(turn, step)
    if other is None:
        turn.reply("nothing_alike", exercise=script.name)
        return
    resting = isinstance(state.stage, Resting)
    if not resting:
        turn.hush()
        leave_set(turn, heard.ended)
    line = Line("swapped", {"exercise": script.name, "other": other.name})
    change_plan(turn, swapped(state.steps, script, other, unknown=_unknown(turn, other)).steps, line)
    if not resting:
        _to_the_first(turn)


def _instead(turn: Turn, step: SetStep) -> CueScript | None:
    state = turn.state
    coming = {s.exercise for s in state.steps if isinstance(s, SetStep)}
    one_sided = any(s.side is not Side.BOTH for s in _sets_of(state.steps, step.exercise))
    down = {name for name, script in state.scripts.items() if script.head_down and state.profile.careful}
    taken = frozenset(coming | down | {exercise for exercise, _ in state.gone})
    return instead_of(turn.script(step), state.scripts.values(), taken, one_sided=one_sided)


def swap_for(turn: Turn, step: SetStep) -> tuple[Steps, str] | None:
    """The steps with another exercise for the same muscle, and its name; None where there is none."""
    other = _instead(turn, step)
    if other is None:
        return None
    under_way, coming = ahead(turn)
    made = swapped(coming, turn.script(step), other, unknown=_unknown(turn, other))
    return (*under_way, *made.steps), other.name


def _unknown(turn: Turn, script: CueScript) -> bool:
    """Whether the athlete has never done this exercise, as far as the history goes."""
    practised = turn.state.profile.practised
    today = {record.exercise for record in turn.state.records}
    return practised is not None and script.cues not in practised | today


def _sets_of(steps: Steps, exercise: str) -> list[SetStep]:
    return [s for s in steps if isinstance(s, SetStep) and s.exercise == exercise]


def _to_the_first(turn: Turn) -> None:
    """Go to what is now the first set; a pause stays one, and what was interrupted is given up."""
    inner = once_answered(turn.state.stage)
    if isinstance(inner, Paused):
        turn.go(replace(inner, then=Announcing()))
    else:
        take_up(turn, Resting(turn.at, turn.at))
