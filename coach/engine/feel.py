"""How well the muscle was felt: asked after a set, and what the next set gets for it (training-science 6)."""

from dataclasses import replace

from coach.engine.change import ahead, change_plan, of_another
from coach.engine.choice import swap_for
from coach.engine.effort import floor_of, lowered_now
from coach.engine.flow import take_up
from coach.engine.safety import pain
from coach.engine.state import Asking, Paused, Question, Working
from coach.engine.turn import Turn
from coach.events import Heard, Kind, Line, SetRecord, Slots, Text
from coach.plan.change import changed
from coach.plan.ladder import (
    Felt,
    after_rating,
    cut_pct,
    effort_of,
    held,
    levers_for,
    next_lever,
    touched,
)
from coach.plan.loads import lighter_by
from coach.plan.profile import Lever
from coach.plan.sides import single_sided
from coach.plan.steps import SetStep
from coach.program.model import CueScript
from coach.units import Side


def felt(turn: Turn, heard: Heard) -> None:
    """The feel rating of the last set, one to five."""
    low, high = turn.state.rules.feel.scale
    rating = round(float(heard.slots.get("n", 0)))
    asking = turn.state.stage
    if isinstance(asking, Working) or not turn.state.records or not low <= rating <= high:
        turn.reply("no_question")
        return
    _rated(turn, rating)


def cannot_feel(turn: Turn, heard: Heard) -> None:
    """I can't feel it: the lowest rating; in a set another cue at once, and the rating when it is over."""
    stage = turn.state.stage
    if isinstance(stage, Working):
        turn.state = replace(turn.state, unfelt=True)
        step = turn.state.current
        cue = _other_cue(turn, step, "") if step is not None else None
        if cue is not None:
            turn.say(Kind.REPLY, cue)
        return
    del heard
    if not turn.state.records:
        turn.reply("no_question")
        return
    _rated(turn, 1)


def felt_where(turn: Turn, heard: Heard) -> None:
    """Where else it was felt: the cue against that; a joint is pain (training-science 6.2)."""
    place = str(heard.slots.get("place", ""))
    stage = turn.state.stage
    if isinstance(stage, Working):
        step = turn.state.current
        if step is not None and _joint(turn.script(step), place, turn):
            pain(turn, heard)
        elif step is not None and (cue := _other_cue(turn, step, place)) is not None:
            turn.say(Kind.REPLY, cue)
        return
    last = turn.state.finished[-1] if turn.state.finished else None
    if not isinstance(last, SetStep) or not turn.state.records:
        turn.reply("no_question")
        return
    if _joint(turn.script(last), place, turn):
        _keep(turn, 2)
        pain(turn, heard)
        return
    rating = turn.state.records[-1].feel
    if not isinstance(stage, Asking) or stage.question is not Question.WHERE:
        rating = min(rating or 2, 2)
    _keep(turn, rating or 2)
    _climb(turn, rating or 2, place)


def _joint(script: CueScript, place: str, turn: Turn) -> bool:
    rules = turn.state.rules.feel
    return place in rules.joints or (place in rules.joints_unless_listed and place not in script.felt_elsewhere)


def _keep(turn: Turn, rating: int) -> SetRecord:
    """Write the rating down with the last set."""
    asking = turn.state.stage
    number = len(turn.state.records) - 1
    if isinstance(asking, Asking) and "record" in asking.slots:
        number = int(asking.slots["record"])
    record = replace(turn.state.records[number], feel=rating)
    turn.amend(number, record)
    return record


def _rated(turn: Turn, rating: int) -> None:
    _keep(turn, rating)
    stage = turn.state.stage
    if rating == turn.state.rules.feel.low and isinstance(stage, Asking) and stage.question is Question.FEEL:
        turn.hush()
        seconds = turn.state.rules.feel.ask_timeout_s
        turn.ask(replace(stage, question=Question.WHERE, words=Line("ask_where"), answer_s=seconds))
        return
    _climb(turn, rating, "")


