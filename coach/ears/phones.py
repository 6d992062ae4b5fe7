"""The built-in recogniser: sounds of speech against a list of phrases, and what a second network writes of them."""

import math
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coach.ears.gate import FRAME, Gate
from coach.ears.phones_grammar import Grammar, laid_out
from coach.ears.phones_guess import Chance, Guess, Near, evidence
from coach.ears.phones_look import Look
from coach.ears.phones_net import build
from coach.ears.phones_room import FADES, Ending, Room, asked, unsure
from coach.ears.phones_sound import Acoustics
from coach.ears.phones_talk import Taken, Talk, before, fainter, remembered
from coach.ears.phones_tuning import ALONE, TOGETHER, Tuning
from coach.ears.phones_words import Words
from coach.ears.second_look import looked_again
from coach.ears.utterance import Utterance
from coach.ears.writer import Writer
from coach.ears.written import alike, weigh
from coach.ears.written import spoken as spoken_ways

Sound = npt.NDArray[np.int16]


class Phones:
    """Listens with the acoustic model of the package hama; see `coach.ears.utterance.Recogniser`."""

    id = "phones"

    def __init__(
        self,
        tuning: Tuning | None = None,
        acoustics: Acoustics | None = None,
        meaning: Callable[[str, str], Hashable] | None = None,
        worded: Callable[[str, str], Hashable | None] | None = None,
        care: Callable[[str, str], float] | None = None,
        rivals: Sequence[str] = (),
        writer: Writer | None = None,
        watch: Callable[[Chance], None] | None = None,
    ) -> None:
        """Load the model (a tenth of a second); listens for nothing yet.

        Args:
            tuning: thresholds; those that belong to hearing with the writer or without, where none are given.
            acoustics: a model that is loaded already.
            meaning: what a phrase means in a state; phrases that mean the same are no rivals ("switch side",
                "switch sides").
            worded: what any text means in a state; None where it is no command. What is not among the phrases is still
                understood when the writer writes it down.
            care: how much more evidence than usual a phrase needs in a state, less where negative.
            rivals: phrases that mean nothing, heard so as not to be taken for those that do; where one of them is
                listened for, such as an answer to a question, it is no rival.
            writer: a second network, which is asked where a decision can fall.
            watch: told of every chance to decide, taken or not.

        Raises:
            EarsError: the model does not run on this machine.
        """
        self.tuning = tuning or (TOGETHER if writer else ALONE)
        self._writer = writer
        self._acoustics = acoustics or Acoustics()
        self._worded = worded or (lambda _text, _state: None)
        self._care = lru_cache(maxsize=4096)(care or (lambda _phrase, _state: 0.0))
        self._rivals = frozenset(rivals)
        self._watch = watch or (lambda _chance: None)
        self._sounds = Look(self._acoustics, self.tuning)
        self._ways = Words(self._acoustics).ways
        means = meaning or (lambda phrase, _state: phrase)
        self._lay_out = lru_cache(maxsize=32)(  # more than there are states
            lambda phrases, state: laid_out(phrases, state, self._rivals, self._ways, means, self.tuning)
        )
        self._now: Grammar = self._lay_out((), "")
        self._next: Grammar | None = None
        self._next_since = 0
        self._at = 0
        self._rest: Sound
        self._frames: list[Sound]
        self._room: Room
        self._talk: deque[Talk]
        self._taken: deque[Taken]
        self._begin()

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        """Replace the phrases; what is being said is still judged by the old ones, but not for more than a second."""
        coming: Grammar = self._lay_out(tuple(phrases), state)
        if not self._open:
            self._now, self._next = coming, None
        elif coming is self._now:
            self._next = None
        elif coming is not self._next:
            self._next, self._next_since = coming, self._at

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """None: every word has sounds."""
        del phrases
        return ()

    def disregard(self) -> None:
        """What was decided last was the coach's own voice: nobody has talked."""
        self._talk.clear()
        self._sounds_a_frame = 0.0

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
        """The sound has ended: after it there is silence, in which what was still open is judged."""
        heard = self.feed(np.zeros(-len(self._rest) % FRAME, dtype=np.int16))
        end = self._at
        for late in self.feed(np.zeros(self.tuning.long_pause * FRAME, dtype=np.int16)):
            heard.append(replace(late, end=min(late.end, end * FRAME), decided=end * FRAME))
        self._at = end
        self._begin()
        return heard

    def close(self) -> None:
        """Nothing to let go of but memory."""

    def _begin(self) -> None:
        """Before the first sound there was silence: a recording may begin with a word."""
        self._began = self._at
        self._gate = Gate()
        self._rest = np.zeros(0, dtype=np.int16)
        self._frames = [np.zeros(FRAME, dtype=np.int16)] * self.tuning.preroll
        self._deaf, self._deaf_pause, self._deaf_end = False, 0, 0
        self._sounds_a_frame = 0.0
        self._talk, self._taken = remembered()
        self._begin_silence()
        self._now, self._next = self._next or self._now, None

    def _begin_silence(self) -> None:
        self._open = False
        self._before = 0
        self._sounding = 0
        self._quiet = 0
        self._calm = 0
        self._last_score = 0
        self._last_sound = 0
        self._level = self._loudest = -np.inf
        self._best = ""
        self._times_best = 0
        self._fading = False

    def _begin_utterance(self) -> None:
        self._open = True
        at_once = self._at - self._began < self.tuning.preroll
        self._room = Room(self._gate.usual(), self._gate.middle(), at_once)
        self._before = min(len(self._frames), self.tuning.preroll)
        self._sounding, self._quiet, self._last_score = 2, 0, self._at

    def _close_utterance(self) -> None:
        coming = self._quiet
        if self._last_sound and not self._deaf:
            coming = max(coming, len(self._frames) - self._last_sound - FADES)
        self._drop_all_but(min(coming, self.tuning.preroll))

    def _drop_all_but(self, coming: int) -> None:
        """Begin anew with the last frames: what was said before belongs to no other utterance."""
        if self._sounds_a_frame:
            self._talk.append(Talk(self._at, self._sounds_a_frame * len(self._frames), self._loudest))
        self._frames = self._frames[max(len(self._frames) - coming, 0) :]
        self._deaf, self._sounds_a_frame = False, 0.0
        self._gate.forget_peak()
        self._begin_silence()
        if self._next is not None:
            self._now, self._next = self._next, None

    def _take_up_next(self) -> None:
        """Judge by the new phrases what was said since they were asked for, and what has not been looked at yet."""
        room, quiet, kept = self._room, self._quiet, self._at - self._next_since
        if not self._deaf:
            kept = max(kept, self._at - self._last_score + self.tuning.preroll)
        self._drop_all_but(kept)
        self._begin_utterance()
        self._room, self._quiet = room, quiet
        self._sounding, self._level = kept, self._gate.loudest(kept)
        self._loudest = self._level

    def _frame(self, frame: Sound) -> Utterance | None:
        self._at += 1
        self._frames.append(frame)
        loud = self._gate.hear(frame, inside=self._open)
        if not self._open:
            if loud:
                self._begin_utterance()
            else:
                self._frames = self._frames[-self.tuning.preroll :]
            return None
        if loud:
            self._sounding += 1
            self._quiet = 0
        else:
            self._quiet += 1
        room = max(self._gate.floor, self.tuning.stillest)
        self._calm = self._calm + 1 if self._gate.level <= room + self.tuning.above_room else 0
        if self._next is not None and self._over_with():
            self._take_up_next()
        elif not self._deaf:
            return self._listening()
        elif self._quiet >= self._deaf_pause or self._at > self._deaf_end:
            self._close_utterance()
        return None

    def _over_with(self) -> bool:
        """Whether what was said before other phrases were asked for has ended, or gone on for long enough."""
        since, t = self._at - self._next_since, self.tuning
        return since >= t.renewed or (not self._deaf and len(self._frames) - self._last_sound >= since + t.pause)

    def _listening(self) -> Utterance | None:
        t = self.tuning
        self._level = max(self._gate.level, self._level - 0.5)
        self._loudest = max(self._loudest, self._level)
        over = self._quiet in (t.pause, t.doubt_pause, t.long_pause)
        if self._quiet > t.pause and not over:
            return None
        if len(self._frames) >= t.longest:
            found = self._judge(self._look_again(self._look()))
            self._be_deaf(t.breath, 0)
            return found
        if not (over or self._due()):
            return None
        self._last_score = self._at
        guess = self._look()
        if guess.text != self._best:
            self._best, self._times_best = guess.text, 0
        self._times_best += 1
        self._last_sound = guess.last_sound
        blank_run = len(self._frames) - guess.last_sound
        self._fading = guess.spoken_frames > 0 and blank_run >= t.still
        silent = blank_run >= t.pause + 2 and (self._calm >= t.calm or blank_run >= t.long_pause)
        perhaps = blank_run >= t.doubt_pause and self._loudest < self._gate.floor + t.loud_room
        if over or ((silent or perhaps) and guess.spoken_frames):
            return self._at_end(self._look_again(guess), over=over, silent=over or silent)
        if guess.spoken_frames >= t.hopeless_from and guess.best / guess.spoken_frames < t.hopeless:
            self._be_deaf(t.breath, t.longest - len(self._frames))
            return self._utterance(guess, accepted=False)
        if guess.goes_on or guess.unfinished or blank_run < t.still or guess.lead_over_open < self._lead(blank_run):
            return None
        return self._early(self._look_again(guess))

    def _due(self) -> bool:
        """Whether it is time to look at what was heard so far.

        In steady noise no silence comes: then the last sound of speech tells when words may be over. The network also
        passes over sounds, and while something is far louder than the room, somebody is still speaking: the athlete, or
        in a crowd somebody else.
        """
        t = self.tuning
        fading = self._fading or self._quiet > 0 or self._gate.level < self._level - t.dip
        apart = t.rescore if fading else max(t.rescore_loud, len(self._frames) // t.slower_by)
        blank = len(self._frames) - self._last_sound
        calmed = self._calm == t.calm and blank > t.pause + 2
        rests = self._last_sound > 0 and (calmed or blank in (t.pause + 2, t.doubt_pause, t.long_pause))
        return self._sounding >= t.least and (rests or self._at - self._last_score >= apart)

    def _at_end(self, guess: Guess, *, over: bool, silent: bool) -> Utterance | None:
        """What is decided where words may have ended; None where more silence is waited for, or nothing was said.

        Args:
            guess: what both networks have.
            over: the silence has come.
            silent: it has, or its like: no sound of speech, and nothing far louder than the room.
        """
        t = self.tuning
        silence = max(self._quiet, len(self._frames) - guess.last_sound)
        if silence < t.long_pause and guess.unfinished and not self._complete(guess):
            return None
        if silence < t.long_pause and unsure(self._room, self._ending(guess), self._gate, t):
            return None
        if self._evidence(guess) < t.doubt and (silence < t.doubt_pause or not silent):
            return None
        found = self._judge(guess)
        if found is not None and found.accepted and not over:
            self._be_deaf(t.pause, t.tail)  # what sounds on is noise, or the last of the word
        else:
            self._close_utterance()
        return found

    def _early(self, guess: Guess) -> Utterance | None:
        """What is decided before the silence, if both networks have the same for the best and surely."""
        t = self.tuning
        listed = guess.text in self._now.wanted or guess.text in self._rivals
        if not guess.agreed or not listed:  # how the unlisted may go on, nobody has written down
            return None
        self._watch(Chance(guess, over=False, times_best=self._times_best))
        if self._evidence(guess) < (t.early if self._times_best >= t.stable else t.certain):
            return None
        self._be_deaf(t.pause, t.tail)  # the last sound of a word may stand apart
        return self._utterance(guess, accepted=True)

    def _be_deaf(self, pause: int, most: int) -> None:
        """Hear nothing until so many quiet frames, or for so many frames at most."""
        self._deaf, self._deaf_pause, self._deaf_end = True, pause, self._at + max(most, 0)

    def _complete(self, guess: Guess) -> bool:
        """Whether words that by their sounds only begin a phrase are one, as the writer has it, and surely."""
        return guess.written >= self.tuning.complete and self._evidence(guess) >= self.tuning.certain

    def _lead(self, blank_run: int) -> float:
        """What is asked for over words still being said: less, the longer it has been quiet."""
        still = min(blank_run - self.tuning.still, self._quiet)
        return self.tuning.lead * max(1.0 - still / self.tuning.lead_fades, 0.0)

    def guess(self, sound: Sound) -> Guess:
        """What a stretch of sound (mono, `RATE`) looks like, as a whole, to the phrases listened for."""
        return self._written(self._sounds.at(sound, self._now.net, self._now.bonus), sound)

    def _look(self) -> Guess:
        begin = self._at - len(self._frames) + self._before
        talk_before, chat = before(self._talk, begin, self._loudest)
        return replace(
            self._sounds.at(np.concatenate(self._frames), self._now.net, self._now.bonus),
            fainter=fainter(self._taken, self._talk, begin, self._loudest, self._room.middle),
            talk_before=talk_before,
            chat=chat,
        )

    def _look_again(self, guess: Guess) -> Guess:
        if not self._may_be_word(guess):
            return guess
        frames, around = self._frames, self.tuning.around
        if guess.spoken_frames:
            frames = frames[max(guess.first_sound - around, 0) : guess.last_sound + around]
        return self._written(guess, np.concatenate(frames))

    def _may_be_word(self, guess: Guess) -> bool:
        return guess.spoken_frames >= self.tuning.least_heard and self._sounding >= self.tuning.least

    def _written(self, guess: Guess, sound: Sound) -> Guess:
        """The guess, if there is a writer, with what that makes of it, and with what it writes itself."""
        if self._writer is None:
            return guess
        weighed = weigh(self._writer, sound, [near.text for near in guess.nearest])
        return looked_again(guess, weighed, self._own_words(weighed.text, guess, sound))

    def _own_words(self, text: str, guess: Guess, sound: Sound) -> Near | None:
        """What was written down, if it is a command that is not among the nearest; single words are in all talk."""
        ways = spoken_ways(text)
        if not self._now.wanted or not ways or " " not in ways[0]:
            return None
        texts = (text for way in ways for text in alike(way) if text not in self._rivals)
        meanings = ((text, self._worded(text, self._now.state)) for text in texts)
        usual, meant = next((found for found in meanings if found[1] is not None), ("", None))
        if meant is None or any(near.text == usual for near in guess.nearest):
            return None
        net = build(ways, self._ways, lambda _way: meant)
        best = self._sounds.at(sound, net, self.tuning.bonus * net.lengths).nearest[0]
        return replace(best, text=usual)

    def _judge(self, guess: Guess) -> Utterance | None:
        if not self._may_be_word(guess):
            return None
        self._watch(Chance(guess, over=True, times_best=self._times_best))
        accepted = self._evidence(guess) >= self.tuning.sure
        told = accepted or guess.spoken_frames >= self.tuning.told
        return self._utterance(guess, accepted=accepted) if told else None

    def _evidence(self, guess: Guess) -> float:
        """The odds of the guess; a phrase that matters when missed needs less, one that matters when taken more."""
        odds = evidence(guess, self.tuning.weights) - self._care(guess.text, self._now.state)
        return odds - asked(self._room, self._ending(guess), self._gate, self.tuning)

    def _ending(self, guess: Guess) -> Ending:
        blank = len(self._frames) - guess.last_sound
        return Ending(self._loudest, self._at - self._began - blank, blank, self._quiet)

    def _utterance(self, guess: Guess, *, accepted: bool) -> Utterance:
        begin = self._at - len(self._frames)
        by_model = min(guess.last_sound + FADES, len(self._frames))
        end = begin + (len(self._frames) - self._quiet if self._quiet > 1 else by_model)
        start = begin + min(self._before, len(self._frames))
        accepted = accepted and (guess.text in self._now.wanted or guess.text not in self._rivals)
        odds = self._evidence(guess)
        if accepted and odds >= self.tuning.near:
            self._taken.append(Taken(self._at, self._loudest))
        talked = not accepted and guess.spoken_frames >= self.tuning.talk
        self._sounds_a_frame = guess.spoken_frames / len(self._frames) if talked else 0.0
        return Utterance(
            text=guess.text,
            start=max(0, start - 2) * FRAME,
            end=max(start, end) * FRAME,
            decided=self._at * FRAME,
            confidence=round(1.0 / (1.0 + math.exp(-max(odds, -30.0))), 3),
            accepted=accepted,
        )
