"""What a program and a cue script say: frozen models, checked once where the YAML enters."""

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from coach.units import Load, Phase, Tempo, parse_duration, parse_load, parse_tempo


class Model(BaseModel):
    """Frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _reader(read: Callable[[str], object]) -> BeforeValidator:
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


Seconds = Annotated[
    Fraction,
    _reader(parse_duration),
    PlainSerializer(lambda value: f"{float(value):g}s", return_type=str),
    WithJsonSchema({"type": "string", "description": "A duration: 90s, 1m30s or 1:30."}),
]
TempoText = Annotated[
    Tempo,
    _reader(parse_tempo),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "Eccentric-stretch-concentric-squeeze: 3-1-2-1, 31X1."}),
]
LoadText = Annotated[
    Load,
    _reader(parse_load),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "8 kg, 20 lb, 60 %, bodyweight, RIR 3, RPE 7, red band."}),
]


class Sides(StrEnum):
    """How a step treats left and right."""

    BOTH = "both"
    EACH = "each"
    LEFT = "left"
    RIGHT = "right"


class Focus(StrEnum):
    """Where attention goes (training-science 1.5)."""

    AUTO = "auto"
    INTERNAL = "internal"
    EXTERNAL = "external"
    NONE = "none"


class Start(StrEnum):
    """What begins a set."""

    VOICE = "voice"
    COUNTDOWN = "countdown"


class Counting(StrEnum):
    """How much is counted aloud (training-science 3.3, rule 7)."""

    FULL = "full"
    BEAT = "beat"
    REPS = "reps"
    SILENT = "silent"


class AskFeel(StrEnum):
    """When the feel rating is asked for."""

    EACH_SET = "each set"
    EACH_EXERCISE = "each exercise"
    NEVER = "never"


class HoldAt(StrEnum):
    """Where in the repetition a hold stands still."""

    STRETCH = "stretch"
    SQUEEZE = "squeeze"
    MIDDLE = "middle"


class HoldOn(StrEnum):
    """Which repetitions are held."""

    EACH_REP = "each rep"
    LAST_REP = "last rep"


class Reps(Model):
    """A count, or a range whose upper end is led and whose lower end is enough."""

    low: int = Field(ge=1, le=100)
    high: int = Field(ge=1, le=100)


class Hold(Model):
    """A still point inside a set."""

    at: HoldAt = HoldAt.SQUEEZE
    for_: Seconds = Field(alias="for", gt=0, le=120)
    on: HoldOn = HoldOn.LAST_REP


class OwnWords(Model):
    """The athlete's own sentences, spoken where their name says."""

    before: str | None = None
    after: str | None = None
    eccentric: str | None = None
    stretch: str | None = None
    concentric: str | None = None
    squeeze: str | None = None
    hold: str | None = None
    rest: str | None = None


class Defaults(Model):
    """What a step takes where it says nothing itself."""

    tempo: TempoText | None = None
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    side_rest: Seconds | None = Field(default=None, ge=0, le=600)
    start: Start | None = None
    countdown: Seconds | None = Field(default=None, ge=1, le=60)
    ask_feel: AskFeel | None = None
    counting: Counting | None = None
    focus: Focus | None = None


class ExerciseStep(Model):
    """Sets of one exercise."""

    exercise: str
    sets: int = Field(default=1, ge=1, le=20)
    reps: Reps
    load: LoadText | None = None
    tempo: TempoText | None = None
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    side_rest: Seconds | None = Field(default=None, ge=0, le=600)
    start: Start | None = None
    countdown: Seconds | None = Field(default=None, ge=1, le=60)
    ask_feel: AskFeel | None = None
    counting: Counting | None = None
    focus: Focus | None = None
    rehearse: Seconds | None = Field(default=None, ge=5, le=300)
    sides: Sides = Sides.BOTH
    hold: Hold | None = None
    say: OwnWords = OwnWords()


class HoldStep(Model):
    """Sets of standing still: `hold: plank`."""

    hold: str
    sets: int = Field(default=1, ge=1, le=20)
    for_: Seconds = Field(alias="for", ge=2, le=600)
    load: LoadText | None = None
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    side_rest: Seconds | None = Field(default=None, ge=0, le=600)
    start: Start | None = None
    countdown: Seconds | None = Field(default=None, ge=1, le=60)
    ask_feel: AskFeel | None = None
    focus: Focus | None = None
    rehearse: Seconds | None = Field(default=None, ge=5, le=300)
    sides: Sides = Sides.BOTH
    say: OwnWords = OwnWords()


class RestStep(Model):
    """A pause of its own between two steps."""

    rest: Seconds = Field(ge=1, le=1800)


class SayStep(Model):
    """The athlete's own sentence between two steps."""

    say: str


class Rounds(Model):
    """The body of a superset or circuit."""

    rounds: int = Field(default=1, ge=1, le=20)
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    steps: tuple["Step", ...] = Field(min_length=1)


class SupersetStep(Model):
    """Steps done in turn, round by round."""

    superset: Rounds


Step = ExerciseStep | HoldStep | RestStep | SayStep | SupersetStep


class Program(Model):
    """One session, as its author wrote it."""

    program: str
    format: Literal[1] = 1
    about: str = ""
    language: str = "en"
    name: str = ""
    """What the coach calls the athlete; `{name}` in their texts."""
    defaults: Defaults = Defaults()
    say_as: dict[str, str] = {}
    steps: tuple[Step, ...] = Field(min_length=1)


class SingleSide(Model):
    """How the exercise is done with one side."""

    name: str
    load: str = "same dumbbell"


class Cue(Model):
    """One line of a cue script; a bare string in YAML is a cue with nothing bound."""

    text: str
    reps: tuple[int, ...] = ()
    """Only on these repetitions; empty: any."""
    sets: tuple[int, ...] = ()
    sides: tuple[Literal["left", "right"], ...] = ()


class CueScript(Model):
    """What is said for one exercise."""

    cues: str
    format: Literal[1] = 1
    language: str = "en"
    name: str
    area: str
    """What "left arm weak" refers to: arm, shoulder, chest, back, leg, glute, calf, core."""
    muscle: str
    antagonist: str = ""
    equipment: str = ""
    starts_with: Literal[Phase.ECCENTRIC, Phase.CONCENTRIC] = Phase.ECCENTRIC
    single_side: SingleSide | None = None
    say_as: dict[str, str] = {}
    setup: tuple[Cue, ...] = ()
    imagery: tuple[Cue, ...] = ()
    eccentric: tuple[Cue, ...] = ()
    stretch: tuple[Cue, ...] = ()
    concentric: tuple[Cue, ...] = ()
    squeeze: tuple[Cue, ...] = ()
    hold: tuple[Cue, ...] = ()
    external: tuple[Cue, ...] = ()
    mirror: tuple[Cue, ...] = ()
    felt_elsewhere: dict[str, str] = {}
