"""What undo says: a sentence for what is taken back, with what holds again."""

from collections.abc import Callable
from typing import Final

from coach.engine.change import of_another
from coach.events import Line
from coach.plan.steps import SetStep, Steps
from coach.units import Side

_LOADS: Final = (
    "adapted_load",
    "adapted_short",
    "burning_",
    "ladder_lighter",
    "take_",
    "adapted_both_weak",
    "from_before",
)
_TEMPI: Final = ("adapted_slower", "adapted_faster", "adapted_tempo", "ladder_slower")
_HOLDS: Final = ("adapted_hold", "ladder_hold", "from_before_holds")
_SIDES: Final = (
    "adapted_weak",
    "adapted_single",
    "adapted_one_side",
    "adapted_two",
    "adapted_side",
    "ladder_unilateral",
    "sides_",
    "test_",
)
_LATER: Final = ("skipped", "set_skipped", "one_set_less")
_MORE: Final = ("repeated", "gone_back", "one_set_more")
_SWAPS: Final = ("swapped", "ladder_swap")
_PLAIN: Final = {
    "more_rest": "undone_rest",
    "less_rest": "undone_rest",
    "talk_": "undone_talk",
    "ladder_cue": "undone_cue",
    "ladder_touch": "undone_cue",
    "test_added": "undone_test",
    "adapted_normal": "undone_normal",
}


def taken_back(said: Line, was: Steps, now: Steps) -> Line:
    """The sentence for a change that was announced by `said`, where the plan was `was` and is `now` again."""
    key = said.key
    plain = next((line for start, line in _PLAIN.items() if key.startswith(start)), None)
    if plain is not None:
        return Line(plain)
    if key.startswith(_HOLDS):
        return Line("undone_holds")
    if key.startswith(_LOADS):
        other = _first(was, now, lambda step: step.load)
        if other is None or other.load is None:
            return Line("undone_loads")
        return Line(f"undone_load{of_another(now, other.block)}", {"load": str(other.load), "exercise": other.name})
    if key.startswith(_TEMPI):
        other = _first(was, now, lambda step: step.tempo)
        return Line("undone_tempo", {"tempo": _spelt(other)}) if other else Line("undone_tempo_off")
    if key.startswith("adapted_reps"):
        other = _first(was, now, lambda step: step.reps)
        return Line("undone_reps", {"n": other.reps}) if other else Line("undone")
    if key.startswith(_SIDES):
        return _sides(was, now)
    if key.startswith((*_LATER, *_SWAPS)):
        return Line("undone_back_in", said.slots)
    return Line("undone_extra" if key in _MORE else "undone")


def _spelt(step: SetStep) -> str:
    return " ".join(str(step.tempo).split("-"))


def _first(was: Steps, now: Steps, what: Callable[[SetStep], object]) -> SetStep | None:
    """The first set of `now` of which something was otherwise in `was`."""
    before = {step.key: what(step) for step in was if isinstance(step, SetStep)}
    sets = (step for step in now if isinstance(step, SetStep))
    return next((step for step in sets if step.key in before and before[step.key] != what(step)), None)


def _sides(was: Steps, now: Steps) -> Line:
    """Both sides together again, or the one that goes first again."""
    before = {step.key for step in was if isinstance(step, SetStep)}
    sets = [step for step in now if isinstance(step, SetStep)]
    other = next((step for step in sets if step.key not in before), None)
    if other is not None and other.side is Side.BOTH:
        return Line("undone_single")
    first, led = _first_side(now), _first_side(was)
    if first is None:
        return Line("undone_single")
    return Line("undone_side", {"side": first.value}) if first is not led else Line("undone")


def _first_side(steps: Steps) -> Side | None:
    """The side that goes first."""
    return next((s.side for s in steps if isinstance(s, SetStep) and s.side is not Side.BOTH), None)
