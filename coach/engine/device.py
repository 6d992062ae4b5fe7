"""What a session does while nobody can hear it."""

from coach.engine.flow import break_off
from coach.engine.safety import go_on
from coach.engine.state import Closing, Over, Paused
from coach.engine.turn import Turn
from coach.events import Kind, Line


def stand_still(turn: Turn) -> None:
    """Sound is gone: whatever was going on waits, and no time passes."""
    stage = turn.state.stage
    if isinstance(stage, Closing | Over):
        return
    turn.note("output", "lost")
    then = stage.then if isinstance(stage, Paused) else break_off(turn, turn.at)
    turn.go(Paused(turn.at, then, lost=not isinstance(stage, Paused)))


def sound_is_back(turn: Turn) -> None:
    """Say so, and go on where the session stood; a pause that the athlete asked for stays one."""
    stage = turn.state.stage
    turn.note("output", "back")
    turn.say(Kind.REPLY, Line("output_back"))
    if isinstance(stage, Paused) and stage.lost:
        go_on(turn, stage)
