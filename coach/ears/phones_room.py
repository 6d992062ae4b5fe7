"""Whether a voice stands out from the room: from what was usual before it and, in the first moments, what follows."""

from dataclasses import dataclass
from typing import Final

from coach.ears.gate import Gate
from coach.ears.phones_tuning import Tuning

FADES: Final = 8
"""Frames that a word goes on after the model wrote its last sound."""


@dataclass(frozen=True, slots=True)
class Room:
    """How loud it was when an utterance began."""

    usual: float
    """Decibels that one moment in five exceeded."""
    middle: float
    """Decibels that half of the moments exceeded."""
    at_once: bool
    """Nothing went before it: listening began with this sound."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Where words stand that may be over."""

    loudest: float
    """Decibels of their loudest moment."""
    heard: int
    """Frames from the beginning of listening to their last sound of speech."""
    blank: int
    """Frames since then."""
    quiet: int
    """Frames of silence at their end."""


def asked(room: Room, ending: Ending, gate: Gate, t: Tuning) -> float:
    """How much more evidence is asked of words that may be a part of the room."""
    if not first(room, ending, t):
        return t.lost if ending.loudest < room.usual + t.stands_out else 0.0
    if ending.quiet >= t.pause:
        return 0.0
    if ending.blank < t.pause:
        return t.not_followed
    after = gate.loudest(min(ending.blank - FADES, t.pause))
    return t.lost_at_first if ending.loudest < after + t.stands_out else t.at_first


def unsure(room: Room, ending: Ending, gate: Gate, t: Tuning) -> bool:
    """Whether words in the first moments wait to be judged: what follows them is still as loud as they are."""
    return first(room, ending, t) and asked(room, ending, gate, t) >= t.lost_at_first


def first(room: Room, ending: Ending, t: Tuning) -> bool:
    """Whether the sound began with these words, before it was known how loud it is here."""
    return room.at_once and ending.heard < t.acquainted
