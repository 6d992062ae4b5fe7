"""What finished sets say about strength, about the two sides, and about next time: pure functions over the past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from coach.plan.profile import Band, Gap, Next, Profile, days_between
from coach.program.choices import Focus
from coach.program.rules import Rules
from coach.units import Load, LoadKind, Side, UnitError, parse_load


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One finished working set or test, as the history has it."""

    number: int
    """Of the set within its session."""
    exercise: str
    side: Side
    reps: int
    target_reps: int
    load: str
    held_s: float
    feel: int | None
    rir: int | None
    completed: bool
    planned: str = ""
    """The load as the program has it."""
    test: bool = False
    focus: Focus = Focus.NONE

    @property
    def weight(self) -> Load | None:
        """The load where it is a weight."""
        try:
            load = parse_load(self.load)
        except UnitError:
            return None
        return load if load.kind in (LoadKind.KG, LoadKind.LB) and load.value else None

    @property
    def spare(self) -> int | None:
        """Repetitions in reserve, as said; late but short of the target there were none; else nobody knows."""
        if self.rir is not None:
            return self.rir
        return 0 if not self.completed and self.reps * 2 >= self.target_reps else None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One entry of the profile, and the set that taught it."""

    key: str
    value: object
    number: int


def best_rep(load: Fraction, reps: int, spare: int, rules: Rules) -> Fraction | None:
    """The estimated best single repetition, load x (1 + reps / 30), reps in reserve counted as done.

    None for sets too long for the formula (training-science 1.5).
    """
    able = reps + spare
    return load * (1 + Fraction(able, 30)) if 0 < able <= rules.progress.estimate_max_reps else None


def gap_of(left: Fraction, right: Fraction) -> tuple[Side, float]:
    """The weaker side and (strong - weak) / strong in per cent; BOTH where they are equal (training-science 5.1)."""
    if left == right:
        return Side.BOTH, 0.0
    strong, weak = max(left, right), min(left, right)
    return (Side.LEFT if left < right else Side.RIGHT), round(float((strong - weak) / strong * 100), 1)


def band_of(percent: float, rules: Rules) -> Band:
    """How large a difference in the estimated best repetition is (training-science 5.2)."""
    limits = rules.asymmetry
    if percent < limits.noise_pct:
        return Band.NONE
    if percent < limits.moderate_pct:
        return Band.SMALL
    return Band.MODERATE if percent <= limits.large_pct else Band.LARGE


def band_of_reps(apart: int, rules: Rules) -> Band:
    """The same from repetitions at one load, for sets too long to estimate from (training-science 5.2)."""
    limits = rules.asymmetry.reps_apart
    return [Band.NONE, Band.SMALL, Band.MODERATE, Band.LARGE][sum(apart >= limit for limit in limits)]


def compared(left: Done, right: Done, day: str, rules: Rules) -> Gap | None:
    """The two sides of one test; None where they cannot be compared.

    Sets too long for the formula are compared by repetitions at the same load, and the result is the
    lower end of the band they fall into: rough, as it should be.
    """
    if left.spare is None or right.spare is None:
        return None
    able = {Side.LEFT: left.reps + left.spare, Side.RIGHT: right.reps + right.spare}
    if left.weight is not None and right.weight is not None and left.weight.kind is right.weight.kind:
        best = [
            best_rep(done.weight.value, done.reps, done.spare, rules)
            for done in (left, right)
            if done.weight is not None and done.spare is not None
        ]
        if best[0] is not None and best[1] is not None:
            side, percent = gap_of(best[0], best[1])
            return Gap(day, side, percent, left.exercise)
    if left.load != right.load:
        return None
    apart = abs(able[Side.LEFT] - able[Side.RIGHT])
    weaker = Side.BOTH if not apart else Side.LEFT if able[Side.LEFT] < able[Side.RIGHT] else Side.RIGHT
    limits = rules.asymmetry
    floor = {Band.NONE: 0, Band.SMALL: limits.noise_pct, Band.MODERATE: limits.moderate_pct}
    return Gap(day, weaker, float(floor.get(band_of_reps(apart, rules), limits.large_pct + 1)), left.exercise)


def lessons(known: Profile, sets: Sequence[Done], rules: Rules) -> list[Lesson]:
    """What one session teaches: loads, estimated best repetitions, holds, and what to take next time.

    `known` is the profile before it, with the day of the session.
    """
    made: list[Lesson] = []
    order = sorted(sets, key=lambda done: (done.exercise, done.side, done.number))
    groups = [(place, list(group)) for place, group in groupby(order, key=lambda done: (done.exercise, done.side))]
    holds: dict[str, Lesson] = {}
    for (exercise, _), own in groups:
        for lesson in _hold(known, [done for done in own if not done.test], exercise, rules):
            holds.setdefault(exercise, lesson)
    for (exercise, side), own in groups:
        place = f"{exercise}.{side.value}"
        made += _strength(known, own, place, rules)
        work = [done for done in own if not done.test]
        if not work:
            continue
        last = work[-1]
        if last.weight is not None:
            made.append(Lesson(f"load.{place}", str(last.weight), last.number))
            before, tested = known.next_load(exercise, side), len(work) < len(own)
            coming = next_time(before, work, rules, held_longer=exercise in holds, tested=tested)
            made.append(Lesson(f"next.{place}", coming.plain(), last.number))
    return [*made, *holds.values()]


def _strength(known: Profile, sets: Sequence[Done], place: str, rules: Rules) -> Iterator[Lesson]:
    """The best estimate of the session; sets with internal focus yield less and can only raise what is known."""
    exercise, _, side = place.partition(".")
    before = known.one_rm(exercise, Side(side))
    found: list[tuple[Fraction, Done, Load]] = []
    for done in sets:
        weight, spare = done.weight, done.spare
        sure = spare is not None and done.focus is not Focus.INTERNAL
        estimate = best_rep(weight.value, done.reps, spare or 0, rules) if weight is not None else None
        if weight is None or estimate is None:
            continue
        same = before is not None and before.kind is weight.kind
        if sure or (same and before is not None and estimate > before.value) or (not same and spare is not None):
            found.append((estimate, done, weight))
    if found:
        estimate, done, weight = max(found, key=lambda each: (each[1].test, each[0]))
        yield Lesson(f"one_rm.{place}", str(Load(weight.kind, Fraction(round(estimate * 10), 10))), done.number)


def next_time(
    before: Next | None, work: Sequence[Done], rules: Rules, *, held_longer: bool, tested: bool = False
) -> Next:
    """The load to begin with next time, by effort where it is known and by feel where it is not.

    As training-science 1.5 and 6.3 have it: three or more in reserve, one step up; nothing in reserve or
    repetitions missing, one step down; else as it is. Without a word about effort, sets that are whole and
    clearly felt in so many sessions running are taken for easy. A load and a hold never go up together. After
    a test, which tires, everything stays as it is.
    """
    last = work[-1]
    weight = last.weight
    if weight is None:
        raise ValueError(last)
    numbers = rules.progress
    spares = [done.spare for done in work if done.spare is not None]
    whole = all(done.completed for done in work)
    felt = [done.feel for done in work if done.feel is not None]
    clear = whole and bool(felt) and felt[-1] >= numbers.clear_feel
    streak = (before.clear if before is not None and before.load == str(weight) else 0) + 1 if clear else 0
    if tested:
        return Next(str(weight), 0, "same", before.clear if before is not None else 0, last.planned)
    if spares and min(spares) == 0:
        # What was too heavy at a load that has been lowered since is a step down already.
        lowered = all(done.weight is not None and done.weight.value > weight.value for done in work if done.spare == 0)
        return Next(str(weight), 0 if lowered else -1, "hard" if whole else "short", 0, last.planned)
    easy = whole and (min(spares) >= numbers.easy_rir if spares else streak >= numbers.clear_sessions)
    if easy and not held_longer and not (felt and felt[-1] <= rules.feel.low):
        return Next(str(weight), 1, "easy" if spares else "clear", 0, last.planned)
    return Next(str(weight), 0, "same", streak, last.planned)


def _hold(known: Profile, work: Sequence[Done], exercise: str, rules: Rules) -> list[Lesson]:
    """One step of the holds up, or down, where the exercise has them (training-science 4.2)."""
    held = [done for done in work if done.held_s > 0]
    if not held:
        return []
    steps, since = known.hold_steps(exercise)
    last = held[-1]
    spares = [done.spare for done in held if done.spare is not None]
    if not all(done.completed for done in held) or (spares and min(spares) == 0):
        return [Lesson(f"hold.{exercise}", {"steps": steps - 1, "at": known.today}, last.number)] if steps else []
    felt = last.feel is not None and last.feel >= rules.progress.clear_feel
    light = not spares or min(spares) >= rules.progress.hold_rir
    rested = not since or days_between(since, known.today) >= rules.progress.hold_every_days
    if felt and light and rested and steps < rules.progress.hold_steps_max:
        return [Lesson(f"hold.{exercise}", {"steps": steps + 1, "at": known.today}, last.number)]
    return []


def week_sets(sets: Sequence[tuple[Done, str]]) -> Mapping[str, int]:
    """Sets by `area.side` from (set, area); a two-sided set counts for both sides."""
    counted: dict[str, int] = {}
    for done, area in sets:
        for side in (Side.LEFT, Side.RIGHT) if done.side is Side.BOTH else (done.side,):
            counted[f"{area}.{side.value}"] = counted.get(f"{area}.{side.value}", 0) + 1
        if done.side is Side.BOTH:
            counted[f"{area}.both"] = counted.get(f"{area}.both", 0) + 1
    return counted
