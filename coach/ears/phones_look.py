"""What the first network has for a stretch of sound: which of the phrases that are open it is most like."""

import numpy as np
import numpy.typing as npt

from coach.ears.phones_guess import Guess, best_guess
from coach.ears.phones_likeness import likeness
from coach.ears.phones_net import Net, score
from coach.ears.phones_sound import Acoustics
from coach.ears.phones_tuning import Tuning


class Look:
    """Scores sound against a net of phrases."""

    def __init__(self, acoustics: Acoustics, tuning: Tuning) -> None:
        """Take the network and how much of what it writes may be wrong."""
        self._acoustics = acoustics
        self._tuning = tuning
        self._alike = likeness(acoustics.tokens)

    def at(self, sound: npt.NDArray[np.int16], net: Net, bonus: npt.NDArray[np.float64]) -> Guess:
        """The phrases that a stretch of sound (mono, 16 kHz) is most like.

        Args:
            sound: as a whole, with what is before and after the words.
            net: the phrases; may be of none.
            bonus: what each is given beforehand, in the order of `net.phrases`.
        """
        t, blank_token, gap_token = self._tuning, self._acoustics.blank, self._acoustics.gap
        p = self._acoustics.posteriors(sound)
        blank, gap = p[:, blank_token], p[:, gap_token]
        other = t.inserted * (1.0 - blank - gap) + t.floor
        merged = p.copy()
        merged[:, blank_token] += gap
        merged[:, gap_token] = 0.0
        free = float(np.log(merged.max(axis=1)).sum())
        sounding = np.flatnonzero(merged.argmax(axis=1) != blank_token)
        first, last = (int(sounding[0]), int(sounding[-1]) + 1) if len(sounding) else (0, 0)
        if not net.phrases:
            return Guess(spoken_frames=len(sounding), first_sound=first, last_sound=last)
        scores = score(net, p @ self._alike + t.floor, blank + t.boundary_inside * gap + other, blank + gap + other)
        return best_guess(net, scores, free, bonus, (len(sounding), first, last))
