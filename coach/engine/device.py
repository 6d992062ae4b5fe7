"""What a session does while nobody can hear it, and when it goes on."""

from dataclasses import replace

from coach.engine.done import break_off
from coach.engine.flow import begin_next, close, take_up
from coach.engine.safety import resume_after
from coach.engine.state import Closing, Opening, Over, Paused, Resting, Waiting
from coach.engine.turn import Turn
from coach.events import Kind, Line


def stand_still(turn: Turn) -> None:
    """Sound is gone: whatever was going on waits, and no time passes."""
    stage = turn.state.stage
    if isinstance(stage, Closing | Over):
        return
    turn.note("output", "lost")
    turn.go(stage if isinstance(stage, Paused) else _lost(turn))


def _lost(turn: Turn) -> Paused:
    then = break_off(turn, turn.at)
    return then if isinstance(then, Paused) else Paused(turn.at, then, lost=True)


def sound_is_back(turn: Turn, *, elsewhere: bool) -> None:
    """Say so and where, and go on where the session stood; a pause that the athlete asked for stays one."""
    stage = turn.state.stage
    turn.note("output", "back")
    turn.say(Kind.REPLY, Line("output_elsewhere" if elsewhere else "output_back"))
    if isinstance(stage, Paused) and stage.lost:
        step = turn.state.next_set
        if step is not None and isinstance(stage.then, Resting | Waiting):
            turn.say(Kind.ANNOUNCE, Line("resumed", turn.slots(step)))
        resume_after(turn, stage)


def resumed(turn: Turn, *, listening: bool) -> None:
    """Go on after a process has died: say where, and take up what it left, at the next repetition."""
    stage = turn.state.stage
    turn.state = replace(turn.state, listening=listening)
    if isinstance(stage, Closing | Over):
        close(turn, turn.state.how)
        return
    turn.note("session", "resumed")
    then = stage.then if isinstance(stage, Paused) else break_off(turn, turn.at)
    step = turn.state.next_set
    turn.say(Kind.ANNOUNCE, Line("resumed", turn.slots(step)) if step else Line("resumed_plain"))
    if isinstance(stage, Paused) and not stage.lost:
        turn.go(replace(stage, since=turn.at))
        turn.reply("paused")
    elif isinstance(stage, Opening):
        begin_next(turn)
    else:
        take_up(turn, then)
