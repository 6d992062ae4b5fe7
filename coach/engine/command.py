"""What each understood command does; one function an intent, found in one table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from coach.engine import (
    adapt,
    answers,
    choice,
    effort,
    feel,
    one_side,
    remember,
    safety,
    sides,
    talk,
    today,
    tune,
    undo,
)
from coach.engine.change import ahead, change_plan
from coach.engine.done import done_of, elapsed
from coach.engine.flow import after_announcement, ask_end, begin_next, finish_set, lead_set, take_up
from coach.engine.parts import seconds_of
from coach.engine.state import (
    Announcing,
    Asking,
    Paused,
    Question,
    Rehearsing,
    Resting,
    Waiting,
    Working,
    broken_of,
    once_answered,
)
from coach.engine.turn import Turn
from coach.engine.wording import coming_set
from coach.events import Cancel, Heard, Kind, Line
from coach.plan.steps import SetStep
from coach.units import Side


def ready(turn: Turn, heard: Heard) -> None:
    """Begin the set that is announced; in a rest, end the rest. A set that runs already goes on as it is."""
    stage = turn.state.stage
    if isinstance(stage, Working):
        return
    if isinstance(stage, Waiting):
        turn.hush()
        lead_set(turn, stage.broken)
    elif isinstance(stage, Announcing | Rehearsing) and turn.state.current is not None:
        turn.hush()
        lead_set(turn, broken_of(stage), hurried=isinstance(stage, Announcing))
    elif isinstance(stage, Announcing) and turn.state.steps:
        turn.hush()
        after_announcement(turn)
    elif isinstance(stage, Paused):
        safety.resume(turn, heard)
    else:
        _go_on(turn)


def next_set(turn: Turn, heard: Heard) -> None:
    """End what is going on, rest included, and go to the next set."""
    stage = turn.state.stage
    if isinstance(stage, Working) and not done_of(stage, heard.ended).tension_s:
        skip_set(turn)
    elif isinstance(stage, Working):
        turn.hush()
        finish_set(turn, stage, heard.ended, skip_rest=True)
    elif isinstance(stage, Waiting | Announcing | Rehearsing):
        ready(turn, heard)
    elif isinstance(stage, Paused):
        safety.resume(turn, heard)
    else:
        _go_on(turn)


def _go_on(turn: Turn) -> None:
    """Leave a rest, or a question, behind; a set that the question has interrupted ends."""
    turn.hush()
    turn.state = replace(turn.state, begin_at=None)
    stage = turn.state.stage
    if isinstance(stage, Asking) and stage.question is Question.TODAY:
        today.nothing(turn)
        return
    inner = once_answered(stage)
    broken = broken_of(inner)
    if isinstance(inner, Paused):
        take_up(turn, inner)
    elif broken is not None:
        finish_set(turn, Working(turn.at, (), broken), turn.at, skip_rest=True)
    else:
        begin_next(turn)


def skip_set(turn: Turn) -> None:
    """Leave out a set of which nothing has been done; what comes after it follows, or the end, if it is wanted."""
    step = turn.state.current
    if step is None:
        return
    if not any(isinstance(s, SetStep) for s in turn.state.steps[1:]):
        ask_end(turn, turn.at)
        return
    turn.hush()
    turn.go(Announcing())
    change_plan(turn, turn.state.steps[1:], Line("set_skipped", {"exercise": step.name, "set": step.set}))
    begin_next(turn)


def done(turn: Turn, heard: Heard) -> None:
    """The set ends here, with what has been lifted."""
    stage = turn.state.stage
    step = turn.state.current
    if isinstance(stage, Working) and not done_of(stage, heard.ended).tension_s:
        skip_set(turn)
    elif isinstance(stage, Working) and step is not None:
        turn.hush()
        short = effort.fell_short(turn, step, done_of(stage, heard.ended).reps)
        finish_set(turn, stage, heard.ended)
        if short:
            effort.rate_last(turn, 0)
            effort.offer_end(turn)
    else:
        turn.reply("nothing_to_end")


def finish(turn: Turn, heard: Heard) -> None:
    """Ask whether the session shall end."""
    ask_end(turn, heard.ended)


def how_many_left(turn: Turn, heard: Heard) -> None:
    """Repetitions, seconds or sets still to come."""
    stage, step = turn.state.stage, turn.state.next_set
    if step is None:
        turn.reply("nothing_left")
    elif isinstance(stage, Working) and step.hold_s is not None:
        left = seconds_of(stage.parts) - elapsed(stage, heard.ended)
        turn.reply("seconds_left", n=max(0, round(left)))
    elif isinstance(stage, Working):
        turn.reply("reps_left", n=max(0, step.reps - done_of(stage, heard.ended).reps))
    else:
        sets = sum(isinstance(s, SetStep) and s.block == step.block for s in turn.state.steps)
        turn.reply("sets_left", n=sets, exercise=step.name)


def what_next(turn: Turn, heard: Heard) -> None:
    """The next set after the one under way."""
    del heard
    under_way, coming = ahead(turn)
    following = next((s for s in coming if isinstance(s, SetStep)), None)
    if following is None:
        turn.reply("nothing_next" if under_way else "nothing_left")
    else:
        turn.say(Kind.REPLY, *coming_set(turn, following))


def what_changed(turn: Turn, heard: Heard) -> None:
    """The newest change, in the sentence that announced it."""
    del heard
    turn.say_reply(turn.state.last_change or Line("nothing_changed"))


def release(turn: Turn, heard: Heard) -> None:
    """Let a hold go now; what was held counts."""
    stage = turn.state.stage
    if not isinstance(stage, Working):
        turn.reply("no_hold_here")
        return
    seconds = elapsed(stage, heard.ended)
    held = next((part for part in stage.parts if part.holds and part.offset <= seconds < part.end), None)
    if held is None:
        turn.reply("no_hold_here")
    elif held is stage.parts[-1]:
        turn.out.append(Cancel(turn.at, cuts=False))
        turn.say(Kind.HOLD, Line("ease_out"))
        let_go = replace(held, seconds=seconds - held.offset)
        finish_set(turn, replace(stage, parts=(*stage.parts[:-1], let_go)), heard.ended, eased_out=True)
    else:
        adapt.change_hold(turn, -(held.end - seconds))


def strong_side(turn: Turn, heard: Heard) -> None:
    """The other side is the weak one."""
    other = Side(str(heard.slots["side"])).other
    sides.weak_side(turn, replace(heard, slots={**heard.slots, "side": other.value}))


def sudden(turn: Turn, heard: Heard) -> None:
    """Weakness that came on suddenly is an emergency where a weak side was just named."""
    safety.emergency(turn, heard)


def skip_rest(turn: Turn, heard: Heard) -> None:
    """On to the next set."""
    if isinstance(turn.state.stage, Resting):
        next_set(turn, heard)
    else:
        turn.reply("not_resting")


def say_again(turn: Turn, heard: Heard) -> None:
    """The announcement, or the question, once more."""
    stage = turn.state.stage
    if isinstance(stage, Asking):
        turn.hush()
        turn.ask(stage)
    elif isinstance(stage, Announcing | Waiting | Rehearsing):
        turn.hush()
        take_up(turn, Waiting(broken) if (broken := broken_of(stage)) else Announcing())
    else:
        what_next(turn, heard)


COMMANDS: Final[dict[str, Callable[[Turn, Heard], None]]] = {
    "ready": ready,
    "next_set": next_set,
    "done": done,
    "stop": safety.stop,
    "pause": safety.pause,
    "resume": safety.resume,
    "repeat_set": adapt.repeat_set,
    "skip_exercise": adapt.skip_exercise,
    "finish": finish,
    "more_rest": adapt.more_rest,
    "less_rest": adapt.less_rest,
    "skip_rest": skip_rest,
    "hold_longer": adapt.hold_longer,
    "hold_shorter": adapt.hold_longer,
    "release": release,
    "slower": adapt.slower,
    "faster": adapt.faster,
    "weak": sides.weak_side,
    "strong": strong_side,
    "single_side_on": sides.single_side_on,
    "one_side": one_side.one_side_only,
    "single_side_off": sides.single_side_off,
    "balanced": undo.as_written,
    "both_weak": sides.both_weak,
    "switch_side": sides.switch_side,
    "undo": undo.undo,
    "heavier": effort.heavier,
    "lighter": effort.lighter,
    "too_heavy": effort.too_heavy,
    "too_easy": effort.too_easy,
    "set_load": effort.set_load,
    "remember": remember.remember,
    "forget": remember.forget,
    "set_reps": tune.set_reps,
    "more_sets": tune.more_sets,
    "fewer_sets": tune.fewer_sets,
    "set_tempo": tune.set_tempo,
    "less_talk": tune.less_talk,
    "more_talk": tune.more_talk,
    "counts_only": tune.counts_only,
    "new_cue": tune.new_cue,
    "time_left": tune.time_left,
    "felt": feel.felt,
    "cannot_feel": feel.cannot_feel,
    "felt_where": feel.felt_where,
    "how_many_left": how_many_left,
    "what_next": what_next,
    "what_changed": what_changed,
    "say_again": say_again,
    "help": talk.help_now,
    "louder": talk.louder,
    "softer": talk.softer,
    "note": talk.note,
    "previous": choice.previous,
    "swap_exercise": choice.swap_exercise,
    "yes": answers.yes,
    "no": answers.no,
    "pain": safety.pain,
    "cramp": safety.cramp,
    "burning": answers.burning,
    "no_pain": answers.no_pain,
    "fine": answers.fine,
    "dizzy": safety.dizzy,
    "emergency": safety.emergency,
    "unsure": safety.unsure,
    "sudden": sudden,
    "named": sides.named,
    "part": answers.part,
    "reserve": effort.reserve,
    "form": effort.form,
}
"""Every command the session obeys."""
