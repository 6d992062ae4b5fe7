"""One engine, and the thread it works in: whatever it does there, whoever asked has an answer in time."""

import threading
from concurrent.futures import Future
from typing import Final

import numpy as np

from coach.mixer import Sound
from coach.patience import Worker
from coach.voice import VoiceError
from coach.voice.clip import Engine

LIVE_S: Final = 3.0
"""Seconds a sentence may take while a session sounds; the mixer knows more than that ahead (`session.loop.AHEAD`)."""
CALM_S: Final = 20.0
"""The same where nobody waits: into a file, and for the first sentence, which loads the model."""
CLOSING_S: Final = 2.0
"""Seconds that an engine is given to let go."""
_RATES: Final = range(4_000, 192_001)
_LONGEST_S: Final = 10.0
_LONGEST_PER_LETTER_S: Final = 0.6
"""The slowest that speech can be: numbers and abbreviations are many words in few letters."""


class Booth:
    """Asks an engine with a time limit; one caller at a time.

    An engine that has not answered in time is left behind: until it does, every further request fails at once.
    """

    def __init__(self, engine: Engine, patience_s: float) -> None:
        self._engine = engine
        self._patience_s = patience_s
        self._first = True
        self._worker = Worker("voice engine")
        self._late: Future[tuple[Sound, int]] | None = None
        self._closing = threading.Event()

    @property
    def stuck(self) -> bool:
        """An earlier sentence has not come back."""
        return self._late is not None and not self._late.done()

    def render(self, words: str) -> tuple[Sound, int]:
        """Mono float32 sound and its rate, both of them sane.

        Raises:
            VoiceError: the engine failed, answered with garbage or not in time.
        """
        if self.stuck or self._closing.is_set():
            raise VoiceError(f"the voice {self._engine.id} still has not answered")
        patience_s = max(self._patience_s, CALM_S) if self._first else self._patience_s
        answer = self._worker.ask(lambda: self._engine.render(words), patience_s, self._closing)
        if not answer.done():
            self._late = answer
            raise VoiceError(f"the voice {self._engine.id} has not answered in {patience_s:g} s")
        error = answer.exception()
        if error is not None and not isinstance(error, Exception):
            # A library that wants to end the process is only a bad voice.
            raise VoiceError(f"the voice {self._engine.id} gave up ({type(error).__name__})")
        sound, rate = answer.result()
        self._first = False
        return sane(sound, rate, words)

    def close(self) -> None:
        """Let go of the engine; one that hangs is left to end with the process."""
        self._closing.set()
        self._worker.end()
        closing = threading.Thread(target=self._engine.close, name="voice closing", daemon=True)
        closing.start()
        closing.join(CLOSING_S)


def sane(sound: Sound, rate: int, words: str) -> tuple[Sound, int]:
    """`sound` and `rate`, if they can be speech for `words`.

    Raises:
        VoiceError: they cannot.
    """
    if rate not in _RATES:
        raise VoiceError(f"a voice answered with {rate} samples a second")
    sound = np.asarray(sound, np.float32)
    if sound.ndim != 1:
        raise VoiceError("a voice answered with something that is no mono sound")
    if len(sound) > rate * (_LONGEST_S + _LONGEST_PER_LETTER_S * len(words)):
        raise VoiceError(f"a voice takes {len(sound) / rate:.0f} s to say {words[:40]!r}")
    if len(sound) and np.count_nonzero(np.isfinite(sound)) < 0.99 * len(sound):
        raise VoiceError(f"a voice answered with noise for {words[:40]!r}")
    return sound, rate
