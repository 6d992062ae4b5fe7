"""Where sounds are in a recording of what a device played."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from coach.mixer import Sound
from coach.session.account import Json
from coach.units import RATE

NEAR = RATE // 4
"""A sound is looked for so far around its place."""


def laid_out(clips: list[Sound], places: list[int]) -> Sound:
    """All clips in one sound, each at its sample."""
    sound = np.zeros(max(place + len(clip) for clip, place in zip(clips, places, strict=True)), np.float32)
    for clip, place in zip(clips, places, strict=True):
        sound[place : place + len(clip)] += clip
    return sound


def find(heard: npt.NDArray[np.float64], clip: Sound, begin: int, end: int) -> int:
    """The sample of `heard` in `begin..end` where the clip begins."""
    part = heard[begin : end + len(clip)]
    size = 1 << (len(part) + len(clip)).bit_length()
    match = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(clip, size)), size)
    energy = _energy(part, len(clip))
    likeness = match[: len(energy)] / np.sqrt(np.maximum(energy, 0.0) + 1e-3)  # silence is like nothing
    return begin + int(np.argmax(likeness))


def _energy(part: npt.NDArray[np.float64], length: int) -> npt.NDArray[np.float64]:
    total = np.concatenate([[0.0], np.cumsum(part**2)])
    energy: npt.NDArray[np.float64] = total[length:] - total[:-length]
    return energy


def slips(heard: npt.NDArray[np.int16], events: Sequence[Json], sound_of: Callable[[Json], Sound]) -> list[int]:
    """For each event of a session, how many samples later it was heard than the events before it were.

    Silence that a sound server puts in shows in the next event: what was lost or put in anywhere is found, but
    for two faults between the same two events that cancel each other.

    Args:
        heard: what was recorded, mono at `RATE`, from before the session's first sound.
        events: events with a sound, in order.
        sound_of: the sound of one of them.
    """
    found: list[int] = []
    late = None
    for event in events:
        at, end = int(str(event["sample"])), round(float(str(event["end_s"])) * RATE)
        clip = sound_of(event)[: end - at]
        if late is None:
            late = find(heard[: RATE * 60] / 32768, clip, 0, RATE * 60 - len(clip)) - at
        begin = max(0, at + late - NEAR)
        part = heard[begin : at + late + NEAR + len(clip)] / 32768
        slip = begin + find(part, clip, 0, len(part) - len(clip)) - at - late
        found.append(slip)
        late += slip
    return found
