"""Talk before what may be a command: who talks goes on talking, and commands stand alone."""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from coach.ears.gate import FRAME
from coach.ears.utterance import RATE

_JUST_S: Final = 1.0
"""Seconds after which it no longer matters that somebody talked just before."""

_CHAT_S: Final = 10.0
"""Seconds after which talk is no sign that a conversation is under way; in the second half of them it fades. Who turns
from it to the coach pauses, or says it again."""

_CHAT: Final = 20.0
"""Sounds of talk that are as much as more: some two seconds of it. A clear command is still understood after that."""

_SENTENCE: Final = 10.0
"""Sounds of an utterance from which on they count as talk: single words and failed commands are none."""

_FAINTER_DB: Final = 6.0
"""Decibels by which talk may be fainter than what may be a command and yet be by who says it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Words that were no command."""

    end: int
    """The frame after them."""
    sounds: float
    """Of speech, in all of them."""
    loudest: float
    """Decibels."""


def remembered() -> deque[Talk]:
    """A memory for what was said; the oldest is forgotten."""
    return deque(maxlen=32)


def before(said: Iterable[Talk], begin: int, loudest: float) -> tuple[float, float]:
    """What speaks against a command that begins in a frame, as `Guess` has it: `talk_before` and `chat`.

    Args:
        said: what was said before, in order.
        begin: the frame.
        loudest: decibels of what may be a command.
    """
    chat, ago = 0.0, math.inf
    for talk in said:
        ago = (begin - talk.end) * FRAME / RATE
        if ago < _CHAT_S and talk.loudest > loudest - _FAINTER_DB:
            chat += max(talk.sounds - _SENTENCE, 0.0) * min(2.0 - 2.0 * ago / _CHAT_S, 1.0)
    return min(max(1.0 - ago / _JUST_S, 0.0), 1.0), min(chat / _CHAT, 1.0)
