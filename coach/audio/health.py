"""Whether a microphone hears anything at all, or too much."""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.units import HEARING_RATE as RATE

SILENT_S: Final = 5
"""Only zeros for this long: muted, or a headset that is still in its music profile (audio-stack 5)."""
WINDOW_S: Final = 5
CLIPPED_SHARE: Final = 0.002
"""Of the samples of the last window at full scale: shouting now and then stays below."""
FULL: Final = 32_700


class Health(StrEnum):
    """What the last seconds of a microphone were like."""

    FINE = "fine"
    SILENT = "silent"
    CLIPPING = "clipping"


class MicHealth:
    """Listens along with the recogniser."""

    def __init__(self) -> None:
        self._zeros = 0
        self._seen = 0
        self._clipped = 0
        self._state = Health.FINE

    def feed(self, block: npt.NDArray[np.int16]) -> Health:
        """Take the next block (mono, 16 kHz) and judge. A live microphone is never exactly zero."""
        heard = np.flatnonzero(block)
        self._zeros = len(block) - int(heard[-1]) - 1 if len(heard) else self._zeros + len(block)
        self._seen += len(block)
        self._clipped += int(np.count_nonzero(np.abs(block.astype(np.int32)) >= FULL))
        if len(heard) and self._state is Health.SILENT:
            self._state = Health.FINE
        if self._seen >= WINDOW_S * RATE:
            clipping = self._clipped > CLIPPED_SHARE * self._seen
            self._state = Health.CLIPPING if clipping else Health.FINE
            self._seen = self._clipped = 0
        if self._zeros >= SILENT_S * RATE:
            self._state = Health.SILENT
        return self._state
