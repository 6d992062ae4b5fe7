"""What stops everything, and what may go on afterwards (training-science 7).

A word stops the count at once; what it means is settled afterwards. Pain counts as pain unless it is taken back:
without an answer, and with every word that goes on, the exercise is over for the side that hurt.
"""

from dataclasses import replace
from typing import Final

from coach.engine import today
from coach.engine.done import break_off, leave_set
from coach.engine.flow import close, finish_set, stand, take_up
from coach.engine.parting import loading, part_with
from coach.engine.state import (
    Asking,
    Closing,
    Opening,
    Paused,
    Question,
    Resting,
    Stage,
    Trouble,
    Waiting,
    Working,
    broken_of,
)
from coach.engine.turn import Turn
from coach.events import Heard, Kind, Line, Slots
from coach.plan.profile import Unsettled
from coach.plan.sides import without
from coach.plan.steps import SetStep
from coach.units import Samples, Side

UNLESS_TAKEN_BACK: Final = (Trouble.PAIN, Trouble.CRAMP)
"""What ends an exercise, unless the athlete says that it was nothing."""


def emergency(turn: Turn, heard: Heard) -> None:
    """Silence, the number to call, and the end of the session; nothing said by voice resumes it."""
    turn.hush()
    leave_set(turn, heard.ended)
    _log(turn, "emergency", heard, turn.state.current, "session over")
    turn.state = replace(turn.state, how="safety", alarm=True)
    turn.go(turn.state.stage)
    turn.say(Kind.SAFETY, Line("emergency"))
    close(turn, "safety")


def at_the_end(turn: Turn, heard: Heard) -> None:
    """In the last words of a session: after an emergency its advice is repeated, and a safety word is answered."""
    if turn.state.alarm and heard.intent in ("say_again", "help", "what_next", "yes", "resume"):
        turn.hush()
        turn.go(Closing())
        turn.say(Kind.SAFETY, Line("emergency"), ticket=True)
    elif heard.intent in ("pain", "cramp", "dizzy", "unsure", "burning"):
        _log(turn, heard.intent, heard, None, "session over")
        turn.hush()
        turn.go(Closing())
        turn.say(Kind.SAFETY, Line("pain_at_the_end"), ticket=True)
    elif heard.intent == "stop":
        turn.hush()
        turn.go(Closing())
        turn.say(Kind.REPLY, Line("stopped_at_the_end"), ticket=True)


def _log(turn: Turn, what: str, heard: Heard, step: SetStep | None, reaction: str) -> None:
    """Word, exercise and reaction, for the history (training-science 7.2)."""
    where = f"{step.exercise}, {step.side.value}" if step is not None else "between sets"
    turn.note("safety", f"{what}: {heard.text or turn.cause}; {where}; {reaction}")


def pain(turn: Turn, heard: Heard) -> None:
    """The count stops; in ten seconds the coach asks what it is."""
    stage = turn.state.stage
    if today.is_open(turn):
        place, side = _named(heard)
        today.sore(turn, place, side) if place else today.something(turn)
        return
    if isinstance(stage, Asking) and stage.question is Question.LONG_STANDING and _one_sided_sign(turn, stage):
        emergency(turn, heard)
        return
    _stand_for(turn, heard, Trouble.PAIN)


def cramp(turn: Turn, heard: Heard) -> None:
    """Stop and ease; the exercise is done, unless that is taken back within ten seconds."""
    if today.is_open(turn):
        today.something(turn)
    else:
        _stand_for(turn, heard, Trouble.CRAMP)


def _stand_for(turn: Turn, heard: Heard, trouble: Trouble) -> None:
    """The count stops; said for the second time, the word needs no question."""
    stage = turn.state.stage
    if isinstance(stage, Asking) and stage.question is Question.PAIN:
        confirm_pain(turn, _paused(stage.then, turn))
        return
    then = break_off(turn, heard.ended)
    if isinstance(then, Paused) and then.trouble in UNLESS_TAKEN_BACK:
        confirm_pain(turn, then)
        return
    inner = then.then if isinstance(then, Paused) else then
    earliest = then.not_before if isinstance(then, Paused) else 0
    _log(turn, trouble.value, heard, _hurting(turn, inner), "count stopped")
    place, side = _named(heard)
    stood = Paused(
        turn.at,
        inner,
        not_before=earliest,
        trouble=trouble,
        question_at=turn.after(turn.state.rules.safety.question_after_s),
        word=heard.text,
        place=place,
        side=side,
        changes=len(turn.state.undo),
    )
    turn.go(stood)
    turn.say(Kind.SAFETY, Line(trouble.value))


