"""Whether a weaker side is still made up for: the rules by which that stops (training-science 5.3, 8-10)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from coach.plan.profile import Band, Gap, Profile, WeakSide, days_between
from coach.plan.progress import band_of, gap_of
from coach.plan.scope import trains
from coach.plan.steps import SetStep, Step, Steps
from coach.program.model import CueScript
from coach.program.rules import Rules
from coach.units import Side

_WEEK = 7


class Course(StrEnum):
    """What is done about a weaker side now."""

    COMPENSATE = "compensate"
    """Weak side first, the strong one matches, extra sets as the band allows."""
    LEAD = "lead"
    """The sides have come together: equal sets, the once weaker side still first."""
    OVER = "over"
    """Nothing any more."""
    FLIPPED = "flipped"
    """The other side is the weaker one now: stop at once."""
    REVIEW = "review"
    """Twelve weeks are over: as the program has it, and think again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a weaker side stands."""

    course: Course
    band: Band
    """By the newest test; what was said where there is none."""


def standing(weak: WeakSide, gaps: tuple[Gap, ...], today: str, rules: Rules) -> Standing:
    """What is to be done about a weaker side on this day, by its tests since it was noted (the oldest first)."""
    limits = rules.asymmetry
    tests = [gap for gap in gaps if days_between(weak.since, gap.at) >= 0]
    newest = tests[-1] if tests else None
    band = band_of(newest.percent, rules) if newest is not None else weak.band
    if newest is not None and newest.side is weak.side.other and newest.percent >= limits.noise_pct:
        return Standing(Course.FLIPPED, band)
    even = 0
    for gap in reversed(tests):
        if gap.percent >= limits.stop_below_pct:
            break
        even += 1
    if newest is not None and even >= limits.stop_confirmations:
        confirmed = tests[len(tests) - even + limits.stop_confirmations - 1]
        weeks = days_between(confirmed.at, today) / _WEEK
        return Standing(Course.LEAD if weeks < limits.lead_on_weeks else Course.OVER, Band.NONE)
    if days_between(weak.since, today) >= limits.review_weeks * _WEEK:
        return Standing(Course.REVIEW, band)
    return Standing(Course.COMPENSATE, band)


def test_due(known: Profile, area: str, rules: Rules) -> bool:
    """Whether a test of an area's two sides is to be offered: after a bare word, and every so many weeks.

    An offer that was passed over comes again after a week.
    """
    offered = known.retest(area)
    if offered == "due":
        return True
    weak = known.weak(area)
    if weak is None or (offered and days_between(offered, known.today) < _WEEK):
        return False
    tested = known.gaps(area)
    if not tested:
        return days_between(weak.since, known.today) > 0
    return days_between(tested[-1].at, known.today) >= rules.asymmetry.retest_weeks * _WEEK


def band_from(known: Profile, area: str, exercises: Iterable[str], side: Side, rules: Rules) -> Band | None:
    """The band that measurements speak for when a side is called the weaker one; None where there are none.

    The newest test counts for as long as it takes to the next; else the median of the exercises whose best
    repetition is known of both sides. A difference the other way round is none of this side.
    """
    tests = known.gaps(area)
    if tests and days_between(tests[-1].at, known.today) < rules.asymmetry.retest_weeks * _WEEK:
        found = [tests[-1].percent if tests[-1].side is side else 0.0]
    else:
        pairs = [(known.one_rm(each, Side.LEFT), known.one_rm(each, Side.RIGHT)) for each in exercises]
        gaps = [gap_of(left.value, right.value) for left, right in pairs if left and right and left.kind is right.kind]
        found = sorted(percent if weaker is side else -percent for weaker, percent in gaps)
    return band_of(max(0.0, median(found)), rules) if found else None


def one_two_sided(known: Profile, area: str, before: Steps, after: Steps, scripts: Mapping[str, CueScript]) -> Steps:
    """The steps of `after`, but the area's last exercise as it was, once a week (training-science 5.3, 7).

    Only where the week has had no two-sided set of the area yet, and another exercise of it stays one-sided.
    """
    areas = {scripts[step.exercise].area for step in before if isinstance(step, SetStep)}
    week = known.week
    if area not in areas or week.get(f"{area}.both") or not week.get(f"{area}.left"):
        return after
    one = {step.block for step in after if isinstance(step, SetStep) and step.side is not Side.BOTH}
    turned = [
        step.block
        for step in before
        if isinstance(step, SetStep) and step.block in one and step.side is Side.BOTH and not step.warm_up
    ]
    if not turned or len(one) < 2 or any(step.round for step in before if isinstance(step, SetStep)):
        return after
    last = turned[-1]
    place = next(n for n, step in enumerate(after) if step.block == last)
    own = tuple(step for step in before if step.block == last)
    return (*(s for s in after[:place] if s.block != last), *own, *(s for s in after[place:] if s.block != last))


def week_room(
    known: Profile, area: str, weak: Side, session: Iterable[Step], scripts: Mapping[str, CueScript], rules: Rules
) -> int | None:
    """Further sets of the weaker side that the week has room for (training-science 5.3, 6).

    Counted over the seven days before and all sets of this session: at most 1.5 for each of the other side,
    and no more than the week's ceiling. None where the area was not trained in those days: one session is no week.
    """
    sets = [
        step
        for step in session
        if isinstance(step, SetStep) and not step.warm_up and trains(scripts[step.exercise], area, rules)
    ]
    areas = {scripts[step.exercise].area for step in sets}

    def count(side: Side) -> int:
        before = sum(known.week.get(f"{each}.{side.value}", 0) for each in areas)
        return before + sum(step.side in (side, Side.BOTH) for step in sets if not step.for_weak)

    if not any(known.week.get(f"{each}.{side.value}") for each in areas for side in (weak, weak.other)):
        return None
    added = sum(step.for_weak and step.side is weak for step in sets)
    most = min(math.floor(rules.asymmetry.max_week_ratio * count(weak.other)), rules.weekly_sets.max_per_muscle_side)
    return max(0, most - count(weak) - added)
