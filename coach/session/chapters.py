"""Where the sets of a session begin, as the chapters of its sound file."""

from collections.abc import Mapping
from typing import Any

from coach.events import Kind
from coach.session.account import Account, begins
from coach.units import Samples, Side


def chapters(account: Account) -> list[tuple[Samples, str]]:
    """One chapter for each set that was done, from the first word about it: `Biceps curl, set 2, left side`."""
    done = {_set_of(event): event for event in account.sets.values()}
    begun: dict[tuple[object, ...], Samples] = {}
    for event in account.events():
        if event["kind"] != Kind.HEARD and _set_of(event) in done:
            begun.setdefault(_set_of(event), begins(event))
    return sorted((at, _name(done[key])) for key, at in begun.items())


def _set_of(event: Mapping[str, Any]) -> tuple[object, ...]:
    return event["exercise"], event["set"], event["side"]


def _name(done: Mapping[str, Any]) -> str:
    side = "" if done["side"] == Side.BOTH else f", {done['side']} side"
    return f"{done['text']}, set {done['set']}{side}"
