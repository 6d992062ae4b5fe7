"""What two networks hear, brought together: sounds of speech, and words written down."""

from dataclasses import replace
from typing import Final

import numpy as np

from coach.ears.phones_guess import ENOUGH, UNWRITTEN, Guess, Near
from coach.ears.written import Weighed

_TRUST: Final = 0.75
"""What a logarithm of who writes counts beside one of who hears sounds: with 0.5 to 1, on calibration voices, the right
phrase is best most often."""

_SURPRISE: Final = 4.0
"""How far behind the most probable writing (logarithm) all phrases are alike: who hears words in a crowd knows nothing
of a faint command."""


def looked_again(guess: Guess, weighed: Weighed, own: Near | None = None) -> Guess:
    """The guess anew: the best of its nearest phrases by both networks.

    Args:
        guess: what the sounds make likely.
        weighed: how probable it is that each of its nearest phrases is written down.
        own: the most probable writing, where that is a command beside those.
    """
    if not guess.nearest:
        return guess
    near = (*guess.nearest, own) if own else guess.nearest
    chances = {**weighed.chances, own.text: weighed.free} if own else weighed.chances
    top = max([weighed.free, *chances.values()])
    by_writing = [chances.get(one.text, -np.inf) - top for one in near]
    scores = [
        one.score + _TRUST * float(np.logaddexp(written, -_SURPRISE))
        for one, written in zip(near, by_writing, strict=True)
    ]
    first = int(np.argmax(scores))
    best = near[first]
    others = [score for score, one in zip(scores, near, strict=True) if one.meant != best.meant]
    same = [written for written, one in zip(by_writing, near, strict=True) if one.meant == best.meant]
    return replace(
        guess,
        text=best.text,
        fit=best.fit,
        length=best.length,
        margin=scores[first] - max(others) if others else ENOUGH,
        written=max(1.0 + max(same) / UNWRITTEN, 0.0),
        agreed=best.meant == guess.nearest[0].meant,
    )
