"""Commands about left and right: a weaker side, one side at a time, back to two (training-science 5.3, 5.4, 7.3)."""

from dataclasses import replace

from coach.engine.change import ahead, braces_first, change_plan, of_area, side_first, take_side
from coach.engine.done import break_off
from coach.engine.effort import floor_of
from coach.engine.flow import take_up
from coach.engine.one_side import with_both
from coach.engine.state import Announcing, Asking, Question, Resting, Waiting
from coach.engine.turn import Turn
from coach.events import Heard, Line, Slots
from coach.plan.balance import band_from
from coach.plan.change import Change, changed
from coach.plan.effort import easier_set
from coach.plan.profile import Band
from coach.plan.scope import BACK, FRONT, families, overlap, trains
from coach.plan.sides import Budget, other_side_first, put_back, raised, single_sided, two_sided
from coach.plan.steps import SetStep, Steps
from coach.units import Side


def weak_side(turn: Turn, heard: Heard) -> None:
    """Left arm weak: asked once whether it is an old story, then weak side first."""
    side, area = Side(str(heard.slots["side"])), str(heard.slots.get("area", ""))
    asking = turn.state.stage
    answer = isinstance(asking, Asking) and asking.question is Question.WHICH
    if not answer and (_leads(turn, side.other, area) or _asked_about(turn, side.other, area)):
        _which(turn, heard, side, area)
    else:
        named(turn, heard) if answer else _settled(turn, heard, side, area)


def _leads(turn: Turn, side: Side, area: str) -> bool:
    """Whether `side` is the weaker one of an area that has to do with `area`."""
    return any(w.side is side and overlap(w.area, area, turn.state.rules) for w in turn.state.weak)


def _asked_about(turn: Turn, side: Side, area: str) -> bool:
    """Whether the question that is open is about `side`, of an area that has to do with `area`."""
    asking = turn.state.stage
    if not isinstance(asking, Asking) or asking.question is not Question.LONG_STANDING:
        return False
    return asking.slots["side"] == side.value and overlap(str(asking.slots["area"]), area, turn.state.rules)


def _which(turn: Turn, heard: Heard, side: Side, area: str) -> None:
    """Both sides have been called the weaker one: which is it?"""
    slots = {"side": side.value, "other_side": side.other.value, "area": area}
    then = break_off(turn, heard.ended)
    seconds = turn.state.rules.safety.weak_answer_s
    turn.ask(Asking(Question.WHICH, then, Line(of_area("ask_which", area), slots), seconds, slots))


def named(turn: Turn, heard: Heard) -> None:
    """The answer to "left or right?"."""
    asking = turn.state.stage
    if not isinstance(asking, Asking) or asking.question is not Question.WHICH:
        turn.reply("no_question")
        return
    turn.hush()
    side = Side(str(heard.slots.get("side", asking.slots["side"])))
    area = str(asking.slots["area"])
    if side.value != asking.slots["side"] and _leads(turn, side, area):
        turn.reply("stays_weak", side=side.value, area=area)
        take_up(turn, asking.then)
        return
    turn.go(asking.then)
    _settled(turn, heard, side, area)
    if turn.state.stage is asking.then:
        take_up(turn, asking.then)


def _settled(turn: Turn, heard: Heard, side: Side, area: str) -> None:
    state = turn.state
    known = (weak for name in state.profile.weak_areas() if (weak := state.profile.weak(name)) is not None)
    if side in state.settled or any(weak.side is side and weak.long_standing for weak in known):
        favour(turn, side, area)
        _ask_part(turn, side, area)
        return
    slots = {"side": side.value, "other_side": side.other.value, "area": area}
    then = break_off(turn, heard.ended)
    seconds = state.rules.safety.weak_answer_s
    turn.ask(Asking(Question.LONG_STANDING, then, Line(of_area("ask_long_standing", area), slots), seconds, slots))


