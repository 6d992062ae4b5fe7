"""Cuts rendered speech: the first sample is its audible onset, the last its end, and no gap is long."""

import numpy as np
import numpy.typing as npt

from coach.mixer import Sound
from coach.units import RATE

ONSET_DB = -40.0
"""Below the peak: where a word begins. It keeps the soft fricative of "three" and drops engines' noise floors."""
END_DB = -50.0
"""Below the peak: where a word has died away."""
LONGEST_GAP_S = 0.4
"""Between two sentences of one clip."""
FADE_IN = RATE * 2 // 1000
"""The 2 ms before the onset are kept and faded in: a start on a full sample would click."""
FADE_OUT = RATE * 10 // 1000
_LIFT_TO_DB = -25.0
"""Below the loudest millisecond: a first consonant is brought up to this."""
_MOST_LIFT_DB = 15.0
_LIFTED_MS = 150
"""Milliseconds from the onset within which that may be needed."""
_BLOCK = RATE // 1000
_STEADY = RATE * 6 // 1000
"""A word stays loud for at least 6 ms; a shorter burst is a tick of the engine."""
_WINDOW = RATE * 2 // 1000

Mask = npt.NDArray[np.bool_]


def trim(sound: Sound) -> Sound:
    """`sound` from 2 ms before its onset to its end, both faded; empty where there is only silence."""
    bounds = speech_bounds(sound)
    if bounds is None:
        return np.zeros(0, np.float32)
    begin, end = bounds
    low, high = max(0, begin - FADE_IN), min(len(sound), end + FADE_OUT)
    cut = sound[low:high].copy()
    rise, fall = min(FADE_IN, len(cut)), min(FADE_OUT, len(cut))
    cut[:rise] *= _rising(rise)
    cut[len(cut) - fall :] *= _rising(fall)[::-1]
    return cut


def crisp(sound: Sound) -> Sound:
    """`sound`, trimmed, with a first consonant that swells slowly brought up to where it is heard.

    The hiss of "four" or "three" creeps up over 20 to 60 ms; on a beat it has to begin like a stroke. It is raised by
    `_MOST_LIFT_DB` at most, and stays as far below the vowel as people's own does.
    """
    count = min(len(sound) // _BLOCK, _LIFTED_MS)
    level = np.sqrt((sound[: len(sound) // _BLOCK * _BLOCK].reshape(-1, _BLOCK) ** 2).mean(axis=1) + 1e-14)
    goal = level.max(initial=0.0) * 10 ** (_LIFT_TO_DB / 20)
    strong = np.flatnonzero(level[:count] >= goal)
    if not len(strong) or strong[0] * _BLOCK <= 2 * FADE_IN:
        return sound
    wanted = np.clip(goal / level[: strong[0]], 1.0, 10 ** (_MOST_LIFT_DB / 20))
    # Nothing to lift before the onset, nothing after the consonant is as strong as it should be.
    smooth = np.convolve(np.concatenate([wanted[:1], wanted, [1.0, 1.0, 1.0]]), np.ones(3) / 3, mode="valid")
    centres = (np.arange(len(smooth)) + 0.5) * _BLOCK
    gain = np.interp(np.arange(len(sound)), centres, smooth)
    lifted: Sound = (sound * gain).astype(np.float32)
    return lifted


def tighten(sound: Sound) -> Sound:
    """`sound` with every inner silence over `LONGEST_GAP_S` shortened to that: cues must fit into a phase.

    Engines put up to 0.7 s between sentences; whoever wants a longer pause writes `[pause 2s]`.
    """
    peak = float(np.abs(sound).max(initial=0.0))
    quiet = _highest(np.abs(sound), _WINDOW) < peak * 10 ** (END_DB / 20)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    kept, at = [], 0
    longest = round(LONGEST_GAP_S * RATE)
    for begin, end in edges.reshape(-1, 2).tolist():
        if end - begin <= longest or begin == 0 or end == len(sound):
            continue
        low, high = begin + longest // 2, end - longest // 2
        blend = _rising(FADE_OUT)
        kept += [sound[at:low], sound[low : low + FADE_OUT] * blend[::-1] + sound[high - FADE_OUT : high] * blend]
        at = high
    return np.concatenate([*kept, sound[at:]]).astype(np.float32)


def speech_bounds(sound: Sound) -> tuple[int, int] | None:
    """First sample of the word's onset and the sample after its end; None for silence."""
    size = np.abs(sound)
    peak = float(size.max(initial=0.0))
    if peak < 1e-4:
        return None
    envelope = _highest(size, _WINDOW)
    loud = envelope >= peak * 10 ** (ONSET_DB / 20)
    steady = np.flatnonzero(_runs(loud, _STEADY + 2 * _WINDOW))
    first = int(steady[0]) if len(steady) else int(np.argmax(loud))
    begin = first + int(np.argmax(size[first:] >= peak * 10 ** (ONSET_DB / 20)))
    end = int(np.flatnonzero(size >= peak * 10 ** (END_DB / 20))[-1]) + 1
    return begin, end


def _highest(size: Sound, reach: int) -> Sound:
    """The largest sample within `reach` on either side of each sample, to the nearest half window."""
    padded = np.pad(size, (reach, reach + (-len(size)) % reach))
    blocks = padded.reshape(-1, reach).max(axis=1)
    around = np.maximum(np.maximum(blocks[:-2], blocks[1:-1]), blocks[2:])
    return np.repeat(around, reach)[: len(size)].astype(np.float32)


def _runs(loud: Mask, length: int) -> Mask:
    """Where a run of at least `length` true values begins."""
    sums = np.concatenate(([0], np.cumsum(loud)))
    if len(sums) <= length:
        return np.zeros(0, np.bool_)
    runs: Mask = (sums[length:] - sums[:-length]) == length
    return runs


def _rising(length: int) -> Sound:
    """A raised cosine from 0 towards 1."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / max(1, length))).astype(np.float32)
