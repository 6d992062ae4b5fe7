"""Where sounds are in a recording of what a device played."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from coach.mixer import Sound
from coach.session.account import Json
from coach.units import RATE

NEAR = RATE // 4
"""A sound is looked for so far around its place; ..."""
FAR = 10 * RATE
"""... a word that is not there, so far."""
FIRST = 60 * RATE
"""The recording begins so long before the session at most."""
ALIKE = 0.7
"""A clip alone is 1; one with a beep beneath it still more than this."""


def laid_out(clips: list[Sound], places: list[int]) -> Sound:
    """All clips in one sound, each at its sample."""
    sound = np.zeros(max(place + len(clip) for clip, place in zip(clips, places, strict=True)), np.float32)
    for clip, place in zip(clips, places, strict=True):
        sound[place : place + len(clip)] += clip
    return sound


def find(heard: npt.NDArray[np.float64], clip: Sound, begin: int, end: int) -> int:
    """The sample of `heard` in `begin..end` where the clip begins."""
    return located(heard, clip, begin, end)[0]


def located(heard: npt.NDArray[np.float64], clip: Sound, begin: int, end: int) -> tuple[int, float]:
    """Where the clip begins in `begin..end`, and how alike it is there: 1 is the clip itself, 0 nothing of it."""
    part = heard[begin : end + len(clip)]
    if len(part) < len(clip):
        return begin, 0.0
    size = 1 << (len(part) + len(clip)).bit_length()
    match = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(clip, size)), size)
    energy = _energy(part, len(clip))
    likeness = match[: len(energy)] / np.sqrt(np.maximum(energy, 0.0) + 1e-3)  # silence is like nothing
    best = int(np.argmax(likeness))
    return begin + best, float(likeness[best] / np.sqrt(np.sum(np.square(clip, dtype=np.float64)) + 1e-12))


def _energy(part: npt.NDArray[np.float64], length: int) -> npt.NDArray[np.float64]:
    total = np.concatenate([[0.0], np.cumsum(part**2)])
    energy: npt.NDArray[np.float64] = total[length:] - total[:-length]
    return energy


def slips(heard: npt.NDArray[np.int16], events: Sequence[Json], sound_of: Callable[[Json], Sound]) -> list[int | None]:
    """For each event of a session, how many samples later it was heard than the events before it; None: not at all.

    Silence that a sound server puts in anywhere shows in the next event, and so does what it leaves out; only two
    faults between the same two events may cancel each other.

    Args:
        heard: what was recorded, mono at `RATE`, from before the session's first sound.
        events: events with a sound, in order.
        sound_of: the sound of one of them.
    """
    found: list[int | None] = []
    late = 0
    for event in events:
        at, end = int(str(event["sample"])), round(float(str(event["end_s"])) * RATE)
        clip = sound_of(event)[: end - at]
        reaches = (NEAR, FAR) if event["spoken"] else (NEAR,)
        place, alike = 0, 0.0
        for reach in reaches if found else (FIRST,):
            begin = max(0, at + late - reach)
            part = heard[begin : at + late + reach + len(clip)] / 32768
            place, alike = located(part, clip, 0, len(part) - len(clip))
            place += begin
            if alike >= ALIKE:
                break
        if alike < ALIKE:
            found.append(None)
            continue
        found.append(place - at - late if found else 0)
        late = place - at
    return found
