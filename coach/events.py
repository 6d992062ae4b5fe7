"""The vocabulary between the session and the world: facts that arrive, requests that leave.

Every instant is a sample of the output clock (`coach.units.Samples`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from coach.program.choices import Focus
from coach.units import Phase, Samples, Side

Slots: TypeAlias = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the product, named; the words are in `cues/lines.<language>.yaml`."""

    key: str
    slots: Slots = field(default_factory=dict)
    variant: int = 0
    """Which of the line's variants, counted modulo their number."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence an athlete wrote, in a program or a cue script; may hold `{slots}` and `[pause 2s]`."""

    text: str
    slots: Slots = field(default_factory=dict)
    over: Samples | None = None
    """Only spoken where it takes longer than this: it has no room in its phase, and so is said before the set."""


Words: TypeAlias = Line | Text


class Kind(StrEnum):
    """What an event of the timeline is (DESIGN 7)."""

    ANNOUNCE = "announce"
    REHEARSE = "rehearse"
    READY = "ready"
    COUNT = "count"
    TICK = "tick"
    CUE = "cue"
    HOLD = "hold"
    BREATH = "breath"
    REST = "rest"
    ASK = "ask"
    ACK = "ack"
    REPLY = "reply"
    SAFETY = "safety"
    HEARD = "heard"
    SET_DONE = "set_done"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the session something belongs."""

    exercise: str = ""
    set: int = 0
    """1-based number of the set within its exercise; 0 outside sets."""
    side: Side = Side.BOTH
    rep: int = 0
    phase: Phase | None = None


# Facts: what the session receives. `at` is when the session learns of it.


@dataclass(frozen=True, slots=True)
class Started:
    """The session begins."""

    at: Samples
    listening: bool
    """Someone can answer: a microphone, a recording, typed or timed commands."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The instant asked for by `WakeAt` has come."""

    at: Samples
    wake: int


@dataclass(frozen=True, slots=True)
class Said:
    """The utterance with this ticket has been heard to its end."""

    at: Samples
    ticket: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A command was understood."""

    at: Samples
    ended: Samples
    """When its last sound was in the air; a command belongs to this instant, not to `at`."""
    intent: str
    slots: Slots = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Part of the rim failed and was replaced; said aloud once. `line` names the sentence."""

    at: Samples
    line: str


@dataclass(frozen=True, slots=True)
class Listening:
    """From now on somebody can answer, or nobody can any more."""

    at: Samples
    on: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """A session that had been broken off goes on, in another process perhaps."""

    at: Samples
    listening: bool


@dataclass(frozen=True, slots=True)
class OutputLost:
    """Nothing can be heard any more; the session holds."""

    at: Samples


@dataclass(frozen=True, slots=True)
class OutputBack:
    """Sound is back."""

    at: Samples
    elsewhere: bool = False
    """On another device than before."""


Fact: TypeAlias = Started | Resumed | Reached | Said | Heard | Listening | Trouble | OutputLost | OutputBack


# Requests: what the session emits.


@dataclass(frozen=True, slots=True)
class Say:
    """Speak one of `choices`: the first that fits.

    On a beat (`beat` set), the word's onset is that sample or the word is dropped for a tick.
    Otherwise it is spoken at `at` or as soon after as the voice is free.
    """

    kind: Kind
    choices: tuple[Words, ...]
    at: Samples
    beat: bool = False
    until: Samples | None = None
    """On a beat: where the words must have ended; None for no limit."""
    ticket: int = 0
    """Not 0: `Said` follows when it has ended (or was dropped)."""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Tone:
    """A short sound: `tick`, `ack`, `go`, `end`, `alert`."""

    name: str
    at: Samples
    kind: Kind = Kind.TICK
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Cancel:
    """Drop what has not begun by `at` and fade out what is sounding then."""

    at: Samples
    cuts: bool = True
    """False: a word that is sounding at `at` is let finish."""


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Send `Reached(wake)` at this instant."""

    at: Samples
    wake: int


class Role(StrEnum):
    """What a set was for."""

    WORK = "work"
    WARM_UP = "warm_up"
    EXTRA = "extra"
    """Added for a weaker side, or asked for."""
    TEST = "test"
    """To compare the two sides (training-science 5.1)."""


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One finished set of one side; on disk before the next sound."""

    exercise: str
    name: str
    set: int
    side: Side
    start: Samples
    end: Samples
    reps: int
    target_reps: int
    load: str
    """As said and written: `8 kg`; empty for none."""
    held_s: float
    tension_s: float
    feel: int | None = None
    completed: bool = True
    """False where the athlete broke the set off."""
    rir: int | None = None
    """Repetitions that the athlete says were left in reserve."""
    planned: str = ""
    """The load as the program has it."""
    role: Role = Role.WORK
    focus: Focus = Focus.NONE
    """Where attention was: a set with internal focus yields fewer repetitions (training-science 1.3)."""


@dataclass(frozen=True, slots=True)
class Record:
    """Write this set down. `id` is its number in the session; a second `Record` with it replaces the first."""

    id: int
    set: SetRecord


@dataclass(frozen=True, slots=True)
class Note:
    """Write down something that is not a set: `adapted`, `safety`, `finished`, with its reason."""

    at: Samples
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """Remember something about the athlete beyond this session."""

    at: Samples
    key: str
    """Of the profile (`coach.plan.profile`): `weak.arm`, `prefer.counting`."""
    value: object
    """Anything JSON can hold; None forgets the key."""
    record: int | None = None
    """The number of the set it was learnt from; None where the athlete said it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over once all that was said has been heard."""

    at: Samples


Request: TypeAlias = Say | Tone | Cancel | WakeAt | Record | Note | Learnt | Ended
