"""What is said around a set: the announcement, the sentence of a rest, what comes next."""

from dataclasses import replace

from coach.engine.state import Resting
from coach.engine.turn import Turn
from coach.events import Line, Slots, Text, Words
from coach.plan.steps import Interlude, SetStep
from coach.program.model import Focus
from coach.units import LoadKind, Side, to_seconds


def interlude(turn: Turn, step: Interlude) -> list[Words]:
    """The athlete's own sentence between two steps."""
    return [Text(step.text, {"name": turn.state.athlete})] if step.text else []


def announcement(turn: Turn, step: SetStep) -> list[Words]:
    """Exercise, set, side, load, how to stand, and one thought."""
    slots = turn.slots(step)
    first = step.set == 1 and not step.extra and not any(k[:2] == (step.block, 1) for k in turn.state.done)
    swapped = not (first or step.extra or step.warm_up) and not _done_before(turn, step)
    words: list[Words] = []
    if step.test:
        return [Line("announce_test", slots), *_load(step, slots)]
    if step.warm_up:
        words.append(Line("announce_warm_up", slots))
    elif step.extra:
        words.append(Line("announce_extra", slots))
    elif first:
        kind = "announce_open" if step.open else "announce_hold" if step.hold_s is not None else "announce_first"
        words.append(Line(kind, {**slots, "seconds": float(step.hold_s or 0)}))
    elif step.side is Side.BOTH or not _second_side(turn, step):
        words += [Line("announce_short", slots)] if swapped else []
        words.append(Line("announce_set", slots))
    if step.side is not Side.BOTH:
        words += [Line("switch")] if _second_side(turn, step) and _at_once(turn) else []
        words.append(Line("announce_match" if step.match and step.hold_s is None else "announce_side", slots))
    if (step.load is not None or step.load_words) and (first or step.warm_up or _other_load(turn, step)):
        words.append(Line("announce_load", {**slots, "load": str(step.load or step.load_words)}))
        _heard_load(turn, step)
    script = turn.script(step)
    if first or swapped:
        words.extend(Text(cue.text, slots) for cue in script.setup[:1])
    bound = any(cue.sets for cue in step.say.at("before"))
    if (first or bound) and (own := turn.scorer(step, turn.at).words.own("before")):
        words.extend(own)
    elif step.thought:
        words.append(Text(step.thought, slots))
    elif not _second_side(turn, step):
        words.extend(_thought(turn, step))
    # Not last: the last sentence is waited for, and these are left out where they fit into the movement.
    words[-1:-1] = turn.scorer(step, turn.at).words.too_long(first=first)
    return words


def _done_before(turn: Turn, step: SetStep) -> bool:
    """Whether a set of this exercise has been done in its place: else it is new there, swapped in."""
    done = turn.state.done.items()
    return any(block == step.block and record.exercise == step.exercise for (block, _, _), record in done)


def _other_load(turn: Turn, step: SetStep) -> bool:
    """Whether the set before of this exercise was done, or what was announced last is, with another load."""
    load = (step.load, step.load_words)
    before = next((s for s in reversed(turn.state.finished) if s.block == step.block), None)
    done = isinstance(before, SetStep) and (before.load, before.load_words) != load
    return done or turn.state.heard_loads.get(step.block, load) != load


def _heard_load(turn: Turn, step: SetStep) -> None:
    loads = {**turn.state.heard_loads, step.block: (step.load, step.load_words)}
    turn.state = replace(turn.state, heard_loads=loads)


def _second_side(turn: Turn, step: SetStep) -> bool:
    return step.other_place in turn.state.done and step.side is not Side.BOTH


def _at_once(turn: Turn) -> bool:
    """Whether no rest has come after the set before, which would have said what to do."""
    last = turn.state.finished[-1] if turn.state.finished else None
    return isinstance(last, SetStep) and not last.rest_s


def set_over(turn: Turn, step: SetStep) -> Words:
    """What is said at once after the last repetition."""
    script = turn.script(step)
    unloaded = step.load is not None and step.load.kind in (LoadKind.BODYWEIGHT, LoadKind.BAND)
    return (
        turn.scorer(step, turn.at).words.text(script.set_over) if script.set_over and not unloaded else Line("set_over")
    )


def _thought(turn: Turn, step: SetStep) -> list[Words]:
    """The one thought of the set: a muscle for internal focus, an effect outside the body for external."""
    if step.focus is Focus.NONE:
        return []
    if step.focus is Focus.INTERNAL:
        return [Line("thought_internal", turn.slots(step), variant=step.set)]
    return list(turn.scorer(step, turn.at).words.external(step.set)[:1])


def rest_words(turn: Turn, resting: Resting, seconds: float) -> list[Words]:
    """How a rest begins: tense, switch sides, or so many seconds."""
    if resting.flex_ends is not None:
        held = round(to_seconds(resting.flex_ends - resting.begun))
        last = turn.state.records[-1].exercise
        return [Line("flex", {"muscle": turn.state.scripts[last].muscle, "seconds": held})]
    coming = turn.state.current
    if coming is not None and coming.side is not Side.BOTH and _second_side(turn, coming):
        return [Line("switch_side", {**turn.slots(coming), "seconds": round(seconds)})]
    return [Line("rest", {"seconds": round(seconds)}), *(Text(cue.text) for cue in resting.own)]


def imagined(turn: Turn, step: SetStep) -> list[Words]:
    """One line of imagery for the set that comes after this rest, where the program asks for it."""
    lines = turn.scorer(step, turn.at).words.imagery()
    felt = lines[1:-1] or lines
    return [felt[(step.set + step.block) % len(felt)]] if step.visualize and felt else []


def coming_set(turn: Turn, step: SetStep) -> list[Line]:
    """Exercise, set, side and load of a set to come."""
    _heard_load(turn, step)
    where = "" if step.side is Side.BOTH else f"{step.side.value} side"
    key = "next_extra" if step.extra else "next_warm_up" if step.warm_up else "next_is"
    slots = turn.slots(step)
    return [Line(key, {**slots, "where": where}), *_load(step, slots)]


def _load(step: SetStep, slots: Slots) -> list[Line]:
    return [Line("announce_load", slots)] if step.load else []
