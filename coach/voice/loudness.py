"""Makes every clip equally loud: ITU-R BS.1770-4 loudness in numpy, a gain, and a ceiling for the peaks."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coach.mixer import Sound
from coach.units import RATE

SPEECH_LUFS = -18.0
"""Level of everything spoken."""
CEILING_DB = -3.2
"""Peaks stay under this, so that the mixer's limiter leaves a single voice alone."""
SHARP_DB = -12.0
"""Above `_SHARP_HZ` no peak comes nearer than this to the peak below it; people's consonants lie deeper."""
_SHARP_HZ = (5000, 7000)
_BLOCK_S = 0.4
_SHORT_BLOCK_S = 0.05
_SHORT_LU = -0.7
"""Blocks of 50 ms skip the gaps between sounds: measured on speech, they read this much above blocks of 0.4 s."""
_SILENT_LUFS = -70.0
_RELATIVE_LU = -10.0
_OFFSET = -0.691
"""BS.1770-4, formula 2: makes a 997 Hz sine of full scale read -3.01 LUFS."""

# BS.1770-4, tables 1 and 2: the head's high shelf and the low-frequency roll-off at 48 kHz.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_ROLL_OFF = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_TAIL = RATE // 2
"""Silence appended before the transform: the filters' ringing is 100 dB down after it."""

Spectrum = npt.NDArray[np.complex128]
Power = npt.NDArray[np.float64]


def loudness(sound: Sound) -> float:
    """Integrated, gated loudness of mono `sound` at 48 kHz in LUFS; -inf for silence.

    Sound under 0.4 s, for which the standard has no value, is gated in blocks of 50 ms: its voiced part counts.
    """
    short = len(sound) < RATE * _BLOCK_S
    powers = _block_powers(_weighted(sound), int(RATE * (_SHORT_BLOCK_S if short else _BLOCK_S)))
    for gate in (_SILENT_LUFS, None):
        if not len(powers):
            return -np.inf
        threshold = _lufs(float(powers.mean())) + _RELATIVE_LU if gate is None else gate
        powers = powers[powers > 10 ** ((threshold - _OFFSET) / 10)]
    return _lufs(float(powers.mean())) + (_SHORT_LU if short else 0.0) if len(powers) else -np.inf


def softened(sound: Sound) -> Sound:
    """`sound` with no hiss or burst of a consonant near the loudness of the vowels.

    The natural voice bursts at 10 kHz as high as its vowels in some words ("hold", "back"): in earbuds, a click.
    """
    size = 1 << int(np.ceil(np.log2(len(sound) + _TAIL)))
    sharp = np.fft.irfft(np.fft.rfft(sound, size) * _above(size), size)[: len(sound)].astype(np.float32)
    body = sound - sharp
    ceiling = float(np.abs(body).max(initial=0.0)) * 10 ** (SHARP_DB / 20)
    return body + _limited(sharp, ceiling)


def levelled(sound: Sound, target: float = SPEECH_LUFS) -> Sound:
    """`sound` at `target` LUFS with no peak above `CEILING_DB`; silence stays silence."""
    gap = target - loudness(sound)
    if not np.isfinite(gap):
        return sound
    gain = gap
    result = sound
    for _ in range(3):
        louder = sound * np.float32(10 ** (gain / 20))
        result = _limited(louder, 10 ** (CEILING_DB / 20))
        if result is louder:
            break
        gap = target - loudness(result)
        if abs(gap) < 0.1:
            break
        gain += gap
    return result


def _weighted(sound: Sound) -> Power:
    """The K-weighted signal, filtered in the frequency domain: exact, and fast without compiled filters."""
    size = 1 << int(np.ceil(np.log2(len(sound) + _TAIL)))
    filtered: Power = np.fft.irfft(np.fft.rfft(sound, size) * _k_weighting(size), size)[: len(sound)]
    return filtered


@lru_cache(maxsize=3)
def _k_weighting(size: int) -> Spectrum:
    """The two filters' frequency response for a transform of `size` samples."""
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(len(turn), np.complex128)
    for above, below in (_SHELF, _ROLL_OFF):
        response *= _polynomial(above, turn) / _polynomial(below, turn)
    return response


@lru_cache(maxsize=3)
def _above(size: int) -> Power:
    """A gain that rises smoothly from 0 to 1 within `_SHARP_HZ`, for a transform of `size` samples."""
    low, high = _SHARP_HZ
    hertz = np.arange(size // 2 + 1) * RATE / size
    rise: Power = 0.5 - 0.5 * np.cos(np.pi * np.clip((hertz - low) / (high - low), 0, 1))
    return rise


def _polynomial(factors: tuple[float, float, float], turn: Spectrum) -> Spectrum:
    return factors[0] + turn * (factors[1] + turn * factors[2])


def _block_powers(weighted: Power, block: int) -> Power:
    """Mean square of each block; blocks overlap by three quarters."""
    if not len(weighted):
        return np.zeros(0)
    if len(weighted) <= block:
        return np.array([np.mean(weighted**2)])
    sums = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, len(weighted) - block + 1, block // 4)
    powers: Power = np.maximum(sums[starts + block] - sums[starts], 0.0) / block
    return powers


def _lufs(power: float) -> float:
    return float(_OFFSET + 10 * np.log10(power)) if power > 0 else -np.inf


def _limited(sound: Sound, ceiling: float) -> Sound:
    """Turns the gain down around peaks above the ceiling, smoothly over 10 ms: no clipping, no clicks."""
    size = np.abs(sound)
    if float(size.max(initial=0.0)) <= ceiling:
        return sound
    step, reach = RATE // 2000, 10
    blocks = np.pad(size, (0, (-len(size)) % step)).reshape(-1, step).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(blocks, 1e-9))
    held = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 2 * reach, constant_values=1.0), 2 * reach + 1).min(
        axis=1
    )
    bell = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(held, bell / bell.sum(), mode="valid")
    centres = (np.arange(len(smooth)) + 0.5) * step
    gain = np.interp(np.arange(len(sound)), centres, smooth)
    return np.clip(sound * gain, -ceiling, ceiling).astype(np.float32)
