"""What a session means for the next one, said in one sentence at its end."""

from coach.engine.turn import Turn
from coach.events import Line, Role, SetRecord
from coach.plan.loads import stepped
from coach.plan.progress import Done, lessons
from coach.plan.steps import SetStep, Steps
from coach.units import Side, parse_load


def outlook(turn: Turn) -> list[Line]:
    """The loads that will be other ones next time; nothing where all stay, or the session ended for safety.

    A side that matched the other one has no say (training-science 5.3, 2).
    """
    state = turn.state
    if state.how == "safety" or state.profile.refers:
        return []
    steps = {(s.exercise, s.side): s for s in state.finished if isinstance(s, SetStep) and not s.warm_up}
    work = [as_done(each, n) for n, each in enumerate(state.records) if each.role in (Role.WORK, Role.TEST)]
    several = _loaded_in_several_ways(state.original)
    told: dict[str, None] = {}
    for lesson in lessons(state.profile, work, state.rules):
        kind, _, place = lesson.key.partition(".")
        exercise, _, side = place.partition(".")
        match lesson.value:
            case {"load": str(load), "steps": int(by), "because": str(why)} if kind == "next" and (
                by or why in ("hard", "short")
            ):
                step = steps.get((exercise, Side(side)))
                if step is not None and not step.match and exercise not in several:
                    new = stepped(parse_load(load), by, step.equipment, state.rules)
                    told[f"{step.name} {new}"] = None
            case _:
                continue
    return [Line("next_time", {"what": ", ".join(told)})] if told else []


def _loaded_in_several_ways(steps: Steps) -> set[str]:
    """Exercises that the program has with more than one load: these stay as they are written."""
    loads: dict[str, set[str]] = {}
    for step in steps:
        if isinstance(step, SetStep) and not step.warm_up:
            loads.setdefault(step.exercise, set()).add(str(step.planned or ""))
    return {exercise for exercise, each in loads.items() if len(each) > 1}


def as_done(record: SetRecord, number: int) -> Done:
    """A finished set as the rules judge it."""
    return Done(
        number=number,
        exercise=record.exercise,
        side=record.side,
        reps=record.reps,
        target_reps=record.target_reps,
        load=record.load,
        held_s=record.held_s,
        feel=record.feel,
        rir=record.rir,
        completed=record.completed,
        planned=record.planned,
        test=record.role is Role.TEST,
        focus=record.focus,
    )
