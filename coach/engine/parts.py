"""A set as arithmetic: its phases and holds, what of them is done, and how they change on the way.

Instants are seconds from the set's origin in exact fractions, so no error adds up however long a set is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from coach.plan.steps import SetStep
from coach.program.model import HoldAt, HoldOn
from coach.units import Phase


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
    if by < 0 and length >= part.seconds:
        return None
    shift = length - part.seconds
    later = tuple(replace(p, offset=p.offset + shift) for p in parts[index + 1 :])
    return (*parts[:index], replace(part, seconds=length), *later)


def seconds_of(parts: Parts) -> Fraction:
    """Length of the set in seconds."""
    return parts[-1].end if parts else Fraction(0)


def reps_done(parts: Parts, seconds: Fraction, *, whole: bool = False) -> int:
    """Repetitions whose lifting was over `seconds` after the origin; or, `whole`, everything about them."""
    ends = {part.rep: part.end for part in parts}
    if not whole:
        ends |= {part.rep: part.end for part in parts if part.phase is Phase.CONCENTRIC}
    return sum(end <= seconds for end in ends.values())


def held_of(parts: Parts, seconds: Fraction) -> Fraction:
    """Seconds stood still in holds until `seconds` after the origin."""
    return sum(
        (min(part.end, seconds) - part.offset for part in parts if part.holds and part.offset < seconds), Fraction(0)
    )
