"""Commands that change the rest of the session: each says in a sentence what it did, and can be undone."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.flow import begin_next, break_off, elapsed, leave_set, take_up
from coach.engine.parts import changed_from, longer_hold, parts_of, seconds_of
from coach.engine.state import Announcing, Asking, Paused, Question, Resting, Waiting, Working, broken_of
from coach.engine.turn import Turn
from coach.events import Cancel, Heard, Line, Say, Slots, Tone
from coach.plan.change import restore, single_sided, with_tempo, without_block, without_exercises
from coach.plan.steps import SetStep, Steps
from coach.units import Samples, Side, to_samples


def ahead(turn: Turn) -> tuple[Steps, Steps]:
    """The step under way, which stays as it is, and the steps after it, which may change."""
    steps = turn.state.steps
    under_way = isinstance(turn.state.stage, Working) or broken_of(turn.state.stage) is not None
    return (steps[:1], steps[1:]) if under_way else ((), steps)


def weak_side(turn: Turn, heard: Heard) -> None:
    """Left arm weak: asked once whether it is an old story, then weak side first (training-science 5.4, 7.3)."""
    side, area = Side(str(heard.slots["side"])), str(heard.slots.get("area", ""))
    slots = {"side": side.value, "other_side": side.other.value, "area": area}
    if side in turn.state.settled:
        favour(turn, side, area)
        return
    then = break_off(turn, heard.ended)
    seconds = turn.state.rules.safety.weak_answer_s
    turn.ask(Asking(Question.LONG_STANDING, then, Line("ask_long_standing", slots), seconds, slots))


def long_standing(turn: Turn, asking: Asking) -> None:
    """The weaker side is an old story: adapt, and take up what was interrupted."""
    side = Side(str(asking.slots["side"]))
    turn.state = replace(turn.state, settled=turn.state.settled | {side})
    before = turn.state.steps[:1]
    favour(turn, side, str(asking.slots["area"]))
    # Another set is announced before anybody is asked to be ready for it.
    moved = asking.then == Waiting() and turn.state.steps[:1] != before
    take_up(turn, Announcing() if moved else asking.then)


def favour(turn: Turn, weak: Side, area: str) -> None:
    """Single-sided from the next set on: the weak side leads, the other matches, one more set for the weak side."""
    done, coming = ahead(turn)
    state = turn.state
    made = single_sided(coming, state.scripts, state.rules, area=area, first=weak, extra=True, had=state.weak_extras)
    slots = {"side": weak.value, "other_side": weak.other.value, "area": area, "extra": made.extra_sets}
    if not made.exercises:
        turn.reply("nothing_for_area", **slots)
        return
    change_plan(turn, (*done, *made.steps), Line("adapted_weak" if made.extra_sets else "adapted_weak_no_extra", slots))


def single_side_on(turn: Turn, heard: Heard) -> None:
    """Everything that can be done with one side is, left first, without extra sets."""
    first = Side(str(heard.slots.get("side", Side.LEFT.value)))
    done, coming = ahead(turn)
    made = single_sided(coming, turn.state.scripts, turn.state.rules, area="", first=first, extra=False)
    if made.steps == coming:
        turn.reply("nothing_single_sided")
    else:
        slots = {"side": first.value, "other_side": first.other.value}
        change_plan(turn, (*done, *made.steps), Line("adapted_single", slots))


def as_written(turn: Turn, heard: Heard) -> None:
    """Back to normal: the rest of the session as the program has it."""
    steps = _restored(turn, turn.state.original)
    if steps == turn.state.steps:
        turn.reply("already_normal")
    else:
        before = turn.state.current
        turn.change(steps, Line("adapted_normal"))
        turn.note("adapted", "adapted_normal")
        _follow_tempo(turn)
        _follow_hold(turn, before)
        turn.say_reply(turn.state.last_change)
    del heard


def undo(turn: Turn, heard: Heard) -> None:
    """Take the newest change back; what has been done since stays done."""
    del heard
    if not turn.state.undo:
        turn.reply("nothing_to_undo")
        return
    *older, newest = turn.state.undo
    steps = _restored(turn, newest.steps)
    said = Line("undone")
    before = turn.state.current
    turn.state = replace(turn.state, steps=steps, undo=tuple(older), last_change=said)
    turn.note("undone", newest.said.key)
    _follow_tempo(turn)
    _follow_hold(turn, before)
    turn.say_reply(said)


def _restored(turn: Turn, before: Steps) -> Steps:
    under_way, coming = ahead(turn)
    done = frozenset(turn.state.done)
    if under_way and isinstance(current := under_way[0], SetStep):
        done |= {(current.block, current.set, current.side)}
        same = [s for s in before if isinstance(s, SetStep) and s.block == current.block]
        this = [s for s in same if (s.set, s.extra) == (current.set, current.extra) and not current.match]
        tempo = same[0].tempo if same else current.tempo
        reps, hold_s = (this[0].reps, this[0].hold_s) if this else (current.reps, current.hold_s)
        under_way = (replace(current, tempo=tempo, reps=max(reps, _begun(turn)), hold_s=hold_s),)
    return without_exercises((*under_way, *restore(before, coming, done)), turn.state.gone)


def _begun(turn: Turn) -> int:
    """How many repetitions of the set under way have been begun; in a break, how many are whole."""
    stage = turn.state.stage
    if isinstance(stage, Working) and stage.origin <= turn.at:
        seconds = elapsed(stage, turn.at)
        return max((part.rep for part in stage.parts if part.offset <= seconds), default=0)
    broken = broken_of(stage)
    return broken.reps if broken is not None else 0


def skip_exercise(turn: Turn, heard: Heard) -> None:
    """Leave out the rest of this exercise, or of the next one while resting before it."""
    step = turn.state.next_set
    if step is None:
        turn.reply("nothing_left")
        return
    turn.hush()
    leave_set(turn, heard.ended)
    kept = without_block(turn.state.steps, step.block).steps
    line = Line("skipped", {"exercise": step.name})
    change_plan(turn, kept, line)
    stage = turn.state.stage
    then = stage.then if isinstance(stage, Asking) else stage
    if isinstance(then, Paused):
        onward = then.then if isinstance(then.then, Resting) else Resting(turn.at, turn.at)
        turn.go(replace(then, then=onward))
        return
    take_up(turn, then if isinstance(then, Resting) and kept else Resting(turn.at, turn.at))


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
        inner = stage.then if isinstance(stage, Asking) else stage
        if isinstance(inner, Paused):
            turn.go(replace(inner, then=Announcing()))
            turn.reply("again_set")
            return
        turn.hush()
        turn.reply("again_set")
        begin_next(turn)
        return
    last = turn.state.finished[-1] if turn.state.finished else None
    if not isinstance(last, SetStep) or last.exercise in turn.state.gone:
        turn.reply("nothing_to_repeat")
        return
    steps = (*turn.state.finished, *turn.state.steps)
    number = max(last.sets, *(s.set for s in steps if isinstance(s, SetStep) and s.block == last.block)) + 1
    again = replace(last, set=number, extra=True, for_weak=False, rehearse_s=None, pre_activation=None, match=False)
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
    turn.note("adapted", str(new.tempo))
    _follow_tempo(turn)
    if not isinstance(turn.state.stage, Working):
        turn.say_reply(turn.state.last_change)


def _follow_tempo(turn: Turn) -> None:
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


def _follow_hold(turn: Turn, before: SetStep | None) -> None:
    """Let the hold under way take the length it had."""
    stage, step = turn.state.stage, turn.state.current
    if not isinstance(stage, Working) or step is None or before is None or step.hold_s is None or before.hold_s is None:
        return
    seconds, by = elapsed(stage, turn.at), step.hold_s - before.hold_s
    parts = longer_hold(stage.parts, seconds, by) if by else None
    if parts is not None:
        held = stage.broken.held_s if stage.broken else Fraction(0)
        turn.state = replace(turn.state, steps=(replace(step, hold_s=held + seconds_of(parts)), *turn.state.steps[1:]))
        relead(turn, replace(stage, parts=parts), seconds)


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
    if isinstance(stage, Working) and step is not None:
        seconds = elapsed(stage, turn.at)
        parts = longer_hold(stage.parts, seconds, by)
        if parts is None:
            turn.reply("no_hold_here")
            return
        if step.hold_s is not None:
            held = stage.broken.held_s if stage.broken else Fraction(0)
            current = replace(step, hold_s=held + seconds_of(parts))
            turn.change((current, *turn.state.steps[1:]), _hold_line(by))
        relead(turn, replace(stage, parts=parts), seconds)
        turn.note("adapted", f"hold {float(by):+g} s")
        return
    steps = tuple(_held_longer(s, step.block, by) if step and isinstance(s, SetStep) else s for s in turn.state.steps)
    if steps == turn.state.steps:
        turn.reply("no_hold_here")
    else:
        change_plan(turn, steps, _hold_line(by))


def _hold_line(by: Fraction) -> Line:
    return Line("adapted_hold_longer" if by > 0 else "adapted_hold_shorter", {"seconds": float(abs(by))})


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
    by = Fraction(str(heard.slots.get("n", turn.state.rules.rest.more_s)))
    stage = turn.state.stage
    inner = stage.then if isinstance(stage, Asking | Paused) else stage
    if isinstance(inner, Resting):
        longer_rest = replace(inner, ends=Samples(inner.ends + to_samples(by)))
        turn.reply("more_rest", seconds=float(by))
        if isinstance(stage, Asking | Paused):
            # The question, or the pause, stands as it did: its wake-ups stay good.
            turn.state = replace(turn.state, stage=replace(stage, then=longer_rest))
        else:
            take_up(turn, longer_rest)
    elif isinstance(stage, Asking | Paused) or broken_of(stage) is not None:
        turn.reply("not_resting")
    elif isinstance(stage, Working):
        current = turn.state.current
        if current is not None:
            longer = replace(current, rest_s=current.rest_s + by)
            turn.state = replace(turn.state, steps=(longer, *turn.state.steps[1:]))
    else:
        turn.hush()
        turn.reply("more_rest", seconds=float(by))
        take_up(turn, Resting(Samples(turn.at - 1), turn.after(by)))


def change_plan(turn: Turn, steps: Steps, why: Line) -> None:
    """Put other steps in place, say why in one sentence, and let undo take it back."""
    turn.change(steps, why)
    turn.note("adapted", why.key)
    turn.say_reply(why)
