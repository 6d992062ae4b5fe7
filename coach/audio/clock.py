"""When the samples of a stream are in the air, by the clock that all of a machine's streams share."""

from collections import deque
from typing import Final

MEMORY: Final = 32
"""Blocks looked back upon, about a second: a device that skipped is believed half a second later."""


class StreamClock:
    """Relates a stream's sample numbers to seconds, from what each block says of itself."""

    def __init__(self, rate: int, rank: float = 0.5) -> None:
        """Nothing is known yet.

        Args:
            rate: samples a second.
            rank: which of the last blocks' estimates holds, from the earliest (0) to the latest (1).
                Errors of output are even: the median. A capture callback that was woken for two blocks
                calls the second one too early, by up to 15 ms as measured: near the latest.
        """
        self._rate = rate
        self._rank = rank
        self._offsets: deque[float] = deque(maxlen=MEMORY)

    @property
    def known(self) -> bool:
        """At least one block has been noted."""
        return bool(self._offsets)

    def note(self, sample: int, seconds: float) -> None:
        """Sample `sample` is in the air at `seconds`. Cheap enough for a device callback."""
        self._offsets.append(seconds - sample / self._rate)

    def _offset(self) -> float:
        # A copy: the callback may append meanwhile.
        offsets = sorted(self._offsets.copy())
        return offsets[round(self._rank * (len(offsets) - 1))]

    def seconds_at(self, sample: float) -> float:
        """When `sample` is in the air; only where `known`."""
        return sample / self._rate + self._offset()

    def sample_at(self, seconds: float) -> int:
        """Which sample is in the air at `seconds`; only where `known`."""
        return round((seconds - self._offset()) * self._rate)


def sane(now: float, there: float, fallback: float) -> float:
    """`there`, if it lies within 2 s of `now`; else `now + fallback`: some drivers report nonsense.

    Args:
        now: when the callback was called, by the stream's clock.
        there: when its block is (or was) in the air, as the driver says.
        fallback: seconds from the one to the other, from the stream's latency.
    """
    return there if 0 < abs(there - now) < 2.0 else now + fallback
