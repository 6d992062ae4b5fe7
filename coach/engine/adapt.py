"""Commands that change the rest of the session: each says in a sentence what it did, and can be undone."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.change import change_plan, hold_line
from coach.engine.done import elapsed, leave_set
from coach.engine.flow import ask_end, begin_next, take_up
from coach.engine.parts import changed_from, longer_hold, parts_of, seconds_of
from coach.engine.state import Announcing, Asking, Paused, Resting, Working, broken_of, once_answered, put_under, under
from coach.engine.turn import Turn
from coach.events import Cancel, Heard, Line, Say, Slots, Tone
from coach.plan.change import once_more, with_tempo, without_block
from coach.plan.sides import without
from coach.plan.steps import SetStep, Steps
from coach.units import RATE, Samples, to_samples


def skip_exercise(turn: Turn, heard: Heard) -> None:
    """Leave out the rest of this exercise, or of the next one while resting before it.

    Where no set comes after it, it is the session that would end, and that is asked first.
    """
    step = turn.state.next_set
    if step is None:
        turn.reply("nothing_left")
        return
    kept = without_block(turn.state.steps, step.block).steps
    if not any(isinstance(s, SetStep) for s in kept):
        ask_end(turn, heard.ended)
        return
    turn.hush()
    leave_set(turn, heard.ended)
    line = Line("skipped", {"exercise": step.name})
    change_plan(turn, kept, line)
    then = once_answered(turn.state.stage)
    if isinstance(then, Paused):
        onward = then.then if isinstance(then.then, Resting) else Resting(turn.at, turn.at)
        turn.go(replace(then, then=onward))
        return
    take_up(turn, then if isinstance(then, Resting) else Resting(turn.at, turn.at))


def repeat_set(turn: Turn, heard: Heard) -> None:
    """The set under way from its beginning, or the last one once more after this rest."""
    del heard
    if isinstance(turn.state.stage, Working):
        turn.hush()
        turn.reply("again_set")
        take_up(turn, Resting(turn.at, turn.at))
        return
    stage = turn.state.stage
    if broken_of(stage) is not None:
        inner = once_answered(stage)
        if isinstance(inner, Paused):
            turn.go(replace(inner, then=Announcing()))
            turn.reply("again_set")
            return
        turn.hush()
        turn.reply("again_set")
        begin_next(turn)
        return
    last = turn.state.finished[-1] if turn.state.finished else None
    if not isinstance(last, SetStep) or not without((last,), turn.state.gone):
        turn.reply("nothing_to_repeat")
        return
    again = once_more(last, turn.state.finished, turn.state.steps)
    change_plan(turn, (again, *turn.state.steps), Line("repeated", {"exercise": last.name}))


def slower(turn: Turn, heard: Heard) -> None:
    """A second more in the eccentric for the rest of this exercise, from the next repetition on."""
    _tempo(turn, heard, slower=True)


def faster(turn: Turn, heard: Heard) -> None:
    """A second less in the eccentric, never under one."""
    _tempo(turn, heard, slower=False)


def _tempo(turn: Turn, heard: Heard, *, slower: bool) -> None:
    del heard
    step = turn.state.next_set
    if step is None or step.hold_s is not None:
        turn.reply("no_tempo_here")
        return
    made = with_tempo(turn.state.steps, step.block, slower=slower)
    if not made.exercises:
        turn.reply("fastest_already")
        return
    new = next(s for s in made.steps if isinstance(s, SetStep) and s.block == step.block)
    slots: Slots = {"tempo": " ".join(str(new.tempo).split("-")), "seconds": float(new.tempo.eccentric)}
    turn.change(made.steps, Line("adapted_slower" if slower else "adapted_faster", slots))
    follow_tempo(turn)
    turn.say_reply(turn.state.last_change)


def follow_tempo(turn: Turn) -> None:
    """Let the set under way take its new tempo from the next repetition on."""
    stage, step = turn.state.stage, turn.state.current
    if not isinstance(stage, Working) or step is None or step.hold_s is not None or not stage.parts:
        return
    seconds = elapsed(stage, turn.at)
    begun = [part.rep for part in stage.parts if stage.origin <= turn.at and part.offset <= seconds]
    rep = max(begun) + 1 if begun else stage.parts[0].rep
    parts = changed_from(stage.parts, rep, parts_of(step, step.reps))
    if parts != stage.parts:
        boundary = next((p.offset for p in parts if p.rep == rep), seconds_of(parts))
        relead(turn, replace(stage, parts=parts), boundary)


def relead(turn: Turn, working: Working, since: Fraction) -> None:
    """Put the set's events from `since` seconds on anew, after its parts have changed."""
    step = turn.state.current
    if step is None:
        return
    scorer = turn.scorer(step, working.origin)
    begin = max(scorer.at(since), turn.at)
    turn.out.append(Cancel(begin, cuts=False))
    turn.go(working)
    for request in scorer.set(working.parts):
        if isinstance(request, Say | Tone) and request.at >= begin:
            turn.out.append(request)
    turn.wake(scorer.at(seconds_of(working.parts)))


def hold_longer(turn: Turn, heard: Heard) -> None:
    """More (or, negative, less) time in the hold under way or to come."""
    by = Fraction(str(heard.slots.get("n", 5)))
    change_hold(turn, -by if heard.intent == "hold_shorter" else by)