def nowhere(turn: Turn, asking: Asking) -> None:
    """No place was named: the ladder goes by the rating alone."""
    del asking
    _climb(turn, turn.state.rules.feel.low, "")


def unanswered(turn: Turn, asking: Asking) -> None:
    """Nobody answered: what is known stays."""
    if asking.question is Question.WHERE:
        nowhere(turn, asking)
    elif asking.slots.get("unfelt"):
        _rated(turn, 1)
    else:
        _onward(turn)


def _climb(turn: Turn, rating: int, place: str) -> None:
    """One step of the ladder for the next set of the exercise, then on with the rest."""
    stage = turn.state.stage
    if isinstance(stage, Asking):
        turn.hush()
        turn.go(stage.then)
    last = turn.state.finished[-1] if turn.state.finished else None
    turn.cause = f"feel {rating}, {place}" if place else f"feel {rating}"
    if isinstance(last, SetStep):
        _step_up(turn, last, turn.state.records[-1], rating, place)
    _onward(turn, stage if isinstance(stage, Asking) else None)


def _onward(turn: Turn, asked: Asking | None = None) -> None:
    """Ask for the repetitions in reserve where the load goes by them; else on with what was interrupted."""
    stage = asked or turn.state.stage
    if not isinstance(stage, Asking):
        return
    last = turn.state.finished[-1] if turn.state.finished else None
    if stage.slots.get("reserve") and isinstance(last, SetStep) and not isinstance(stage.then, Paused):
        seconds = turn.state.rules.feel.ask_timeout_s
        slots: Slots = {"record": stage.slots["record"]}
        turn.ask(Asking(Question.RESERVE, stage.then, Line("ask_reserve"), seconds, slots))
    else:
        take_up(turn, stage.then)


def _step_up(turn: Turn, last: SetStep, record: SetRecord, rating: int, place: str) -> None:
    state, rules = turn.state, turn.state.rules
    if state.profile.refers:
        return
    key = (last.block, last.side)
    before = state.felt.get(key) or state.felt.get((last.block, Side.BOTH), Felt())
    if before.pending is not None and rating > max(before.rating, rules.feel.low):
        turn.learn(f"lever.{last.exercise}.{last.side.value}", before.pending.value, len(state.records) - 1)
    coming = _coming(turn, last)
    effort = effort_of(record.rir)
    lever: Lever | None = None
    can: frozenset[Lever] = frozenset()
    if coming is not None:
        can = levers_for(
            coming,
            rules,
            floor=floor_of(turn, coming),
            one_side=coming.side is Side.BOTH and turn.script(coming).single_side is not None and not state.unbraced,
            swap=swap_for(turn, coming) is not None,
            holds=not state.dizzy,
        )
        if lowered_now(turn):
            can -= {Lever.LIGHTER}
        lever = next_lever(rating, effort, before.tried, can, state.profile.lever(last.exercise, last.side))
    all_tried = coming is not None and lever is None and rating <= rules.feel.low
    after = after_rating(before, rating, lever, rules, all_tried=all_tried)
    if after.low >= rules.feel.swap_after_low and not after.over:
        after = replace(after, over=True)
        if Lever.SWAP in can and Lever.SWAP not in after.tried:
            lever, after = (
                Lever.SWAP,
                replace(after, tried=(*after.tried, Lever.SWAP), pending=Lever.SWAP, over=False, low=0),
            )
        else:
            turn.reply("ladder_let_be")
    turn.state = replace(turn.state, felt={**turn.state.felt, key: after})
    if coming is None:
        return
    cue = _other_cue(turn, coming, place) if rating <= rules.feel.low or rating == 4 else None
    if lever is not None:
        _pull(turn, coming, lever, cut_pct(rating, effort, rules), cue)
    elif cue is not None and rating <= rules.feel.low and not after.over:
        _with_thought(turn, coming, cue)


