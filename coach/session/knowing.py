"""What is known about the athlete, between the history and a session: read, learnt from sets, rebuilt when damaged."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from coach import places
from coach.engine.outlook import as_done
from coach.engine.state import State
from coach.events import Role
from coach.history.clock import day_of, wall_clock
from coach.history.errors import HistoryError
from coach.history.rows import Ending, ProfileRow, SessionRow
from coach.history.store import LEARNT, Store
from coach.plan.entries import EntryError, checked
from coach.plan.profile import Profile
from coach.plan.progress import lessons, week_sets
from coach.program.library import Library
from coach.program.rules import rules
from coach.session.diary import StoreDiary

log = logging.getLogger(__name__)

_SETTING = "profile"
_READ = "history.read"
"""The row that says which session was learnt from last; no entry of the profile."""


def known(tell: Callable[[str], None]) -> Profile:
    """The profile that the history keeps; an empty one where it cannot be read, and `tell` has said why."""
    now = wall_clock()
    try:
        with Store.open(places.database()) as store:
            if store.set_aside is not None:
                tell(f"The history was damaged; it is kept as {store.set_aside}, and a new one begins.")
            for line in mend(store):
                tell(line)
            learn(store)
            return read(store, now, Library.standard())
    except HistoryError as error:
        tell(f"Nothing is known about you in this session: {error}")
        return Profile(day_of(now))


def read(store: Store, now: datetime, library: Library | None = None) -> Profile:
    """The profile in `store` as a session that begins now knows it; entries that cannot be right are left out.

    `library` tells which area an exercise trains, for the sets of the week.

    Raises:
        HistoryError: it cannot be read.
    """
    day = day_of(now)
    good, bad = _sifted(entries(store), day)
    for error in bad.values():
        log.warning("the profile holds what cannot be right: %s", error)
    week = _week(store, now, library) if library is not None else {}
    return Profile(day, good, week, practised=store.practised())


def entries(store: Store) -> dict[str, ProfileRow]:
    """What is kept about the athlete, as it is kept."""
    return {key: row for key, row in store.profile().items() if key != _READ}


def _sifted(rows: Mapping[str, ProfileRow], day: str) -> tuple[dict[str, object], dict[str, EntryError]]:
    """The entries that can be right, and what is wrong with the others."""
    good: dict[str, object] = {}
    bad: dict[str, EntryError] = {}
    for key, row in rows.items():
        try:
            good[key] = checked(key, row.value, day)
        except EntryError as error:
            bad[key] = error
    return good, bad


def _week(store: Store, now: datetime, library: Library) -> Mapping[str, int]:
    """Working sets of the seven days before, by area and side."""
    since = now - timedelta(days=7)
    recent = [session for session in store.sessions(limit=30) if session.started_at > since]
    rows = [row for session in recent for row in store.sets(session.id) if row.role is not Role.WARM_UP]
    return week_sets(
        [(as_done(row.to_record(), row.number), area) for row in rows if (area := library.area(row.exercise))]
    )


def learn(store: Store, again: int | None = None) -> None:
    """Learn from every session since the last one that was learnt from, and from `again` once more.

    What the athlete has set or said since such a session stays.

    Raises:
        HistoryError: it cannot be read or written.
    """
    rows = store.profile()
    marker = rows.get(_READ)
    until = marker.value if marker is not None and isinstance(marker.value, int) else 0
    for session in _over(store, until if again is None else min(until, again - 1)):
        newer = {key for key, row in rows.items() if row.session is None and row.at > _when(session)}
        for key, value, number in _taught(store, session, _sifted(entries(store), _day(session))[0]):
            if key not in newer:
                store.remember(key, value, at=_when(session), session=session.id, number=number)
        store.remember(_READ, max(until, session.id), at=_when(session))


def learn_from(diary: StoreDiary) -> None:
    """Learn from the session that a diary has just closed; what fails is made up for by the next session."""
    if diary.failed:
        return
    try:
        learn(diary.store, again=diary.session)
    except HistoryError as error:
        log.warning("nothing was learnt from this session yet: %s", error)


def _over(store: Store, until: int) -> list[SessionRow]:
    """Sessions after number `until` that no process is running, the oldest first."""
    rows = [session for session in reversed(store.sessions()) if session.id > until]
    if rows and rows[-1].ended is Ending.RUNNING and store.unfinished() is None:
        rows.pop()
    return rows


def _when(session: SessionRow) -> datetime:
    return session.ended_at or session.started_at


def _day(session: SessionRow) -> str:
    return day_of(session.started_at)


def _taught(store: Store, session: SessionRow, before: Mapping[str, object]) -> Iterable[tuple[str, object, int]]:
    sets = [
        as_done(row.to_record(), row.number) for row in store.sets(session.id) if row.role in (Role.WORK, Role.TEST)
    ]
    for lesson in lessons(Profile(_day(session), before), sets, rules()):
        yield lesson.key, lesson.value, lesson.number


def mend(store: Store) -> list[str]:
    """Set entries aside that cannot be right, build them anew from the sessions, and say so.

    Raises:
        HistoryError: it cannot be read or written.
    """
    rows = entries(store)
    _, bad = _sifted(rows, day_of(wall_clock()))
    if not bad:
        return []
    aside = _set_aside(store.path, {key: rows[key].plain() for key in bad})
    for key in bad:
        store.forget(key)
    back = _rebuilt(store, frozenset(bad))
    lost = sorted(set(bad) - set(back))
    lines = [f"Part of your profile was damaged and is kept in {aside}: {', '.join(sorted(bad))}."]
    if back:
        lines.append(f"Built anew from your sessions: {', '.join(sorted(back))}.")
    if lost:
        lines.append(f"Not in your sessions: {', '.join(lost)}. Set it again with: coach.py profile set KEY VALUE")
    return lines


def _rebuilt(store: Store, keys: frozenset[str]) -> list[str]:
    """Keep what all sessions together taught under these keys; returns those that were found."""
    found: dict[str, tuple[object, SessionRow, int | None]] = {}
    for session in _over(store, 0):
        for note in store.notes(session.id):
            if note.kind == LEARNT:
                key, value, number = _noted(note.text)
                if value is None:
                    found.pop(key, None)
                elif key:
                    found[key] = (value, session, number)
        before = {key: value for key, (value, _, _) in found.items()}
        for key, value, number in _taught(store, session, before):
            found[key] = (value, session, number)
    back = []
    for key in sorted(keys & set(found)):
        value, session, number = found[key]
        source = None if number is None else session.id
        store.remember(key, checked(key, value, _day(session)), at=_when(session), session=source, number=number)
        back.append(key)
    return back


def _noted(text: str) -> tuple[str, object, int | None]:
    """Key, value and set of a note that a session left when it learnt something; no key where it is damaged."""
    try:
        match json.loads(text):
            case {"key": str(key), "value": value, "record": int() | None as number}:
                return key, None if value is None else checked(key, value, day_of(wall_clock())), number
            case _:
                return "", None, None
    except (ValueError, RecursionError, EntryError):
        return "", None, None


def _set_aside(history: Path, damaged: Mapping[str, object]) -> Path:
    """Write what was damaged beside the history, under the first free name."""
    number = 1
    while (aside := history.with_name(f"profile.damaged-{number}.json")).exists():
        number += 1
    try:
        aside.write_text(json.dumps(damaged, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise HistoryError(f"{aside}: cannot be written ({error.strerror}); free some space") from error
    return aside


def asking_about_care(state: State) -> State:
    """A session that asks the questions of the set-up, where they have not been answered."""
    asks = not state.profile.asked_about_care
    return replace(state, profile=replace(state.profile, ask_care=asks))


def as_setting(profile: Profile) -> Mapping[str, object]:
    """A session's setting by which `resume` knows what the session knew."""
    return {
        _SETTING: {
            "today": profile.today,
            "entries": dict(profile.entries),
            "week": dict(profile.week),
            "ask_care": profile.ask_care,
            "practised": None if profile.practised is None else sorted(profile.practised),
        },
    }


def from_setting(settings: Mapping[str, object]) -> Profile:
    """The profile that `as_setting` wrote; an empty one for sessions from before there was one."""
    match settings.get(_SETTING):
        case {"today": str(day), "entries": Mapping() as kept, "week": Mapping() as week, "ask_care": bool(ask)}:
            counts = {str(key): count for key, count in week.items() if isinstance(count, int)}
            return Profile(day, {str(key): value for key, value in kept.items()}, counts, ask, _practised(settings))
        case _:
            return Profile()


def _practised(settings: Mapping[str, object]) -> frozenset[str] | None:
    match settings.get(_SETTING):
        case {"practised": list(done)}:
            return frozenset(map(str, done))
        case _:
            return None
