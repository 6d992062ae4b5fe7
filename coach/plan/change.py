"""Rules that change the rest of a session: pure functions over its steps."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from coach.plan.steps import Interlude, SetStep, Step, Steps
from coach.program.model import CueScript
from coach.program.rules import Rules
from coach.units import Load, LoadKind, Side


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule made of the steps still to come."""

    steps: Steps
    exercises: int
    """Exercises that are done differently now; 0: the rule found nothing to change."""
    extra_sets: int = 0


def trains(script: CueScript, area: str) -> bool:
    """Whether the exercise is meant by an area a person names ("left arm"); an empty area means all."""
    return not area or script.area == area


def single_sided(
    steps: Steps, scripts: Mapping[str, CueScript], rules: Rules, *, area: str, first: Side, extra: bool, had: int = 0
) -> Change:
    """Every set still to come that trains `area` becomes one set a side, `first` leading.

    The other side stops at the first side's repetitions. With `extra`, each exercise gets further
    sets for the first side at its end, as many as the unspecified band allows and within the caps
    of a session (training-science 5.2-5.4), of which `had` are done. What an earlier call added for
    a weak side is taken out first: said twice, or of the other side, the newest word counts alone.
    """
    allowed = _extra_sets(rules) if extra else 0
    made: list[Step] = []
    changed: set[int] = set()
    added = 0
    runs = [list(run) for _, run in groupby(steps, key=lambda step: step.block)]
    for number, run in enumerate(runs):
        sets = [step for step in run if isinstance(step, SetStep) and not step.for_weak]
        script = scripts[sets[0].exercise] if sets else None
        if script is None or script.single_side is None or not trains(script, area) or sets[0].warm_up:
            made.extend(run)
            continue
        changed.add(sets[0].block)
        split = _split(sets, script.single_side.name, first, match=extra)
        last_run = all(later[0].block != sets[0].block for later in runs[number + 1 :])
        more = (
            min(allowed, rules.asymmetry.max_extra_session - had - added, len({s.set for s in split}))
            if last_run
            else 0
        )
        made.extend(_with_extra(split, [s for s in run if isinstance(s, SetStep)], first, more, rules))
        added += max(more, 0)
    return Change(tuple(made), len(changed), added)


def _extra_sets(rules: Rules) -> int:
    """Further weak-side sets of the band that a bare "left arm weak" stands for."""
    bands = {"none": 0, "small": rules.asymmetry.extra_sets[0], "moderate": rules.asymmetry.extra_sets[1]}
    return bands.get(rules.asymmetry.unspecified_band, rules.asymmetry.extra_sets[2])


def _split(sets: list[SetStep], name: str, first: Side, *, match: bool) -> list[SetStep]:
    """One set a side for every two-sided or each-side set; what is already half done keeps its other half."""
    made = []
    for _, group in groupby(sets, key=lambda step: step.set):
        same = list(group)
        after = same[-1].rest_s
        between = same[0].rest_s if len(same) > 1 else same[0].side_rest_s
        lead = replace(same[0], name=name, side=first, rest_s=between, flex_s=None, match=False)
        follow = replace(lead, side=first.other, rest_s=after, match=match, rehearse_s=None, pre_activation=None)
        if len(same) == 1 and same[0].side is not Side.BOTH:
            made.append(replace(same[0], match=match and same[0].side is first.other))
        else:
            made.extend((lead, follow))
    return made


def _with_extra(sets: list[SetStep], before: list[SetStep], weak: Side, count: int, rules: Rules) -> list[SetStep]:
    """`sets` with `count` more for the weak side; what they are like is read off its sets, or those of `before`.

    They come after a normal rest (training-science 5.3, 5), in a superset too, where else there is none.
    """
    own = [step for step in sets if step.side is weak] or [step for step in before if step.side is weak]
    if count <= 0 or not own:
        return sets
    rest = (sets or before)[-1].rest_s
    again = replace(own[-1], extra=True, for_weak=True, rest_s=rest, rehearse_s=None, pre_activation=None, match=False)
    normal = rest or rules.rest.default_s
    more = [replace(again, set=again.sets + number, rest_s=normal) for number in range(1, count + 1)]
    rested = [*sets[:-1], replace(sets[-1], rest_s=normal)] if sets else []
    return [*rested, *more[:-1], replace(more[-1], rest_s=rest)]


def restore(before: Steps, now: Steps, done: frozenset[tuple[int, int, Side]]) -> Steps:
    """The steps of `before` that are not done yet: how a change is taken back.

    `now` are the steps still to come, `done` the (block, set, side) of every set finished or under way.
    A two-sided set of which one side is done keeps the other side as it stands in `now`.
    With nothing done since, the result is `before` itself.
    """
    made: list[Step] = []
    waiting = {step.block for step in now if isinstance(step, Interlude)}
    for step in before:
        if isinstance(step, Interlude):
            if step.block in waiting:
                made.append(step)
            continue
        sides = {side for block, number, side in done if (block, number) == (step.block, step.set)}
        if Side.BOTH in sides or step.side in sides or {Side.LEFT, Side.RIGHT} <= sides:
            continue
        if sides and step.side is Side.BOTH:
            made.extend(s for s in now if isinstance(s, SetStep) and (s.block, s.set) == (step.block, step.set))
        else:
            made.append(step)
    return tuple(made)


