"""Takes the coach's own sound out of the microphone's, where the package for it is installed."""

import logging
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coach.units import HEARING_RATE

log = logging.getLogger(__name__)

FRAME: Final = HEARING_RATE // 100


class EchoCanceller:
    """WebRTC's echo canceller (pywebrtc-audio); finds the delay of the echo, up to some 200 ms, by itself."""

    def __init__(self, engine: Any) -> None:  # noqa: ANN401 - an untyped module's class
        self._engine = engine

    def process(self, near: npt.NDArray[np.int16], far: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """The next 10 ms of the microphone without their echo of `far`."""
        return np.asarray(self._engine.process(near, far), dtype=np.int16)


def echo_canceller() -> EchoCanceller | None:
    """A canceller that has heard nothing yet; None where the package is missing or does not load."""
    try:
        import pywebrtc_audio
    except (ImportError, OSError) as error:
        log.info("no echo canceller: %s", error)
        return None
    return EchoCanceller(pywebrtc_audio.EchoCanceller(HEARING_RATE, 1))
