"""One side at a time: the rules for a weaker side, as functions over the steps still to come (training-science 5.3)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby

from coach.plan.change import Change, without_block
from coach.plan.lengths import added_s, steps_s
from coach.plan.loads import FREE_WEIGHTS, Equipment, one_sided, step_at, weight
from coach.plan.profile import Band
from coach.plan.scope import trains
from coach.plan.steps import SetStep, Step, Steps
from coach.program.model import CueScript, Hold
from coach.program.rules import Rules
from coach.units import Load, Side


@dataclass(frozen=True, slots=True)
class Budget:
    """What a session has room for: sets and seconds that a weaker side may add."""

    sets: int
    seconds: Fraction
    numbers: Mapping[int, int] = field(default_factory=dict)
    """The highest number that a set of each exercise has had."""

    @classmethod
    def of(cls, rules: Rules) -> "Budget":
        """All that a whole session may get (training-science 5.3, 6)."""
        limits = rules.asymmetry
        return cls(limits.max_extra_session, Fraction(60 * limits.max_extra_minutes))

    def after(self, done: Iterable[Step], left_out: Steps, rules: Rules) -> "Budget":
        """What is left of it after the sets of `done`, where others were left out for it."""
        had = tuple(done)
        extra = sum(isinstance(step, SetStep) and step.for_weak for step in had)
        numbers: dict[int, int] = {}
        for step in had:
            if isinstance(step, SetStep):
                numbers[step.block] = max(step.set, numbers.get(step.block, 0))
        return Budget(max(0, self.sets - extra), self.seconds - added_s(had, rules) + steps_s(left_out, rules), numbers)


def extra_sets(band: Band, rules: Rules) -> tuple[int, int]:
    """Further sets for the weaker side: of the first exercise, and of every other one (training-science 5.2)."""
    small, moderate, large = rules.asymmetry.extra_sets
    return {Band.NONE: (0, 0), Band.SMALL: (small, small), Band.MODERATE: (moderate, moderate)}.get(
        band, (large, moderate)
    )


def raised(band: Band) -> Band:
    """The next larger band; the largest stays."""
    order = tuple(Band)
    return order[min(order.index(band) + 1, len(order) - 1)]


def single_sided(
    steps: Steps,
    scripts: Mapping[str, CueScript],
    rules: Rules,
    *,
    area: str,
    first: Side,
    band: Band | None = None,
    budget: Budget | None = None,
    only: int | None = None,
    unbraced: bool = False,
) -> Change:
    """Every set still to come that trains `area` becomes one set a side, `first` leading.

    With a `band`, `first` is the weaker side: the other one stops at its repetitions, it gets a pause in
    the stretch, and each exercise gets further sets for it at its end, as many as the band allows and
    within the budget. What an earlier call added for a weaker side is taken out first. Where the session
    grows too long, the last two-sided exercise is left out, then further sets, then the last exercises
    stay as they are. `only`: this block alone. `unbraced`: two-sided free weights stay so (training-science 7.4).
    """
    left = budget or Budget.of(rules)
    chosen = [
        block
        for block, script in _blocks(steps, scripts)
        if script.single_side and trains(script, area, rules) and only in (None, block)
        if not (unbraced and _free_and_two_sided(steps, block))
    ]
    # What other exercises have for a weaker side counts: the session's limit is one for all.
    others = sum(isinstance(s, SetStep) and s.for_weak and s.block not in chosen for s in steps)
    extra = max(0, left.sets - others)
    base = steps
    dropped: tuple[Step, ...] = ()
    while True:
        made, added = _made(base, scripts, rules, chosen, first, band, extra, left.numbers)
        if band is None or added_s(made, rules) <= left.seconds + steps_s(dropped, rules):
            return Change(made, len(chosen), added, dropped)
        accessory = _accessory(base, chosen)
        if accessory is not None:
            shorter = without_block(base, accessory.block).steps
            dropped = (*(step for step in base if step not in shorter), *dropped)
            base = shorter
        elif added:
            extra = added - 1
        elif chosen:
            chosen = chosen[:-1]
        else:
            return Change(steps, 0)


def _free_and_two_sided(steps: Steps, block: int) -> bool:
    return any(
        isinstance(s, SetStep) and s.block == block and s.side is Side.BOTH and s.equipment in FREE_WEIGHTS
        for s in steps
    )


def _blocks(steps: Steps, scripts: Mapping[str, CueScript]) -> list[tuple[int, CueScript]]:
    """The working exercises still to come, in order."""
    sets = [step for step in steps if isinstance(step, SetStep) and not step.warm_up and not step.for_weak]
    return list({step.block: (step.block, scripts[step.exercise]) for step in sets}.values())


def _accessory(steps: Steps, chosen: list[int]) -> SetStep | None:
    """A set of the last two-sided exercise that may go, which is never the next one."""
    sets = [step for step in steps if isinstance(step, SetStep)]
    blocks = {step.block for step in sets if step.side is not Side.BOTH or step.warm_up} | set(chosen)
    blocks |= {step.block for step in sets[:1]}
    return next((step for step in reversed(sets) if step.block not in blocks), None)


def _made(
    steps: Steps,
    scripts: Mapping[str, CueScript],
    rules: Rules,
    chosen: list[int],
    first: Side,
    band: Band | None,
    most: int,
    numbers: Mapping[int, int],
) -> tuple[Steps, int]:
    """The steps with the `chosen` exercises one side at a time, and how many sets were added."""
    made: list[Step] = []
    later: list[tuple[SetStep, int]] = []
    added = 0
    runs = [list(run) for _, run in groupby(steps, key=lambda step: step.block)]
    for number, run in enumerate(runs):
        block = run[0].block
        sets = [step for step in run if isinstance(step, SetStep) and not step.for_weak]
        if block not in chosen or not sets:
            made.extend(
                step for step in run if block not in chosen or not isinstance(step, SetStep) or not step.for_weak
            )
            made, later = _at_the_end(made, later, runs[number + 1 :], rules)
            continue
        split = _split(sets, scripts[sets[0].exercise], first, rules, weak=band is not None)
        last = not any(_own(after, block) for after in runs[number + 1 :])
        more = 0
        if band is not None and last:
            allowed = extra_sets(band, rules)[0 if block == chosen[0] else 1]
            own = (step for step in (*made, *split) if isinstance(step, SetStep) and step.block == block)
            strong = sum(step.side is first.other for step in own)
            more = max(0, min(allowed, most - added, strong))
        made.extend(split)
        added += more
        above = max(numbers.get(block, 0), *(s.sets for s in split), *(s.set for s in split))
        later += [(_like(split, first), above + n) for n in range(1, more + 1)]
        made, later = _at_the_end(made, later, runs[number + 1 :], rules)
    return tuple(made), added


def _own(run: list[Step], block: int) -> bool:
    return any(isinstance(step, SetStep) and step.block == block and not step.for_weak for step in run)


def _at_the_end(
    made: list[Step], later: list[tuple[SetStep, int]], coming: list[list[Step]], rules: Rules
) -> tuple[list[Step], list[tuple[SetStep, int]]]:
    """Extra sets, where their exercise, or the superset that it is part of, has come to its end."""
    if not later or any(_same(later[0][0], run) for run in coming):
        return made, later
    return _with_extra(made, later, rules), []


def _same(of: SetStep, run: list[Step]) -> bool:
    """Whether sets of the same superset follow, after whose rounds the extra sets come."""
    return of.together is not None and any(isinstance(s, SetStep) and s.together == of.together for s in run)


def _split(sets: list[SetStep], script: CueScript, first: Side, rules: Rules, *, weak: bool) -> list[SetStep]:
    """One set a side for every two-sided or each-side set; what is already half done keeps its other half."""
    made = []
    for _, group in groupby(sets, key=lambda step: step.set):
        same = list(group)
        if len(same) == 1 and same[0].side is not Side.BOTH:
            half = _unhurried(same[0])
            made.append(replace(half, match=weak and half.side is first.other))
            continue
        both = same[0].side is Side.BOTH
        one = _one_sided(same[0], script, rules) if both else _unhurried(same[0])
        between = one.side_rest_s if both else same[0].rest_s
        lead = replace(one, side=first, rest_s=between, flex_s=None, match=False)
        follow = replace(lead, side=first.other, rest_s=same[-1].rest_s, flex_s=same[-1].flex_s, match=weak)
        follow = replace(follow, rehearse_s=None, pre_activation=None)
        made.extend((_with_stretch(lead, rules) if weak else lead, follow))
    return made


def _one_sided(step: SetStep, script: CueScript, rules: Rules) -> SetStep:
    if script.single_side is None:
        return step
    load, words = one_sided(step.load, script.single_side, step.equipment, rules)
    bar = step.equipment is Equipment.BARBELL
    return replace(
        step,
        name=script.single_side.name,
        load=load,
        began=load,
        load_words=words,
        equipment=Equipment.DUMBBELL if bar else step.equipment,
        whole=step,
    )


def _with_stretch(step: SetStep, rules: Rules) -> SetStep:
    """The weaker side pauses a second longer in the stretch, where a repetition has room for it."""
    seconds = step.tempo.stretch + 1
    fits = seconds <= rules.hold.pause_s[1] and step.tempo.rep_s + 1 <= rules.tempo.max_rep_s
    if step.hold is not None or step.hold_s is not None or step.tempo.explosive or not fits:
        return step
    hold = Hold.model_validate({"at": "stretch", "for": f"{float(seconds):g}s", "on": "each rep"})
    return replace(step, hold=hold, weak_hold=True)


def _unhurried(step: SetStep) -> SetStep:
    """The set without the pause that it had as the weaker side's."""
    return replace(step, hold=None, weak_hold=False) if step.weak_hold else step


