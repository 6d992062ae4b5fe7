"""A set, a hold or a rehearsal as timed events: what is said on which sample.

Everything here is a function of where it starts. Instants are computed from the set's origin with
exact fractions and rounded once, so no error adds up however long a set is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, TypeVar

from coach.events import Kind, Line, Place, Request, Say, Slots, Text, Tone, Words
from coach.plan.steps import SetStep
from coach.program.model import Counting, Cue, CueScript, Focus, HoldAt, HoldOn, RepNumber
from coach.program.rules import Rules
from coach.units import Phase, Samples, to_samples

COUNTED_S: Final = 5
"""The last seconds of a countdown, each of which is counted."""


@dataclass(frozen=True, slots=True)
class Part:
    """One phase or hold of one repetition."""

    rep: int
    phase: Phase
    offset: Fraction
    """Seconds from the set's origin."""
    seconds: Fraction
    holds: bool = False

    @property
    def end(self) -> Fraction:
        """Seconds from the set's origin to where the next part begins."""
        return self.offset + self.seconds


Parts = tuple[Part, ...]


def parts_of(step: SetStep, reps: int, seconds: Fraction | None = None) -> Parts:
    """The phases of `reps` repetitions, or the one part of a timed hold of `seconds`."""
    if step.hold_s is not None:
        return (Part(1, Phase.SQUEEZE, Fraction(0), seconds or step.hold_s, holds=True),)
    made: list[Part] = []
    at = Fraction(0)
    for rep in range(1, reps + 1):
        for phase, length, holds in _phases(step, last=rep == reps):
            made.append(Part(rep, phase, at, length, holds))
            at += length
    return tuple(made)


def _phases(step: SetStep, *, last: bool) -> Iterator[tuple[Phase, Fraction, bool]]:
    """Phases of one repetition; a hold takes the place of the pause where it stands."""
    hold = step.hold if step.hold and (last or step.hold.on is HoldOn.EACH_REP) else None
    spot = _HELD.get(hold.at) if hold else None
    phases = dict(step.tempo.phases(step.starts_with))
    order = [Phase.ECCENTRIC, Phase.STRETCH, Phase.CONCENTRIC, Phase.SQUEEZE]
    if step.starts_with is Phase.CONCENTRIC:
        order = order[2:] + order[:2]
    for phase in order:
        if hold and hold.at is HoldAt.MIDDLE and phase is Phase.CONCENTRIC and phase in phases:
            # Half-way up: move, stand, move on.
            yield phase, phases[phase] / 2, False
            yield phase, hold.for_, True
            yield phase, phases[phase] / 2, False
        elif hold and phase is spot:
            yield phase, max(hold.for_, phases.get(phase, Fraction(0))), True
        elif phase in phases:
            yield phase, phases[phase], False


_HELD: Final = {HoldAt.STRETCH: Phase.STRETCH, HoldAt.SQUEEZE: Phase.SQUEEZE}
"""The pause that a hold takes the place of; in the middle there is none."""


def from_rep(parts: Parts, rep: int) -> Parts:
    """The repetitions from number `rep` on, moved to the origin: how a set goes on after a break."""
    kept = [part for part in parts if part.rep >= rep]
    shift = kept[0].offset if kept else Fraction(0)
    return tuple(replace(part, offset=part.offset - shift) for part in kept)


def changed_from(parts: Parts, rep: int, fresh: Parts) -> Parts:
    """`parts` before repetition `rep`, then `fresh` from there: how a tempo changes within a set."""
    kept = tuple(part for part in parts if part.rep < rep)
    begin = kept[-1].end if kept else Fraction(0)
    return kept + tuple(replace(part, offset=part.offset + begin) for part in from_rep(fresh, rep))


def longer_hold(parts: Parts, seconds: Fraction, by: Fraction) -> Parts | None:
    """The hold under way at `seconds`, or else the next one, `by` longer or shorter.

    Never shorter than what has been held and a second; None where no hold is left.
    """
    index = next((n for n, part in enumerate(parts) if part.holds and part.end > seconds), None)
    if index is None:
        return None
    part = parts[index]
    least = max(Fraction(1), seconds - part.offset + 1)
    length = max(least, part.seconds + by)
    shift = length - part.seconds
    later = tuple(replace(p, offset=p.offset + shift) for p in parts[index + 1 :])
    return (*parts[:index], replace(part, seconds=length), *later)


