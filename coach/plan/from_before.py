"""What is known about the athlete, put into the plan of a session: pure functions over its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from coach.plan.change import Change
from coach.plan.loads import stepped
from coach.plan.profile import Profile
from coach.plan.scope import trains
from coach.plan.steps import SetStep, Steps
from coach.program.choices import Counting, Focus, HoldOn
from coach.program.model import CueScript, Hold
from coach.program.rules import Rules
from coach.units import Load, LoadKind, Side, parse_load

_CHOSEN = (LoadKind.KG, LoadKind.LB, LoadKind.RIR, LoadKind.RPE)
"""Loads of a program that a remembered weight may stand for."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A load that the plan takes from before."""

    name: str
    load: Load
    because: str


def with_loads(
    steps: Steps, known: Profile, first: Mapping[str, Side], rules: Rules
) -> tuple[Steps, tuple[Taken, ...]]:
    """The working sets with the loads that the last sessions suggest, and which they are.

    A load in per cent goes by the best repetition, and an exercise that the program loads in several ways, or
    whose load it has changed since, keeps what is written. `first` is the weaker side by exercise: it sets the
    load of both (training-science 5.3, 2).
    """
    planned: dict[str, set[str]] = {}
    for step in steps:
        if isinstance(step, SetStep) and not step.warm_up:
            planned.setdefault(step.exercise, set()).add("%" if step.percent else str(step.planned or ""))
    made, taken = [], dict[tuple[str, str], Taken]()
    for step in steps:
        if isinstance(step, SetStep) and not step.warm_up and len(planned[step.exercise]) == 1:
            side = step.side if step.side is Side.BOTH else first.get(step.exercise, step.side)
            load = _suggested(step, known, side, rules)
            coming = known.next_load(step.exercise, side)
            if load is not None and coming is not None and load != step.load:
                taken[step.exercise, str(load)] = Taken(step.name, load, coming.because)
                step = replace(step, load=load)
        made.append(step)
    return tuple(made), tuple(taken.values())


def _suggested(step: SetStep, known: Profile, side: Side, rules: Rules) -> Load | None:
    """What the last sessions suggest for a set, where the program lets them."""
    coming = known.next_load(step.exercise, side)
    fits = step.planned is None or step.planned.kind in _CHOSEN
    if coming is None or not fits or step.percent or coming.planned not in ("", str(step.planned or "")):
        return None
    last = parse_load(coming.load)
    return stepped(last, coming.steps, step.equipment, rules) if coming.steps else last


def with_known_sides(before: Steps, after: Steps, known: Profile, weak: Side, rules: Rules) -> Steps:
    """Sets that were two-sided and are one-sided now, with the load that the weaker side has had of late."""
    turned = {(s.block, s.set) for s in before if isinstance(s, SetStep) and s.side is Side.BOTH and not s.warm_up}

    def loaded(step: SetStep) -> SetStep:
        base = step.set if not step.for_weak else min((n for b, n in turned if b == step.block), default=step.set)
        if step.side is Side.BOTH or (step.block, base) not in turned:
            return step
        return replace(step, load=_suggested(step, known, weak, rules) or step.load)

    return tuple(loaded(step) if isinstance(step, SetStep) else step for step in after)


def with_holds(steps: Steps, known: Profile, rules: Rules) -> Change:
    """Holds as long as they have grown over the weeks (training-science 4.2), care permitting (4.3)."""

    def grown(step: SetStep) -> SetStep:
        longer = _longer(step, known.hold_steps(step.exercise)[0], rules)
        return _short(longer, rules) if known.careful else longer

    made = tuple(grown(step) if isinstance(step, SetStep) else step for step in steps)
    changed = {s.exercise for s, t in zip(steps, made, strict=True) if s != t and isinstance(s, SetStep)}
    return Change(made, len(changed))


