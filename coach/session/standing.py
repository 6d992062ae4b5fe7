"""Where a session stands at this moment, for the live view."""

from dataclasses import replace

from coach.engine.done import elapsed
from coach.engine.parts import reps_done
from coach.engine.state import Resting, State, Working
from coach.screen.live import Status
from coach.session.listener import Listener
from coach.units import Samples, to_seconds


def status_of(state: State, position: Samples, listener: Listener | None = None) -> Status:
    """The status line of `state` when the mixer stands at `position`, with what is the matter with the ears."""
    return replace(_standing(state, position), trouble=listener.mark if listener is not None else "")


def _standing(state: State, position: Samples) -> Status:
    step = state.next_set
    clock = to_seconds(position)
    if step is None:
        return Status(clock_s=clock)
    rep, phase, rest = 0, "", 0.0
    match state.stage:
        case Working() as working if position >= working.origin:
            seconds = elapsed(working, position)
            before = working.broken.reps if working.broken else 0
            rep = min(step.reps, before + reps_done(working.parts, seconds) + 1)
            part = next((p for p in working.parts if p.offset <= seconds < p.end), None)
            phase = part.phase.value if part else ""
        case Resting() as resting:
            rest = to_seconds(max(0, resting.ends - position))
        case _:
            pass
    return Status(
        clock_s=clock,
        exercise=step.name,
        set=step.set,
        sets=max(step.sets, step.set),
        side=step.side.value,
        rep=rep,
        target=step.reps,
        phase=phase,
        rest_left_s=rest,
    )