def seconds_of(parts: Parts) -> Fraction:
    """Length of the set in seconds."""
    return parts[-1].end if parts else Fraction(0)


def reps_done(parts: Parts, seconds: Fraction) -> int:
    """Repetitions whose last phase had ended `seconds` after the origin."""
    ends = {part.rep: part.end for part in parts}
    return sum(end <= seconds for end in ends.values())


def held_of(parts: Parts, seconds: Fraction) -> Fraction:
    """Seconds stood still in holds until `seconds` after the origin."""
    return sum(
        (min(part.end, seconds) - part.offset for part in parts if part.holds and part.offset < seconds), Fraction(0)
    )


@dataclass(frozen=True, slots=True)
class Scorer:
    """Writes the requests of one set from its origin."""

    step: SetStep
    script: CueScript
    rules: Rules
    origin: Samples
    turn: int
    """Rotates the variants, so that no cue comes twice in a row."""
    slots: Slots
    """What `{side}`, `{muscle}` and the like stand for in the athlete's texts."""

    def text(self, written: str, rep: int = 0) -> Text:
        """A sentence of a program or cue script, with what its slots stand for in repetition `rep`."""
        return Text(written, {**self.slots, "reps_left": max(0, self.step.reps - rep)})

    def at(self, offset: Fraction) -> Samples:
        """The sample that lies `offset` seconds after the origin."""
        return Samples(self.origin + to_samples(offset))

    def set(self, parts: Parts, since: Fraction = Fraction(0)) -> Iterator[Request]:
        """All that is heard in the parts that begin at or after `since` seconds."""
        reps = max((part.rep for part in parts), default=0)
        for part in parts:
            if part.offset < since:
                continue
            if part.holds:
                yield from self._hold(part, closing=part is parts[-1])
            else:
                last_of_rep = all(other.rep != part.rep or other.offset <= part.offset for other in parts)
                yield from self._phase(part, reps, last_of_rep=last_of_rep)

    def countdown(self, seconds: int) -> Iterator[Request]:
        """`three, two, one` before the origin; of a long countdown the tens and the last five seconds."""
        place = Place(self.step.exercise, self.step.set, self.step.side)
        for left in range(seconds, 0, -1):
            if left <= COUNTED_S or seconds <= 2 * COUNTED_S or left % 10 == 0:
                yield self._word(Kind.READY, Line("count", {"n": left}), Fraction(-left), place)

    def _place(self, part: Part) -> Place:
        return Place(self.step.exercise, self.step.set, self.step.side, part.rep, part.phase)

    def _word(self, kind: Kind, words: Words, offset: Fraction, place: Place) -> Say:
        return Say(kind, (words,), self.at(offset), beat=True, place=place)

    def _phase(self, part: Part, reps: int, *, last_of_rep: bool) -> Iterator[Request]:
        place, counting = self._place(part), self.step.counting
        beats = range(-(-part.seconds.numerator // part.seconds.denominator))
        if counting is Counting.SILENT:
            return
        if cue := self._cue(part, reps):
            yield cue
        for beat in beats:
            offset = part.offset + beat
            final = last_of_rep and beat == beats[-1]
            words = self._count(part, beat, final=final)
            speakable = part.end - offset >= self.rules.tempo.voiced_from_s
            if words is None or not speakable or (counting is Counting.REPS and not final):
                yield Tone("tick", self.at(offset), place=place)
            else:
                yield self._word(Kind.COUNT, words, offset, place)

    def _count(self, part: Part, beat: int, *, final: bool) -> Words | None:
        """The word of one beat: the phase, then seconds counted up; the repetition on the last beat."""
        if self.step.counting is Counting.BEAT:
            return None
        number = self.step.rep_number
        # The first time, a phase of one beat is named; from then on its beat has the repetition's number.
        named_once = part.rep == 1 and beat == 0 and self.step.counting is Counting.FULL
        if number is RepNumber.END and final and not named_once:
            return Line("rep", {"n": part.rep})
        if number is RepNumber.START and part.rep > 1 and beat == 0 and self._opens(part):
            return Line("rep", {"n": part.rep - 1})
        if beat == 0:
            explosive = part.phase is Phase.CONCENTRIC and self.step.tempo.explosive
            own = self.script.phase_words.get(part.phase)
            return self.text(own) if own and not explosive else Line("drive" if explosive else part.phase.value)
        return Line("count", {"n": beat + 1})

    def _opens(self, part: Part) -> bool:
        """Whether the part is the first of its repetition."""
        return part.phase is next(phase for phase, _, _ in _phases(self.step, last=False))

    def _cue(self, part: Part, reps: int) -> Say | None:
        """One cue in the slow phase of the cue repetitions (training-science 3.3, rule 6).

        The athlete's own words for another phase come in that phase of the same repetitions; cues that
        are tied to a repetition come there whatever the rule says.
        """
        late = part.rep > reps - self.rules.cue.quiet_last_reps and reps > self.rules.cue.quiet_last_reps
        due = part.rep in self.rules.cue.cue_reps and not late
        choices: tuple[Words, ...] = self.bound(part)
        if not choices and due and self.step.counting is Counting.FULL and self.step.focus is not Focus.NONE:
            if part.phase is not self.slow_phase:
                choices = self.own(part.phase.value, part.rep)
            elif self.step.focus is Focus.INTERNAL:
                choices = self.cues(part.phase, part.rep)
            else:
                choices = self.external(part.rep)
        if not choices:
            return None
        return Say(Kind.CUE, choices, self.at(part.offset), beat=True, until=self.at(part.end), place=self._place(part))

    @property
    def slow_phase(self) -> Phase:
        """Where there is most time to attend: the longest phase, the eccentric among equals."""
        lengths = dict(self.step.tempo.phases(Phase.ECCENTRIC))
        return max(lengths, key=lambda phase: lengths[phase])

    def cues(self, phase: Phase, rep: int) -> tuple[Words, ...]:
        """The cues of a phase, beginning with the one whose turn it is; the athlete's own have the first turn."""
        written: tuple[Cue, ...] = getattr(self.script, phase.value)
        fitting = [self.text(cue.text, rep) for cue in written if self._bound(cue, rep)]
        own = self.own(phase.value, rep)
        return tuple(rotated([*own, *fitting], self._order(rep) + (0 if own else self.turn)))

    def _order(self, rep: int) -> int:
        """Which of the set's cues the one of `rep` is, so that neighbours differ."""
        return sum(earlier < rep for earlier in self.rules.cue.cue_reps)

    def own(self, place: str, rep: int = 1) -> tuple[Text, ...]:
        """The athlete's own words for a place of the set (`before`, `eccentric`, `rest`...)."""
        return tuple(self.text(cue.text, rep) for cue in self.step.say.at(place) if self._bound(cue, rep))

    def bound(self, part: Part) -> tuple[Words, ...]:
        """Cues that somebody tied to just this repetition; they come in any phase and at any time of the set."""
        tied = (*self.step.say.at(part.phase.value), *getattr(self.script, part.phase.value))
        return tuple(
            self.text(cue.text, part.rep) for cue in tied if part.rep in cue.reps and self._bound(cue, part.rep)
        )

    def external(self, rep: int) -> tuple[Words, ...]:
        """External cues, for heavy and explosive sets."""
        fitting = [self.text(cue.text, rep) for cue in self.script.external if self._bound(cue, rep)]
        return tuple(rotated(fitting, self.turn + self._order(rep)))

    def _bound(self, cue: Cue, rep: int) -> bool:
        return (
            (not cue.reps or rep in cue.reps)
            and (not cue.sets or self.step.set in cue.sets)
            and (not cue.sides or self.step.side.value in cue.sides)
        )

    def _hold(self, part: Part, *, closing: bool) -> Iterator[Request]:
        """A hold: counted up when short, else counted down with breath prompts (training-science 4.4)."""
        place, begin = self._place(part), part.offset
        whole = int(part.seconds)
        yield self._word(Kind.HOLD, Line("hold"), begin, place)
        if self.step.open:
            for second in range(10, whole, 10):
                yield self._word(Kind.HOLD, Line("seconds_held", {"n": second}), begin + second, place)
        elif whole <= self.rules.hold.count_up_to_s:
            for second in range(1, whole):
                yield self._word(Kind.HOLD, Line("count", {"n": second + 1}), begin + second, place)
        else:
            yield from self._count_down(part, whole, place)
        if closing:
            yield self._word(Kind.HOLD, Line("ease_out"), part.end, place)

    def _count_down(self, part: Part, whole: int, place: Place) -> Iterator[Request]:
        rules, begin = self.rules.hold, part.offset
        spoken = {left: Line("count", {"n": left}) for left in range(5, 0, -1)}
        if whole > 12:
            spoken[10] = Line("ten_left")
        if whole >= rules.half_way_from_s and whole // 2 > 12:
            spoken[whole // 2] = Line("half_way")
        for left, words in spoken.items():
            yield self._word(Kind.HOLD, words, part.end - left, place)
        free_until = whole - 6
        written = [self.text(cue.text) for cue in self.script.hold if self._bound(cue, 1)]
        cues = (*self.own("hold"), *rotated(written, self.turn))
        second = 2
        if cues and free_until > second:
            end = self.at(begin + second + rules.breath_prompt_s)
            yield Say(Kind.CUE, cues, self.at(begin + second), beat=True, until=end, place=place)
            second += rules.breath_prompt_s
        for number, at in enumerate(range(second, free_until + 1, rules.breath_prompt_s)):
            yield self._word(Kind.BREATH, Line("breathe", variant=number), begin + at, place)

    def pre_activation(self, times: int, seconds: Fraction) -> Iterator[Request]:
        """Light squeezes without load, each counted up, with as long a pause between (training-science 4.2)."""
        place = Place(self.step.exercise, self.step.set, self.step.side)
        for number in range(times):
            begin = number * 2 * seconds
            yield self._word(Kind.HOLD, Line("squeeze"), begin, place)
            for second in range(1, int(seconds)):
                yield self._word(Kind.HOLD, Line("count", {"n": second + 1}), begin + second, place)
            yield self._word(Kind.HOLD, Line("let_go_short"), begin + seconds, place)

    def rehearsal(self, seconds: Fraction) -> Iterator[Request]:
        """A felt rehearsal of `seconds`: the imagery lines in order, then imagined repetitions in real time.

        One short sentence each (settle, place, move, squeeze, release: training-science 2.4); the last
        line lets go. Nothing is said that would run over its successor.
        """
        place = Place(self.step.exercise, self.step.set, self.step.side)
        rules = self.rules.imagery
        rep_s = self.step.tempo.rep_s if self.step.hold_s is None else min(self.step.hold_s, Fraction(6))
        tail = Fraction(rules.line_s)
        reps = int(max(0, min(rules.reps[1], (seconds - tail - 2 * rules.line_s) // rep_s)))
        first_rep = seconds - tail - reps * rep_s
        lines = [self.text(cue.text) for cue in self.script.imagery if self._bound(cue, 1)]
        spoken: list[Words] = [*lines[:-1]] if len(lines) > 1 else [Line("settle")]
        closing: Words = lines[-1] if len(lines) > 1 else Line("let_go")
        count = max(1, min(len(spoken), int(first_rep // rules.line_s)))
        room = first_rep / count
        for number, words in enumerate(spoken[:count]):
            until = self.at((number + 1) * room)
            yield Say(Kind.REHEARSE, (words,), self.at(number * room), until=until, place=place)
        for rep in range(reps):
            yield from self._imagined(first_rep + rep * rep_s, place, rep)
        until = self.at(seconds)
        yield Say(Kind.REHEARSE, (closing, Line("let_go")), self.at(seconds - tail), until=until, place=place)

    def _imagined(self, begin: Fraction, place: Place, rep: int) -> Iterator[Request]:
        if self.step.hold_s is not None:
            yield Say(Kind.REHEARSE, (Line("feel_hold", variant=rep),), self.at(begin), place=place)
            return
        at = begin
        for phase, length in self.step.tempo.phases(self.step.starts_with):
            words = self.script.phase_words.get(phase)
            said: Words = self.text(words) if words else Line(f"feel_{phase.value}", variant=rep)
            choices = (Line(f"feel_{phase.value}", variant=rep), said, Line(phase.value))
            until = self.at(at + length)
            yield Say(Kind.REHEARSE, choices, self.at(at), beat=True, until=until, place=place)
            at += length


_W = TypeVar("_W", bound=Words)


def rotated(choices: Sequence[_W], turn: int) -> list[_W]:
    """`choices` beginning at number `turn`, counted round."""
    if not choices:
        return []
    first = turn % len(choices)
    return [*choices[first:], *choices[:first]]