def long_standing(turn: Turn, asking: Asking) -> None:
    """The weaker side is an old story: adapt, and take up what was interrupted."""
    side, area = Side(str(asking.slots["side"])), str(asking.slots["area"])
    turn.state = replace(turn.state, settled=turn.state.settled | {side})
    turn.cause = f"{side.value} {area} weak, for long".replace("  ", " ")
    before = turn.state.steps[:1]
    favour(turn, side, area)
    # Another set is announced before anybody is asked to be ready for it.
    moved = asking.then == Waiting() and turn.state.steps[:1] != before
    take_up(turn, Announcing() if moved else asking.then)
    _ask_part(turn, side, area)


def favour(turn: Turn, weak: Side, area: str) -> None:
    """Single-sided from the next set on: the weak side leads, the other matches, and it gets what its band allows.

    Said twice, the band rises once, not without end.
    """
    state = turn.state
    if state.profile.refers:
        turn.reply("care_no_change")
        return
    before = next((w for w in state.weak if (w.side, w.area) == (weak, area)), None)
    if before is not None and (before.raised or before.band is Band.LARGE):
        turn.reply(of_area("weak_already", area), side=weak.value, area=area)
        return
    band = raised(before.band) if before is not None else _band(turn, weak, area)
    made = side_first(turn, weak, area, band)
    slots = {"side": weak.value, "other_side": weak.other.value, "area": area}
    if not made.exercises:
        turn.reply("brace_first" if braces_first(turn, area) else of_area("nothing_for_area", area), **slots)
        return
    line = Line(_sentence(band, made, area), {**slots, "extra": made.extra_sets, "exercise": _names(made.dropped)})
    take_side(turn, made, line, weak, area, band, again=before is not None)
    turn.say_reply(line)


def _band(turn: Turn, weak: Side, area: str) -> Band:
    """What is known of the difference; a bare word is as the rules have it (training-science 5.2)."""
    known = turn.state.profile.weak(area)
    if known is not None and known.side is weak:
        return known.band
    scripts, rules = turn.state.scripts, turn.state.rules
    meant = [name for name, script in scripts.items() if trains(script, area, rules)]
    measured = band_from(turn.state.profile, area, meant, weak, rules)
    return measured if measured is not None else Band(rules.asymmetry.unspecified_band)


def _sentence(band: Band, made: Change, area: str) -> str:
    if band is Band.NONE:
        return "adapted_weak_even"
    if made.dropped:
        return "adapted_weak_dropped" if made.extra_sets else "adapted_weak_dropped_no_extra"
    if not made.extra_sets:
        return "adapted_weak_no_extra"
    if made.extra_sets == 1:
        return "adapted_weak"
    if band is Band.LARGE:
        return "adapted_weak_two"
    if made.extra_sets < made.exercises:
        return "adapted_weak_some"
    return "adapted_weak_each" if area in ("", FRONT, BACK) else "adapted_weak_each_area"


def _names(steps: Steps) -> str:
    return ", ".join(dict.fromkeys(step.name for step in steps if isinstance(step, SetStep)))


def _ask_part(turn: Turn, side: Side, area: str) -> None:
    """In a rest that has room for it: the front of the arm, its back, or both? Until then it is both."""
    both = families(area)
    state, rules = turn.state, turn.state.rules
    if both is None or not isinstance(state.stage, Resting) or not any(w.area == area for w in state.weak):
        return
    if state.stage.ends < turn.after(rules.safety.part_room_s):
        return
    coming = [state.scripts[s.exercise] for s in state.steps if isinstance(s, SetStep) and s.side is not Side.BOTH]
    if all(any(trains(script, part, state.rules) for script in coming) for part in both):
        slots = {"side": side.value, "other_side": side.other.value, "area": area}
        seconds = state.rules.safety.weak_answer_s
        turn.ask(Asking(Question.PART, state.stage, Line("ask_part", slots), seconds, slots))


