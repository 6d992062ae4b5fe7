"""Keeps what the microphone hears, where the athlete asked for it: a WAV beside the session, on this machine."""

import logging
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coach.audio.ends import AudioError, Source
from coach.units import HEARING_RATE, Samples

log = logging.getLogger(__name__)


class KeptSource:
    """A source, and a file of all that was read from it; a file that fails ends nothing but itself.

    Raises:
        AudioError: the file cannot be made.
    """

    def __init__(self, source: Source, path: Path) -> None:
        self._source = source
        try:
            self._file: wave.Wave_write | None = wave.open(str(path), "wb")  # noqa: SIM115 - closed by `close`
        except OSError as error:
            raise AudioError(f"{path}: cannot be written ({error.strerror}); choose another place") from error
        self._file.setparams((1, 2, HEARING_RATE, 0, "NONE", "not compressed"))

    @property
    def live(self) -> bool:
        """As of the source."""
        return self._source.live

    @property
    def name(self) -> str:
        """As of the source."""
        return self._source.name

    @property
    def ended(self) -> bool:
        """As of the source."""
        return self._source.ended

    def open(self) -> None:
        """Begin to listen."""
        self._source.open()

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        """What the source gives, once it is in the file."""
        block = self._source.read(until)
        if self._file is not None and len(block):
            try:
                self._file.writeframes(block.astype("<i2").tobytes())
            except OSError as error:
                log.warning("the recording ends here: %s", error)
                self._file = None
        return block

    def captured_at(self, sample: int) -> Samples:
        """As of the source."""
        return self._source.captured_at(sample)

    def lost(self) -> bool:
        """As of the source."""
        return self._source.lost()

    def close(self) -> None:
        """Let go of the device; the file stays whole, and goes on should it be opened again."""
        self._source.close()
