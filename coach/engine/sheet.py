"""What every kind of set is written on: its step, its words, and where on the clock it begins."""

from dataclasses import dataclass
from fractions import Fraction

from coach.engine.cueing import Cueing
from coach.events import Kind, Place, Say, Words
from coach.plan.steps import SetStep
from coach.program.rules import Rules
from coach.units import Phase, Samples, to_samples


@dataclass(frozen=True, slots=True)
class Sheet:
    """A set's step and words from `origin` on; instants are rounded once, so no error adds up."""

    words: Cueing
    origin: Samples

    @property
    def step(self) -> SetStep:
        """The set."""
        return self.words.step

    @property
    def rules(self) -> Rules:
        """The numbers that the coach goes by."""
        return self.words.rules

    def at(self, offset: Fraction) -> Samples:
        """The sample that lies `offset` seconds after the origin."""
        return Samples(self.origin + to_samples(offset))

    def place(self, rep: int = 0, phase: Phase | None = None) -> Place:
        """Where in the session an event of this set belongs."""
        return Place(self.step.exercise, self.step.set, self.step.side, rep, phase)

    def word(self, kind: Kind, offset: Fraction, place: Place, *choices: Words, until: Fraction | None = None) -> Say:
        """The first of `choices` that fits, its onset on the beat at `offset`."""
        end = None if until is None else self.at(until)
        return Say(kind, choices, self.at(offset), beat=True, until=end, place=place)
