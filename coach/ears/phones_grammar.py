"""What the built-in recogniser listens for: phrases laid out as sounds, beside the words that only sound like some."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach.ears.phones_net import Net, Sounds, build
from coach.ears.phones_tuning import Tuning


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is listened for in a state of the session."""

    wanted: frozenset[str]
    state: str
    """What the wanted phrases mean depends on it."""
    net: Net
    """The wanted phrases, and the words that are no commands but sound like some."""
    bonus: npt.NDArray[np.float64]
    """What each phrase of the net is worth when phrases are compared."""


def laid_out(
    phrases: Sequence[str],
    state: str,
    rivals: frozenset[str],
    ways: Callable[[str], Sequence[Sounds]],
    meaning: Callable[[str, str], Hashable],
    tuning: Tuning,
) -> Grammar:
    """The phrases as what is listened for.

    Args:
        phrases: those that are wanted; where there are none, nothing is listened for.
        state: of the session.
        rivals: phrases that mean nothing; one that is wanted, too, is no rival.
        ways: the ways to say a word, as sound numbers.
        meaning: what a wanted phrase means in a state.
        tuning: what a sound of a phrase is worth, and how far behind a rival is.
    """
    wanted = frozenset(phrases)
    heard = (*phrases, *sorted(rivals - wanted)) if wanted else ()
    net = build(heard, ways, lambda phrase: meaning(phrase, state) if phrase in wanted else phrase)
    behind = np.array([0.0 if phrase in wanted else tuning.rival for phrase in net.phrases])
    return Grammar(wanted, state, net, tuning.bonus * net.lengths - behind)
