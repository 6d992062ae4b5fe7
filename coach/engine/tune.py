"""Commands about load, repetitions, sets and talk: what a trainer would change when told."""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from coach.engine.adapt import relead
from coach.engine.change import ahead, change_plan
from coach.engine.done import elapsed
from coach.engine.parts import changed_from, parts_of, seconds_of
from coach.engine.state import Working, broken_of
from coach.engine.turn import Turn
from coach.events import Heard, Kind, Line, Text
from coach.plan.change import another_set, changed, one_set_less
from coach.plan.steps import SetStep
from coach.program.model import Counting, Focus
from coach.units import UnitError, parse_tempo

QUIETER: Final = (Counting.FULL, Counting.REPS, Counting.BEAT, Counting.SILENT)
"""From the most talk to the least."""


def set_reps(turn: Turn, heard: Heard) -> None:
    """So many repetitions in this set and the rest of the exercise."""
    reps = int(float(heard.slots["n"]))
    step = turn.state.next_set
    if step is None or step.hold_s is not None or not 1 <= reps <= 100:
        turn.reply("no_reps_here")
        return
    block = step.block
    made = changed(turn.state.steps, lambda s: s.block == block, lambda s: replace(s, reps=reps))
    stage = turn.state.stage
    broken = broken_of(stage)
    if broken is not None and reps < broken.reps:
        turn.reply("no_reps_here")
        return
    if isinstance(stage, Working) and not _more_reps(turn, stage, step, reps):
        return
    change_plan(turn, made.steps, Line("adapted_reps", {"n": reps}))


def _more_reps(turn: Turn, working: Working, step: SetStep, reps: int) -> bool:
    """Lead the set under way to another end; False where it has already come to it."""
    seconds = elapsed(working, turn.at)
    begun = [part.rep for part in working.parts if part.offset <= seconds and working.origin <= turn.at]
    rep = (max(begun) if begun else working.parts[0].rep - 1) + 1
    if reps < rep - 1:
        turn.reply("no_reps_here")
        return False
    parts = changed_from(working.parts, rep, parts_of(replace(step, reps=reps), reps))
    boundary = next((part.offset for part in parts if part.rep == rep), seconds_of(parts))
    relead(turn, replace(working, parts=parts), boundary)
    return True


def more_sets(turn: Turn, heard: Heard) -> None:
    """One more set of this exercise."""
    del heard
    step = turn.state.next_set
    done = (s.set for s in turn.state.finished if isinstance(s, SetStep) and step is not None and s.block == step.block)
    made = another_set(turn.state.steps, step.block, max(done, default=0)) if step is not None else None
    if step is None or made is None or not made.exercises:
        turn.reply("nothing_left")
    else:
        change_plan(turn, made.steps, Line("one_set_more", {"exercise": step.name}))


def fewer_sets(turn: Turn, heard: Heard) -> None:
    """One set of this exercise less."""
    del heard
    step = turn.state.next_set
    under_way, coming = ahead(turn)
    made = one_set_less(coming, step.block) if step is not None else None
    if step is None or made is None or not made.exercises:
        turn.reply("last_set_already")
    else:
        change_plan(turn, (*under_way, *made.steps), Line("one_set_less", {"exercise": step.name}))


def set_tempo(turn: Turn, heard: Heard) -> None:
    """A tempo by its four places, for the rest of this exercise from the next set on."""
    step = turn.state.next_set
    try:
        tempo = parse_tempo(str(heard.slots["tempo"]))
    except UnitError:
        turn.reply("no_tempo_here")
        return
    if step is None or step.hold_s is not None:
        turn.reply("no_tempo_here")
        return
    under_way, coming = ahead(turn)
    block = step.block
    made = changed(coming, lambda s: s.block == block, lambda s: replace(s, tempo=tempo))
    if made.exercises:
        change_plan(turn, (*under_way, *made.steps), Line("adapted_tempo", {"tempo": str(tempo)}))
    else:
        turn.reply("last_set_already")


def less_talk(turn: Turn, heard: Heard) -> None:
    """One level quieter from the next set on."""
    del heard
    _talk(turn, 1)


def more_talk(turn: Turn, heard: Heard) -> None:
    """One level more talk from the next set on."""
    del heard
    _talk(turn, -1)


def _talk(turn: Turn, by: int) -> None:
    step = turn.state.next_set
    if step is None:
        turn.reply("nothing_left")
        return
    level = min(max(QUIETER.index(step.counting) + by, 0), len(QUIETER) - 1)
    under_way, coming = ahead(turn)
    made = changed(coming, lambda _: True, lambda s: replace(s, counting=QUIETER[level]))
    name = QUIETER[level].value
    change_plan(turn, (*under_way, *made.steps), Line(f"talk_{name}"))


def counts_only(turn: Turn, heard: Heard) -> None:
    """Counts, and no cues, from the next set on."""
    del heard
    under_way, coming = ahead(turn)
    made = changed(coming, lambda _: True, lambda s: replace(s, counting=Counting.FULL, focus=Focus.NONE))
    change_plan(turn, (*under_way, *made.steps), Line("talk_counts"))


def new_cue(turn: Turn, heard: Heard) -> None:
    """Another thought for the exercise, now."""
    del heard
    step = turn.state.next_set
    if step is None:
        turn.reply("nothing_left")
        return
    script = turn.script(step)
    cues = (*script.eccentric, *script.concentric, *script.hold)
    if not cues:
        turn.reply("no_cue")
        return
    turn.say(Kind.REPLY, Text(cues[turn.state.turn % len(cues)].text, turn.slots(step)))
    turn.state = replace(turn.state, turn=turn.state.turn + 1)


def time_left(turn: Turn, heard: Heard) -> None:
    """About how many minutes the rest of the session takes."""
    del heard
    seconds = Fraction(0)
    for step in turn.state.steps:
        seconds += step.rest_s
        if isinstance(step, SetStep):
            seconds += seconds_of(parts_of(step, step.reps)) + turn.state.rules.rest.announce_s
    turn.reply("time_left", n=max(1, round(seconds / 60)))
