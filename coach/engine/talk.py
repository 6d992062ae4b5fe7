"""Commands about the talk itself: how loud the coach is, what can be said to it now, and a note for later."""

from dataclasses import replace

from coach.engine.state import Working, expects
from coach.engine.turn import Turn
from coach.events import Heard


def louder(turn: Turn, heard: Heard) -> None:
    """One step louder, voice and tones alike."""
    del heard
    _loudness(turn, 1)


def softer(turn: Turn, heard: Heard) -> None:
    """One step softer."""
    del heard
    _loudness(turn, -1)


def _loudness(turn: Turn, steps: int) -> None:
    rules = turn.state.rules.loudness
    wanted = turn.state.loudness_db + steps * rules.step_db
    new = min(max(wanted, rules.softest_db), rules.loudest_db)
    end = new == turn.state.loudness_db
    turn.state = replace(turn.state, loudness_db=new)
    if not isinstance(turn.state.stage, Working):  # the count itself is the answer there
        turn.reply(("loudest_already" if end else "louder") if steps > 0 else "softest_already" if end else "softer")


def note(turn: Turn, heard: Heard) -> None:
    """Mark this moment in the history, to be looked at after training."""
    step = turn.state.current
    where = f"{step.exercise}, set {step.set}, {step.side.value}" if step else "between sets"
    turn.note("note", f"{where}: {heard.text}")
    if step is not None:
        turn.reply("noted_set", exercise=step.name, set=step.set)
    else:
        turn.reply("noted")


def help_now(turn: Turn, heard: Heard) -> None:
    """The most useful of what can be said now."""
    del heard
    turn.reply(f"help_{expects(turn.state)}")
