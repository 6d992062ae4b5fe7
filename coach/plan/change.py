"""Rules that change the rest of a session: pure functions over its steps."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from coach.plan.steps import Interlude, SetStep, Step, Steps
from coach.units import Side


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule made of the steps still to come."""

    steps: Steps
    exercises: int
    """Exercises that are done differently now; 0: the rule found nothing to change."""
    extra_sets: int = 0
    dropped: Steps = ()
    """Left out so that the session does not grow too long."""


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


def without_holds(steps: Steps) -> Steps:
    """Leave out hold sets, and the holds inside repetitions (training-science 7.2: no more holds after dizziness)."""
    sets = (replace(step, hold=None, weak_hold=False) if isinstance(step, SetStep) else step for step in steps)
    return tuple(step for step in sets if not (isinstance(step, SetStep) and step.hold_s is not None))


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


def another_set(steps: Steps, block: int, above: int = 0) -> Change:
    """One more set at the end of an exercise; of each side where it is done one side at a time.

    `above`: the highest number that a set of it has had so far.
    """
    sets = [s for s in steps if isinstance(s, SetStep) and s.block == block]
    if not sets:
        return Change(steps, 0)
    number = max(s.set for s in sets)
    again = [
        replace(s, set=max(number, s.sets, above) + 1, extra=True, for_weak=False, rehearse_s=None)
        for s in sets
        if s.set == number
    ]
    round_ = {s.together for s in sets} - {None}
    rows = enumerate(steps)
    at = max(n for n, s in rows if isinstance(s, SetStep) and (s.block == block or s.together in round_)) + 1
    # After the rounds of a superset, and no part of them any more.
    before = steps[at - 1]
    if round_ and isinstance(before, SetStep):
        again = [replace(s, together=None, round=None, every_s=None, rest_s=before.rest_s) for s in again]
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


def once_more(last: SetStep, finished: Steps, coming: Steps) -> SetStep:
    """A finished set as an extra one of its exercise, with the load that its sets to come have by now."""
    left = [step for step in coming if isinstance(step, SetStep) and step.block == last.block]
    number = max(last.sets, *(s.set for s in (*finished, *left) if isinstance(s, SetStep) and s.block == last.block))
    alike = [s for s in left if (s.name, s.side, s.warm_up) == (last.name, last.side, last.warm_up)]
    like = alike[-1] if alike else last
    return replace(
        last,
        set=number + 1,
        load=like.load,
        load_words=like.load_words,
        extra=True,
        for_weak=False,
        rehearse_s=None,
        pre_activation=None,
        match=False,
    )