def _named(heard: Heard) -> tuple[str, Side | None]:
    """The part of the body that hurts, and its side, where the words have them."""
    side = str(heard.slots.get("side", ""))
    return str(heard.slots.get("spot", "")), Side(side) if side else None


def _one_sided_sign(turn: Turn, asking: Asking) -> bool:
    """Numb, tingling or hurting on one side: in a limb, a side or the chest it may be heart or stroke (7.3)."""
    return str(asking.slots.get("area", "")) in turn.state.rules.safety.alarm_areas


def _paused(stage: Stage, turn: Turn) -> Paused:
    return stage if isinstance(stage, Paused) else Paused(turn.at, stage, trouble=Trouble.PAIN)


def ask_what_it_is(turn: Turn, paused: Paused) -> None:
    """Ten seconds after the word: pain, or dizziness, or something else? A cramp needs no question."""
    then = replace(paused, question_at=0)
    if paused.trouble is Trouble.CRAMP:
        confirm_pain(turn, then)
        return
    seconds = turn.state.rules.safety.weak_answer_s
    slots: Slots = {"place": paused.place, "side": paused.side.value if paused.side else ""}
    line = Line("ask_pain") if not paused.place else Line("ask_pain_side" if paused.side else "ask_pain_place", slots)
    turn.ask(Asking(Question.PAIN, then, line, seconds))


def confirm_pain(turn: Turn, paused: Paused, *, goes_on: bool = False) -> None:
    """It is pain: the exercise is over for that side today; what comes after it may go on."""
    turn.hush()
    then, line = _end_exercise(turn, paused)
    lines = [line, *_spared(turn, paused)]
    paused = replace(paused, then=then, trouble=None, question_at=0)
    turn.go(paused)
    if goes_on:
        turn.say(Kind.SAFETY, *lines)
        resume_after(turn, paused)
    else:
        turn.say(Kind.SAFETY, *lines, Line("pain_over"))


def _spared(turn: Turn, paused: Paused) -> list[Line]:
    """A named place is spared by what comes next: another area is offered (training-science 7.2)."""
    exercises = loading(turn, paused.place)
    if not exercises:
        return []
    side = paused.side or Side.BOTH
    before = turn.state.steps
    for exercise in exercises:
        part_with(turn, exercise, side)
    if turn.state.steps == before:
        return []
    slots: Slots = {"place": paused.place, "side": "" if side is Side.BOTH else side.value}
    turn.note("safety", f"pain: {paused.word}; left out: {', '.join(exercises)}")
    return [Line("spared" if side is Side.BOTH else "spared_side", slots)]


def _end_exercise(turn: Turn, paused: Paused) -> tuple[Stage, Line]:
    """Leave the exercise out for the side that hurt; the stage to go on with, and the sentence."""
    step = _hurting(turn, paused.then)
    if step is None:
        return paused.then, Line("pain_nothing_left")
    turn.go(paused)
    leave_set(turn, turn.at)
    side = _side_that_hurts(step, paused.side)
    if broken_of(paused.then) is not None:
        # The set that hurt is not done again by the other side.
        turn.state = replace(turn.state, steps=turn.state.steps[1:])
    alone = part_with(turn, step.exercise, side)
    what = {"exercise": step.name, "side": side.value, "other_side": "" if side is Side.BOTH else side.other.value}
    named = "_alone" if alone and step.side is Side.BOTH else "" if side is Side.BOTH else "_side"
    line = Line(f"ended_for_pain{named}", what)
    turn.state = replace(turn.state, last_change=line)
    _ask_next_time(turn, step.exercise, "pain", paused)
    turn.note("safety", f"pain: {paused.word}; {step.exercise}, {side.value}; exercise over")
    return Resting(paused.since, paused.since), line


