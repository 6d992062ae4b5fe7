"""What a recogniser hands over, and what every recogniser must do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from coach.units import HEARING_RATE

RATE: Final = HEARING_RATE
"""Samples a second that every recogniser is fed with."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that a recogniser took for a command: one of the phrases it was given, or another wording that it knows.

    Instants are samples at `RATE` since the first block fed.
    """

    text: str
    start: int
    end: int
    """When the last sound of the words was in the air."""
    decided: int
    """How much had been fed when the decision fell."""
    confidence: float
    """0..1, comparable within one engine only."""
    accepted: bool
    """False: something was said, but it fits no phrase well enough."""


class Recogniser(Protocol):
    """Listens for a list of phrases."""

    @property
    def id(self) -> str:
        """`phones`, `vosk`."""

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        """Replace the phrases; what is being said is still judged by the old ones, but not for more than a second.

        Args:
            phrases: lower-case words.
            state: of the session, which what they mean depends on; empty for any.
        """

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Which of these phrases it can never hear, as its model lacks a word of them."""

    def disregard(self) -> None:
        """What it decided last was the coach's own voice: nobody has talked."""

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        """Take the next block (mono, `RATE`, any length) and return what was decided in it."""

    def finish(self) -> list[Utterance]:
        """The sound has ended: return what was still open."""

    def close(self) -> None:
        """Let go of models."""
