"""Tells, every 20 ms, whether something may be speaking: energy in the speech band over a floor that adapts."""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.ears.utterance import RATE

FRAME: Final = 320
"""Samples in a frame."""

_WINDOW: Final = np.hanning(FRAME)
_BAND: Final = slice(round(250 * FRAME / RATE), round(4000 * FRAME / RATE) + 1)
_FULL_SCALE: Final = 32768.0 * FRAME / 4


@dataclass(frozen=True, slots=True)
class GateSettings:
    """When the gate opens. It is meant to open too often rather than too late: the words decide."""

    opens: float = 6.0
    """Decibels over the floor that open it."""
    stays: float = 4.0
    """Decibels over the floor that count as sound once it is open."""
    faintest: float = -62.0
    """Decibels below full scale under which nothing is speech."""
    below_peak: float = 26.0
    """Decibels under the loudest moment of the utterance that count as quiet, whatever the floor."""
    memory: int = 150
    """Frames that the floor is taken from."""
    floor_share: float = 0.15
    """Share of those frames that is taken for background."""
    assumed: float = -50.0
    """Decibels that the room is assumed to have had before the first sound, unless it was quieter."""


class Gate:
    """The floor and the present level; feed it frame by frame."""

    def __init__(self, settings: GateSettings | None = None) -> None:
        """Begin in a quiet room."""
        self._settings = settings or GateSettings()
        self._levels: deque[float] = deque(maxlen=self._settings.memory)
        self._above = 0
        self._peak = -np.inf
        self.level = -np.inf
        """Decibels of the last frame."""
        self.floor = self._settings.assumed
        """Decibels of the room."""

    def hear(self, frame: npt.NDArray[np.int16], *, inside: bool) -> bool:
        """Take the next frame; True while there may be speech in it.

        Args:
            frame: `FRAME` samples.
            inside: whether an utterance is under way, which lowers the bar.
        """
        s = self._settings
        spectrum = np.fft.rfft(frame * _WINDOW)[_BAND]
        energy = float(np.sum(spectrum.real**2 + spectrum.imag**2)) / _FULL_SCALE**2
        self.level = level = 10.0 * float(np.log10(energy + 1e-10))
        if not self._levels:
            self._levels.extend([min(level, s.assumed)] * round(s.memory * 0.1))
        self._levels.append(level)
        self.floor = floor = self._not_exceeded(s.floor_share)
        if inside:
            self._peak = max(self._peak, level)
            return level > max(floor + s.stays, s.faintest, self._peak - s.below_peak)
        self._peak = -np.inf
        self._above = self._above + 1 if level > max(floor + s.opens, s.faintest) else 0
        return self._above >= 2

    def usual(self) -> float:
        """Decibels that one moment in five of the last seconds exceeded, once something was heard."""
        return self._not_exceeded(0.8)

    def middle(self) -> float:
        """Decibels that half of the moments of the last seconds exceeded."""
        return self._not_exceeded(0.5)

    def _not_exceeded(self, share: float) -> float:
        """Decibels that this share of the remembered moments does not exceed."""
        return sorted(self._levels)[int(len(self._levels) * share)]

    def loudest(self, frames: int) -> float:
        """Decibels of the loudest of the last frames, as far back as the gate remembers."""
        return max(list(self._levels)[-max(frames, 1) :])

    def forget_peak(self) -> None:
        """A new utterance is measured against its own loudest moment."""
        self._peak = -np.inf
        self._above = 0
