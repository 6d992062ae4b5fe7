"""How the athlete is today, asked before the first set: pain, dizziness, illness (training-science 7.4)."""

from dataclasses import replace

from coach.engine.flow import close
from coach.engine.greeting import ask_or_begin
from coach.engine.parting import loading, part_with
from coach.engine.state import Announcing, Asking, Opening, Question
from coach.engine.turn import Turn
from coach.events import Kind, Line, Slots
from coach.plan.steps import SetStep
from coach.units import Side

_OWN = (Question.TODAY, Question.SORE, Question.ILL)


def is_open(turn: Turn) -> bool:
    """Whether a word of pain or dizziness is an answer to the question of the day, not something new."""
    stage = turn.state.stage
    if isinstance(stage, Asking):
        return stage.question in _OWN
    return turn.state.today_open and isinstance(stage, Opening | Announcing)


def something(turn: Turn) -> None:
    """There is something: where?"""
    seconds = turn.state.rules.safety.weak_answer_s
    turn.ask(Asking(Question.SORE, Announcing(), Line("ask_sore"), seconds))


def nothing(turn: Turn) -> None:
    """All is well; what is being announced goes on."""
    turn.state = replace(turn.state, today_open=False)
    if isinstance(turn.state.stage, Asking):
        ask_or_begin(turn)


def sore(turn: Turn, place: str, side: Side | None) -> None:
    """Something hurts: what loads it is left out today, on that side where one was named (training-science 7.2)."""
    turn.hush()
    state = turn.state
    turn.state = replace(state, today_open=False)
    slots: Slots = {"place": place, "side": side.value if side else ""}
    if place not in state.rules.safety.loads:
        turn.say(Kind.SAFETY, Line("sore_unknown"))
        ask_or_begin(turn)
        return
    left_out = loading(turn, place)
    line = Line("sore_side" if side else "sore", slots)
    turn.note("safety", f"before training: {turn.cause}; left out: {', '.join(left_out) or 'nothing'}")
    for exercise in left_out:
        part_with(turn, exercise, side or Side.BOTH)
    turn.state = replace(turn.state, last_change=line)
    turn.say(Kind.SAFETY, line)
    if any(isinstance(step, SetStep) for step in turn.state.steps):
        ask_or_begin(turn)
    else:
        close(turn, "safety")


def ill(turn: Turn) -> None:
    """Dizzy or ill: the session is left for another day, unless the athlete says no."""
    turn.hush()
    turn.note("safety", f"before training: {turn.cause}")
    turn.ask(Asking(Question.ILL, Announcing(), Line("ask_ill"), turn.state.rules.safety.weak_answer_s))


def goes_on(turn: Turn) -> None:
    """Trained all the same: without holds, as after dizziness (training-science 7.2)."""
    turn.state = replace(turn.state, dizzy=max(1, turn.state.dizzy), today_open=False)
    turn.state = replace(turn.state, steps=turn.allowed(turn.state.steps))
    turn.say(Kind.SAFETY, Line("not_settled_dizzy"))
    ask_or_begin(turn)