def _longer(step: SetStep, grown: int, rules: Rules) -> SetStep:
    if not grown or step.warm_up or step.open:
        return step
    if step.hold_s is not None:
        most = Fraction(rules.hold.set_s[1])
        return replace(step, hold_s=max(step.hold_s, min(most, step.hold_s + rules.hold.step_s * grown)))
    hold = step.hold
    for _ in range(grown if hold is not None else 0):
        hold = longer_hold(hold, rules) if hold is not None else None
    return replace(step, hold=hold)


def longer_hold(hold: Hold, rules: Rules) -> Hold:
    """One step of the ladder inside a set: 1, 2, 3 s on each repetition, then 5 and 10 s on the last."""
    pause, last = rules.hold.pause_s, rules.hold.last_rep_s
    if hold.on is HoldOn.EACH_REP and hold.for_ < pause[1]:
        return hold.model_copy(update={"for_": hold.for_ + 1})
    if hold.on is HoldOn.EACH_REP:
        return hold.model_copy(update={"on": HoldOn.LAST_REP, "for_": Fraction(last[0])})
    longer = Fraction(last[0]) if hold.for_ < last[0] else Fraction(last[1])
    return hold.model_copy(update={"for_": max(hold.for_, longer)})


def with_care(steps: Steps, known: Profile, rules: Rules) -> Steps:
    """The care profile (training-science 4.3): short holds, no flexed rests, longer rests, effort well short of all."""
    if not known.careful:
        return steps
    return tuple(_careful(step, rules) if isinstance(step, SetStep) else step for step in steps)


def _careful(step: SetStep, rules: Rules) -> SetStep:
    load = step.load
    if load is not None and load.kind is LoadKind.RIR:
        load = replace(load, value=max(load.value, Fraction(rules.care.rir)))
    elif load is not None and load.kind is LoadKind.RPE:
        load = replace(load, value=min(load.value, Fraction(10 - rules.care.rir)))
    return replace(
        _short(step, rules),
        flex_s=None,
        load=load,
        rest_s=step.rest_s + rules.care.more_rest_s if step.rest_s else step.rest_s,
    )


def _short(step: SetStep, rules: Rules) -> SetStep:
    """The set with no hold longer than care allows."""
    most, hold = Fraction(rules.hold.care_profile_max_s), step.hold
    if hold is not None and hold.for_ > most:
        hold = hold.model_copy(update={"for_": most})
    return replace(step, hold=hold, hold_s=min(step.hold_s, most) if step.hold_s is not None else None)


def with_test(
    steps: Steps, scripts: Mapping[str, CueScript], known: Profile, area: str, rules: Rules
) -> tuple[Steps, SetStep | None]:
    """A test of an area's two sides before its first exercise that one side can do, and its first set.

    Same load for both, the weaker side first, neutral attention (training-science 1.3, 5.1).
    """
    place = next(
        (
            n
            for n, step in enumerate(steps)
            if isinstance(step, SetStep)
            and trains(scripts[step.exercise], area, rules)
            and scripts[step.exercise].single_side is not None
            and not step.warm_up
            and step.hold_s is None
            and step.round is None
        ),
        None,
    )
    model = steps[place] if place is not None else None
    if place is None or not isinstance(model, SetStep):
        return steps, None
    single = scripts[model.exercise].single_side
    weak = known.weak(area)
    first = weak.side if weak is not None else Side.LEFT
    lead = replace(
        model,
        block=max(step.block for step in steps) + 1,
        area=area,
        name=single.name if single is not None else model.name,
        set=1,
        sets=1,
        side=first,
        reps=rules.progress.test_reps,
        hold=None,
        load=known.load(model.exercise, first) or model.load,
        rest_s=model.side_rest_s,
        every_s=None,
        flex_s=None,
        counting=Counting.FULL,
        focus=Focus.NONE,
        rehearse_s=None,
        pre_activation=None,
        ask_feel=False,
        match=False,
        extra=False,
        for_weak=False,
        test=True,
    )
    follow = replace(lead, side=first.other, rest_s=model.rest_s or rules.rest.default_s)
    return (*steps[:place], lead, follow, *steps[place:]), lead
