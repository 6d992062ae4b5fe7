"""The steps of a session: one set of one side each, and what stands between sets."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from coach.plan.loads import Equipment
from coach.program.model import Counting, Focus, Hold, LastReps, OwnWords, PreActivation, RepNumber, Start
from coach.units import Load, Phase, Side, Tempo


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStep:
    """One set of one exercise with one side or both."""

    block: int
    """Which exercise of the session: sets of one block belong together."""
    exercise: str
    name: str
    """As spoken: `biceps curl`, or its single-sided name."""
    area: str
    set: int
    sets: int
    side: Side
    reps: int
    """Led repetitions; 0 in a timed hold."""
    hold_s: Fraction | None
    """Seconds of a timed hold set; None where repetitions are counted."""
    open: bool
    """The athlete lets go by voice; `hold_s` is the longest."""
    hold: Hold | None
    """A still point inside the repetitions."""
    tempo: Tempo
    starts_with: Phase
    load: Load | None
    planned: Load | None = None
    """The load as the program has it, whatever has been made of it since."""
    percent: bool = False
    """The program has the load in per cent of a best repetition."""
    thought: str = ""
    """Said before it in place of the exercise's own thought: the cue against what was felt elsewhere."""
    load_words: str = ""
    """How the load is told where it is no weight: "a light dumbbell"."""
    equipment: Equipment = Equipment.DUMBBELL
    safeties: bool = False
    """Safety bars or a spotter are there."""
    enough: int = 0
    """The lower end of a range of repetitions: so many are enough."""
    whole: "SetStep | None" = None
    """The two-sided set that this set of one side was made of."""
    began: Load | None = None
    """What its load was when it was made of that one."""
    weak_hold: bool = False
    """The hold is the pause in the stretch that the weaker side gets by the rule."""
    rest_s: Fraction
    """Seconds of rest after this set."""
    side_rest_s: Fraction
    """Seconds between its two sides, where it is done one side at a time."""
    every_s: Fraction | None
    """The next set, or round, begins this long after this one began, whatever the rest."""
    round: tuple[int, int] | None = None
    """Of a circuit whose rounds begin by the clock: its first block, and which round this is."""
    together: int | None = None
    """The first block of the superset or circuit that it is part of."""
    flex_s: Fraction | None
    """The worked muscle is tensed, without load, for so long at the beginning of the rest."""
    start: Start
    countdown_s: int
    counting: Counting
    rep_number: RepNumber
    last_reps: LastReps
    focus: Focus
    """Resolved: never AUTO."""
    focus_chosen: bool = False
    """The athlete has chosen it: it is not the coach's to change."""
    thought_only: bool = False
    """Attention is directed before the set; in it there is counting only, and encouragement late."""
    visualize: bool = False
    """One line of imagery in the rest before this set."""
    rehearse_s: Fraction | None
    pre_activation: PreActivation | None
    ask_feel: bool
    say: OwnWords
    match: bool = False
    """Stops at the repetitions (or seconds) that the other side's set of this number reached."""
    warm_up: bool = False
    extra: bool = False
    """A set that the program does not have: asked for, or added for a weaker side."""
    test: bool = False
    """To compare the two sides: as many repetitions as go but one (training-science 5.1)."""
    for_weak: bool = False
    """Added for the weaker side by the rule."""

    @property
    def place(self) -> tuple[int, int, Side]:
        """Block, number and side: where in the program the set stands; further sets share it."""
        return self.block, self.set, self.side

    @property
    def other_place(self) -> tuple[int, int, Side]:
        """The place of the same set with the other side."""
        return self.block, self.set, self.side.other

    @property
    def key(self) -> tuple[int, int, Side, bool]:
        """Tells this set from every other of the session."""
        return self.block, self.set, self.side, self.extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Interlude:
    """Something between sets: the athlete's own sentence, a rest of its own, or both."""

    block: int
    """Its number in the session; shared with no exercise."""
    text: str = ""
    rest_s: Fraction = Fraction(0)


Step: TypeAlias = SetStep | Interlude
Steps: TypeAlias = tuple[Step, ...]
