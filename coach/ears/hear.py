"""A whole recording at once: read it, and say what a recogniser understands in it."""

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.ears.errors import EarsError
from coach.ears.utterance import RATE, Recogniser, Utterance
from coach.units import PIECE

_BLOCK: Final = RATE // 10
_LONGEST_S: Final = 4 * 3600

Mono = npt.NDArray[np.float32]


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
        made = list(_heard(_blocks(path), path))
    except OSError as err:
        raise EarsError(f"{path}: cannot be read: {err.strerror or err}") from err
    if not any(map(len, made)):
        raise EarsError(f"{path}: there is no sound in this recording")
    return np.concatenate(made)


def _heard(blocks: Iterator[tuple[int, Mono]], path: Path) -> Iterator[npt.NDArray[np.int16]]:
    """The blocks at `RATE`, one after the other: a small file may hold hours of many channels."""
    frames, resampler = 0, None
    for rate, block in blocks:
        frames += len(block)
        if frames > _LONGEST_S * rate:
            raise EarsError(f"{path}: longer than {_LONGEST_S // 3600} hours; cut it")
        sound = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
        if rate != RATE:
            import soxr

            resampler = resampler or soxr.ResampleStream(rate, RATE, 1, dtype="float32")
            sound = resampler.resample_chunk(sound)
        yield _pcm(sound)
    if resampler is not None:
        yield _pcm(resampler.resample_chunk(np.zeros(0, np.float32), last=True))


def _pcm(sound: Mono) -> npt.NDArray[np.int16]:
    return np.round(np.clip(sound, -1.0, 1.0) * 32767).astype(np.int16)


def _blocks(path: Path) -> Iterator[tuple[int, Mono]]:
    """Samples a second, and mono sound, block by block."""
    plain = _plain_wav(path)
    if plain is None:
        yield from _any_blocks(path)
        return
    with plain as file:
        rate, channels = file.getframerate(), file.getnchannels()
        while raw := file.readframes(max(1, PIECE // channels)):
            whole = len(raw) // (2 * channels) * channels
            data = np.frombuffer(raw, dtype="<i2", count=whole).reshape(-1, channels)
            yield rate, (data.mean(axis=1) / 32768).astype(np.float32)


def _plain_wav(path: Path) -> wave.Wave_read | None:
    """A 16-bit wav, open, without the help of a package; None where the file is anything else."""
    try:
        file: wave.Wave_read = wave.open(str(path))  # noqa: SIM115 - closed where it is read
    except (wave.Error, EOFError, RuntimeError):
        return None
    if file.getsampwidth() == 2 and 4_000 <= file.getframerate() <= 400_000:
        return file
    file.close()
    return None


def _any_blocks(path: Path) -> Iterator[tuple[int, Mono]]:
    try:
        import soundfile
    except (ImportError, OSError) as err:
        raise EarsError(f"{path}: only 16-bit wav can be read here; `pip install soundfile` reads the rest", 3) from err
    try:
        with soundfile.SoundFile(str(path)) as file:
            rate = int(file.samplerate)
            if not 4_000 <= rate <= 400_000:
                raise EarsError(f"{path}: {rate} samples a second is no usual rate; convert it to 16000")
            while len(data := file.read(max(1, PIECE // file.channels), dtype="float32", always_2d=True)):
                yield rate, np.asarray(data.mean(axis=1), dtype=np.float32)
    except (soundfile.SoundFileError, RuntimeError) as err:
        raise EarsError(f"{path}: not a sound file, or damaged: {err}") from err
