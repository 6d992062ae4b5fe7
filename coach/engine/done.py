"""What has been done of a set: while it runs, when it is broken off, and as it is written down."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.parts import held_of, reps_done, seconds_of
from coach.engine.state import Announcing, Asking, Broken, Paused, Resting, Stage, Waiting, Working, broken_of
from coach.engine.turn import Turn
from coach.events import Record, Role, SetRecord
from coach.plan.steps import SetStep
from coach.units import RATE, Samples


def elapsed(working: Working, at: Samples) -> Fraction:
    """Seconds from the origin of what is being led to `at`; never negative."""
    return max(Fraction(0), Fraction(at - working.origin, RATE))


def done_of(working: Working, at: Samples, *, broken: bool = False) -> Broken:
    """What has been done of the set by `at`, earlier parts included.

    A repetition counts once its lifting is over; `broken`: the set is to go on, and one not lowered is done again.
    """
    seconds = min(elapsed(working, at), seconds_of(working.parts))
    start = min(working.origin, at)
    before = working.broken or Broken(start, 0, Fraction(0), Fraction(0), start)
    whole = before.reps + reps_done(working.parts, seconds, whole=True)
    lifted = max(before.reps + reps_done(working.parts, seconds), before.reps + before.lifted)
    held = before.held_s + held_of(working.parts, seconds)
    until = at if working.parts else before.until
    reps, more = (whole, lifted - whole) if broken else (lifted, 0)
    return Broken(before.start, reps, held, before.tension_s + seconds, until, more)


def break_off(turn: Turn, at: Samples) -> Stage:
    """Silence the set; the stage that takes it up again. Whole repetitions count."""
    turn.hush()
    stage = turn.state.stage
    if isinstance(stage, Working):
        done = done_of(stage, at, broken=True)
        return Waiting(done if done.tension_s else None)
    if isinstance(stage, Waiting | Resting):
        return stage
    if isinstance(stage, Paused):
        return stage
    if isinstance(stage, Asking):
        return stage.then
    return Waiting(stage.broken) if isinstance(stage, Announcing) and stage.broken else Announcing()


def leave_set(turn: Turn, at: Samples) -> None:
    """Write down what was done of the set under way, or broken off, which is not taken up again."""
    stage, step = turn.state.stage, turn.state.current
    broken = done_of(stage, at) if isinstance(stage, Working) else broken_of(stage)
    if step is None or broken is None or not broken.tension_s:
        return
    record = record_of(turn, step, Working(turn.at, (), broken), at)
    turn.out.append(Record(len(turn.state.records), record))
    turn.state = replace(turn.state, records=(*turn.state.records, record))


def record_of(turn: Turn, step: SetStep, working: Working, at: Samples) -> SetRecord:
    """The finished, or left, set as it is written down."""
    done = done_of(working, at)
    target = step.reps if step.hold_s is None else 1
    whole = step.open or done.held_s >= step.hold_s if step.hold_s is not None else done.reps >= step.reps
    return SetRecord(
        exercise=step.exercise,
        name=step.name[:1].upper() + step.name[1:],
        set=step.set,
        side=step.side,
        start=done.start,
        end=max(done.start, min(done.until, turn.at)),
        reps=int(whole) if step.hold_s is not None else done.reps,
        target_reps=target,
        load=str(step.load or ""),
        held_s=float(done.held_s),
        tension_s=float(done.tension_s),
        completed=whole,
        rir=turn.state.rules.progress.test_rir if step.test else None,
        planned=str(step.planned or ""),
        role=Role.WARM_UP if step.warm_up else Role.TEST if step.test else Role.EXTRA if step.extra else Role.WORK,
        focus=step.focus,
    )