def _like(sets: list[SetStep], weak: Side) -> SetStep:
    """The set after which further ones for the weaker side are made."""
    own = [step for step in sets if step.side is weak]
    return own[-1] if own else replace(sets[-1], side=weak)


def _with_extra(made: list[Step], later: list[tuple[SetStep, int]], rules: Rules) -> list[Step]:
    """`made` with further sets for the weaker side, each after a normal rest (training-science 5.3, 5)."""
    before = made[-1]
    normal = before.rest_s or rules.rest.default_s
    more = [
        replace(
            like,
            set=number,
            extra=True,
            for_weak=True,
            rest_s=normal,
            rehearse_s=None,
            pre_activation=None,
            match=False,
            flex_s=None,
            together=None,
            round=None,
            every_s=like.every_s if like.together is None else None,
        )
        for like, number in later
    ]
    return [*made[:-1], replace(before, rest_s=normal), *more[:-1], replace(more[-1], rest_s=before.rest_s)]


def two_sided(steps: Steps, rules: Rules, chosen: Iterable[int] | None = None) -> Steps:
    """The sets that a word has made single-sided together again, without what was added for a weaker side.

    A set of which one side is done keeps its other half; loads and repetitions that were changed since
    stay changed. `chosen`: only these blocks.
    """
    wanted = None if chosen is None else frozenset(chosen)
    made: list[Step] = []
    for (block, _), group in groupby(steps, key=lambda step: (step.block, isinstance(step, SetStep) and step.set)):
        run = list(group)
        sets = [step for step in run if isinstance(step, SetStep)]
        if not sets or (wanted is not None and block not in wanted):
            made.extend(run)
            continue
        kept = [replace(_unhurried(step), match=False) for step in sets if not step.for_weak]
        match kept:
            case [one, other] if one.whole is not None and one.side is other.side.other:
                made.append(_whole(one.whole, one, other, rules))
            case [one, other] if one.side is Side.RIGHT and other.side is Side.LEFT:
                made.extend((replace(other, rest_s=one.rest_s), replace(one, rest_s=other.rest_s)))
            case _:
                made.extend(kept)
    return tuple(made)


