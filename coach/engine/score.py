"""A set as timed events: what is said on which sample.

Everything here is a function of where it starts. Instants are computed from the set's origin with
exact fractions and rounded once, so no error adds up however long a set is.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Final

from coach.engine.holding import COUNTED_S, Numbers, held
from coach.engine.parts import Part, Parts
from coach.engine.sheet import Sheet
from coach.events import Kind, Line, Request, Say, Tone, Words
from coach.program.model import Counting, LastReps, RepNumber
from coach.units import Phase

_COUNTED_DOWN: Final = 3
"""So many repetitions from the end, what is left is said instead of what is done, where that is wished."""


class Scorer(Sheet):
    """Writes the requests of one set from its origin."""

    __slots__ = ()

    def set(self, parts: Parts, since: Fraction = Fraction(0)) -> Iterator[Request]:
        """All that is heard in the parts that begin at or after `since` seconds."""
        reps = max((part.rep for part in parts), default=0)
        numbers = self._numbers(parts, reps)
        begun: set[tuple[int, Phase]] = set()
        for part in parts:
            # A phase that a hold interrupts has its cue before it, not twice.
            first = (part.rep, part.phase) not in begun
            if not part.holds:
                begun.add((part.rep, part.phase))
            if part.offset < since:
                continue
            if part.holds:
                yield from held(self, part, numbers, closing=part is parts[-1])
            elif self.step.counting is not Counting.SILENT:
                yield from self._phase(part, reps, numbers, cued=first)

    def countdown(self, seconds: int) -> Iterator[Request]:
        """`three, two, one` before the origin; of a long countdown the tens and the last five seconds."""
        for left in range(seconds, 0, -1):
            if left <= COUNTED_S or seconds <= 2 * COUNTED_S or left % 10 == 0:
                yield self.word(Kind.READY, Fraction(-left), self.place(), Line("count", {"n": left}))

    def _phase(self, part: Part, reps: int, numbers: Numbers, *, cued: bool) -> Iterator[Request]:
        place = self.place(part.rep, part.phase)
        if cued:
            yield from self._cue(part, reps, numbers)
        for beat, offset in enumerate(_beats(part)):
            number = numbers.get(offset)
            words = number or self._count(part, beat)
            if words and self._voiced(part, offset):
                yield self.word(Kind.COUNT, offset, place, *words, until=part.end if len(words) > 1 else None)
            else:
                yield Tone("tick", self.at(offset), place=place)

    def _voiced(self, part: Part, offset: Fraction) -> bool:
        """Whether there is time for a word between the beat and the end of its phase."""
        return part.end - offset >= self.rules.tempo.voiced_from_s

    def _count(self, part: Part, beat: int) -> tuple[Words, ...]:
        """The word of one beat: the phase, then its seconds counted up; none where only ticks are wished."""
        if self.step.counting is not Counting.FULL:
            return ()
        if beat:
            return (Line("count", {"n": beat + 1}),)
        if self._driven(part):
            return (Line("drive"),)
        own = self.words.script.phase_words.get(part.phase)
        return (self.words.text(own) if own else Line(part.phase.value),)

    def _driven(self, part: Part) -> bool:
        """Whether it is lifted as fast as can be, at one sharp word."""
        explosive = part.phase is Phase.CONCENTRIC and self.step.tempo.explosive
        return explosive and not part.holds and self.step.counting is Counting.FULL

    def _numbers(self, parts: Parts, reps: int) -> Numbers:
        """On which beats the number of a repetition is said (training-science 3.3, rule 4).

        In the first repetition a phase or hold of one beat is named; from then on its beat has the number. Where
        the last phase may have a cue, the number comes after it, in place of the next phase's word; so it does where
        that phase is driven, whose one word is not given up (rule 5).
        """
        said: dict[Fraction, tuple[Words, ...]] = {}
        if self.step.hold_s is not None or self.step.counting not in (Counting.FULL, Counting.REPS):
            return said
        for rep, group in groupby(parts, key=lambda part: part.rep):
            mine = list(group)
            named = rep == 1 and self.step.counting is Counting.FULL
            if self.step.rep_number is RepNumber.START and not named:
                said[mine[0].offset] = self._number(rep, left=reps - rep + 1)
            elif self.step.rep_number is RepNumber.END:
                cued = self._cued(mine[-1], reps) and mine[-1].end != parts[-1].end
                at = mine[-1].end if cued or self._driven(mine[-1]) else self._last_beat(mine[-1])
                if at is not None and not (named and at == mine[-1].offset) and at != parts[-1].end:
                    said[at] = self._number(rep, left=reps - rep)
        return said

    def _last_beat(self, part: Part) -> Fraction | None:
        """Where the number of a repetition that ends with `part` is said; None where no beat is long enough.

        A hold that is counted down keeps its seconds: the number comes after it, on the next beat.
        """
        if part.holds and part.seconds >= self.rules.hold.count_up_to_s + 1:
            return part.end
        return next((beat for beat in reversed(list(_beats(part))) if self._voiced(part, beat)), None)

    def _number(self, rep: int, left: int) -> tuple[Words, ...]:
        if self.step.last_reps is LastReps.DOWN and 0 < left <= _COUNTED_DOWN:
            return Line("reps_to_go", {"n": left}), Line("rep", {"n": left})
        return (Line("rep", {"n": rep}),)

    def _cued(self, part: Part, reps: int) -> bool:
        """Whether a cue may take the place of the counts of a phase; of a single beat only where it is tied to it."""
        words = self.words
        long = part.seconds > 1
        due = words.tied(part.phase, part.rep) or (long and words.due(part.phase, part.rep, reps))
        return not part.holds and bool(due)

    def _cue(self, part: Part, reps: int, numbers: Numbers) -> Iterator[Say]:
        """The cue of a phase where one is due: from a beat on, and over before a number that must be heard."""
        beats = [beat for beat in _beats(part) if beat not in numbers]
        if choices := self.words.tied(part.phase, part.rep):
            beats = beats or [part.offset]
        elif not (choices := self.words.due(part.phase, part.rep, reps)):
            choices = self.words.encouragement(part.phase, part.rep, reps)
            beats = [beat for beat in beats if beat > part.offset]
        if not choices or not beats:
            return
        begin = beats[0]
        end = next((beat for beat in sorted(numbers) if begin < beat < part.end), part.end)
        place = self.place(part.rep, part.phase)
        yield self.word(Kind.CUE, begin, place, *choices, until=end)


def _beats(part: Part) -> Iterator[Fraction]:
    """The whole seconds of a phase, counted from its beginning."""
    for beat in range(-(-part.seconds.numerator // part.seconds.denominator)):
        yield part.offset + beat