def _side_that_hurts(step: SetStep, named: Side | None) -> Side:
    """The side for which an exercise is over: the one that was named, else the one at work; both where these differ."""
    if named is None or named is step.side:
        return step.side
    return named if step.side is Side.BOTH else Side.BOTH


def _ask_next_time(turn: Turn, what: str, kind: str, paused: Paused) -> None:
    """The next session asks once whether it is settled (training-science 7.2)."""
    side = paused.side.value if paused.side else ""
    trouble = Unsettled(kind, paused.word[:60] or kind, turn.state.profile.today, paused.place, side)
    turn.learn(f"unsettled.{what}", trouble.plain())


def _hurting(turn: Turn, then: Stage) -> SetStep | None:
    """The set that pain is about: in a rest the one before it; none before the first word of the plan."""
    before = turn.state.finished[-1] if turn.state.finished else None
    step = before if isinstance(then, Resting) and isinstance(before, SetStep) else turn.state.next_set
    if isinstance(then, Opening) or step is None:
        return None
    return step if without((step,), turn.state.gone) else None


def dizzy(turn: Turn, heard: Heard) -> None:
    """Sit, and wait the full time, with no more holds today; the second time ends the session."""
    if today.is_open(turn):
        today.ill(turn)
        return
    then = break_off(turn, heard.ended)
    rules = turn.state.rules.safety
    turn.state = replace(turn.state, dizzy=turn.state.dizzy + 1)
    again = turn.state.dizzy > rules.dizzy_max
    _log(turn, "dizzy", heard, turn.state.current, "session over" if again else "waiting")
    _ask_next_time(turn, "dizzy", "dizzy", Paused(turn.at, then, word=heard.text))
    if again:
        leave_set(turn, heard.ended)
        turn.say(Kind.SAFETY, Line("dizzy_again"))
        close(turn, "safety")
        return
    inner = then.then if isinstance(then, Paused) else then
    current = turn.state.current
    if current is not None and current.hold_s is not None and isinstance(inner, Waiting) and inner.broken:
        turn.go(inner)
        leave_set(turn, heard.ended)
        inner = Resting(turn.at, turn.at)
    turn.state = replace(turn.state, steps=turn.allowed(turn.state.steps))
    turn.go(Paused(turn.at, inner, not_before=turn.after(rules.dizzy_rest_s), trouble=Trouble.DIZZY, word=heard.text))
    turn.say(Kind.SAFETY, Line("dizzy", {"minutes": rules.dizzy_rest_s // 60}))


def unsure(turn: Turn, heard: Heard) -> None:
    """A word that may mean effort or trouble: stop the count and ask."""
    then = break_off(turn, heard.ended)
    _log(turn, "unsure", heard, turn.state.current, "asked")
    ask_stop_or_rest(turn, then)


def ask_stop_or_rest(turn: Turn, then: Stage) -> None:
    """Do you want to stop, or rest?"""
    seconds = turn.state.rules.safety.question_after_s
    turn.ask(Asking(Question.SAFETY, then, Line("ask_stop_or_rest"), seconds))


def rest_now(turn: Turn, then: Stage) -> None:
    """The answer is "rest": a broken-off set ends here, a rest goes on longer."""
    broken = broken_of(then)
    if isinstance(then, Paused):
        take_up(turn, then)
    elif broken is not None:
        finish_set(turn, Working(turn.at, (), broken), turn.at)
    else:
        begun = then.begun if isinstance(then, Resting) else Samples(turn.at - 1)
        ends = max(then.ends, turn.at) if isinstance(then, Resting) else turn.at
        more = (
            turn.after(turn.state.rules.rest.default_s) if ends == turn.at else turn.after(turn.state.rules.rest.more_s)
        )
        turn.reply("rest_now")
        take_up(turn, Resting(begun, Samples(max(ends, more))))


def stop(turn: Turn, heard: Heard) -> None:
    """Stop without questions; "resume" goes on."""
    hold_everything(turn, heard, "stopped")


def pause(turn: Turn, heard: Heard) -> None:
    """Everything stands until "resume"; asked whether to stop or rest, "rest" is an answer."""
    stage = turn.state.stage
    if isinstance(stage, Asking) and stage.question is Question.SAFETY:
        turn.hush()
        turn.go(stage.then)
        rest_now(turn, stage.then)
        return
    hold_everything(turn, heard, "paused")


def hold_everything(turn: Turn, heard: Heard, line: str) -> None:
    """Stand still where the athlete's words ended."""
    if isinstance(turn.state.stage, Paused):
        turn.hush()
        turn.reply(line)
        return
    stand(turn, break_off(turn, heard.ended))
    turn.reply(line)


def resume(turn: Turn, heard: Heard) -> None:
    """Go on where "stop" or "pause" has left off; after dizziness not before its time, and not without "I'm fine"."""
    stage = turn.state.stage
    if isinstance(stage, Asking) and isinstance(stage.then, Paused):
        turn.hush()
        turn.go(stage.then)
        stage = stage.then
    if not isinstance(stage, Paused):
        turn.reply("nothing_paused")
    elif turn.at < stage.not_before:
        turn.say(Kind.SAFETY, Line("dizzy_wait"))
    elif stage.trouble is Trouble.DIZZY and heard.intent != "fine":
        turn.ask(Asking(Question.FINE, stage, Line("ask_fine"), turn.state.rules.safety.weak_answer_s))
    elif stage.trouble in UNLESS_TAKEN_BACK:
        confirm_pain(turn, stage, goes_on=True)
    else:
        resume_after(turn, stage)


def resume_after(turn: Turn, paused: Paused) -> None:
    """Take up what stood still; a rest keeps the length it had left."""
    then: Stage = paused.then
    if isinstance(then, Resting):
        stood = turn.at - paused.since
        then = Resting(Samples(then.begun + stood - 1), Samples(then.ends + stood))
    take_up(turn, then)


def fine_again(turn: Turn, asking: Asking) -> None:
    """Dizziness is over, by the athlete's own word and after its time."""
    turn.hush()
    turn.note("safety", f"dizzy: {turn.cause}; fine again")
    resume_after(turn, replace(_paused(asking.then, turn), trouble=None))


def not_fine(turn: Turn, asking: Asking) -> None:
    """Dizziness is not over: sit through the whole time once more."""
    turn.hush()
    until = turn.after(turn.state.rules.safety.dizzy_rest_s)
    turn.go(replace(_paused(asking.then, turn), not_before=until))
    turn.say(Kind.SAFETY, Line("dizzy_wait"))


def no_pain(turn: Turn, heard: Heard) -> None:
    """Nothing hurts after all: the count has stopped, and goes on (training-science 7.2)."""
    stage = turn.state.stage
    if isinstance(stage, Working):
        then = break_off(turn, heard.ended)
        turn.go(then)
        turn.reply("good")
        take_up(turn, then)
    elif isinstance(stage, Paused) and stage.trouble in UNLESS_TAKEN_BACK:
        turn.hush()
        turn.note("safety", f"{stage.trouble}: {turn.cause}; taken back")
        turn.reply("good")
        resume_after(turn, replace(stage, trouble=None, question_at=0))
    else:
        turn.reply("good")


def still_paused(turn: Turn, paused: Paused) -> None:
    """The pause has gone on for a while: ask, tell that the wait is over, remind, and end it at last."""
    rules = turn.state.rules.safety
    if paused.question_at:
        ask_what_it_is(turn, paused)
    elif turn.at >= paused.since + turn.seconds(rules.pause_ends_s):
        close(turn, "unheard")
    else:
        over = paused.trouble is Trouble.DIZZY
        turn.go(replace(paused, reminded=paused.reminded + 1))
        turn.say(Kind.SAFETY if over else Kind.REPLY, Line("dizzy_over" if over else "pause_reminder"))


def watch_pause(turn: Turn, paused: Paused) -> None:
    """Be woken for what comes next in a pause."""
    rules = turn.state.rules.safety
    if paused.lost:
        return
    if paused.question_at:
        turn.wake(Samples(paused.question_at))
    elif turn.at < paused.not_before:
        turn.wake(Samples(paused.not_before))
    else:
        turn.wake_in(rules.pause_again_s if paused.reminded else rules.pause_reminder_s)