def _whole(whole: SetStep, one: SetStep, other: SetStep, rules: Rules) -> SetStep:
    """The two-sided set that two sets of one side were made of, with what has been changed since."""
    return replace(
        whole,
        set=one.set,
        sets=one.sets,
        reps=one.reps,
        tempo=one.tempo,
        hold=other.hold,
        counting=one.counting,
        focus=one.focus,
        extra=one.extra,
        rest_s=other.rest_s,
        pre_activation=one.pre_activation,
        load=_scaled(whole, one, rules),
    )


def _scaled(whole: SetStep, one: SetStep, rules: Rules) -> Load | None:
    began = one.began or one.load
    if whole.load is None or began is None or one.load is None or one.load == began or not weight(whole.load):
        return whole.load
    if one.load.kind is not began.kind or began.kind is not whole.load.kind or not began.value:
        return whole.load
    size = step_at(whole.load, whole.equipment, rules, down=True)
    value = math.ceil(whole.load.value * one.load.value / began.value / size) * size
    return replace(whole.load, value=max(size, value))


def put_back(steps: Steps, left_out: Steps) -> Steps:
    """The steps with those that had been left out in their places in the program again."""
    made = list(steps)
    for step in left_out:
        at = next((n for n, other in enumerate(made) if other.block > step.block), len(made))
        made.insert(at, step)
    return tuple(made)


def other_side_first(steps: Steps) -> Change:
    """The two sides of the next set in the other order."""
    sets = [(n, s) for n, s in enumerate(steps) if isinstance(s, SetStep)][:2]
    if len(sets) < 2 or sets[0][1].side is Side.BOTH:
        return Change(steps, 0)
    (i, one), (j, other) = sets
    if (one.block, one.set) != (other.block, other.set) or one.side is not other.side.other:
        return Change(steps, 0)
    made = list(steps)
    made[i] = replace(
        other, rest_s=one.rest_s, match=False, rehearse_s=one.rehearse_s, pre_activation=one.pre_activation
    )
    made[j] = replace(one, rest_s=other.rest_s, match=other.match, rehearse_s=None, pre_activation=None)
    return Change(tuple(made), 1)


def without(steps: Steps, gone: frozenset[tuple[str, Side]]) -> Steps:
    """Leave out what pain has ended: an exercise with both sides, or every set of it that uses a side.

    The other side of a set done one side at a time goes on; it has nobody to match any more.
    """

    def stays(step: Step) -> bool:
        if not isinstance(step, SetStep):
            return True
        sides = {side for exercise, side in gone if exercise == step.exercise}
        return not sides or (Side.BOTH not in sides and step.side is not Side.BOTH and step.side not in sides)

    return tuple(step for step in steps if stays(step))
