"""A session cut into its sets, each from its introduction to the next one's, for the page to draw and to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coach.screen.marks import Mark, Score
from coach.units import duration_text

_INTRODUCING = ("announce", "rehearse", "ready")
_COUNT_IN_S = 12.0
"""A sentence said longer than this before the first repetition does not count in."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One phase of one repetition, in seconds of the session."""

    start_s: float
    end_s: float
    rep: int
    phase: str
    held: bool
    """It is counted as a hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """One set with what leads to it and the rest after it, in seconds of the session."""

    intro_s: float
    """Where the coach begins to speak of it; the first part begins with the session."""
    lead_s: float
    """Where the counting-in begins."""
    done: Mark
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    """All that happens before the next part."""
    of_sets: int
    """How many sets the exercise has."""

    @property
    def name(self) -> str:
        """The exercise as it is called."""
        name = self.done.text or self.done.exercise.replace("_", " ")
        return name[:1].upper() + name[1:]

    @property
    def side(self) -> str:
        """`left`, `right` or `both`."""
        return self.done.side if self.done.side in ("left", "right") else "both"

    @property
    def before_s(self) -> float:
        """How long the coach introduces it."""
        return self.done.start_s - self.intro_s

    @property
    def short(self) -> str:
        """The set in few words, what matters most first: `Biceps curl, left, 2 of 3, 8 kg`."""
        number = f"{self.done.set} of {self.of_sets}" if self.done.set else ""
        side = self.side if self.side != "both" else ""
        return ", ".join(fact for fact in (self.name, side, number, self.done.load) if fact)

    @property
    def place(self) -> str:
        """Which set of the exercise it is, on which side, with which load."""
        side = f"{self.side} side" if self.side != "both" else ""
        number = f"Set {self.done.set} of {self.of_sets}" if self.done.set else ""
        return " · ".join(fact for fact in (number, side, self.done.load) if fact)


def parts(score: Score) -> list[Part]:
    """The sets of a session in order; empty where none was finished."""
    sets = sorted(score.of("set_done"), key=lambda mark: (mark.start_s, mark.end_s))
    if not sets:
        return []
    starts = [0.0, *(_intro(score, before, after) for before, after in pairwise(sets))]
    ends = [*starts[1:], score.duration_s + 1.0]
    made = []
    for done, start, end in zip(sets, starts, ends, strict=True):
        inside = tuple(mark for mark in score.marks if start <= _told_s(mark) < end)
        same = [other.set for other in sets if other.exercise == done.exercise]
        lead = _lead(score, start, done)
        made.append(Part(start, lead, done, _stretches(score, done), inside, max([*same, len(set(same))])))
    return made


def _told_s(mark: Mark) -> float:
    """Where the mark stands among the words: a set's result comes at its end."""
    return mark.end_s if mark.kind == "set_done" else mark.start_s


def _intro(score: Score, before: Mark, after: Mark) -> float:
    between = (mark.start_s for mark in score.of(*_INTRODUCING) if before.end_s <= mark.start_s <= after.start_s)
    return max(next(between, after.start_s), before.end_s + 0.001)


def _lead(score: Score, intro_s: float, done: Mark) -> float:
    ready = [mark for mark in score.of("ready") if intro_s <= mark.start_s <= done.start_s]
    near = [mark.start_s for mark in ready if mark.beat_s is None and done.start_s - mark.start_s < _COUNT_IN_S]
    counted = [mark.start_s for mark in ready if mark.beat_s is not None]
    return near[-1] if near else min([*counted, done.start_s])


def _stretches(score: Score, done: Mark) -> tuple[Stretch, ...]:
    inside = [
        mark for mark in score.marks if mark.phase and done.start_s <= mark.start_s < done.end_s and mark is not done
    ]
    again = [mark.start_s for mark in score.of("ready") if done.start_s < mark.start_s < done.end_s]
    runs: list[list[Mark]] = []
    for mark in inside:
        same = bool(runs) and (runs[-1][0].rep, runs[-1][0].phase) == (mark.rep, mark.phase)
        if same and not _broken(again, runs[-1][-1].start_s, mark.start_s):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    made = []
    for run, following in zip(runs, [*(run[0].start_s for run in runs[1:]), done.end_s], strict=False):
        end = following
        if _broken(again, run[-1].start_s, following):
            stopped = (mark.start_s for mark in score.of("heard") if run[-1].start_s <= mark.start_s < following)
            end = next(stopped, run[-1].end_s)
        held = any(mark.kind == "hold" for mark in run)
        made.append(Stretch(run[0].start_s, end, run[0].rep, run[0].phase, held))
    return tuple(made)


def _broken(again: Sequence[float], begin_s: float, end_s: float) -> bool:
    """Whether the set was broken off between two instants: it was counted in again."""
    return any(begin_s < at_s < end_s for at_s in again)


def finished_reps(sets: Sequence[Part]) -> int:
    """Repetitions over all sets; a hold is none."""
    return sum(part.done.reps for part in sets if part.done.target_reps != 1)


def result(done: Mark) -> str:
    """What a finished set came to: `9 of 10 reps · 8 kg · held 3s`."""
    reps = f"{done.reps} of {done.target_reps} reps" if done.target_reps else f"{done.reps} reps"
    facts = (
        reps if max(done.reps, done.target_reps) > 1 else "",
        done.load,
        f"held {duration_text(done.held_s)}" if done.held_s else "",
        f"felt {done.feel} of 5" if done.feel else "",
    )
    return " · ".join(fact for fact in facts if fact) or "Done"
