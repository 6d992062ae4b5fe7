"""A recogniser that may die or hang: it is begun anew, then replaced, and nobody waits for it without an end."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from coach.ears.errors import EarsError
from coach.ears.utterance import Recogniser, Utterance
from coach.patience import Worker

log = logging.getLogger(__name__)

PATIENCE_S: Final = 5.0
"""Seconds that a recogniser may take for a block; a healthy one takes a tenth of the block's length."""
T = TypeVar("T")
Make = Callable[[], Recogniser]


class Watched:
    """Stands for a recogniser, and for those that come after it when it fails.

    Args:
        first: the one that listens until it fails.
        spare: how the next ones are made, in order; each is used once.
        tell: takes the name of a line to be said: `ears_restarted`, or `recogniser_changed`.
        patience_s: how long a block may take, in seconds.
    """

    def __init__(
        self, first: Recogniser, spare: Sequence[Make], tell: Callable[[str], None], patience_s: float = PATIENCE_S
    ) -> None:
        self._inner = first
        self._spare = list(spare)
        self._tell = tell
        self._patience_s = patience_s
        self._phrases: tuple[str, ...] = ()
        self._state = ""
        self._fed = 0
        self._before = 0
        """Samples fed to earlier ones: each counts from its own first."""
        self._worker = Worker("recogniser")

    @property
    def id(self) -> str:
        """Of the one that listens now."""
        return self._inner.id

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        """Replace the phrases; what is being said is still judged by the old ones, but not for more than a second."""
        self._phrases, self._state = tuple(phrases), state
        self._asked(lambda ears: ears.listen_for(self._phrases, state), None)

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Which of these phrases the present one can never hear."""
        return self._inner.deaf_to(phrases)

    def disregard(self) -> None:
        """What was decided last was the coach's own voice."""
        self._asked(lambda ears: ears.disregard(), None)

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        """Take the next block and return what was decided in it; nothing where the recogniser has just failed.

        Raises:
            EarsError: the last one has failed, too.
        """
        before = self._before
        self._fed += len(block)
        nothing: list[Utterance] = []
        return [_later(words, before) for words in self._asked(lambda ears: ears.feed(block), nothing)]

    def finish(self) -> list[Utterance]:
        """The sound has ended: return what was still open."""
        before, nothing = self._before, list[Utterance]()
        return [_later(words, before) for words in self._asked(lambda ears: ears.finish(), nothing)]

    def close(self) -> None:
        """Let go of models."""
        self._worker.give(self._inner.close)
        self._worker.end()

    def _asked(self, question: Callable[[Recogniser], T], otherwise: T) -> T:
        """The answer in time, else `otherwise`, from a recogniser that has been replaced."""
        ears = self._inner
        try:
            return self._in_time(lambda: question(ears), self._patience_s)
        except Exception as error:  # noqa: BLE001 - whatever a recogniser throws, the session goes on
            log.warning("the recogniser %s failed: %s", ears.id, error)
        self._replace()
        return otherwise

    def _in_time(self, job: Callable[[], T], patience_s: float) -> T:
        answer = self._worker.ask(job, patience_s)
        if not answer.done():
            raise EarsError(f"no answer in {patience_s:g} s")
        error = answer.exception()
        if error is not None:
            raise EarsError(f"{type(error).__name__}: {error}") from error
        return answer.result()

    def _replace(self) -> None:
        """Begin with the next spare one; the old one, which may hang, is left to its thread."""
        self._worker.end()
        self._worker = Worker("recogniser")
        while self._spare:
            make = self._spare.pop(0)
            before = self._inner.id
            try:
                fresh = self._in_time(make, self._patience_s * 4)
                self._in_time(partial(fresh.listen_for, self._phrases, self._state), self._patience_s)
            except EarsError as error:
                log.warning("a recogniser does not start: %s", error)
                self._worker = Worker("recogniser")
                continue
            self._inner, self._before = fresh, self._fed
            self._tell("ears_restarted" if fresh.id == before else "recogniser_changed")
            return
        raise EarsError("no recogniser is left")


def _later(words: Utterance, samples: int) -> Utterance:
    if not samples:
        return words
    return replace(words, start=words.start + samples, end=words.end + samples, decided=words.decided + samples)
