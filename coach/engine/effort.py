"""Commands about how heavy and how hard: loads in the steps of their equipment, repetitions in reserve."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from coach.engine.change import ahead, change_plan, hold_line, of_another
from coach.engine.flow import take_up
from coach.engine.state import Asking, Question, Resting, Working, once_answered
from coach.engine.turn import Turn
from coach.events import Heard, Line, SetRecord, Slots
from coach.plan.change import changed
from coach.plan.effort import bodyweight_alone, easier_set, harder_set, steps_for
from coach.plan.loads import weight
from coach.plan.steps import SetStep, Steps
from coach.program.model import Focus
from coach.units import Load, LoadKind

POUNDS_A_KILO: Final = Fraction(220462, 100000)
_WEIGHED: Final = (LoadKind.KG, LoadKind.LB, LoadKind.BODYWEIGHT)
"""Loads to which a weight can be added."""
RAISES_HOLD: Final = ("adapted_hold_longer", "ladder_hold")
"""Changes after which no rule raises the load in the same rest (training-science 6.3)."""


def heavier(turn: Turn, heard: Heard) -> None:
    """One load step up for the rest of this exercise, or as much as the athlete says."""
    if "n" in heard.slots:
        _by(turn, _said(heard), up=True)
    else:
        _harder(turn, turn.state.next_set)


def lighter(turn: Turn, heard: Heard) -> None:
    """One load step down for the rest of this exercise, or as much as the athlete says."""
    if "n" in heard.slots:
        _by(turn, _said(heard), up=False)
    else:
        _easier(turn, turn.state.next_set, percent=0)


def too_heavy(turn: Turn, heard: Heard) -> None:
    """A tenth less for the rest of the exercise: of the one that was done, where it is a rest."""
    del heard
    step = meant(turn)
    rate(turn, step, 0)
    _easier(turn, step, percent=turn.state.rules.load.too_heavy_pct)
    offer_end(turn)


def too_easy(turn: Turn, heard: Heard) -> None:
    """A step more for the rest of the exercise."""
    del heard
    step = meant(turn)
    rate(turn, step, turn.state.rules.effort.easy_rir)
    if not _one_thing(turn):
        _harder(turn, step)


def meant(turn: Turn) -> SetStep | None:
    """The set that a judgement is about: the one under way, in a rest the one before it."""
    inner = once_answered(turn.state.stage)
    last = turn.state.finished[-1] if turn.state.finished else None
    return last if isinstance(inner, Resting) and isinstance(last, SetStep) else turn.state.next_set


def rate(turn: Turn, step: SetStep | None, reserve: int) -> None:
    """Write down how many more repetitions there would have been in the last set, where it is about that one."""
    number = len(turn.state.records) - 1
    if step is None or step is turn.state.next_set or number < 0:
        return
    turn.rated = (number, turn.state.records[number].rir)
    rate_last(turn, reserve)


def _one_thing(turn: Turn) -> bool:
    """Whether a hold has been raised since the last set: then the load stays; says so."""
    done = len(turn.state.finished)
    longer = any(undo.said.key in RAISES_HOLD and undo.finished == done for undo in turn.state.undo)
    if longer:
        turn.reply("one_thing")
    return longer


def _easier(turn: Turn, step: SetStep | None, *, percent: int) -> None:
    rules = turn.state.rules
    _all_of(turn, step, lambda s: easier_set(s, percent, floor_of(turn, s), rules), "take_less")


def _harder(turn: Turn, step: SetStep | None) -> None:
    rules = turn.state.rules
    if turn.state.profile.refers:
        turn.reply("care_no_change")
        return
    _all_of(turn, step, lambda s: harder_set(s, 1, rules, careful=turn.state.profile.careful), "take_more")


def floor_of(turn: Turn, step: SetStep) -> Fraction:
    """The lowest load that a rule goes down to in one session (training-science 6.3)."""
    state = turn.state
    began = step.began
    if began is None:
        same = (
            s for s in state.original if isinstance(s, SetStep) and (s.block, s.warm_up) == (step.block, step.warm_up)
        )
        began = next((s.load for s in same), None)
    if began is None or step.load is None or began.kind is not step.load.kind:
        return Fraction(0)
    return began.value * state.rules.feel.load_floor_pct / 100


def _all_of(turn: Turn, step: SetStep | None, new: Callable[[SetStep], SetStep | None], words: str) -> None:
    """Change the sets still to come of the exercise; where it has no weight, say in words what to take."""
    under_way, coming = ahead(turn)
    if step is None:
        turn.reply("no_load_here")
        return
    block = step.block
    left = [s for s in coming if isinstance(s, SetStep) and s.block == block and not _answers(s, step)]
    if not left:
        held = words != "no_load_here" and step.hold_s is not None and bodyweight_alone(step)
        turn.reply("last_set_already" if under_way else f"{words}_next_time{'_hold' * held}", exercise=step.name)
        return
    if new(left[0]) is None:
        turn.reply(words)
        return
    made = changed(coming, lambda s: s in left, lambda s: new(s) or s)
    if made.steps == coming and words == "take_more" and left[0].hold_s is not None and bodyweight_alone(left[0]):
        turn.reply("hold_care", n=float(left[0].hold_s))
        return
    if made.steps == coming:
        turn.reply("lightest_already" if words == "take_less" else "no_load_here")
        return
    change_plan(turn, (*under_way, *made.steps), told(left[0], new(left[0]) or left[0], coming))


def _answers(step: SetStep, done: SetStep) -> bool:
    """Whether a set matches the one that was done: the other side has the load that the weaker one had."""
    return step.match and step.place == done.other_place


def told(before: SetStep, after: SetStep, coming: Steps) -> Line:
    """The sentence for another load, or for other repetitions where there is no weight to change.

    Where another exercise comes first, as in a superset, it names the one that is meant.
    """
    of = of_another(coming, before.block)
    slots: Slots = {"exercise": after.name, "script": after.exercise}
    if before.hold_s is not None and after.hold_s is not None and after.hold_s != before.hold_s:
        return hold_line(after.hold_s - before.hold_s)
    if after.reps != before.reps:
        return Line(f"adapted_reps{of}", {**slots, "n": after.reps})
    return Line(f"adapted_load{of}", {**slots, "load": str(after.load)})


def set_load(turn: Turn, heard: Heard) -> None:
    """The load that the athlete names, where it is one that a person lifts."""
    load, step = _said(heard), turn.state.next_set
    if _beyond(turn, step, load):
        return
    if (
        step is not None
        and step.load is not None
        and step.load.kind is LoadKind.BODYWEIGHT
        and load.kind is LoadKind.KG
    ):
        load = Load(LoadKind.BODYWEIGHT, load.value)
    _all_of(turn, step, lambda s: replace(s, load=load, load_words=""), "no_load_here")


def _said(heard: Heard) -> Load:
    """The weight that is named."""
    return Load(LoadKind(str(heard.slots.get("unit", LoadKind.KG.value))), Fraction(str(heard.slots["n"])))


def _beyond(turn: Turn, step: SetStep | None, load: Load) -> bool:
    """Whether nobody lifts that, or it is too far from what the set has to be meant; says so."""
    rules = turn.state.rules.load
    kilos = load.value / POUNDS_A_KILO if load.kind is LoadKind.LB else load.value
    if not 0 < kilos <= rules.max_kg:
        turn.reply("impossible_load", load=str(load))
        return True
    old = step.load if step is not None else None
    if old is not None and weight(old) and old.kind is load.kind and load.value > old.value * rules.max_times:
        turn.reply("far_load", load=str(load), old=str(old))
        return True
    return False


def _by(turn: Turn, said: Load, *, up: bool) -> None:
    """So much more, or less, for the rest of the exercise; in words where its load is no weight."""
    step, words = turn.state.next_set, "take_more" if up else "take_less"
    if step is None or step.load is None or step.load.kind not in _WEIGHED:
        _all_of(turn, step, lambda _step: None, words)
        return
    by = _as_in(said, step.load) * (1 if up else -1)
    made = _plus(step.load, by)
    if made is None:
        turn.reply("not_so_much", load=str(said))
    elif not up or not _beyond(turn, step, made):
        _all_of(turn, step, lambda s: replace(s, load=_plus(s.load, by) or s.load), words)


def _as_in(said: Load, load: Load) -> Fraction:
    """How much of the load's own unit that is, to the half."""
    if (said.kind is LoadKind.LB) == (load.kind is LoadKind.LB):
        return said.value
    value = said.value / POUNDS_A_KILO if said.kind is LoadKind.LB else said.value * POUNDS_A_KILO
    return Fraction(max(1, round(2 * value)), 2)


