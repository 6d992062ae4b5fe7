"""Sound brought to the one level that the networks were taught at."""

from typing import Final

import numpy as np
import numpy.typing as npt

_LOUD: Final = 0.1
_FAINTEST: Final = 1e-4


def at_one_level(sound: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    """The sound as numbers within -1 and 1, its mean level at -20 dBFS: the networks hear loudness."""
    wave = sound.astype(np.float32) / np.float32(32768)
    level = float(np.sqrt(np.mean(wave**2))) if len(wave) else 0.0
    wave *= np.float32(_LOUD / max(level, _FAINTEST))
    return wave.clip(np.float32(-1.0), np.float32(1.0))
