"""The studio: any text becomes a clip, from memory, disk or the first engine that can say it; it never fails."""

import logging
import re
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from coach.memory import give_back
from coach.mixer import Sound
from coach.units import RATE, Samples
from coach.voice import UnsayableError, VoiceError
from coach.voice.booth import CALM_S, Booth
from coach.voice.cache import MEMORY_BYTES, ClipFolder, Pcm, Recent
from coach.voice.clip import Clip, Engine
from coach.voice.loudness import levelled, softened
from coach.voice.onset import crisp, tighten, trim
from coach.voice.spoken import pieces
from coach.voice.tones import tone

_log = logging.getLogger(__name__)

PROCESSING: Final = "4"
"""Part of every cache key; changes whenever trimming, levelling or the reading of text changes."""
GIVE_UP_AFTER: Final = 2
"""An engine that fails this often in a row is not asked again: a hang costs its whole time-out."""
_LENGTHS: Final = 20_000
_LONG: Final = RATE * 4
"""What finishing a sentence takes grows with its length, up to 30 MB, and would stay with the process."""
_FULL = np.float32(32767)
_SOUNDS: Final = re.compile(r"[A-Za-z0-9]")
"""What every voice has a sound for."""


class Studio:
    """Renders, trims, levels and caches.

    `clip`, `length` and `prepare` may be called from any thread. Engines are used by one thread at a time; a
    direct call waits for at most the one sentence that is being prepared, and no longer than each engine's time.

    Args:
        engines: in order of preference.
        cache: the folder of rendered clips, made when needed; None keeps nothing on disk.
        memory_bytes: the bound of what is kept in memory.
        patience_s: how long an engine may take for a sentence, in seconds; `booth.LIVE_S` while a session sounds.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        cache: Path | None,
        memory_bytes: int = MEMORY_BYTES,
        patience_s: float = CALM_S,
    ) -> None:
        self._booths = [Booth(engine, patience_s) for engine in engines]
        self._ids = [engine.id for engine in engines]
        self._folder = ClipFolder(cache)
        self._recent = Recent(memory_bytes)
        self._lengths: dict[str, Samples] = {}
        self._failures = dict.fromkeys(range(len(self._ids)), 0)
        self._troubles: list[str] = []
        self._rendering = threading.Lock()
        self._state = threading.Condition()
        self._waiting = 0
        self._planned: deque[str] = deque()
        self._busy = False
        self._closed = False
        self._worker: threading.Thread | None = None

    def clip(self, text: str) -> Clip:
        """The sound of `text`: its first sample is at most 2 ms before its onset.

        `[pause 2s]` is exact silence. Text without a letter or digit is an empty clip. Where no engine can say a
        text, the `blip` tone stands for it.
        """
        with self._state:
            held = self._recent.get(text)
            if held is not None:
                return _from_pcm(held)
            self._waiting += 1
        try:
            return _from_pcm(self._record(text))
        finally:
            with self._state:
                self._waiting -= 1
                self._state.notify_all()

    def length(self, text: str) -> Samples:
        """How long `clip(text)` is."""
        with self._state:
            known = self._lengths.get(text)
        return self.clip(text).length if known is None else known

    def prepare(self, texts: Iterable[str]) -> None:
        """Render `texts` ahead in the background, in their order; returns at once."""
        with self._state:
            if self._closed:
                return
            self._planned.extend(text for text in texts if text not in self._lengths)
            if self._worker is None and self._planned:
                self._worker = threading.Thread(target=self._work, name="voice", daemon=True)
                self._worker.start()
            self._state.notify_all()

    def prepared(self, timeout_s: float | None = None) -> bool:
        """Wait until everything asked of `prepare` is rendered; False where `timeout_s` was too short."""
        with self._state:
            return self._state.wait_for(lambda: self._closed or not (self._planned or self._busy), timeout_s)

    def troubles(self) -> list[str]:
        """Line keys of what went wrong so far, each once: `natural_voice_failed`, `no_voice`."""
        with self._state:
            return list(self._troubles)

    def close(self) -> None:
        """Stop preparing and let go of engines and their processes; a second call does nothing."""
        with self._state:
            if self._closed:
                return
            self._closed = True
            self._planned.clear()
            self._state.notify_all()
        for booth in self._booths:
            booth.close()
        if self._worker is not None:
            self._worker.join()
        self._folder.prune()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _work(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._closed or (self._planned and not self._waiting))
                if self._closed:
                    return
                text = self._planned.popleft()
                self._busy = True
            try:
                self._record(text)
            finally:
                with self._state:
                    self._busy = False
                    self._state.notify_all()

    def _record(self, text: str) -> Pcm:
        """The whole clip of `text`, rendered now unless another thread has just done it."""
        with self._rendering:
            with self._state:
                held = self._recent.get(text)
            if held is not None:
                return held
            parts = [self._part(p) if isinstance(p, str) else np.zeros(p, np.int16) for p in pieces(text)]
            pcm = np.concatenate([np.zeros(0, np.int16), *parts])
            if len(pcm) > _LONG:
                give_back()
            with self._state:
                self._recent.put(text, pcm)
                if len(self._lengths) >= _LENGTHS:
                    self._lengths.clear()
                self._lengths[text] = Samples(len(pcm))
            return pcm

    def _part(self, words: str) -> Pcm:
        """One part between pauses, from the first engine that has it; the last one is asked twice before a tone."""
        failed = False
        for number in (*range(len(self._ids)), *range(len(self._ids))[-1:]):
            engine_id = self._ids[number]
            key = f"{PROCESSING}\0{engine_id}\0{words}"
            pcm = self._folder.load(key)
            if pcm is None and self._failures[number] < GIVE_UP_AFTER and not self._closed:
                pcm = self._render(number, words)
                if pcm is not None:
                    self._folder.store(key, pcm)
            if pcm is not None:
                if failed and self._failures[0]:
                    self._note("natural_voice_failed")
                return pcm
            failed = failed or self._failures[number] > 0
        if failed or not self._ids:
            self._note("no_voice")
        return _to_pcm(tone("blip").sound)

    def _render(self, number: int, words: str) -> Pcm | None:
        try:
            raw, rate = self._booths[number].render(words)
            pcm = _to_pcm(finished(raw, rate))
        except UnsayableError as error:
            _log.warning("%s", error)
            return None
        except VoiceError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001 - whatever an engine's libraries throw must not end a workout
            _log.exception("the voice %s failed on %r", self._ids[number], words)
        else:
            if len(pcm):
                self._failures[number] = 0
                return pcm
            _log.warning("the voice %s gave silence for %r", self._ids[number], words)
            if not _SOUNDS.search(words):
                return None
        self._failures[number] += 1
        return None

    def _note(self, line: str) -> None:
        with self._state:
            if line not in self._troubles:
                self._troubles.append(line)


def finished(raw: Sound, rate: int) -> Sound:
    """An engine's raw sound at 48 kHz, trimmed to its onset, without long gaps, softened and levelled."""
    if rate != RATE:
        import soxr

        raw = soxr.resample(raw, rate, RATE, quality="HQ").astype(np.float32)
    return levelled(crisp(softened(tighten(trim(np.nan_to_num(raw))))))


def _to_pcm(sound: Sound) -> Pcm:
    pcm: Pcm = np.rint(np.clip(sound, -1.0, 1.0) * _FULL).astype(np.int16)
    return pcm


def _from_pcm(pcm: Pcm) -> Clip:
    return Clip(pcm.astype(np.float32) / _FULL)
