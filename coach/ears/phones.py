"""The built-in recogniser: sounds of speech against a closed list of phrases."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coach.ears.gate import FRAME, Gate
from coach.ears.phones_likeness import likeness
from coach.ears.phones_net import Floats, Net, Sounds, build, score
from coach.ears.phones_sound import Acoustics
from coach.ears.phones_words import possessive, spoken
from coach.ears.utterance import Utterance

Sound = npt.NDArray[np.int16]

_RIVALS = 60
"""Best phrases among which the first with another meaning is looked for."""

_FADES = 8
"""Frames that a word goes on after the model wrote its last sound."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Thresholds of the built-in recogniser, measured by `benchmarks/understanding.py`.

    Frames are 20 ms, scores natural logarithms: 0 is the best that any sequence of sounds could reach.
    """

    fit: float = -1.4
    """Least score per sound of speech that is taken for a phrase of `long` sounds."""
    short_fit: float = -0.9
    """The same for a phrase of three sounds: short words are in everything."""
    long: int = 8
    """Sounds from which on `fit` is asked for; between three and these the two are blended."""
    margin: float = 0.6
    """How far a phrase must lead the next best one that means something else, in all."""
    audible: float = 0.5
    """Sounds that the model must have heard at least, as a share of the phrase's."""
    early_fit: float = -1.2
    """Least score per sound for a decision before the silence."""
    early_margin: float = 2.5
    """Lead over other phrases, and over words still being said, for a decision before the silence."""
    stable: int = 2
    """How often in a row a phrase must be best for a decision before the silence."""
    rescore: int = 5
    """Frames between two scorings while somebody speaks, where the level has dropped."""
    rescore_loud: int = 8
    """Frames between two scorings where it has not."""
    dip: float = 9.0
    """Decibels under the utterance's recent level that may be the end of a word."""
    still: int = 3
    """Frames without a new sound of speech before an early decision."""
    pause: int = 13
    """Frames of silence that end an utterance."""
    long_pause: int = 33
    """The same where the words so far only begin a phrase: breathless people pause."""
    preroll: int = 15
    """Frames before the gate opened that belong to the utterance."""
    least: int = 6
    """Frames of sound under which nothing is a word."""
    longest: int = 300
    """Frames after which an utterance is given up: no command takes so long."""
    slower_by: int = 8
    """Every so many frames of an utterance add one to the frames between scorings, as each costs more."""
    hopeless: float = -2.6
    """Score per sound heard, of the best phrase said or still being said, under which an utterance is given up."""
    hopeless_from: int = 9
    """Sounds heard before that is asked."""
    inserted: float = 0.005
    """Weight of any other sound where a pause is expected: breath, clicks, "um"."""
    floor: float = 1e-4
    """Least probability of any sound in any frame."""
    boundary_inside: float = 0.1
    """Weight of a word boundary inside a word."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """What the sound so far looks like."""

    text: str
    fit: float
    margin: float
    lead_over_open: float
    best: float
    """Score of the best phrase that is complete or still possible."""
    length: float
    goes_on: bool
    unfinished: bool
    spoken_frames: int
    last_sound: int


_NOTHING = _Guess(
    text="",
    fit=-math.inf,
    margin=0.0,
    lead_over_open=0.0,
    best=0.0,
    length=0.0,
    goes_on=False,
    unfinished=False,
    spoken_frames=0,
    last_sound=0,
)


class Phones:
    """Listens with the acoustic model of the package hama; see `coach.ears.utterance.Recogniser`."""

    id = "phones"

    def __init__(
        self,
        tuning: Tuning | None = None,
        acoustics: Acoustics | None = None,
        meaning: Callable[[str], Hashable] | None = None,
    ) -> None:
        """Load the model (a tenth of a second); listens for nothing yet.

        Args:
            tuning: thresholds.
            acoustics: a model that is loaded already.
            meaning: what a phrase means; phrases that mean the same are no rivals ("switch side", "switch sides").

        Raises:
            EarsError: the model does not run on this machine.
        """
        self.tuning = tuning or Tuning()
        self._acoustics = acoustics or Acoustics()
        self._meaning = lru_cache(maxsize=4096)(meaning or (lambda phrase: phrase))
        tokens = self._acoustics.tokens
        self._number = {token: i for i, token in enumerate(tokens)}
        self._words = spoken()
        self._alike = likeness(tokens)
        self._net = build((), self.ways)
        self._lay_out = lru_cache(maxsize=16)(lambda phrases: build(phrases, self.ways))
        self._next_net: Net | None = None
        self._gate = Gate()
        self._rest = np.zeros(0, dtype=np.int16)
        self._frames: list[Sound] = []
        self._at = 0
        self._deaf = False
        self._begin_silence()

    def listen_for(self, phrases: Sequence[str]) -> None:
        """Replace the phrases; takes effect at the next utterance."""
        net: Net = self._lay_out(tuple(phrases))
        if self._open:
            self._next_net = net
        else:
            self._net, self._next_net = net, None

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """None: every word has sounds."""
        del phrases
        return ()

    def feed(self, block: Sound) -> list[Utterance]:
        """Take the next block and return what was decided in it."""
        self._rest = np.concatenate([self._rest, np.asarray(block, dtype=np.int16)])
        whole = len(self._rest) // FRAME
        heard = []
        for k in range(whole):
            found = self._frame(self._rest[k * FRAME : (k + 1) * FRAME])
            if found is not None:
                heard.append(found)
        self._rest = self._rest[whole * FRAME :]
        return heard

    def finish(self) -> list[Utterance]:
        """The sound has ended: judge what was still open."""
        heard = self.feed(np.zeros(-len(self._rest) % FRAME, dtype=np.int16))
        found = self._judge(self._look()) if self._open and not self._deaf else None
        self._close_utterance()
        self._frames = []
        self._gate = Gate()
        return [*heard, found] if found is not None else heard

    def close(self) -> None:
        """Nothing to let go of but memory."""

    def ways(self, word: str) -> tuple[Sounds, ...]:
        """The ways to say a word, as sound numbers; a word the table does not know is spelt by rule."""
        said = self._words.get(word)
        if said is None:
            said = self._words[word] = possessive(word, self._words) or (self._acoustics.spell(word) or ("ə",),)
        return tuple(tuple(self._number[s] for s in way) for way in said)

    def _begin_silence(self) -> None:
        self._open = False
        self._sounding = 0
        self._quiet = 0
        self._last_score = 0
        self._level = -np.inf
        self._best = ""
        self._times_best = 0
        self._frames = self._frames[-self.tuning.preroll :]

    def _close_utterance(self) -> None:
        self._deaf = False
        self._gate.forget_peak()
        self._begin_silence()
        if self._next_net is not None:
            self._net, self._next_net = self._next_net, None

    def _frame(self, frame: Sound) -> Utterance | None:
        self._at += 1
        self._frames.append(frame)
        loud = self._gate.hear(frame, inside=self._open)
        if not self._open:
            if loud:
                self._open = True
                self._sounding, self._quiet, self._last_score = 2, 0, self._at
            else:
                self._frames = self._frames[-self.tuning.preroll :]
            return None
        if loud:
            self._sounding += 1
            self._quiet = 0
        else:
            self._quiet += 1
        if not self._deaf:
            return self._listening()
        if self._quiet >= self.tuning.pause // 2 or len(self._frames) > self.tuning.longest:
            self._close_utterance()
        return None

    def _listening(self) -> Utterance | None:
        t = self.tuning
        self._level = max(self._gate.level, self._level - 0.5)
        since = self._at - self._last_score
        dipped = self._quiet > 0 or self._gate.level < self._level - t.dip
        apart = max(t.rescore if dipped else t.rescore_loud, len(self._frames) // t.slower_by)
        due = since >= apart and self._sounding >= t.least
        over = self._quiet in (t.pause, t.long_pause)
        if self._quiet > t.pause and not over:
            return None
        if len(self._frames) >= t.longest:
            found = self._judge(self._look())
            self._deaf = True
            return found
        if not (due or over):
            return None
        self._last_score = self._at
        guess = self._look()
        if guess.text != self._best:
            self._best, self._times_best = guess.text, 0
        self._times_best += 1
        blank_run = len(self._frames) - guess.last_sound
        if over or (blank_run >= t.pause + 2 and guess.spoken_frames):
            if guess.unfinished and max(self._quiet, blank_run) < t.long_pause:
                return None
            found = self._judge(guess)
            self._close_utterance()
            return found
        if guess.spoken_frames >= t.hopeless_from and guess.best / guess.spoken_frames < t.hopeless:
            self._deaf = True
            return self._utterance(guess, accepted=False)
        ready = (
            not guess.goes_on
            and blank_run >= t.still
            and self._times_best >= t.stable
            and self._fits(guess, t.early_fit, t.early_margin)
            and guess.lead_over_open >= t.early_margin
        )
        if not ready:
            return None
        self._deaf = True
        return self._utterance(guess, accepted=True)

    def _look(self) -> _Guess:
        """Score the utterance so far against all phrases."""
        t, net = self.tuning, self._net
        p = self._acoustics.posteriors(np.concatenate(self._frames))
        blank, gap = p[:, self._acoustics.blank], p[:, self._acoustics.gap]
        other = t.inserted * (1.0 - blank - gap) + t.floor
        merged = p.copy()
        merged[:, self._acoustics.blank] += gap
        merged[:, self._acoustics.gap] = 0.0
        free = float(np.log(merged.max(axis=1)).sum())
        sounding = np.flatnonzero(merged.argmax(axis=1) != self._acoustics.blank)
        last = int(sounding[-1]) + 1 if len(sounding) else 0
        if not net.phrases:
            return replace(_NOTHING, spoken_frames=len(sounding), last_sound=last)
        scores = score(net, p @ self._alike + t.floor, blank + t.boundary_inside * gap + other, blank + gap + other)
        return self._best_guess(scores.complete - free, scores.begun - free, scores.open - free, len(sounding), last)

    def _best_guess(self, complete: Floats, begun: float, still_open: float, sounds: int, last: int) -> _Guess:
        net = self._net
        order = np.argsort(-complete)[:_RIVALS]
        best = int(order[0])
        meant = self._meaning(net.phrases[best])
        second = next((float(complete[k]) for k in order if self._meaning(net.phrases[k]) != meant), -math.inf)
        top = float(complete[best])
        return _Guess(
            text=net.phrases[best],
            fit=top / float(net.lengths[best]),
            margin=top - second,
            lead_over_open=top - still_open,
            best=max(top, still_open),
            length=float(net.lengths[best]),
            goes_on=bool(net.goes_on[best]),
            unfinished=begun > top,
            spoken_frames=sounds,
            last_sound=last,
        )

    def _judge(self, guess: _Guess) -> Utterance | None:
        if guess.spoken_frames < 2 or self._sounding < self.tuning.least:
            return None
        return self._utterance(guess, accepted=self._fits(guess, self.tuning.fit, self.tuning.margin))

    def _fits(self, guess: _Guess, fit: float, margin: float) -> bool:
        t = self.tuning
        blend = min(max((guess.length - 3) / (t.long - 3), 0.0), 1.0)
        least = max(fit, t.short_fit + blend * (t.fit - t.short_fit))
        heard = guess.spoken_frames >= t.audible * guess.length
        return heard and guess.fit >= least and guess.margin >= margin

    def _utterance(self, guess: _Guess, *, accepted: bool) -> Utterance:
        begin = self._at - len(self._frames)
        by_model = min(guess.last_sound + _FADES, len(self._frames))
        end = begin + (len(self._frames) - self._quiet if self._quiet > 1 else by_model)
        start = begin + min(self.tuning.preroll, len(self._frames))
        sure = 1.0 / (1.0 + math.exp(-2.0 * (guess.fit - self.tuning.fit))) if guess.fit > -100 else 0.0
        return Utterance(
            text=guess.text,
            start=max(0, start - 2) * FRAME,
            end=max(start, end) * FRAME,
            decided=self._at * FRAME,
            confidence=round(sure * (1.0 - math.exp(-max(guess.margin, 0.0))), 3),
            accepted=accepted,
        )
