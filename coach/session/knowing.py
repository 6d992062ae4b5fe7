"""What is known about the athlete, between the history and a session."""

import logging
from collections.abc import Callable, Mapping

from coach import places
from coach.history.clock import today
from coach.history.errors import HistoryError
from coach.history.store import Store
from coach.plan.entries import EntryError, checked
from coach.plan.profile import Profile

log = logging.getLogger(__name__)

_SETTING = "profile"


def known(tell: Callable[[str], None]) -> Profile:
    """The profile that the history keeps; an empty one where it cannot be read, and `tell` has said why."""
    day = today()
    try:
        with Store.open(places.database()) as store:
            if store.set_aside is not None:
                tell(f"The history was damaged; it is kept as {store.set_aside}, and a new one begins.")
            return read(store, day)
    except HistoryError as error:
        tell(f"Nothing is known about you in this session: {error}")
        return Profile(day)


def read(store: Store, day: str) -> Profile:
    """The profile in `store` as a session of that day knows it; entries that cannot be right are left out.

    Raises:
        HistoryError: it cannot be read.
    """
    entries: dict[str, object] = {}
    for key, row in store.profile().items():
        try:
            entries[key] = checked(key, row.value, day)
        except EntryError as error:
            log.warning("the profile holds what cannot be right: %s", error)
    return Profile(day, entries)


def as_setting(profile: Profile) -> Mapping[str, object]:
    """A session's setting by which `resume` knows what the session knew."""
    return {_SETTING: {"today": profile.today, "entries": dict(profile.entries)}}


def from_setting(settings: Mapping[str, object]) -> Profile:
    """The profile that `as_setting` wrote; an empty one for sessions from before there was one."""
    match settings.get(_SETTING):
        case {"today": str(day), "entries": Mapping() as entries}:
            return Profile(day, {str(key): value for key, value in entries.items()})
        case _:
            return Profile()
