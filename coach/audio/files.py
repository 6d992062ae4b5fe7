"""Sessions that run without a sound card: sound into a file or nowhere, the athlete's voice from a recording."""

import logging
import os
import queue
import shutil
import threading
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from coach.audio.ends import AudioError
from coach.audio.tags import write_tags
from coach.mixer import Mixer, Sound
from coach.units import HEARING_RATE as EARS_RATE
from coach.units import PIECE, RATE, Samples, to_seconds

_log = logging.getLogger(__name__)

FORMATS: Final = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".opus": ("OGG", "OPUS"),
}
"""What can be written: the file's ending, and libsndfile's names for it."""

_WAITING: Final = 8
"""Blocks between the session and an encoder."""

BLOCK: Final = RATE
"""One second at a time: memory stays flat, and libsndfile's Vorbis encoder crashes on a minute in one piece."""


def is_sound_file(text: str) -> bool:
    """Whether `text` names a file that `FileSink` can write, rather than a device."""
    return Path(text).suffix.lower() in FORMATS


def pcm16(block: Sound) -> npt.NDArray[np.int16]:
    """The nearest 16-bit samples; 1.0 becomes the largest."""
    scaled: Sound = np.clip(np.rint(block * 32768.0), -32768, 32767)
    return scaled.astype(np.int16)


class _Writer(Protocol):
    def write(self, block: Sound) -> None: ...

    def close(self) -> None: ...


class _WaveWriter:
    """Needs nothing but Python, so that a session can always be kept."""

    def __init__(self, path: Path) -> None:
        self._file = wave.open(str(path), "wb")  # noqa: SIM115 - closed by `close`
        self._file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))

    def write(self, block: Sound) -> None:
        self._file.writeframesraw(pcm16(block).astype("<i2", copy=False).tobytes())

    def close(self) -> None:
        self._file.close()


class _SoundFileWriter:
    def __init__(self, path: Path, container: str, encoding: str) -> None:
        import soundfile

        self._file: Any = soundfile.SoundFile(path, "w", RATE, 1, subtype=encoding, format=container)
        self._whole = encoding == "PCM_16"

    def write(self, block: Sound) -> None:
        self._file.write(pcm16(block) if self._whole else block)

    def close(self) -> None:
        self._file.close()