def _plus(load: Load | None, by: Fraction) -> Load | None:
    """The load with so much more, or (negative) less; None where that leaves nothing to lift, or it is no weight."""
    if load is None or load.kind not in _WEIGHED:
        return None
    made = replace(load, value=load.value + by)
    return made if made.value > 0 or (made.value == 0 and not weight(made)) else None


def reserve(turn: Turn, heard: Heard) -> None:
    """So many repetitions more there would have been: the load follows the target (training-science 1.5)."""
    spare = int(float(heard.slots["n"]))
    step = meant(turn)
    asking = turn.state.stage
    if step is None or not turn.state.records or (isinstance(asking, Working)):
        turn.reply("no_question")
        return
    rate(turn, step, spare)
    answer = asking if isinstance(asking, Asking) and asking.question is Question.RESERVE else None
    if answer is not None:
        turn.hush()
        turn.go(answer.then)
    follow_reserve(turn, step, turn.state.records[-1], spare)
    if answer is not None:
        take_up(turn, answer.then)
    offer_end(turn)


def follow_reserve(turn: Turn, step: SetStep, record: SetRecord, spare: int) -> None:
    """Let the rest of the exercise follow how hard its last set was."""
    rules = turn.state.rules
    if step.test or step.match:
        # A test compares at one load, and the load of both sides is the weaker one's (training-science 5.1, 5.3).
        turn.reply("reserve_noted")
        return
    by = steps_for(spare, step, rules, careful=turn.state.profile.careful)
    low = record.feel is not None and record.feel < rules.effort.raise_from_feel
    if by > 0 and (low or _one_thing(turn)):
        return
    if by == 0:
        turn.reply("reserve_right")
    elif by > 0:
        _all_of(turn, step, lambda s: harder_set(s, by, rules, careful=turn.state.profile.careful), "take_more")
    elif _lowered_by_rule(turn):
        turn.reply("reserve_noted")
    else:
        _all_of(turn, step, lambda s: easier_set(s, 0, floor_of(turn, s), rules, steps=-by), "take_less")


