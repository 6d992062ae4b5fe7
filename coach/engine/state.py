"""What the session knows at one moment: frozen, comparable, and all that undo and recovery need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from coach.engine.parts import Parts
from coach.events import Line, SetRecord, Slots, Words
from coach.plan.ladder import Felt
from coach.plan.profile import Band, Profile
from coach.plan.steps import SetStep, Steps
from coach.program.model import Cue, CueScript
from coach.program.rules import Rules
from coach.units import Load, Samples, Side


class Question(StrEnum):
    """What the coach is waiting to have answered."""

    FEEL = "feel"
    LONG_STANDING = "long standing"
    """Whether a weak side is an old story (training-science 7.3)."""
    FINISH = "finish"
    SETTLED = "settled"
    """Whether what hurt last time is settled (training-science 7.2)."""
    CARE = "care"
    """The questions of health that are asked once (training-science 4.3)."""
    TODAY = "today"
    """Any pain, dizziness or illness? (training-science 7.4)"""
    SORE = "sore"
    """Where it hurts."""
    ILL = "ill"
    """Dizzy or ill: whether the session is left for another day."""
    RETEST = "retest"
    """Whether to test the two sides today (training-science 5.3, 8)."""
    SAFETY = "safety"
    """Stop, or rest?"""
    PAIN = "pain"
    """Pain, or dizziness, or something else?"""
    FINE = "fine"
    """Whether dizziness is over."""
    PART = "part"
    """The front or the back of the arm, or both?"""
    WHICH = "which"
    """Left or right, where both were said."""
    WHERE = "where"
    """Where else the set was felt."""
    RESERVE = "reserve"
    """How many repetitions more there would have been."""


class Trouble(StrEnum):
    """What has made a session stand still, other than the athlete's wish."""

    PAIN = "pain"
    CRAMP = "cramp"
    DIZZY = "dizzy"


@dataclass(frozen=True, slots=True)
class Opening:
    """The welcome is being spoken."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What was done of a set before a break."""

    start: Samples
    reps: int
    held_s: Fraction
    tension_s: Fraction
    until: Samples
    """When it was broken off."""
    lifted: int = 0
    """1: a repetition was lifted and not lowered; it counts where the set ends here, and is done again where not."""


