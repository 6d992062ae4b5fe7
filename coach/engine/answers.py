"""Answers to what the coach has asked: yes and no, words that name one of several, and silence."""

from dataclasses import replace

from coach.engine import effort, feel, greeting, safety, sides, today
from coach.engine.done import leave_set
from coach.engine.flow import close, stand, take_up
from coach.engine.state import Asking, Paused, Question, Stage, Trouble, Waiting
from coach.engine.turn import Turn
from coach.events import Cancel, Heard, Kind, Line


def yes(turn: Turn, heard: Heard) -> None:
    """Answer the open question."""
    asking = turn.state.stage
    if not isinstance(asking, Asking):
        if today.is_open(turn):
            turn.hush()
            today.something(turn)
        else:
            turn.reply("no_question")
        return
    turn.hush()
    match asking.question:
        case Question.TODAY:
            today.something(turn)
        case Question.ILL:
            close(turn, "safety")
        case Question.LONG_STANDING:
            sides.long_standing(turn, asking)
        case Question.FINISH:
            leave_set(turn, turn.at)
            close(turn, "finished")
        case Question.SAFETY:
            stand(turn, asking.then)
            turn.reply("stopped")
        case Question.PAIN:
            safety.pain(turn, heard)
        case Question.FINE:
            safety.fine_again(turn, asking)
        case Question.SETTLED | Question.RETEST | Question.CARE:
            greeting.answered(turn, asking, yes=True)
        case Question.WHICH:
            sides.named(turn, replace(heard, slots={}))
        case Question.FEEL | Question.PART | Question.WHERE | Question.RESERVE | Question.SORE:
            turn.ask(asking)


def no(turn: Turn, heard: Heard) -> None:
    """Answer the open question."""
    asking = turn.state.stage
    if not isinstance(asking, Asking):
        if today.is_open(turn):
            today.nothing(turn)
        else:
            turn.reply("no_question")
        return
    turn.hush()
    match asking.question:
        case Question.TODAY | Question.SORE:
            today.nothing(turn)
        case Question.ILL:
            today.goes_on(turn)
        case Question.SETTLED | Question.RETEST | Question.CARE:
            greeting.answered(turn, asking, yes=False)
        case Question.PAIN:
            something_else(turn, asking)
        case Question.FINE:
            safety.not_fine(turn, asking)
        case Question.LONG_STANDING:
            turn.say(Kind.SAFETY, Line("not_long_standing", asking.slots))
            by_word(turn, asking.then)
        case Question.WHERE:
            feel.nowhere(turn, asking)
        case _:
            take_up(turn, asking.then)
    del heard


def by_word(turn: Turn, then: Stage) -> None:
    """On with what the question has interrupted; a set only when the athlete says so, for it may be no old story."""
    if isinstance(then, Waiting) and then.broken is not None:
        turn.go(then)
        turn.say(Kind.READY, Line("ready_question"))
        turn.wake_in(turn.state.rules.ready_reminder_s)
    else:
        take_up(turn, then)


def something_else(turn: Turn, asking: Asking) -> None:
    """Neither pain nor dizziness: stop, or rest?"""
    then = asking.then
    inner = then.then if isinstance(then, Paused) and not then.not_before else then
    turn.note("safety", f"pain: {turn.cause}; something else")
    safety.ask_stop_or_rest(turn, inner)


def part(turn: Turn, heard: Heard) -> None:
    """The answer that names one of several: the front or the back, dizziness or something else."""
    asking, chosen = turn.state.stage, str(heard.slots["part"])
    question = asking.question if isinstance(asking, Asking) else None
    if not isinstance(asking, Asking) or question not in (Question.PART, Question.PAIN):
        turn.reply("no_question")
    elif question is Question.PAIN and chosen == "dizziness":
        safety.dizzy(turn, heard)
    elif question is Question.PAIN:
        turn.hush()
        something_else(turn, asking)
    else:
        turn.hush()
        sides.part(turn, asking, chosen)


def fine(turn: Turn, heard: Heard) -> None:
    """I'm fine: the word that goes on after dizziness; after a question, that there is no trouble."""
    stage = turn.state.stage
    if today.is_open(turn):
        no_pain(turn, heard)
    elif not isinstance(stage, Asking):
        safety.resume(turn, heard)
    elif stage.question is Question.FINE:
        safety.fine_again(turn, stage)
    else:
        no_pain(turn, heard)


def no_pain(turn: Turn, heard: Heard) -> None:
    """It does not hurt."""
    stage = turn.state.stage
    if today.is_open(turn):
        turn.out.extend([Cancel(turn.at)] if isinstance(stage, Asking) else [])
        today.nothing(turn)
        return
    if not isinstance(stage, Asking):
        safety.no_pain(turn, heard)
        return
    turn.hush()
    match stage.question:
        case Question.PAIN:
            turn.go(stage.then)
            safety.no_pain(turn, heard)
        case Question.SETTLED:
            greeting.answered(turn, stage, yes=True)
        case Question.SAFETY:
            turn.reply("good")
            take_up(turn, stage.then)
        case _:
            turn.ask(stage)


def burning(turn: Turn, heard: Heard) -> None:
    """Burning: asked about; as the answer it is normal effort, and goes on lighter (training-science 7.2)."""
    asking = turn.state.stage
    if not isinstance(asking, Asking) or asking.question is not Question.SAFETY:
        safety.unsure(turn, heard)
        return
    turn.hush()
    turn.go(asking.then)
    effort.go_on_lighter(turn)
    take_up(turn, asking.then)


def unanswered(turn: Turn, asking: Asking) -> None:
    """Nobody answered: a weak side is asked about once more, pain is taken for pain, the rest goes on as it was."""
    match asking.question:
        case Question.LONG_STANDING if asking.asked == 1:
            turn.ask(replace(asking, asked=2))
        case Question.LONG_STANDING:
            by_word(turn, asking.then)
        case Question.SAFETY:
            stand(turn, asking.then)
            turn.reply("stopped")
        case Question.PAIN:
            then = asking.then
            safety.confirm_pain(turn, then if isinstance(then, Paused) else Paused(turn.at, then, trouble=Trouble.PAIN))
        case Question.FINE:
            turn.go(asking.then)
        case Question.TODAY:
            greeting.ask_or_begin(turn)
        case Question.SORE:
            today.sore(turn, "", None)
        case Question.ILL:
            close(turn, "safety")
        case Question.SETTLED | Question.RETEST | Question.CARE:
            greeting.answered(turn, asking, yes=None)
        case Question.FEEL | Question.WHERE:
            feel.unanswered(turn, asking)
        case _:
            take_up(turn, asking.then)