def fell_short(turn: Turn, step: SetStep, reps: int) -> bool:
    """A set ended by the athlete well before its repetitions: a little less from the next one on.

    With internal focus one to three repetitions less are no loss of strength (training-science 1.3).
    """
    rules = turn.state.rules.effort
    slack = rules.mmc_short_reps if step.focus is Focus.INTERNAL else rules.short_reps
    if step.test or step.hold_s is not None or not reps or (step.enough or step.reps) - reps <= slack:
        return False
    under_way, coming = ahead(turn)

    def less(s: SetStep) -> SetStep:
        return easier_set(s, rules.short_pct, floor_of(turn, s), turn.state.rules) or s

    made = changed(coming, lambda s: s.block == step.block and weight(s.load) and not _answers(s, step), less)
    if made.exercises:
        new = next(s for s in made.steps if isinstance(s, SetStep) and s.block == step.block and not _answers(s, step))
        slots: Slots = {"reps": reps, "target": step.reps, "load": str(new.load), "exercise": new.name}
        change_plan(turn, (*under_way, *made.steps), Line(f"adapted_short{of_another(coming, step.block)}", slots))
    return True


def form(turn: Turn, heard: Heard) -> None:
    """The athlete's form gives way: a little lighter (training-science 7.4)."""
    lighter_step = turn.state.next_set if isinstance(turn.state.stage, Working) else meant(turn)
    del heard
    _easier(turn, lighter_step, percent=turn.state.rules.effort.form_pct)


def rate_last(turn: Turn, reserve: int) -> None:
    """Write down the repetitions in reserve of the set that has just been finished."""
    number = len(turn.state.records) - 1
    turn.amend(number, replace(turn.state.records[number], rir=reserve))


def offer_end(turn: Turn) -> None:
    """After so many sets to their limit, offer the end, once (training-science 7.4)."""
    stage, most = turn.state.stage, turn.state.rules.effort.limit_sets
    last = turn.state.records[-most:]
    worn = len(last) == most and all(record.rir == 0 for record in last)
    if worn and isinstance(stage, Resting) and not turn.state.offered:
        turn.state = replace(turn.state, offered=True)
        seconds = turn.state.rules.safety.weak_answer_s
        turn.ask(Asking(Question.FINISH, stage, Line("ask_tired", {"n": most}), seconds))


def go_on_lighter(turn: Turn) -> None:
    """Burning is normal effort: the exercise goes on a step lighter, the set that was broken off included."""
    rules, step = turn.state.rules, turn.state.next_set
    if step is None:
        turn.reply("burning_normal")
        return
    block = step.block
    made = changed(
        turn.state.steps,
        lambda s: s.block == block and weight(s.load),
        lambda s: easier_set(s, 0, floor_of(turn, s), rules) or s,
    )
    if made.exercises:
        new = next(s for s in made.steps if isinstance(s, SetStep))
        change_plan(turn, made.steps, Line("burning_lighter", {"load": str(new.load)}))
    else:
        turn.reply("burning_normal")


def _lowered_by_rule(turn: Turn) -> bool:
    """Whether how the last set felt, or where it ended, has lowered the load: a set changes it once."""
    return _lowered(turn, "ladder_lighter")


def lowered_now(turn: Turn) -> bool:
    """Whether the load has been lowered for what the last set was like: once is enough."""
    return _lowered(turn, "adapted_load")


def _lowered(turn: Turn, key: str) -> bool:
    """Whether a change of that key, or the one for a set that ended short, was made for the last set."""
    done = len(turn.state.finished)
    made = ((undo.said.key, undo.finished) for undo in turn.state.undo)
    return any(
        (said.startswith(key) and finished == done) or (said.startswith("adapted_short") and finished == done - 1)
        for said, finished in made
    )