@dataclass(frozen=True, slots=True)
class Announcing:
    """The next set is being announced, or the way back into a broken one."""

    broken: Broken | None = None
    begin: bool = False
    """The set begins as soon as everything has been said."""


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """The athlete imagines the movement, or squeezes the muscle lightly first."""

    ends: Samples
    squeezes: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """For "ready"."""

    broken: Broken | None = None
    """Set where the set goes on after a break."""
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """Counting down to a set, or in it."""

    origin: Samples
    """Where the first of `parts` begins."""
    parts: Parts
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """Between sets."""

    begun: Samples
    ends: Samples
    flex_ends: Samples | None = None
    """The worked muscle is tensed until then."""
    own: tuple[Cue, ...] = ()
    """The athlete's own words for this rest."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Everything stands until "resume"; then `then` goes on."""

    since: Samples
    then: "Stage"
    not_before: int = 0
    """The earliest sample at which it may go on."""
    lost: bool = False
    """Because there is no sound; it goes on by itself once there is."""
    trouble: "Trouble | None" = None
    """What has stopped it, where that has not been settled yet."""
    question_at: int = 0
    """When the athlete is asked what it is; 0 once that has been done."""
    reminded: int = 0
    word: str = ""
    """The safety word that led to it."""
    place: str = ""
    """Where it hurts, where that was named."""
    side: Side | None = None
    """On which side."""
    changes: int = 0
    """How many changes could be undone when it began: a later one is undone first."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question is open; without an answer `then` goes on."""

    question: Question
    then: "Stage"
    words: Line
    answer_s: float
    """Seconds that are left for an answer once the question has been heard."""
    slots: Slots = field(default_factory=dict)
    asked: int = 1
    """How often it has been put."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The last words are being spoken."""

    heard: bool = False
    """They have been; after an emergency its advice can still be asked for."""


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing comes any more."""


Stage: TypeAlias = Opening | Announcing | Rehearsing | Waiting | Working | Resting | Paused | Asking | Closing | Over


@dataclass(frozen=True, slots=True)
class Weakness:
    """A weaker side that the athlete has named in this session."""

    side: Side
    area: str
    band: Band
    raised: bool = False
    """Said twice: its band has been raised, which happens once (training-science 5.4)."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take one change back."""

    steps: Steps
    said: Line
    weak: tuple[Weakness, ...] = ()
    left_out: Steps = ()
    rest: Samples = Samples(0)  # noqa: RUF009 - an integer by another name
    """The rest under way was made so much longer."""
    hold_s: Fraction = Fraction(0)
    """The hold inside the repetitions under way was made so much longer."""
    sets: int = 0
    """How many sets were finished before the rest, or the hold, that was made longer."""
    finished: int = 0
    """How many sets were finished when it was made."""
    rated: tuple[int, int | None] | None = None
    """The record of the set that was judged in the same words, and the repetitions in reserve it had before."""
    forgotten: tuple[tuple[str, object], ...] = ()
    """What was remembered beyond the session and then forgotten, key and value, in that order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The whole session at one moment."""

    scripts: Mapping[str, CueScript]
    rules: Rules
    program: str
    athlete: str
    """What the coach calls the athlete; may be empty."""
    profile: Profile = field(default_factory=Profile)
    """What is known about the athlete, with what this session has learnt so far."""
    original: Steps
    steps: Steps
    """Still to come; the first is the set under way or announced."""
    stage: Stage = Opening()
    greets: bool = True
    """Begins with a welcome and ends with a good-bye; a preview does neither."""
    listening: bool = True
    token: int = 0
    """The newest wake-up or ticket; older ones are stale."""
    records: tuple[SetRecord, ...] = ()
    done: Mapping[tuple[int, int, Side], SetRecord] = field(default_factory=dict)
    """Finished sets by block, number and side."""
    heard_loads: Mapping[int, tuple[Load | None, str]] = field(default_factory=dict)
    """By block, the load that was announced last."""
    finished: Steps = ()
    """The sets that were finished, in order."""
    round_began: tuple[tuple[int, int], Samples] | None = None
    """Which round of a circuit is under way, and since when."""
    undo: tuple[Undo, ...] = ()
    settled: frozenset[Side] = frozenset()
    """Sides whose weakness has been confirmed to be long-standing."""
    weak: tuple[Weakness, ...] = ()
    """The weaker sides that hold in this session, the newest last."""
    left_out: Steps = ()
    """Steps that a weaker side has taken the time of."""
    begin_at: Samples | None = None
    """In every-minute work, where the next set begins."""
    today_open: bool = False
    """How the athlete is today has been asked, and may still be answered."""
    dizzy: int = 0
    felt: Mapping[tuple[int, Side], Felt] = field(default_factory=dict)
    """Ratings and what they have led to, by exercise of the session (its block) and side."""
    unfelt: bool = False
    """In the set under way the athlete could not feel the muscle."""
    questions: int = 0
    """How often feel has been asked about."""
    trained: bool = False
    """An athlete of experience, who is asked less (training-science 6.2)."""
    unbraced: bool = False
    """A beginner who has not learned to brace yet: no free weight is made one-sided (training-science 7.4)."""
    offered: bool = False
    """After sets to the limit, the end has been offered."""
    alarm: bool = False
    """An emergency has been called; its advice is repeated on request."""
    turn: int = 0
    """Which variant of everything comes first."""
    variants: Mapping[str, int] = field(default_factory=dict)
    """Which variant of a line is next, so that none comes twice in a row."""
    loudness_db: int = 0
    """How much louder than usual voice and tones are."""
    how: str = "running"
    """How the session ended, once it has."""
    last_change: Line | None = None
    held_back: tuple[Words, ...] = ()
    """What changed in a set and is told after it: nobody talks between the counts (training-science 3.3, 5.4)."""
    asked: frozenset[str] = frozenset()
    """What of the last session has been asked about."""
    remembered: tuple[str, ...] = ()
    """Keys that the athlete asked to keep, the newest last."""
    gone: frozenset[tuple[str, Side]] = frozenset()
    """What pain has ended for today: an exercise, with one side or with both."""

    @property
    def current(self) -> SetStep | None:
        """The set under way, announced or waited for."""
        return self.steps[0] if self.steps and isinstance(self.steps[0], SetStep) else None

    @property
    def next_set(self) -> SetStep | None:
        """The next set from here on, the current one included."""
        return next((step for step in self.steps if isinstance(step, SetStep)), None)

    def begin_later(self, by: int) -> "State":
        """In every-minute work, the next set begins so many samples later or (negative) earlier than its minute."""
        return self if self.begin_at is None else replace(self, begin_at=Samples(self.begin_at + by))

    def moved(self, stage: Stage) -> "State":
        """The same session in another stage; everything that was to wake the old one is stale."""
        still = self.today_open and isinstance(stage, Opening | Announcing | Asking)
        return replace(self, stage=stage, token=self.token + 1, today_open=still)


def broken_of(stage: Stage) -> Broken | None:
    """What has been done of a set that waits to be taken up again; None where none does."""
    match stage:
        case Asking(then=then) | Paused(then=then):
            return broken_of(then)
        case Announcing(broken=broken) | Waiting(broken=broken):
            return broken
        case _:
            return None


def once_answered(stage: Stage) -> Stage:
    """What goes on once the question that is open, if one is, has been answered."""
    return stage.then if isinstance(stage, Asking) else stage


def under(stage: Stage) -> Stage:
    """What goes on once everything that holds it up, a question or a pause, is over."""
    return under(stage.then) if isinstance(stage, Asking | Paused) else stage


def put_under(stage: Stage, inner: Stage) -> Stage:
    """The same question or pause, and `inner` to go on after it; their wake-ups stay good."""
    return replace(stage, then=put_under(stage.then, inner)) if isinstance(stage, Asking | Paused) else inner


_ANSWERS: Final = {
    Question.FEEL: "feel",
    Question.WHERE: "where",
    Question.SAFETY: "stop_or_rest",
    Question.PAIN: "pain_or",
    Question.PART: "part",
    Question.WHICH: "which",
    Question.LONG_STANDING: "long_standing",
    Question.RESERVE: "reserve",
    Question.TODAY: "today",
    Question.SORE: "sore",
    Question.FINISH: "ending",
    Question.ILL: "ending",
}
"""What is listened for after a question, where it is not yes or no."""


def expects(state: State) -> str:
    """What is listened for now: a state name of the command file."""
    match state.stage:
        case Working() if state.current is not None and state.current.hold_s is not None:
            return "hold"
        case Working():
            return "set"
        case Announcing() | Opening() if state.today_open:
            return "today"
        case Waiting() | Rehearsing() | Announcing() | Opening():
            return "ready"
        case Asking(question=question):
            return _ANSWERS.get(question, "confirm")
        case Paused():
            return "paused"
        case _:
            return "rest"