def _coming(turn: Turn, last: SetStep) -> SetStep | None:
    """The next set of the exercise, of the same side where it is done one side at a time."""
    coming = ahead(turn)[1]
    same = (s for s in coming if isinstance(s, SetStep) and s.block == last.block and not s.warm_up)
    return next((s for s in same if last.side is Side.BOTH or s.side is last.side), None)


def _other_cue(turn: Turn, step: SetStep | None, place: str) -> Text | None:
    """The cue against the named compensation, else one that has not had its turn."""
    if step is None:
        return None
    script = turn.script(step)
    if place in script.felt_elsewhere:
        return Text(script.felt_elsewhere[place], turn.slots(step))
    cues = (*script.eccentric, *script.concentric, *script.squeeze)
    turn.state = replace(turn.state, turn=turn.state.turn + 1)
    return Text(cues[turn.state.turn % len(cues)].text, turn.slots(step)) if cues else None


def _with_thought(turn: Turn, coming: SetStep, cue: Text) -> None:
    under_way, rest = ahead(turn)
    made = changed(
        rest, lambda s: s.key == coming.key and s.block == coming.block, lambda s: replace(s, thought=cue.text)
    )
    change_plan(turn, (*under_way, *made.steps), Line("ladder_cue"))


def _pull(turn: Turn, coming: SetStep, lever: Lever, percent: int, cue: Text | None) -> None:
    """Give the sets still to come the lever, and say so in one sentence."""
    rules = turn.state.rules
    under_way, rest = ahead(turn)
    why, new = Line("ladder_cue"), coming
    both = lever is Lever.LIGHTER
    of = of_another(rest, coming.block)
    slots: Slots = {
        "n": percent,
        "side": Side.LEFT.value,
        "muscle": turn.script(coming).muscle,
        "exercise": coming.name,
    }
    match lever:
        case Lever.SLOWER:
            new = replace(coming, tempo=coming.tempo.slower())
            why = Line("ladder_slower", {"seconds": float(new.tempo.eccentric)})
        case Lever.HOLD:
            new = held(coming, rules) or coming
            why = Line("ladder_hold", {"seconds": float(new.hold.for_) if new.hold else 0.0})
        case Lever.LIGHTER:
            load = lighter_by(coming.load, percent, coming.equipment, rules)
            floor = floor_of(turn, coming)
            if load is not None and load.value < floor:
                load = lighter_by(coming.load, 5, coming.equipment, rules)
            new = replace(coming, load=load) if load is not None else coming
            why = (
                Line(f"ladder_lighter{of}", {**slots, "load": str(load)})
                if load is not None
                else Line(f"ladder_lighter_words{of}", slots)
            )
        case Lever.TOUCH:
            new = touched(coming, rules)
            why = Line("ladder_touch", slots)
        case Lever.UNILATERAL:
            made = single_sided(rest, turn.state.scripts, rules, area="", first=Side.LEFT, only=coming.block)
            change_plan(turn, (*under_way, *made.steps), Line("ladder_unilateral", slots))
            return
        case Lever.SWAP:
            swapped = swap_for(turn, coming)
            if swapped is not None:
                change_plan(turn, swapped[0], Line("ladder_swap", {"exercise": coming.name, "other": swapped[1]}))
            return
        case _:
            pass

    def chosen(s: SetStep) -> bool:
        # Both sides of one set are done with the same load.
        later = coming.side is Side.BOTH or s.set >= coming.set
        return s.block == coming.block and not s.warm_up and (s.side is coming.side or (both and later))

    def pulled(s: SetStep) -> SetStep:
        first = s.set == coming.set and s.side is coming.side and s.extra == coming.extra
        return replace(
            s,
            tempo=new.tempo,
            hold=new.hold if s.side is coming.side else s.hold,
            load=new.load if s.load == coming.load else s.load,
            pre_activation=new.pre_activation if first else s.pre_activation,
            thought=cue.text if cue is not None and first else s.thought,
        )

    made_steps = changed(rest, chosen, pulled).steps
    change_plan(turn, (*under_way, *made_steps), why)
