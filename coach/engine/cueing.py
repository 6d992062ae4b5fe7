"""Which cues a set has, and on which repetitions: the cue-mode table and rule 6 of the training notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, TypeVar

from coach.events import Line, Slots, Text, Words
from coach.plan.steps import SetStep
from coach.program.model import Counting, Cue, CueScript, Focus
from coach.program.rules import Rules
from coach.units import Phase, to_samples

_VARIANTS: Final = 3
"""So many ways of encouraging are tried until one fits."""


@dataclass(frozen=True, slots=True)
class Cueing:
    """The texts of one set."""

    step: SetStep
    script: CueScript
    rules: Rules
    turn: int
    """Rotates the variants, so that no cue comes twice in a row."""
    slots: Slots
    """What `{side}`, `{muscle}` and the like stand for in the athlete's texts."""
    cheers: bool = True
    """False after a safety word: nobody is urged on then (training-science 1.4)."""

    def text(self, written: str, rep: int = 0) -> Text:
        """A sentence of a program or cue script, with what its slots stand for in repetition `rep`."""
        return Text(written, {**self.slots, "reps_left": max(0, self.step.reps - rep)})

    def due(self, phase: Phase, rep: int, reps: int) -> tuple[Words, ...]:
        """What may be said in a phase, the best first; empty where it is only counted.

        One cue in the slow phase of the cue repetitions (training-science 3.3, rule 6). The athlete's own
        words for another phase come in that phase of the same repetitions.
        """
        step, rules = self.step, self.rules.cue
        late = rep > reps - rules.quiet_last_reps and (reps > rules.quiet_last_reps or step.focus is Focus.EXTERNAL)
        if late or rep not in rules.cue_reps or step.counting is not Counting.FULL or step.focus is Focus.NONE:
            return ()
        if phase is not self.slow_phase or step.thought_only:
            return self.own(phase.value, rep)
        return self._internal(phase, rep) if step.focus is Focus.INTERNAL else self.external(rep)

    def encouragement(self, phase: Phase, rep: int, reps: int) -> tuple[Words, ...]:
        """A word of encouragement before the last repetition of a hard set; none elsewhere (training-science 1.4)."""
        step = self.step
        hard = step.thought_only or step.focus is Focus.EXTERNAL
        here = rep == reps - 1 and reps > self.rules.cue.quiet_last_reps and phase is self.slow_phase
        if not (hard and here and self.cheers and step.counting is Counting.FULL):
            return ()
        return tuple(Line("encourage", variant=self.turn + number) for number in range(_VARIANTS))

    @property
    def slow_phase(self) -> Phase:
        """Where there is most time to attend: the longest phase, the eccentric among equals."""
        lengths = dict(self.step.tempo.phases(Phase.ECCENTRIC))
        return max(lengths, key=lambda phase: lengths[phase])

    def own(self, place: str, rep: int = 1) -> tuple[Text, ...]:
        """The athlete's own words for a place of the set (`before`, `eccentric`, `rest`...)."""
        return tuple(self.text(cue.text, rep) for cue in self.step.say.at(place) if self._bound(cue, rep))

    def too_long(self, *, first: bool) -> list[Text]:
        """The athlete's own words for phases, to be said before the set where they fit into none of its phases."""
        if self.step.hold_s is not None:
            return []
        lengths = dict(self.step.tempo.phases(Phase.ECCENTRIC))
        return [
            replace(self.text(cue.text, min(cue.reps, default=0)), over=to_samples(lengths.get(phase, Fraction(0))))
            for phase in Phase
            for cue in self.step.say.at(phase.value)
            if (cue.reps or cue.sets or first) and self._bound(cue, min(cue.reps, default=1))
        ]

    def external(self, rep: int) -> tuple[Words, ...]:
        """External cues, for heavy and explosive sets; only short ones where the lift is explosive."""
        most = self.rules.cue.max_words_1s if self.step.tempo.explosive else None
        fitting = [
            self.text(cue.text, rep)
            for cue in self.script.external
            if self._bound(cue, rep) and (most is None or len(cue.text.split()) <= most)
        ]
        return tuple(rotated(fitting, self.turn + self._order(rep)))

    def hold(self, rep: int) -> tuple[Words, ...]:
        """What may be said in the hold of a repetition; the athlete's own words first, others one after the other.

        Where every repetition has a hold, the first and the cue repetitions have words: of three cues perhaps one
        is short enough, and it would come each time.
        """
        if rep > 1 and rep not in self.rules.cue.cue_reps:
            return tuple(self.text(cue.text, rep) for cue in self.step.say.at("hold") if rep in cue.reps)
        written = [self.text(cue.text, rep) for cue in self.script.hold if self._bound(cue, rep)]
        return (*self.own("hold", rep), *rotated(written, self.turn + rep - 1))

    def imagery(self) -> list[Text]:
        """The sentences of the felt rehearsal, in order."""
        return [self.text(cue.text) for cue in self.script.imagery if self._bound(cue, 1)]

    def _internal(self, phase: Phase, rep: int) -> tuple[Words, ...]:
        """The cues of a phase, beginning with the one whose turn it is; the athlete's own have the first turn."""
        written: tuple[Cue, ...] = getattr(self.script, phase.value)
        fitting = [self.text(cue.text, rep) for cue in written if self._bound(cue, rep)]
        own = self.own(phase.value, rep)
        return tuple(rotated([*own, *fitting], self._order(rep) + (0 if own else self.turn)))

    def tied(self, phase: Phase, rep: int) -> tuple[Words, ...]:
        """Cues that somebody tied to just this repetition; they come there whatever the rule says."""
        tied = (*self.step.say.at(phase.value), *getattr(self.script, phase.value))
        return tuple(self.text(cue.text, rep) for cue in tied if rep in cue.reps and self._bound(cue, rep))

    def _order(self, rep: int) -> int:
        """Which of the set's cues the one of `rep` is, so that neighbours differ."""
        return sum(earlier < rep for earlier in self.rules.cue.cue_reps)

    def _bound(self, cue: Cue, rep: int) -> bool:
        return (
            (not cue.reps or rep in cue.reps)
            and (not cue.sets or self.step.set in cue.sets)
            and (not cue.sides or self.step.side.value in cue.sides)
        )


_W = TypeVar("_W", bound=Words)


def rotated(choices: Sequence[_W], turn: int) -> list[_W]:
    """`choices` beginning at number `turn`, counted round."""
    if not choices:
        return []
    first = turn % len(choices)
    return [*choices[first:], *choices[:first]]
