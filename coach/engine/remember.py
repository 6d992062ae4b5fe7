"""What the athlete wants to hold beyond this session, by "remember that" and "forget that"."""

from dataclasses import dataclass, replace
from typing import Final

from coach.engine.state import Undo
from coach.engine.turn import Turn
from coach.events import Heard, Kind, Line, Slots
from coach.plan.profile import Band, Next, WeakSide
from coach.plan.steps import SetStep
from coach.units import LoadKind, Side


@dataclass(frozen=True, slots=True)
class Wish:
    """What a change of the plan is when it lasts."""

    entries: tuple[tuple[str, object], ...]
    said: str
    """The line that confirms it."""
    slots: Slots


_TALK: Final = {"talk_full": "full", "talk_reps": "reps", "talk_beat": "beat", "talk_silent": "silent"}
_WEAK: Final = ("adapted_weak", "sides_")


def remember(turn: Turn, heard: Heard) -> None:
    """Keep the newest change for the sessions to come."""
    del heard
    wish = wished(turn)
    if wish is None:
        turn.reply("remember_what")
        return
    for key, value in wish.entries:
        turn.learn(key, value)
    keys = tuple(key for key, _ in wish.entries)
    turn.state = replace(turn.state, remembered=(*(k for k in turn.state.remembered if k not in keys), *keys))
    turn.say(Kind.REPLY, Line(wish.said, wish.slots))


def forget(turn: Turn, heard: Heard) -> None:
    """Drop what was kept last, else what the newest change stands for, else the weaker sides."""
    del heard
    known = turn.state.profile.entries
    wish = wished(turn)
    meant = [key for key, _ in wish.entries] if wish is not None else []
    sides = [f"weak.{area}" for area in turn.state.profile.weak_areas()]
    newest = turn.state.remembered[-1:]
    keys = [key for key in (newest or [key for key in meant if key in known] or sides) if key in known]
    if not keys:
        turn.reply("nothing_to_forget")
        return
    for key in keys:
        turn.learn(key, None)
    state, said = turn.state, Line("forgotten")
    again = Undo(state.steps, said, state.weak, state.left_out, forgotten=tuple((key, known[key]) for key in keys))
    remembered = tuple(key for key in state.remembered if key not in keys)
    turn.state = replace(state, remembered=remembered, undo=(*state.undo, again))
    turn.say(Kind.REPLY, said)


def known_again(turn: Turn, undone: Undo) -> None:
    """Remember once more what was forgotten by mistake."""
    for key, value in undone.forgotten:
        turn.learn(key, value)
    keys = tuple(key for key, _ in undone.forgotten)
    turn.state = replace(turn.state, remembered=(*turn.state.remembered, *keys))


def wished(turn: Turn) -> Wish | None:
    """What the newest change would be if it lasted; None where it is nothing that can."""
    change, state = turn.state.last_change, turn.state
    step = state.next_set
    if change is None:
        return None
    if change.key.startswith(_WEAK) and change.slots.get("area"):
        side, area = Side(str(change.slots["side"])), str(change.slots["area"])
        before = state.profile.weak(area)
        since = before.since if before is not None and before.side is side else state.profile.today
        band = (
            before.band if before is not None and before.side is side else Band(state.rules.asymmetry.unspecified_band)
        )
        weak = WeakSide(side, band, since, long_standing=True)
        return Wish(((f"weak.{area}", weak.plain()),), "remembered_weak", {"side": side.value, "area": area})
    if change.key in _TALK:
        return Wish((("prefer.counting", _TALK[change.key]),), "remembered_talk", {})
    if change.key == "talk_counts":
        return Wish((("prefer.counting", "full"), ("prefer.focus", "none")), "remembered_talk", {})
    if step is None:
        return None
    if change.key in ("adapted_tempo", "adapted_slower", "adapted_faster"):
        places = str(change.slots["tempo"]).replace("-", " ").split()
        spoken = " ".join("explosive" if place == "X" else place for place in places)
        return Wish((("prefer.tempo", "-".join(places)),), "remembered_tempo", {"tempo": spoken})
    if change.key.startswith("adapted_load"):
        sets = (s for s in (*state.steps, *reversed(state.finished)) if isinstance(s, SetStep))
        step = next((s for s in sets if s.exercise == change.slots["script"]), step)
    if change.key.startswith("adapted_load") and step.load is not None and step.load.kind in (LoadKind.KG, LoadKind.LB):
        coming = Next(str(step.load), 0, "said")
        slots = {"load": str(step.load), "exercise": step.name}
        return Wish(((f"next.{step.exercise}.{step.side.value}", coming.plain()),), "remembered_load", slots)
    return None
