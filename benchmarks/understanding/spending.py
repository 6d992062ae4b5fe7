"""How much is measured: as much as a budget of processor time allows."""

import resource
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

T = TypeVar("T")
_NOTHING = object()


def spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def within(jobs: Sequence[T], seconds: float) -> Iterator[T]:
    """Jobs in their order until so many processor seconds have been spent; at least one, if there is one."""
    begin = spent()
    for number, job in enumerate(jobs):
        if number and spent() - begin >= seconds:
            return
        yield job


def in_turn(kinds: Sequence[Sequence[T]]) -> list[T]:
    """One of each kind in turn, until all are through."""
    rows = zip_longest(*kinds, fillvalue=_NOTHING)
    return [job for job in chain.from_iterable(rows) if job is not _NOTHING]  # type: ignore[misc]
