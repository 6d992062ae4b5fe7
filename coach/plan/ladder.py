"""What is changed for the next set after a rating of how well the muscle was felt (training-science 6.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from coach.plan.effort import bodyweight_alone
from coach.plan.loads import Equipment, lighter_by, weight
from coach.plan.profile import Lever
from coach.plan.steps import SetStep
from coach.program.model import Hold, HoldAt, HoldOn, PreActivation
from coach.program.rules import Rules


class Effort(StrEnum):
    """How hard a set was, by repetitions in reserve."""

    EASY = "easy"
    RIGHT = "right"
    HARD = "hard"


_L = Lever
_CELLS: Final[Mapping[tuple[int, Effort], tuple[Lever, ...]]] = {
    (5, Effort.HARD): (_L.LIGHTER,),
    (4, Effort.HARD): (_L.LIGHTER,),
    (3, Effort.EASY): (_L.SLOWER, _L.HOLD),
    (3, Effort.RIGHT): (_L.LIGHTER, _L.SLOWER),
    (3, Effort.HARD): (_L.LIGHTER,),
    (2, Effort.EASY): (_L.TOUCH,),
    (2, Effort.RIGHT): (_L.LIGHTER, _L.UNILATERAL),
    (2, Effort.HARD): (_L.LIGHTER,),
    (1, Effort.EASY): (_L.TOUCH, _L.LIGHTER),
    (1, Effort.RIGHT): (_L.TOUCH, _L.LIGHTER),
    (1, Effort.HARD): (_L.LIGHTER, _L.SWAP),
}
"""The table of training-science 6.3: what comes first. Another cue costs nothing and comes with each."""
_ORDER: Final = (_L.SLOWER, _L.HOLD, _L.LIGHTER, _L.TOUCH, _L.UNILATERAL)
"""What comes when the table's own are used up, in the order of training-science 6.3."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What has been rated and tried for one exercise and side in this session."""

    rating: int = 0
    """The last one; 0 before the first."""
    tried: tuple[Lever, ...] = ()
    pending: Lever | None = None
    """What the set that comes next was given, and has not been rated with yet."""
    low: int = 0
    """So many low ratings in a row since everything has been tried."""
    over: bool = False
    """It has been let be."""


def effort_of(reserve: int | None) -> Effort:
    """Easy from three in reserve, too hard at none; right where nobody knows."""
    if reserve is None:
        return Effort.RIGHT
    return Effort.EASY if reserve >= 3 else Effort.HARD if reserve == 0 else Effort.RIGHT


def next_lever(
    rating: int, effort: Effort, tried: Iterable[Lever], can: frozenset[Lever], known: Lever | None
) -> Lever | None:
    """The one lever for the next set; None where the set stays as it is, or everything has been tried.

    What is known to have helped comes first; with one repetition in reserve or none, load does.
    """
    cell = _CELLS.get((rating, effort), ())
    if not cell:
        return None
    low = rating <= 3
    order = (*([known] if known and low else []), *cell, *(_ORDER if low and rating < 3 else ()))
    used = frozenset(tried)
    return next((lever for lever in order if lever in can and lever not in used), None)


def cut_pct(rating: int, effort: Effort, rules: Rules) -> int:
    """How much lighter, in per cent."""
    row = rules.feel.lighter_pct[str(rating)]
    return row[{Effort.EASY: 0, Effort.RIGHT: 1, Effort.HARD: 2}[effort]]


def levers_for(
    step: SetStep, rules: Rules, *, floor: Fraction, one_side: bool, swap: bool, holds: bool
) -> frozenset[Lever]:
    """Which levers a set can take."""
    can = {_L.CUE, _L.TOUCH}
    room = step.hold_s is None and not step.tempo.explosive and step.tempo.rep_s + 1 <= rules.tempo.max_rep_s
    if room:
        can.add(_L.SLOWER)
    if room and holds and held(step, rules) is not None:
        can.add(_L.HOLD)
    lighter = lighter_by(step.load, 5, step.equipment, rules)
    unknown = step.load is None or not weight(step.load)
    less = step.load is not None and lighter is not None and floor <= lighter.value < step.load.value
    if not bodyweight_alone(step) and (unknown or less):
        can.add(_L.LIGHTER)
    if one_side:
        can.add(_L.UNILATERAL)
    if swap:
        can.add(_L.SWAP)
    return frozenset(can)


def held(step: SetStep, rules: Rules) -> SetStep | None:
    """The set with a second more in the pause that its hold takes, or a pause where it has none; None where it cannot.

    Never under a barbell without safeties (training-science 7.4); a pause on each repetition is three seconds at most.
    """
    if step.hold_s is not None or (step.equipment is Equipment.BARBELL and not step.safeties):
        return None
    if step.hold is None:
        seconds = step.tempo.stretch + 1
        if seconds > rules.hold.pause_s[1]:
            return None
        hold = Hold.model_validate({"at": HoldAt.STRETCH.value, "for": f"{float(seconds):g}s", "on": "each rep"})
        return replace(step, hold=hold)
    most = rules.hold.pause_s[1] if step.hold.on is HoldOn.EACH_REP else rules.hold.last_rep_s[1]
    longer = step.hold.for_ + 1
    return replace(step, hold=step.hold.model_copy(update={"for_": longer})) if longer <= most else None


def touched(step: SetStep, rules: Rules) -> SetStep:
    """The set with light squeezes and a fingertip on the muscle before it."""
    times, seconds = rules.feel.touch_times, rules.feel.touch_s
    squeezes = PreActivation.model_validate({"times": str(times), "for": f"{seconds}s"})
    return replace(step, pre_activation=squeezes)


def after_rating(felt: Felt, rating: int, lever: Lever | None, rules: Rules, *, all_tried: bool) -> Felt:
    """What is remembered of the exercise after a rating and the lever that follows from it."""
    low = rating <= rules.feel.low
    tried = (*felt.tried, lever) if lever is not None else felt.tried
    runs = (felt.low + 1 if all_tried and low else 0) if lever is None else 0
    return replace(felt, rating=rating, tried=tried, pending=lever, low=runs)
