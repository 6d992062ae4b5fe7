"""A whole recording at once: read it, and say what a recogniser understands in it."""

import wave
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.ears.errors import EarsError
from coach.ears.utterance import RATE, Recogniser, Utterance

_BLOCK: Final = RATE // 10
_LONGEST_S: Final = 4 * 3600


def hear(sound: npt.NDArray[np.int16], recogniser: Recogniser) -> list[Utterance]:
    """What the recogniser decides in a recording.

    Args:
        sound: mono, `RATE`.
        recogniser: listening for its phrases already.
    """
    heard = []
    for start in range(0, len(sound), _BLOCK):
        heard += recogniser.feed(sound[start : start + _BLOCK])
    return heard + recogniser.finish()


def read_sound(path: Path) -> npt.NDArray[np.int16]:
    """A recording (wav, flac, ogg and what else libsndfile reads) as mono samples at `RATE`.

    Raises:
        EarsError: the file is missing, empty, damaged, too long, or no sound.
    """
    if not path.exists():
        raise EarsError(f"{path}: no such recording")
    if path.is_dir():
        raise EarsError(f"{path}: this is a folder; name a recording in it")
    try:
        if path.stat().st_size == 0:
            raise EarsError(f"{path}: the recording is empty (0 bytes)")
        sound, rate = _read_wav(path) or _read_any(path)
    except OSError as err:
        raise EarsError(f"{path}: cannot be read: {err.strerror or err}") from err
    if not len(sound):
        raise EarsError(f"{path}: there is no sound in this recording")
    sound = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    if rate != RATE:
        import soxr

        sound = soxr.resample(sound, rate, RATE)
    return np.round(np.clip(sound, -1.0, 1.0) * 32767).astype(np.int16)


def _read_wav(path: Path) -> tuple[npt.NDArray[np.float32], int] | None:
    """A plain 16-bit wav without the help of a package; None where the file is anything else."""
    try:
        with wave.open(str(path)) as file:
            rate, channels, frames = file.getframerate(), file.getnchannels(), file.getnframes()
            if file.getsampwidth() != 2 or not 4_000 <= rate <= 400_000 or frames > _LONGEST_S * rate:
                return None
            raw = file.readframes(frames)
    except (wave.Error, EOFError):
        return None
    whole = len(raw) // (2 * channels) * channels
    data = np.frombuffer(raw, dtype="<i2", count=whole).reshape(-1, channels)
    return (data.mean(axis=1) / 32768).astype(np.float32), rate


def _read_any(path: Path) -> tuple[npt.NDArray[np.float32], int]:
    try:
        import soundfile
    except (ImportError, OSError) as err:
        raise EarsError(f"{path}: only 16-bit wav can be read here; `pip install soundfile` reads the rest", 3) from err
    try:
        with soundfile.SoundFile(str(path)) as file:
            rate = int(file.samplerate)
            if not 4_000 <= rate <= 400_000:
                raise EarsError(f"{path}: {rate} samples a second is no usual rate; convert it to 16000")
            if file.frames > _LONGEST_S * rate:
                raise EarsError(f"{path}: longer than {_LONGEST_S // 3600} hours; cut it")
            data = file.read(dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError) as err:
        raise EarsError(f"{path}: not a sound file, or damaged: {err}") from err
    return np.asarray(data.mean(axis=1), dtype=np.float32), rate
