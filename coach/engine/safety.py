"""What stops everything, and what may go on afterwards (training-science 7)."""

from dataclasses import replace

from coach.engine.flow import break_off, close, leave_set, stand, take_up
from coach.engine.state import Asking, Paused, Question, Resting, Stage
from coach.engine.turn import Turn
from coach.events import Heard, Kind, Line
from coach.plan.profile import Unsettled
from coach.plan.sides import without
from coach.plan.steps import SetStep
from coach.units import Samples


def emergency(turn: Turn, heard: Heard) -> None:
    """Silence, the number to call, and the end of the session; nothing said by voice resumes it."""
    turn.hush()
    leave_set(turn, heard.ended)
    turn.note("safety", f"emergency: {heard.text}")
    turn.state = replace(turn.state, how="safety")
    turn.go(turn.state.stage)
    turn.say(Kind.SAFETY, Line("emergency"))
    close(turn, "safety")


def pain(turn: Turn, heard: Heard) -> None:
    """The exercise is over for today; what comes after it may go on."""
    leave_set(turn, heard.ended)
    then = break_off(turn, heard.ended)
    turn.note("safety", f"pain: {heard.text}")
    step = _hurting(turn, then)
    if step is not None:
        _ask_next_time(turn, step.exercise, "pain", heard)
        turn.state = replace(
            turn.state,
            gone=(gone := turn.state.gone | {(step.exercise, step.side)}),
            steps=without(turn.state.steps, gone),
            last_change=Line("ended_for_pain", {"exercise": step.name}),
        )
    earliest = then.not_before if isinstance(then, Paused) else 0
    turn.go(Paused(turn.at, Resting(turn.at, turn.at), not_before=earliest))
    turn.say(Kind.SAFETY, Line("pain"))


def _ask_next_time(turn: Turn, what: str, kind: str, heard: Heard) -> None:
    """The next session asks once whether it is settled (training-science 7.2)."""
    turn.learn(f"unsettled.{what}", Unsettled(kind, heard.text[:60], turn.state.profile.today).plain())


def _hurting(turn: Turn, then: Stage) -> SetStep | None:
    """The set that pain is about: in a rest the one before it; none where pain has ended it already."""
    last = turn.state.last_change
    if isinstance(then, Paused):
        if last is not None and last.key == "ended_for_pain":
            return None
        then = then.then
    before = turn.state.finished[-1] if turn.state.finished else None
    return before if isinstance(then, Resting) and isinstance(before, SetStep) else turn.state.next_set


def dizzy(turn: Turn, heard: Heard) -> None:
    """Sit, and wait the full time; the second time ends the session."""
    then = break_off(turn, heard.ended)
    turn.note("safety", f"dizzy: {heard.text}")
    _ask_next_time(turn, "dizzy", "dizzy", heard)
    rules = turn.state.rules.safety
    turn.state = replace(turn.state, dizzy=turn.state.dizzy + 1)
    if turn.state.dizzy > rules.dizzy_max:
        leave_set(turn, heard.ended)
        turn.say(Kind.SAFETY, Line("dizzy_again"))
        close(turn, "safety")
        return
    inner = then.then if isinstance(then, Paused) else then
    turn.go(Paused(turn.at, inner, not_before=turn.after(rules.dizzy_rest_s)))
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
    stand(turn, break_off(turn, heard.ended))
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