def without_block(steps: Steps, block: int) -> Change:
    """Leave out the rest of one exercise; with its warm-up sets go the sets they were for."""
    warm = any(isinstance(step, SetStep) and step.block == block and step.warm_up for step in steps)
    blocks = {block, block + 1} if warm else {block}
    kept = tuple(step for step in steps if not (isinstance(step, SetStep) and step.block in blocks))
    return Change(kept, int(len(kept) != len(steps)))


def without_exercises(steps: Steps, exercises: frozenset[str]) -> Steps:
    """Leave out every set of some exercises, wherever in the session."""
    return tuple(step for step in steps if not (isinstance(step, SetStep) and step.exercise in exercises))


def with_tempo(steps: Steps, block: int, *, slower: bool) -> Change:
    """The rest of one exercise with a second more, or less, in the eccentric."""
    kept = tuple(
        replace(step, tempo=step.tempo.slower() if slower else step.tempo.faster())
        if isinstance(step, SetStep) and step.block == block
        else step
        for step in steps
    )
    return Change(kept, int(kept != steps))


def changed(steps: Steps, chosen: Callable[[SetStep], bool], new: Callable[[SetStep], SetStep]) -> Change:
    """The steps with `new` in place of each set that `chosen` picks."""
    made = tuple(new(step) if isinstance(step, SetStep) and chosen(step) else step for step in steps)
    return Change(made, int(made != steps))


def lighter_by(load: Load | None, percent: int, rules: Rules) -> Load | None:
    """The load less so many per cent, in steps that plates and dumbbells come in; None where it has no weight."""
    if load is None or load.kind not in (LoadKind.KG, LoadKind.LB):
        return None
    unit = rules.load.round_kg if load.kind is LoadKind.KG else rules.load.round_lb
    value = load.value * (100 - percent) / 100
    return replace(load, value=max(unit, math.floor(value / unit) * unit))


def stepped(load: Load | None, steps: int, rules: Rules) -> Load | None:
    """The load so many steps up, or down; None where it has no weight."""
    if load is None or load.kind not in (LoadKind.KG, LoadKind.LB):
        return None
    size = rules.load.step_kg if load.kind is LoadKind.KG else rules.load.step_lb
    return replace(load, value=max(size, load.value + size * steps))


def another_set(steps: Steps, block: int) -> Change:
    """One more set at the end of an exercise; of each side where it is done one side at a time."""
    sets = [s for s in steps if isinstance(s, SetStep) and s.block == block]
    if not sets:
        return Change(steps, 0)
    number = max(s.set for s in sets)
    again = [replace(s, set=max(number, s.sets) + 1, extra=True, rehearse_s=None) for s in sets if s.set == number]
    at = max(index for index, s in enumerate(steps) if isinstance(s, SetStep) and s.block == block) + 1
    return Change((*steps[:at], *again, *steps[at:]), 1, len(again))


def one_set_less(steps: Steps, block: int) -> Change:
    """Without the last set of an exercise that is still to come."""
    numbers = {s.set for s in steps if isinstance(s, SetStep) and s.block == block}
    if not numbers:
        return Change(steps, 0)
    dropped = [s for s in steps if isinstance(s, SetStep) and s.block == block and s.set == max(numbers)]
    fewer = 0 if dropped[0].extra else 1
    kept = tuple(
        replace(s, sets=s.sets - fewer) if isinstance(s, SetStep) and s.block == block else s
        for s in steps
        if s not in dropped
    )
    return Change(kept, 1)


def unmatched(steps: Steps) -> Steps:
    """Without a side that stops at what the other reached: equal sets."""
    return tuple(replace(step, match=False) if isinstance(step, SetStep) else step for step in steps)


def other_side_first(steps: Steps) -> Change:
    """The two sides of the next set in the other order."""
    sets = [(n, s) for n, s in enumerate(steps) if isinstance(s, SetStep)][:2]
    if len(sets) < 2 or sets[0][1].side is Side.BOTH:
        return Change(steps, 0)
    (i, one), (j, other) = sets
    if (one.block, one.set) != (other.block, other.set) or one.side is not other.side.other:
        return Change(steps, 0)
    made = list(steps)
    made[i] = replace(other, rest_s=one.rest_s, match=False)
    made[j] = replace(one, rest_s=other.rest_s, match=other.match)
    return Change(tuple(made), 1)