class _Beside:
    """Another writer in a thread of its own: an encoder takes longer than the session, and both cores help.

    What the writer raises is raised by the next call. A few blocks wait at most, so memory stays flat.
    """

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self._blocks: queue.Queue[Sound | None] = queue.Queue(maxsize=_WAITING)
        self._error: OSError | RuntimeError | None = None
        self._thread = threading.Thread(target=self._work, name="encoder", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (block := self._blocks.get()) is not None:
            if self._error is None:
                try:
                    self._writer.write(block)
                except (OSError, RuntimeError) as error:
                    self._error = error

    def write(self, block: Sound) -> None:
        self._check()
        self._blocks.put(block.copy())

    def close(self) -> None:
        self._blocks.put(None)
        self._thread.join()
        try:
            self._writer.close()
        finally:
            self._check()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error


def _writer_for(ending: str, path: Path) -> _Writer:
    return _WaveWriter(path) if ending == ".wav" else _Beside(_SoundFileWriter(path, *FORMATS[ending]))


def _rendered(mixer: Mixer, until: Samples) -> Iterator[Sound]:
    """The mixer's next blocks up to `until`; each is gone when the next one comes."""
    block = np.empty(BLOCK, np.float32)
    while (left := until - mixer.position) > 0:
        piece = block[: min(left, BLOCK)]
        mixer.render(piece)
        yield piece


class NullSink:
    """Lets the session run with its sound going nowhere."""

    live = False
    name = "no sound"

    def __init__(self) -> None:
        self._mixer = Mixer()

    def open(self, mixer: Mixer) -> None:
        """Take this mixer's sound and drop it."""
        self._mixer = mixer

    def advance(self, until: Samples) -> Samples:
        """Render up to `until`, as fast as the machine can."""
        for block in _rendered(self._mixer, until):
            self._take(block)
        return Samples(self._mixer.position)

    def _take(self, block: Sound) -> None:
        pass

    def interrupt(self) -> None:
        """Do nothing: `advance` never waits."""

    def lost(self) -> bool:
        """Never."""
        return False

    def reopen(self) -> None:
        """Nothing to do: it is never lost."""

    def underflows(self) -> int:
        """None."""
        return 0

    def latency(self) -> float:
        """Nothing lies between the mixer and the file."""
        return 0.0

    def close(self) -> None:
        """Stop taking sound."""

    def abort(self) -> None:
        """Stop taking sound."""


class FileSink(NullSink):
    """Writes the session into one file, which appears under its name once it is complete."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.name = str(path)
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._writer: _Writer | None = None
        self._title = ""
        self._chapters: Sequence[tuple[Samples, str]] = ()

    def open(self, mixer: Mixer) -> None:
        """Begin the file beside its final place.

        Raises:
            AudioError: an ending that says no known format, or a folder that cannot be written to.
        """
        super().open(mixer)
        ending = self._path.suffix.lower()
        if ending not in FORMATS:
            said = f"the ending {ending!r} is no sound format" if ending else "the name has no ending"
            raise AudioError(f"{self._path}: {said} the coach can write; use one of {', '.join(FORMATS)}")
        if self._path.is_dir():
            raise AudioError(f"{self._path}: is a folder; give the name of a file")
        if self._path.exists() and not self._path.is_file():
            raise AudioError(f"{self._path}: is a device or a pipe, no file; give another name")
        if not self._path.parent.is_dir():
            raise AudioError(f"{self._path}: there is no folder {self._path.parent}; create it or choose another")
        try:
            self._part.touch()
            self._writer = _writer_for(ending, self._part)
        except (OSError, RuntimeError) as error:
            self.abort()
            raise AudioError(f"{self._path}: cannot be written ({_reason(error)}); choose another folder") from error

    def _take(self, block: Sound) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(block)
        except (OSError, RuntimeError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> AudioError:
        at, why = to_seconds(self._mixer.position), _reason(error)
        # Before the half file goes: it may be what fills the disk.
        if shutil.disk_usage(self._path.parent).free < 2 * BLOCK:
            why = "the disk is full"
        self.abort()
        return AudioError(
            f"{self._path}: writing stopped at {at:.0f} s ({why}) and nothing of it was kept; "
            "make room or choose another folder"
        )

    def describe(self, title: str, chapters: Sequence[tuple[Samples, str]]) -> None:
        """What players show: the session's title, and where each chapter begins. To be called before `close`."""
        self._title, self._chapters = title, chapters

    def close(self) -> None:
        """Finish the file and give it its name.

        Raises:
            AudioError: the end could not be written; nothing is left of it.
        """
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            writer.close()
            self._tag()
            os.replace(self._part, self._path)  # noqa: PTH105 - Path.replace says the same less plainly
        except (OSError, RuntimeError) as error:
            raise self._failed(error) from error

    def _tag(self) -> None:
        """A sound file without chapters is better than none."""
        if not self._title:
            return
        try:
            ending, length = self._path.suffix.lower(), Samples(self._mixer.position)
            write_tags(self._part, ending, self._title, self._chapters, length)
        except (OSError, ValueError) as error:
            _log.warning("%s: no title and no chapters in it (%s)", self._path, error)

    def abort(self) -> None:
        """Remove what was written; a file that had the name before stays as it was."""
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                writer.close()
        except (OSError, RuntimeError):
            pass
        finally:
            self._part.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text.strip(" .").lower()


class FileSource:
    """A recording as the athlete's voice; its first sample lies at the session's first."""

    live = False

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path
        self._file: Any = None
        self._resampler: Any = None
        self._rate = 0
        self._ready: list[npt.NDArray[np.int16]] = []
        self._made = 0
        self._read = 0
        self._length = Samples(0)

    def open(self) -> None:
        """Open the recording.

        Raises:
            AudioError: there is no such file, or it holds no sound that can be read.
        """
        import soundfile
        import soxr

        if not self._path.is_file():
            raise AudioError(f"{self._path}: there is no such file; give a recording (.wav, .flac, .ogg, .mp3, .opus)")
        try:
            self._file = soundfile.SoundFile(self._path)
            self._rate = int(self._file.samplerate)
            if not 1_000 <= self._rate <= 768_000:
                raise AudioError(f"{self._path}: is damaged (it claims {self._rate} samples a second)")
            self._resampler = soxr.ResampleStream(self._rate, EARS_RATE, 1, dtype="float32")
        except RuntimeError as error:
            self.close()
            if self._path.stat().st_size == 0:
                raise AudioError(f"{self._path}: is empty; there is no sound in it") from error
            raise AudioError(f"{self._path}: is not sound that can be read; record it again, as WAV or FLAC") from error
        except AudioError:
            self.close()
            raise
        self._length = Samples(self._file.frames * RATE // self._rate)
        if not self._length:
            self.close()
            raise AudioError(f"{self._path}: is empty; there is no sound in it")

    @property
    def length(self) -> Samples:
        """How long the recording claims to be, on the output clock; known once open."""
        return self._length

    def still(self) -> bool:
        """No sample of the whole recording differs from the one before: a microphone that was muted or dead."""
        import soundfile

        try:
            size = max(2, PIECE // int(soundfile.info(self._path).channels))
            return all(not np.ptp(b) for b in soundfile.blocks(self._path, size, overlap=1, dtype="float32"))
        except RuntimeError:
            return False  # it will be told where the damage is, when it is reached

    @property
    def ended(self) -> bool:
        """All of it has been read."""
        return self._file is None and not self._ready

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        """The samples that lie before `until` and were not read yet; none after the end.

        Raises:
            AudioError: the recording is damaged from here on.
        """
        wanted = until * EARS_RATE // RATE - self._read
        while self._made - self._read < wanted and self._file is not None:
            self._convert()
        if wanted <= 0 or not self._ready:
            return np.zeros(0, np.int16)
        joined = np.concatenate(self._ready)
        taken, rest = joined[:wanted], joined[wanted:]
        self._ready = [rest] if len(rest) else []
        self._read += len(taken)
        return taken

    def _convert(self) -> None:
        """Resample a second more, or less of many channels; the last call also empties the resampler."""
        try:
            wanted = min(self._rate, max(1, PIECE // self._file.channels))
            block = self._file.read(wanted, dtype="float32", always_2d=True)
        except RuntimeError as error:
            self.close()
            raise AudioError(
                f"{self._path}: is damaged from {self._made / EARS_RATE:.0f} s on; record or convert it again"
            ) from error
        mono = np.nan_to_num(block.mean(axis=1, dtype=np.float32), posinf=1.0, neginf=-1.0)
        last = len(mono) < wanted
        made = pcm16(self._resampler.resample_chunk(mono, last=last))
        self._ready.append(made)
        self._made += len(made)
        if last:
            self.close()

    def captured_at(self, sample: int) -> Samples:
        """Where the sample lies on the output clock: the recording and the session begin together."""
        return Samples(sample * RATE // EARS_RATE)

    def lost(self) -> bool:
        """Never: a recording that has ended is silent, not lost."""
        return False

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
        self._file = None
