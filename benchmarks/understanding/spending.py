"""How much is measured: as much as a budget of processor time allows, a share of it for each part."""

import resource
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

T = TypeVar("T")
_NOTHING = object()


def spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def kept(found: Iterable[T], into: list[T]) -> Iterator[None]:
    """One step of work after the other, each of which leaves what it found."""
    for one in found:
        into.append(one)
        yield


def share_out(parts: Mapping[str, tuple[float, Iterator[object]]], seconds: float) -> None:
    """Draw from the parts until so many processor seconds are spent, or none has any more; at least once from each.

    That part is next which has had least of its share. An interrupt (Ctrl-C) ends it early: all parts have got on
    together by then, and what was measured counts.
    """
    used = dict.fromkeys(parts, 0.0)
    waiting = dict(parts)
    try:
        while waiting and (sum(used.values()) < seconds or any(not used[name] for name in waiting)):
            name = min(waiting, key=lambda n: used[n] / waiting[n][0])
            before = spent()
            if next(waiting[name][1], _NOTHING) is _NOTHING:
                del waiting[name]
            used[name] += max(spent() - before, 1e-6)
    except KeyboardInterrupt:
        print(f"interrupted after {sum(used.values()) / 60:.1f} minutes of one core: what was measured counts")


def in_turn(kinds: Sequence[Sequence[T]]) -> list[T]:
    """One of each kind in turn, until all are through."""
    rows = zip_longest(*kinds, fillvalue=_NOTHING)
    return [job for job in chain.from_iterable(rows) if job is not _NOTHING]  # type: ignore[misc]
