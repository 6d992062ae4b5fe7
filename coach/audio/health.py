"""Whether a microphone hears anything at all, too much, or only telephone quality."""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.units import HEARING_RATE as RATE

SILENT_S: Final = 5
"""Not one sample differs from the one before for this long: muted, dead, or a headset that is still in its music
profile (audio-stack 5)."""
WINDOW_S: Final = 5
CLIPPED_SHARE: Final = 0.002
"""Of the samples of the last window at full scale: shouting now and then stays below."""
FULL: Final = 32_700
FRAME: Final = 512
LOUD_DB: Final = -50.0
"""Decibels below full scale from which a frame says something about the line it came through."""
LOUD_FRAMES: Final = 250
"""About 8 s of sound are judged together."""
NARROW_DB: Final = -36.0
"""Nine of ten loud frames have less above 4.4 kHz, measured against what is below 3.4 kHz. In groups of twelve words,
people recorded at 8 kHz lay at -48 to -39 dB there, people recorded at 16 kHz at -16 to 5, noise at -30 to 2."""

_WINDOW: Final = np.hanning(FRAME)
_HERTZ: Final = np.fft.rfftfreq(FRAME, 1 / RATE)
_VOICE: Final = (_HERTZ > 300) & (_HERTZ < 3_400)
_BRIGHT: Final = (_HERTZ > 4_400) & (_HERTZ < 7_600)


class Health(StrEnum):
    """What the last seconds of a microphone were like."""

    FINE = "fine"
    SILENT = "silent"
    CLIPPING = "clipping"
    NARROW = "narrow"
    """Nothing above 4 kHz: a headset's telephone profile."""


class MicHealth:
    """Listens along with the recogniser."""

    def __init__(self) -> None:
        self._last = 0
        self._still = 0
        """Samples since the sound last moved."""
        self._seen = 0
        self._clipped = 0
        self._clipping = False
        self._narrow = False
        self._rest = np.zeros(0, np.int16)
        self._tilts: list[float] = []

    def feed(self, block: npt.NDArray[np.int16]) -> Health:
        """Take the next block (mono, 16 kHz) and judge. A live microphone is never perfectly still."""
        if not len(block):
            return self._judge()
        moved = np.flatnonzero(np.diff(block, prepend=np.int16(self._last)))
        self._still = len(block) - int(moved[-1]) - 1 if len(moved) else self._still + len(block)
        self._last = int(block[-1])
        self._seen += len(block)
        self._clipped += int(np.count_nonzero(np.abs(block.astype(np.int32)) >= FULL))
        if self._seen >= WINDOW_S * RATE:
            self._clipping = self._clipped > CLIPPED_SHARE * self._seen
            self._seen = self._clipped = 0
        self._weigh(block)
        return self._judge()

    def _judge(self) -> Health:
        if self._still >= SILENT_S * RATE:
            return Health.SILENT
        if self._clipping:
            return Health.CLIPPING
        return Health.NARROW if self._narrow else Health.FINE

    def _weigh(self, block: npt.NDArray[np.int16]) -> None:
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // FRAME * FRAME
        frames, self._rest = sound[:whole].reshape(-1, FRAME), sound[whole:]
        power = np.abs(np.fft.rfft(frames * _WINDOW, axis=1)) ** 2 / (32_768.0 * FRAME / 4) ** 2
        voice, bright = power[:, _VOICE].sum(axis=1), power[:, _BRIGHT].sum(axis=1)
        loud = voice > 10 ** (LOUD_DB / 10)
        self._tilts += list(10 * np.log10(bright[loud] / voice[loud] + 1e-12))
        if len(self._tilts) >= LOUD_FRAMES:
            self._narrow = bool(np.percentile(self._tilts, 90) < NARROW_DB)
            self._tilts.clear()
