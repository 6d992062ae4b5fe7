"""How loads change: what the equipment comes in, and what is lifted with one side instead of two."""

import math
import re
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from coach.program.rules import Rules
from coach.program.script import SingleSide
from coach.units import Load, LoadKind


class Equipment(StrEnum):
    """What a load is made of; it decides how large the smallest change is."""

    DUMBBELL = "dumbbell"
    BARBELL = "barbell"
    CABLE = "cable"
    MACHINE = "machine"
    BODYWEIGHT = "bodyweight"
    BAND = "band"


FREE_WEIGHTS = frozenset({Equipment.DUMBBELL, Equipment.BARBELL})
"""One side of them asks for a braced trunk."""
TWO_HANDED = frozenset({Equipment.BARBELL, Equipment.CABLE, Equipment.MACHINE})
"""Equipment whose load is shared by the sides."""


def equipment_of(written: str, load: Load | None, rules: Rules) -> Equipment:
    """What an exercise is done with: by its load where that tells, else the first that the text names."""
    if load is not None and load.kind in (LoadKind.BAND, LoadKind.BODYWEIGHT):
        return Equipment(load.kind.value)
    text = written.casefold()
    found = {kind: [at for word in words if (at := text.find(word)) >= 0] for kind, words in rules.equipment.items()}
    first = min((at for places in found.values() for at in places), default=-1)
    named = next((kind for kind, places in found.items() if first in places), None)
    return Equipment(named) if named else Equipment.DUMBBELL if load is not None else Equipment.BODYWEIGHT


def weight(load: Load | None) -> bool:
    """Whether the load is a weight in kilograms or pounds."""
    return load is not None and load.kind in (LoadKind.KG, LoadKind.LB)


def step_at(load: Load, equipment: Equipment, rules: Rules, *, down: bool = False) -> Fraction:
    """The smallest change of this load, up or down: in kilograms, or in pounds."""
    table = rules.load.steps_lb if load.kind is LoadKind.LB else rules.load.steps_kg
    rows = table[equipment.value]
    return next(size for begins, size in reversed(rows) if load.value > begins or (load.value == begins and not down))


def stepped(load: Load | None, steps: int, equipment: Equipment, rules: Rules) -> Load | None:
    """The load so many steps of its equipment up, or down, never under one step; None where it has no weight.

    Weight added to the body can go down to none.
    """
    if load is None or load.kind not in (LoadKind.KG, LoadKind.LB, LoadKind.BODYWEIGHT):
        return None
    nothing = replace(load, value=Fraction(0))
    least = Fraction(0) if load.kind is LoadKind.BODYWEIGHT else step_at(nothing, equipment, rules)
    made = load
    for _ in range(abs(steps)):
        size = step_at(made, equipment, rules, down=steps < 0)
        made = replace(made, value=max(least, made.value + (size if steps > 0 else -size)))
    return replace(made, value=min(made.value, load.value)) if steps < 0 else made


def lighter_by(load: Load | None, percent: int, equipment: Equipment, rules: Rules) -> Load | None:
    """The load less so many per cent, down to one that the equipment has; None where it has no weight.

    Where the whole cut is less than the equipment can give, it is one step (training-science 1.5).
    """
    if load is None or load.kind not in (LoadKind.KG, LoadKind.LB):
        return None
    size = step_at(load, equipment, rules, down=True)
    value = math.floor(load.value * (100 - percent) / 100 / size) * size
    return replace(load, value=min(load.value, max(min(size, load.value), value)))


_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def one_sided(load: Load | None, single: SingleSide, equipment: Equipment, rules: Rules) -> tuple[Load | None, str]:
    """What one side starts with, and the words for it where it is no weight (training-science 5.3, 2).

    From a two-hand machine, cable or bar a share of the load, the lowest that the equipment has from it
    to `share_span_pct` above; dumbbells stay as they are.
    """
    words = single.load.casefold()
    share = _SHARE.search(words)
    match load:
        case None:
            return None, "" if words.startswith("same") else single.load
        case Load(kind=LoadKind.KG | LoadKind.LB):
            if share is None and "bodyweight" in words:
                return Load(LoadKind.BODYWEIGHT), ""
            if share is None and words.startswith("same"):
                shared = words.startswith("same dumbbell") and equipment in TWO_HANDED
                return (_share(load, Fraction(rules.load.one_sided_pct), equipment, rules) if shared else load), ""
            return (_share(load, Fraction(share[1]), equipment, rules), "") if share else (None, single.load)
        case Load(kind=LoadKind.BODYWEIGHT):
            own = (share and "body" not in words) or words.startswith("same") or words == "bodyweight"
            return (load, "") if own else (None, single.load)
        case Load(kind=LoadKind.BAND):
            return (load, "") if words.startswith("same") else (None, single.load)
        case _:
            return load, ""


def _share(load: Load, percent: Fraction, equipment: Equipment, rules: Rules) -> Load:
    least, most = load.value * percent / 100, load.value * (percent + rules.load.share_span_pct) / 100
    size = step_at(replace(load, value=least), equipment, rules)
    value = math.ceil(least / size) * size
    if value > most:
        value = max(size, math.floor(least / size) * size)
    return replace(load, value=min(load.value, value))
