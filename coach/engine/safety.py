"""What stops everything, and what may go on afterwards (training-science 7)."""

from dataclasses import replace

from coach.engine.flow import break_off, close, take_up
from coach.engine.state import Asking, Paused, Question, Resting, Stage
from coach.engine.turn import Turn
from coach.events import Heard, Kind, Line
from coach.plan.change import without_block
from coach.units import Samples


def emergency(turn: Turn, heard: Heard) -> None:
    """Silence, the number to call, and the end of the session; nothing said by voice resumes it."""
    turn.hush()
    turn.note("safety", f"emergency: {heard.text}")
    turn.state = replace(turn.state, how="safety")
    turn.go(turn.state.stage)
    turn.say(Kind.SAFETY, Line("emergency"))
    close(turn, "safety")


def pain(turn: Turn, heard: Heard) -> None:
    """The exercise is over for today; what comes after it may go on."""
    break_off(turn, heard.ended)
    turn.note("safety", f"pain: {heard.text}")
    step = turn.state.next_set
    if step is not None:
        turn.change(without_block(turn.state.steps, step.block).steps, Line("ended_for_pain", {"exercise": step.name}))
    turn.go(Paused(turn.at, Resting(turn.at, turn.at)))
    turn.say(Kind.SAFETY, Line("pain"))


def dizzy(turn: Turn, heard: Heard) -> None:
    """Sit, and wait the full time; the second time ends the session."""
    then = break_off(turn, heard.ended)
    turn.note("safety", f"dizzy: {heard.text}")
    rules = turn.state.rules.safety
    turn.state = replace(turn.state, dizzy=turn.state.dizzy + 1)
    if turn.state.dizzy > rules.dizzy_max:
        turn.say(Kind.SAFETY, Line("dizzy_again"))
        close(turn, "safety")
        return
    turn.go(Paused(turn.at, then, not_before=turn.after(rules.dizzy_rest_s)))
    turn.say(Kind.SAFETY, Line("dizzy", {"minutes": rules.dizzy_rest_s // 60}))


def unsure(turn: Turn, heard: Heard) -> None:
    """A word that may mean effort or trouble: stop the count and ask."""
    then = break_off(turn, heard.ended)
    turn.note("safety", f"unsure: {heard.text}")
    seconds = turn.state.rules.safety.question_after_s
    turn.ask(Asking(Question.SAFETY, then, Line("ask_stop_or_rest"), seconds))


def stop(turn: Turn, heard: Heard) -> None:
    """Stop without questions; "resume" goes on."""
    hold_everything(turn, heard, "stopped")


def pause(turn: Turn, heard: Heard) -> None:
    """Everything stands until "resume"."""
    hold_everything(turn, heard, "paused")


def hold_everything(turn: Turn, heard: Heard, line: str) -> None:
    """Stand still where the athlete's words ended."""
    if isinstance(turn.state.stage, Paused):
        turn.reply(line)
        return
    then = break_off(turn, heard.ended)
    turn.go(Paused(turn.at, then))
    turn.reply(line)


def resume(turn: Turn, heard: Heard) -> None:
    """Go on where "stop" or "pause" has left off; after dizziness not before its time."""
    del heard
    stage = turn.state.stage
    if not isinstance(stage, Paused):
        turn.reply("nothing_paused")
    elif turn.at < stage.not_before:
        turn.say(Kind.SAFETY, Line("dizzy_wait"))
    else:
        go_on(turn, stage)


def go_on(turn: Turn, paused: Paused) -> None:
    """Take up what stood still; a rest keeps the length it had left."""
    then: Stage = paused.then
    if isinstance(then, Resting):
        stood = turn.at - paused.since
        then = Resting(Samples(then.begun + stood - 1), Samples(then.ends + stood))
    take_up(turn, then)