def change_hold(turn: Turn, by: Fraction) -> None:
    """The hold of the set under way, or else of the sets still to come of this exercise, `by` seconds longer."""
    stage, step = turn.state.stage, turn.state.next_set
    if by > 0 and turn.state.dizzy:
        turn.reply("no_holds_today")
        return
    if isinstance(stage, Working) and step is not None:
        seconds = elapsed(stage, turn.at)
        parts = longer_hold(stage.parts, seconds, by)
        if parts is None:
            turn.reply("no_hold_here")
            return
        grown = seconds_of(parts) - seconds_of(stage.parts)
        if step.hold_s is not None:
            held = stage.broken.held_s if stage.broken else Fraction(0)
            step = replace(step, hold_s=held + seconds_of(parts))
            grown = Fraction(0)
        if _too_long(turn, max((part.seconds for part in parts if part.holds), default=Fraction(0)), by):
            return
        turn.change((step, *turn.state.steps[1:]), hold_line(by), hold_s=grown)
        relead(turn, replace(stage, parts=parts), seconds)
        return
    steps = tuple(_held_longer(s, step.block, by) if step and isinstance(s, SetStep) else s for s in turn.state.steps)
    longest = max((_held(s) for s in steps if step and isinstance(s, SetStep) and s.block == step.block), default=0)
    if steps == turn.state.steps:
        turn.reply("no_hold_here")
    elif not _too_long(turn, Fraction(longest), by):
        change_plan(turn, steps, hold_line(by))


def _held(step: SetStep) -> Fraction:
    return step.hold_s or (step.hold.for_ if step.hold is not None else Fraction(0))


def _too_long(turn: Turn, seconds: Fraction, by: Fraction) -> bool:
    """Whether the care profile forbids the hold (training-science 4.3); says so."""
    most = turn.state.rules.hold.care_profile_max_s
    if by <= 0 or not turn.state.profile.careful or seconds <= most:
        return False
    turn.reply("hold_care", n=most)
    return True


def _held_longer(step: SetStep, block: int, by: Fraction) -> SetStep:
    if step.block != block:
        return step
    if step.hold_s is not None:
        return replace(step, hold_s=max(Fraction(2), step.hold_s + by))
    if step.hold is not None:
        longer = step.hold.model_copy(update={"for_": max(Fraction(1), step.hold.for_ + by)})
        return replace(step, hold=longer)
    return step


def more_rest(turn: Turn, heard: Heard) -> None:
    """Rest longer: now, or after the set under way."""
    by = _seconds_of_rest(turn, heard)
    stage = turn.state.stage
    inner = under(stage)
    if isinstance(inner, Resting) or isinstance(stage, Working):
        rest_by(turn, by, turn.state.steps, _said_of_rest(by))
    elif isinstance(stage, Asking | Paused) or broken_of(stage) is not None:
        turn.reply("not_resting")
    else:
        turn.hush()
        turn.reply("more_rest", seconds=float(by))
        take_up(turn, Resting(Samples(turn.at - 1), turn.after(by)))


def less_rest(turn: Turn, heard: Heard) -> None:
    """Rest shorter: now, or after the coming set; the next set comes at once where no rest is left."""
    by = _seconds_of_rest(turn, heard)
    stage, current = turn.state.stage, turn.state.current
    inner = under(stage)
    left = _rest_after(current) if current is not None and inner is stage else Fraction(0)
    if isinstance(inner, Resting):
        left = Fraction((inner.ends - turn.at) // RATE)
    if isinstance(stage, Resting) and by >= left:
        turn.state = replace(turn.state, begin_at=None)
        turn.hush()
        begin_next(turn)
    elif left < 1:
        turn.reply("not_resting")
    else:
        shorter = -min(by, left)
        rest_by(turn, shorter, turn.state.steps, _said_of_rest(shorter))


def _rest_after(step: SetStep) -> Fraction:
    """Seconds of rest after a set; in every-minute work, those of its minute that the set leaves."""
    if step.every_s is None:
        return step.rest_s
    return step.every_s - seconds_of(parts_of(step, step.reps))


def _seconds_of_rest(turn: Turn, heard: Heard) -> Fraction:
    return Fraction(str(heard.slots.get("n", turn.state.rules.rest.more_s)))


def _said_of_rest(by: Fraction) -> Line:
    return Line("more_rest" if by > 0 else "less_rest", {"seconds": float(abs(by))})


def rest_by(turn: Turn, by: Fraction, steps: Steps, said: Line) -> None:
    """Put `steps` in place, say why, and make the rest under way so many seconds longer or (negative) shorter.

    Where no rest is under way, it is the one after the coming set.
    """
    stage, current = turn.state.stage, turn.state.current
    inner = under(stage)
    if isinstance(inner, Resting):
        other = replace(inner, ends=Samples(inner.ends + to_samples(by)))
        turn.change(steps, said, rest=to_samples(by))
        turn.state = turn.state.begin_later(to_samples(by))
        turn.say_reply(said)
        if inner is stage:
            take_up(turn, other)
        else:
            turn.state = replace(turn.state, stage=put_under(stage, other))
    elif current is not None:
        every_s = current.every_s and current.every_s + by
        longer = replace(current, rest_s=current.rest_s + by, every_s=every_s)
        turn.change((longer, *steps[1:]), said, rest=to_samples(by))
        turn.say_reply(said)
