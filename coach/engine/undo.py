"""Taking changes back: the newest one, or all of them; what has been done since stays done."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.adapt import follow_tempo, relead
from coach.engine.answers import no_pain
from coach.engine.change import ahead
from coach.engine.done import elapsed
from coach.engine.flow import matched, take_up
from coach.engine.parts import longer_hold, seconds_of
from coach.engine.remember import known_again
from coach.engine.safety import UNLESS_TAKEN_BACK
from coach.engine.state import Asking, Paused, Question, Resting, Undo, Working, broken_of, put_under, under
from coach.engine.taken_back import taken_back
from coach.engine.turn import Turn
from coach.events import Heard, Line
from coach.plan.change import restore
from coach.plan.steps import SetStep, Steps
from coach.units import Samples


def undo(turn: Turn, heard: Heard) -> None:
    """Take the newest change back; where pain or a cramp has stopped the count, that."""
    stage = turn.state.stage
    stood = stage.then if isinstance(stage, Asking) and stage.question is Question.PAIN else stage
    if (
        isinstance(stood, Paused)
        and stood.trouble in UNLESS_TAKEN_BACK
        and len(turn.state.undo) <= stood.changes  # else something newer is taken back
    ):
        no_pain(turn, heard)
        return
    if not turn.state.undo:
        turn.reply("nothing_to_undo")
        return
    *older, newest = turn.state.undo
    was, before = turn.state.steps, turn.state.current
    kept = tuple(words for words in turn.state.held_back if words != newest.said)
    turn.state = replace(
        turn.state,
        steps=_restored(turn, newest.steps),
        held_back=kept,
        undo=tuple(older),
        weak=newest.weak,
        left_out=newest.left_out,
        last_change=older[-1].said if older else None,
    )
    if newest.rated is not None:
        number, reserve = newest.rated
        turn.amend(number, replace(turn.state.records[number], rir=reserve))
    known_again(turn, newest)
    turn.note("undone", f"{newest.said.key}: {turn.cause}")
    _follow(turn, before)
    _take_back(turn, newest)
    turn.say_reply(taken_back(newest.said, was, turn.state.steps))


def as_written(turn: Turn, heard: Heard) -> None:
    """Back to normal: the rest of the session as the program has it."""
    del heard
    steps = _restored(turn, turn.state.original)
    if steps == turn.state.steps:
        turn.reply("already_normal")
        return
    before = turn.state.current
    turn.change(steps, Line("adapted_normal"))
    turn.state = replace(turn.state, weak=(), left_out=())
    _follow(turn, before)
    turn.say_reply(turn.state.last_change)


def _restored(turn: Turn, before: Steps) -> Steps:
    under_way, coming = ahead(turn)
    done = frozenset(turn.state.done)
    if under_way and isinstance(current := under_way[0], SetStep):
        done |= {current.place}
        same = [s for s in before if isinstance(s, SetStep) and s.block == current.block]
        numbered = [s for s in same if (s.set, s.extra) == (current.set, current.extra)]
        this = [s for s in numbered if s.side is current.side] or numbered
        tempo = same[0].tempo if same else current.tempo
        like = matched(turn, this[0] if this else current) if current.match else this[0] if this else current
        rest_s = like.rest_s if like.side is current.side else current.rest_s
        reps = max(like.reps, _begun(turn)) if current.hold_s is None else current.reps
        hold = like.hold if like.side is current.side else current.hold
        held_now = isinstance(turn.state.stage, Working) or like.side is not current.side
        load = current.load if held_now else like.load
        now = replace(current, tempo=tempo, reps=reps, hold_s=like.hold_s, hold=hold, load=load, rest_s=rest_s)
        under_way = (now,)
    return turn.allowed((*under_way, *restore(before, coming, done)))


def _begun(turn: Turn) -> int:
    """How many repetitions of the set under way have been begun; in a break, how many are whole."""
    stage = turn.state.stage
    if isinstance(stage, Working) and stage.origin <= turn.at:
        seconds = elapsed(stage, turn.at)
        return max((part.rep for part in stage.parts if part.offset <= seconds), default=0)
    broken = broken_of(stage)
    return broken.reps if broken is not None else 0


def _follow(turn: Turn, before: SetStep | None) -> None:
    """Let the set under way take the tempo and the length of hold that it has now."""
    follow_tempo(turn)
    stage, step = turn.state.stage, turn.state.current
    if not isinstance(stage, Working) or step is None or before is None or step.hold_s is None or before.hold_s is None:
        return
    seconds, by = elapsed(stage, turn.at), step.hold_s - before.hold_s
    parts = longer_hold(stage.parts, seconds, by) if by else None
    if parts is not None:
        held = stage.broken.held_s if stage.broken else Fraction(0)
        turn.state = replace(turn.state, steps=(replace(step, hold_s=held + seconds_of(parts)), *turn.state.steps[1:]))
        relead(turn, replace(stage, parts=parts), seconds)


def _take_back(turn: Turn, newest: Undo) -> None:
    """The rest, or the hold inside the repetitions, that is still under way gets its length back."""
    if newest.sets != len(turn.state.finished):
        return
    stage = turn.state.stage
    if newest.hold_s and isinstance(stage, Working):
        seconds = elapsed(stage, turn.at)
        parts = longer_hold(stage.parts, seconds, -newest.hold_s)
        if parts is not None:
            relead(turn, replace(stage, parts=parts), seconds)
    inner = under(stage)
    if not newest.rest or not isinstance(inner, Resting):
        return
    ends = Samples(inner.ends - newest.rest)
    turn.state = turn.state.begin_later(-newest.rest)
    if inner is stage:
        take_up(turn, replace(inner, ends=Samples(max(ends, turn.at + 1))))
    else:
        turn.state = replace(turn.state, stage=put_under(stage, replace(inner, ends=ends)))
