"""What a stretch of sound looks like to the built-in recogniser, and how sure that is."""

import math
from collections.abc import Hashable
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np

from coach.ears.phones_net import Floats, Net, Scores

_RIVALS: Final = 60
"""Best phrases among which the first with another meaning is looked for."""

ENOUGH: Final = 6.0
"""Lead over the next phrase beyond which more proves nothing: where few phrases are open, every lead is large."""

WORST: Final = -2.0
"""Score per sound under which nothing was said, whatever the lead."""

LONG: Final = 8
"""Sounds from which on a phrase counts as long; those of three are the shortest that are told apart."""


NEAREST: Final = 24
"""How many phrases are looked at again by the network that writes down what it hears."""


UNWRITTEN: Final = 10.0
"""How much less probable than the best writing (logarithm) something is that nobody would write."""


@dataclass(frozen=True, slots=True)
class Near:
    """One of the phrases that explain a stretch of sound best."""

    text: str
    meant: Hashable
    score: float
    """Logarithm of how well it explains the sound, with what its length is worth."""
    fit: float
    """Score per sound of speech, without that."""
    length: float
    """Sounds of the phrase."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The best phrase for the sound so far; scores are natural logarithms."""

    text: str = ""
    fit: float = -math.inf
    """Score per sound of speech; 0 is what any sequence of sounds could reach."""
    margin: float = 0.0
    """Lead over the best phrase that means something else."""
    lead_over_open: float = 0.0
    """Lead over phrases with another meaning that are still being said."""
    best: float = 0.0
    """Score of the best phrase that is complete or still possible."""
    length: float = 0.0
    """Sounds of the phrase."""
    goes_on: bool = False
    """A longer phrase with another meaning begins with this one."""
    unfinished: bool = False
    """The words so far only begin a phrase."""
    spoken_frames: int = 0
    """Frames in which the model heard a sound."""
    first_sound: int = 0
    """The first of them."""
    last_sound: int = 0
    """The frame after the last of them."""
    fainter: float = 0.0
    """By how much it is fainter than the last commands, 0..1, where others as faint have talked: they are far off."""
    talk_before: float = 0.0
    """1 right after words that were no command, falling to 0 in a second: who talks goes on talking."""
    chat: float = 0.0
    """How much talk as loud as this there was in the last seconds, 0..1; single words count as none."""
    nearest: tuple[Near, ...] = ()
    """The best phrases, best first, and the best that means something else, if it is not among them."""
    written: float = 0.0
    """How nearly it is what is most probably written of the sound: 1 where it is that, 0 where it is `UNWRITTEN` or
    more less probable, and where nobody writes."""
    agreed: bool = True
    """By its sounds alone, the same would be best."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A guess at a moment when a decision can rest on it."""

    guess: Guess
    over: bool
    """The silence that ends an utterance has come."""
    times_best: int
    """How often in a row its phrase was best."""


def best_guess(net: Net, scores: Scores, free: float, bonus: Floats, spoken: tuple[int, int, int]) -> Guess:
    """The best phrase and its lead.

    Args:
        net: the phrases.
        scores: their log-probabilities.
        free: that of the best sequence of sounds.
        bonus: what each phrase is worth beside that when phrases are compared: a short phrase explains part of a
            long one well, a long one is never said by chance.
        spoken: frames with a sound, the first of them, and the frame after the last.
    """
    ranked: Floats = scores.complete - free + bonus
    order = np.argsort(-ranked)[:_RIVALS]
    best = int(order[0])
    meant = net.meant[best]
    other = next((int(k) for k in order if net.meant[k] != meant), None)
    nearest = [int(k) for k in order[:NEAREST]]
    if other is not None and other not in nearest:
        nearest.append(other)
    length = float(net.lengths[best])
    top = float(scores.complete[best]) - free
    begun = float(scores.begun[net.unfinished_meant != meant].max(initial=-math.inf)) - free
    still_open = max(begun, float(scores.inside[net.inside_meant != meant].max(initial=-math.inf)) - free)
    return Guess(
        text=net.phrases[best],
        fit=top / length,
        margin=float(ranked[best] - ranked[other]) if other is not None else math.inf,
        lead_over_open=top - still_open,
        best=max(top, still_open),
        length=length,
        goes_on=bool(net.goes_on[best]),
        unfinished=begun > top,
        spoken_frames=spoken[0],
        first_sound=spoken[1],
        last_sound=spoken[2],
        nearest=tuple(
            Near(
                net.phrases[k],
                net.meanings[net.meant[k]],
                float(ranked[k]),
                (float(scores.complete[k]) - free) / float(net.lengths[k]),
                float(net.lengths[k]),
            )
            for k in nearest
        ),
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """How a guess becomes a probability: logistic regression, as `benchmarks/calibrate.py` fits it.

    These are for sounds alone.
    """

    constant: float = -1.62
    fit: float = 3.2
    short_fit: float = -1.8
    """For `fit` in short phrases, which are in everything."""
    short: float = -2.4
    margin: float = 3.0
    unheard: float = -1.13
    """For the share of the phrase's sounds that the network did not hear at all."""
    too_much: float = -0.71
    """For sounds heard beyond those of the phrase."""
    talk_before: float = -2.31
    chat: float = -3.31
    fainter: float = -4.0
    written: float = 0.0


def features(guess: Guess) -> tuple[float, ...]:
    """One number for each of `Weights`."""
    fit = min(max(guess.fit, -4.0), 0.5)
    short = min(max((LONG - guess.length) / (LONG - 3), 0.0), 1.0)
    margin = math.log1p(min(max(guess.margin, 0.0), ENOUGH))
    heard = guess.spoken_frames / max(guess.length, 1.0)
    return (
        1.0,
        fit,
        fit * short,
        short,
        margin,
        max(1.0 - heard, 0.0),
        min(max(heard - 1.0, 0.0), 1.5),
        guess.talk_before,
        guess.chat,
        guess.fainter,
        guess.written,
    )


def is_nothing(guess: Guess) -> bool:
    """Whether nothing was said: no phrase fits, or no sound of speech was heard and something else would be written.

    Of steady noise alone something is always written, and "stop" may be nearly as probable as what is.
    """
    return not guess.text or guess.fit < WORST or (not guess.spoken_frames and guess.written < 1.0)


def evidence(guess: Guess, weights: Weights) -> float:
    """Logarithm of the odds that the phrase was said, against all else that is said and sounds."""
    if is_nothing(guess):
        return -math.inf
    return float(sum(w * x for w, x in zip(astuple(weights), features(guess), strict=True)))
