"""What was said before what may be a command: who talks goes on talking, others stand farther away than the athlete."""

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

_COMMANDS: Final = 3
"""Commands whose loudness is remembered; the faintest of them counts, for nobody is always as loud."""

_COMMANDS_S: Final = 600.0
"""Seconds after which a command tells nothing of how loud the athlete is: microphones are moved."""

_NEARBY_DB: Final = 3.0
"""Decibels under those commands at which a voice may well be the athlete's."""

_FAR_DB: Final = 12.0
"""The same at which it is certainly somebody else's."""

_OTHERS_DB: Final = 8.0
"""Decibels by which others may be fainter than a voice that may be one of theirs."""

_OTHERS: Final = 4.0
"""Sounds of talk from which on there are others."""

_WHISPER_S: Final = 5.0
"""Seconds after a command in which nobody whispers another where it is loud, so that no others need have talked."""

_QUIET_DB: Final = 35.0
"""Decibels by which a room is fainter than commands in which one may."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Words that were no command."""

    end: int
    """The frame after them."""
    sounds: float
    """Of speech, in all of them."""
    loudest: float
    """Decibels."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Words that surely were a command."""

    end: int
    """The frame after them."""
    loudest: float
    """Decibels."""


def remembered() -> tuple[deque[Talk], deque[Taken]]:
    """A memory for what was said; the oldest is forgotten."""
    return deque(maxlen=32), deque(maxlen=_COMMANDS)


def before(said: Iterable[Talk], begin: int, loudest: float) -> tuple[float, float]:
    """What speaks against a command that begins in a frame, as `Guess` has it: `talk_before` and `chat`.

    Args:
        said: what was said before, in order.
        begin: the frame.
        loudest: decibels of what may be a command.
    """
    chat, ago = 0.0, math.inf
    for talk in said:
        ago = _ago_s(talk, begin)
        if talk.loudest > loudest - _FAINTER_DB:
            chat += max(talk.sounds - _SENTENCE, 0.0) * _fades(ago)
    return min(max(1.0 - ago / _JUST_S, 0.0), 1.0), min(chat / _CHAT, 1.0)


def fainter(taken: Iterable[Taken], said: Iterable[Talk], begin: int, loudest: float, room: float) -> float:
    """By how much a voice is too faint to be the athlete's, as `Guess` has it.

    Args:
        taken: the last commands.
        said: what was said before and was none.
        begin: the frame in which it begins.
        loudest: its decibels.
        room: what half of the moments before it exceeded: the room.
    """
    ago = [(one, _ago_s(one, begin)) for one in taken]
    usual = min((one.loudest for one, s in ago if s < _COMMANDS_S), default=-math.inf)
    share = min(max((usual - loudest - _NEARBY_DB) / (_FAR_DB - _NEARBY_DB), 0.0), 1.0)
    if room > usual - _QUIET_DB and any(s < _WHISPER_S for _, s in ago):
        return share
    others = sum(talk.sounds * _fades(_ago_s(talk, begin)) for talk in said if talk.loudest > loudest - _OTHERS_DB)
    return share * min(others / _OTHERS, 1.0)


def _ago_s(words: Talk | Taken, begin: int) -> float:
    return (begin - words.end) * FRAME / RATE


def _fades(ago_s: float) -> float:
    """What talk counts that ended so many seconds ago: all of it, less in the second half of its time, then nothing."""
    return min(max(2.0 - 2.0 * ago_s / _CHAT_S, 0.0), 1.0)
