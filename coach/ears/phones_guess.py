"""What a stretch of sound looks like to the built-in recogniser, and how sure that is."""

import math
from collections.abc import Callable, Hashable
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


@dataclass(frozen=True, slots=True)
class Guess:
    """The best phrase for the sound so far; scores are natural logarithms."""

    text: str = ""
    fit: float = -math.inf
    """Score per sound of speech; 0 is what any sequence of sounds could reach."""
    margin: float = 0.0
    """Lead over the best phrase that means something else."""
    lead_over_open: float = 0.0
    """Lead over phrases that are still being said."""
    best: float = 0.0
    """Score of the best phrase that is complete or still possible."""
    length: float = 0.0
    """Sounds of the phrase."""
    goes_on: bool = False
    """A longer phrase begins with this one."""
    unfinished: bool = False
    """The words so far only begin a phrase."""
    spoken_frames: int = 0
    """Frames in which the model heard a sound."""
    last_sound: int = 0
    """The frame after the last of them."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A guess at a moment when a decision can rest on it."""

    guess: Guess
    over: bool
    """The silence that ends an utterance has come."""
    times_best: int
    """How often in a row its phrase was best."""


def best_guess(
    net: Net,
    scores: Scores,
    free: float,
    bonus: Floats,
    meaning: Callable[[str], Hashable],
    spoken: tuple[int, int],
) -> Guess:
    """The best phrase and its lead.

    Args:
        net: the phrases.
        scores: their log-probabilities.
        free: that of the best sequence of sounds.
        bonus: what each phrase is worth beside that when phrases are compared: a short phrase explains part of a
            long one well, a long one is never said by chance.
        meaning: what a phrase means; phrases that mean the same are no rivals.
        spoken: frames with a sound, and the frame after the last.
    """
    ranked: Floats = scores.complete - free + bonus
    order = np.argsort(-ranked)[:_RIVALS]
    best = int(order[0])
    meant = meaning(net.phrases[best])
    second = next((float(ranked[k]) for k in order if meaning(net.phrases[k]) != meant), -math.inf)
    length = float(net.lengths[best])
    top, still_open = float(scores.complete[best]) - free, scores.open - free
    return Guess(
        text=net.phrases[best],
        fit=top / length,
        margin=float(ranked[best]) - second,
        lead_over_open=top - still_open,
        best=max(top, still_open),
        length=length,
        goes_on=bool(net.goes_on[best]),
        unfinished=scores.begun - free > top,
        spoken_frames=spoken[0],
        last_sound=spoken[1],
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """How a guess becomes a probability: logistic regression, fitted by `benchmarks/calibrate.py`."""

    constant: float = -0.53
    fit: float = 3.85
    short_fit: float = 1.65
    """For `fit` in short phrases, which are in everything."""
    short: float = -1.17
    margin: float = 1.88
    heard: float = 0.1


def features(guess: Guess) -> tuple[float, ...]:
    """One number for each of `Weights`."""
    fit = min(max(guess.fit, -4.0), 0.5)
    short = min(max((LONG - guess.length) / (LONG - 3), 0.0), 1.0)
    margin = math.log1p(min(max(guess.margin, 0.0), ENOUGH))
    heard = min(guess.spoken_frames / max(guess.length, 1.0), 1.5)
    return 1.0, fit, fit * short, short, margin, heard


def evidence(guess: Guess, weights: Weights) -> float:
    """Logarithm of the odds that the phrase was said, against all else that is said and sounds."""
    if not guess.text or guess.fit < WORST:
        return -math.inf
    return float(sum(w * x for w, x in zip(astuple(weights), features(guess), strict=True)))
