"""A piece of sound and what every engine must return."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coach.mixer import Sound
from coach.units import Samples


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound ready for the mixer: trimmed so that sample 0 is the audible onset, level already right."""

    sound: Sound

    @property
    def length(self) -> Samples:
        """Length in samples."""
        return Samples(len(self.sound))


class Engine(Protocol):
    """Turns text into raw sound; the studio (`coach.voice.studio`) trims, levels and caches."""

    @property
    def id(self) -> str:
        """Names engine, voice and everything else that changes the sound; part of the cache key."""

    def render(self, text: str) -> tuple[npt.NDArray[np.float32], int]:
        """Mono float32 sound and its sample rate.

        Raises:
            coach.voice.VoiceError: nothing usable came out in time.
        """

    def close(self) -> None:
        """Let go of processes and models."""
