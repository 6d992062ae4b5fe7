"""Rendered sentences on disk and in memory: small, checked, and never in the way."""

import contextlib
import hashlib
import logging
import os
import shutil
import tempfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import numpy.typing as npt

_log = logging.getLogger(__name__)

Pcm = npt.NDArray[np.int16]
"""Mono 16-bit sound at `coach.units.RATE`: half the size of float32, and what is written is what is played."""

DISK_BYTES = 400 * 2**20
"""The folder is cut back to this, the longest unused first: about 70 minutes of speech."""
LEFT_BYTES = 32 * 2**20
"""Where less is free on the disk nothing is added: the last room is for what was trained."""
MEMORY_BYTES = 8 * 2**20
"""A minute and a half of speech; older clips come back from the disk."""
_MAGIC = b"INNCLIP1"
_DIGEST = 16


class ClipFolder:
    """Clips in a folder, one file each, named by a hash of what made them.

    A damaged file is removed and reads as absent; a folder that cannot be written only means that nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def load(self, key: str) -> Pcm | None:
        """The clip under `key`, or None."""
        file = self._file(key)
        if file is None:
            return None
        try:
            content = file.read_bytes()
        except OSError:
            return None
        body = content[len(_MAGIC) + _DIGEST :]
        if content[: len(_MAGIC) + _DIGEST] != _MAGIC + _digest(body) or len(body) % 2:
            _log.warning("discarding the damaged clip %s", file)
            with contextlib.suppress(OSError):
                file.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return np.frombuffer(body, "<i2").astype(np.int16, copy=False)

    def store(self, key: str, pcm: Pcm) -> None:
        """Keep `pcm`; readers see the whole file or none."""
        file = self._file(key)
        if file is None:
            return
        body = pcm.astype("<i2", copy=False).tobytes()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(file.parent).free < LEFT_BYTES:
                return
            handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(_MAGIC + _digest(body) + body)
                Path(temporary).replace(file)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            _log.warning("clips are not kept in %s: %s", file.parent, error)
            self._folder = None

    def prune(self, limit: int = DISK_BYTES) -> None:
        """Remove the longest unused clips until the folder holds at most `limit` bytes."""
        if self._folder is None:
            return
        kept = 0
        with contextlib.suppress(OSError):
            files = [(found.stat(), found) for found in self._folder.iterdir() if found.is_file()]
            for seen, found in sorted(files, key=lambda pair: pair[0].st_mtime, reverse=True):
                kept += seen.st_size
                if kept > limit:
                    found.unlink(missing_ok=True)

    def _file(self, key: str) -> Path | None:
        if self._folder is None:
            return None
        return self._folder / f"{hashlib.blake2b(key.encode(), digest_size=20).hexdigest()}.clip"


class Recent:
    """The clips used last, within a bound of bytes. One thread at a time."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self._limit = limit
        self._clips: OrderedDict[str, Pcm] = OrderedDict()
        self.size = 0
        """Bytes of sound held."""

    def get(self, text: str) -> Pcm | None:
        """The clip of `text`, which becomes the most recent; None where it is not held."""
        pcm = self._clips.get(text)
        if pcm is not None:
            self._clips.move_to_end(text)
        return pcm

    def put(self, text: str, pcm: Pcm) -> None:
        """Hold `pcm`, and let go of the oldest beyond the bound."""
        previous = self._clips.pop(text, None)
        self.size += pcm.nbytes - (0 if previous is None else previous.nbytes)
        self._clips[text] = pcm
        while self.size > self._limit and self._clips:
            _, oldest = self._clips.popitem(last=False)
            self.size -= oldest.nbytes


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
