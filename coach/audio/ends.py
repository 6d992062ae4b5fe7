"""What every end of a session must do: sinks that take its sound, sources that bring the athlete's."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from coach import CoachError
from coach.mixer import Mixer
from coach.units import Samples


class AudioError(CoachError):
    """Sound could not be written or read."""


class DeviceError(AudioError):
    """A device, or the library that reaches it, is missing or refuses."""

    exit_code = 3


class NoSoundDevice(DeviceError):  # noqa: N818 - reads as what is the matter
    """This machine has no device of the kind wanted at all."""


class Sink(Protocol):
    """Where the session's sound goes.

    `open` comes first; `close` or `abort` last, from the thread that opened.
    """

    @property
    def live(self) -> bool:
        """Real time passes by itself here; without it, time passes as fast as `advance` renders."""

    @property
    def name(self) -> str:
        """What a person calls it: a device's name or a file's path."""

    def open(self, mixer: Mixer) -> None:
        """Begin to take the mixer's sound, from its present position.

        Raises:
            AudioError: it cannot be opened; the message says why and what to do.
        """

    def advance(self, until: Samples) -> Samples:
        """Let time pass towards `until` and return the mixer's position.

        Not live: exactly to `until`. Live: less where `interrupt` was called or 50 ms passed before.

        Raises:
            AudioError: the sound could not be written.
        """

    def interrupt(self) -> None:
        """Make a waiting `advance` return, or the next one; from any thread."""

    def lost(self) -> bool:
        """Nothing can be heard any more, though it was opened."""

    def reopen(self) -> None:
        """After a loss: open the same device again, else the next best; `name` tells which.

        Raises:
            AudioError: there is none yet.
        """

    def underflows(self) -> int:
        """How often the device ran dry; each one shifts what follows."""

    def latency(self) -> float:
        """Seconds from the mixer's position to the ear."""

    def close(self) -> None:
        """Let what was rendered be heard or stored, and let go. Never hangs; once closed, does nothing.

        Raises:
            AudioError: the file could not be finished.
        """

    def abort(self) -> None:
        """Let go at once and leave nothing half done behind. Never hangs, never raises."""


class Source(Protocol):
    """Where the athlete's voice comes from."""

    @property
    def live(self) -> bool:
        """It hears real time; without it, it can be read as fast as the session renders."""

    @property
    def name(self) -> str:
        """What a person calls it: a device's name or a file's path."""

    @property
    def ended(self) -> bool:
        """Nothing more will come: a recording has been read to its end."""

    def open(self) -> None:
        """Begin to listen.

        Raises:
            AudioError: it cannot be opened; the message says why and what to do.
        """

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        """What was captured since the last `read`: mono, 16 kHz (`coach.ears.utterance.RATE`).

        A file gives exactly what lies before the output-clock instant `until`, and nothing after its
        end. A microphone gives what has arrived.

        Raises:
            AudioError: the file is damaged from here on.
        """

    def captured_at(self, sample: int) -> Samples:
        """The output-clock instant at which sample number `sample` of all that was read was in the air."""

    def lost(self) -> bool:
        """Nothing is heard any more, though it was opened."""

    def close(self) -> None:
        """Let go. Never hangs; once closed, does nothing."""