def part(turn: Turn, asking: Asking, chosen: str) -> None:
    """Only the front, or the back, of the arm is the weaker one."""
    side, area = Side(str(asking.slots["side"])), str(asking.slots["area"])
    both = families(area)
    undo = turn.state.undo
    if both is not None and undo:
        newest = undo[-1]
        turn.state = replace(turn.state, steps=newest.steps, undo=undo[:-1], weak=newest.weak, left_out=newest.left_out)
        favour(turn, side, both[0] if chosen == "front" else both[1])
    take_up(turn, asking.then)


def single_side_on(turn: Turn, heard: Heard) -> None:
    """Everything that can be done with one side is, left first, without extra sets; a weaker side keeps its own."""
    state = turn.state
    first = Side(str(heard.slots.get("side", Side.LEFT.value)))
    done, coming = ahead(turn)
    made = single_sided(
        with_both(turn), state.scripts, state.rules, area="", first=first, unbraced=state.unbraced
    ).steps
    for weak in state.weak:
        budget = Budget.of(state.rules).after((*state.finished, *done), state.left_out, state.rules)
        again = single_sided(
            made,
            state.scripts,
            state.rules,
            area=weak.area,
            first=weak.side,
            band=weak.band,
            budget=budget,
            unbraced=state.unbraced,
        )
        made = again.steps if not again.dropped else made
    if made == coming:
        turn.reply("brace_first" if braces_first(turn, "") else "nothing_single_sided")
    else:
        slots: Slots = {"side": first.value, "other_side": first.other.value}
        change_plan(turn, (*done, *made), Line("adapted_single", slots))


def single_side_off(turn: Turn, heard: Heard) -> None:
    """Both sides together again; loads, repetitions and tempo stay as they are."""
    del heard
    done, coming = ahead(turn)
    made = put_back(two_sided(with_both(turn), turn.state.rules), turn.state.left_out)
    if made == coming:
        turn.reply("already_two_sided")
        return
    change_plan(turn, (*done, *made), Line("adapted_two_sided"))
    turn.state = replace(turn.state, weak=(), left_out=())


def both_weak(turn: Turn, heard: Heard) -> None:
    """Both sides weak today: a tenth less for the area, and no single sides (training-science 5.4)."""
    asking = turn.state.stage
    answer = asking if isinstance(asking, Asking) and asking.question in (Question.WHICH, Question.PART) else None
    area = str((answer.slots if answer else heard.slots).get("area", ""))
    if answer is not None and answer.question is Question.PART:
        # "Both" families of the arm: that is how it is already.
        turn.hush()
        take_up(turn, answer.then)
        return
    if answer is not None:
        turn.hush()
        turn.go(answer.then)
    _lighter_both(turn, area)
    if answer is not None:
        take_up(turn, answer.then)


def _lighter_both(turn: Turn, area: str) -> None:
    state, rules = turn.state, turn.state.rules
    under_way, coming = ahead(turn)

    def meant(step: SetStep) -> bool:
        return trains(state.scripts[step.exercise], area, rules)

    def easier(step: SetStep) -> SetStep:
        return easier_set(step, rules.load.both_weak_pct, floor_of(turn, step), rules) or step

    blocks = {step.block for step in coming if isinstance(step, SetStep) and meant(step)}
    weak = tuple(w for w in state.weak if not overlap(w.area, area, rules))
    together = two_sided(coming, rules, blocks) if weak != state.weak else coming
    made = changed(together, meant, easier)
    slots: Slots = {"area": area}
    if not blocks:
        turn.reply(of_area("nothing_for_area", area), **slots)
    elif made.steps == coming:
        turn.reply("both_weak_words", area=area)
    else:
        change_plan(turn, (*under_way, *made.steps), Line(of_area("adapted_both_weak", area), slots))
        turn.state = replace(turn.state, weak=weak)


def switch_side(turn: Turn, heard: Heard) -> None:
    """The other side first in the next set."""
    del heard
    under_way, coming = ahead(turn)
    made = other_side_first(coming)
    if made.exercises:
        first = next(s for s in made.steps if isinstance(s, SetStep))
        change_plan(turn, (*under_way, *made.steps), Line("adapted_side_first", {"side": first.side.value}))
    else:
        turn.reply("no_sides_here")
