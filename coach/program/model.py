"""What a program and a cue script say: frozen models, checked once where the YAML enters."""

from fractions import Fraction
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AliasChoices, Discriminator, Field, Tag, model_serializer, model_validator
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from coach.program.choices import ELSEWHERE, HOLDS, OPEN_S, Level
from coach.program.choices import AskFeel as AskFeel
from coach.program.choices import Counting as Counting
from coach.program.choices import Focus as Focus
from coach.program.choices import HoldAt as HoldAt
from coach.program.choices import HoldKind as HoldKind
from coach.program.choices import HoldOn as HoldOn
from coach.program.choices import LastReps as LastReps
from coach.program.choices import RepNumber as RepNumber
from coach.program.choices import Sides as Sides
from coach.program.choices import Start as Start
from coach.program.fields import (
    Format,
    Id,
    Language,
    LoadText,
    Model,
    Name,
    Seconds,
    Spoken,
    TempoText,
    clash,
    refuse,
    reps_range,
)
from coach.program.near import nearest
from coach.program.script import Cue as Cue
from coach.program.script import CueScript as CueScript
from coach.program.script import SingleSide as SingleSide
from coach.units import LoadKind


class Reps(Model):
    """A count, or a range whose upper end is led and whose lower end is enough."""

    low: int = Field(ge=1, le=100)
    high: int = Field(ge=1, le=100)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        return reps_range(value)

    @model_serializer
    def _write(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "description": "A count, or a range such as 8-12.",
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 100},
                {"type": "string", "pattern": "^[0-9]{1,3}( *(-|\u2013|to) *[0-9]{1,3})?$"},
            ],
        }


class Hold(Model):
    """A still point inside a set."""

    kind: HoldKind | None = None
    at: HoldAt = HoldAt.SQUEEZE
    for_: Seconds = Field(alias="for", gt=0, le=120)
    on: HoldOn = HoldOn.LAST_REP

    @model_validator(mode="before")
    @classmethod
    def _by_kind(cls, value: object) -> object:
        if isinstance(value, str):
            value = {"kind": value}
        if not isinstance(value, dict) or not isinstance(kind := value.get("kind"), str):
            return value
        if kind in ELSEWHERE:
            refuse(f"{kind!r} is no hold inside a set; {ELSEWHERE[kind]}", "kind")
        if kind not in set(HoldKind):
            return value
        at, on, seconds = HOLDS[HoldKind(kind)]
        if value.get("at", at) != at:
            refuse(f"{kind!r} is held at the {at.value}, not at the {value['at']}; leave one of them out", "at")
        return {"at": at.value, "on": on.value, "for": seconds} | value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        block = handler(core_schema)
        block.pop("required", None)
        return {"anyOf": [{"enum": [kind.value for kind in HoldKind]}, block]}


class PreActivation(Model):
    """Light squeezes without load before the first set (training-science 4.2)."""

    times: int = Field(default=3, ge=1, le=5)
    for_: Seconds = Field(default=Fraction(5), alias="for", ge=2, le=15)


class WarmUp(Model):
    """One lighter set before the first working set."""

    reps: Reps
    load: LoadText | None = None


class BoundWords(Cue):
    """The athlete's own words for chosen repetitions, sets or sides; `at` is the place they stand in."""

    at: Literal["before", "after", "eccentric", "stretch", "concentric", "squeeze", "hold", "rest"]

    @model_serializer(mode="wrap")
    def _write(self, handler: Any) -> Any:  # noqa: ANN401 -- pydantic's serializer protocol
        return handler(self)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(core_schema)


class OwnWords(Model):
    """The athlete's own sentences, spoken where their name says; a bare text is spoken before the set."""

    before: Spoken | None = None
    after: Spoken | None = None
    eccentric: Spoken | None = None
    stretch: Spoken | None = None
    concentric: Spoken | None = None
    squeeze: Spoken | None = None
    hold: Spoken | None = None
    rest: Spoken | None = None
    cues: tuple[BoundWords, ...] = Field(default=(), max_length=100)

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"before": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core_schema)]}

    def at(self, place: str) -> tuple[Cue, ...]:
        """All that is written for `place` (`before`, `eccentric`...), bound or not."""
        free: str | None = getattr(self, place)
        bound = tuple(cue for cue in self.cues if cue.at == place)
        return (Cue(text=free), *bound) if free else bound


class Defaults(Model):
    """What a step takes where it says nothing itself."""

    tempo: TempoText | None = None
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    side_rest: Seconds | None = Field(default=None, ge=0, le=600)
    start: Start | None = None
    countdown: Seconds | None = Field(default=None, ge=1, le=60)
    ask_feel: AskFeel | None = None
    counting: Counting | None = None
    rep_number: RepNumber | None = None
    last_reps: LastReps | None = None
    focus: Focus | None = None
    visualize: bool | None = None
    """One line of imagery in the rests before further sets."""


class ExerciseStep(Model):
    """Sets of one exercise."""

    exercise: Id
    sets: int = Field(default=1, ge=1, le=20)
    reps: Reps
    load: LoadText | None = None
    one_rm: LoadText | None = Field(default=None, alias="1rm")
    """The athlete's best single repetition, so that a load in per cent is known in kilograms."""
    warm_up: tuple[WarmUp, ...] = Field(default=(), max_length=6)
    tempo: TempoText | None = None
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    every: Seconds | None = Field(default=None, ge=20, le=600)
    """A new set begins every so many seconds; the rest is what is left of them."""
    side_rest: Seconds | None = Field(default=None, ge=0, le=600)
    start: Start | None = None
    countdown: Seconds | None = Field(default=None, ge=1, le=60)
    ask_feel: AskFeel | None = None
    counting: Counting | None = None
    rep_number: RepNumber | None = None
    last_reps: LastReps | None = None
    focus: Focus | None = None
    rehearse: Seconds | None = Field(default=None, ge=5, le=300)
    sides: Sides = Sides.BOTH
    hold: Hold | None = None
    visualize: bool | None = None
    flex_rest: Seconds | None = Field(default=None, ge=5, le=60)
    """Tense the worked muscle, without load, in the first part of each rest."""
    pre_activation: PreActivation | None = None
    equipment: Name | None = None
    safeties: bool = False
    """Safety bars or a spotter are there."""
    say: OwnWords = OwnWords()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        clash(self, "rest", "every")
        if self.one_rm is not None and self.one_rm.kind not in (LoadKind.KG, LoadKind.LB):
            refuse(f"a 1rm is in kg or lb, found '{self.one_rm}'; write 1rm: 60 kg", "1rm")
        return self


class HoldStep(Model):
    """Sets of standing still: `hold: plank`."""

    hold: Id
    sets: int = Field(default=1, ge=1, le=20)
    for_: Seconds = Field(alias="for", ge=2, le=600)
    open: bool = False
    """The athlete lets go by voice; `for` is the longest. `for: open` is this with 120 s."""
    load: LoadText | None = None
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    every: Seconds | None = Field(default=None, ge=20, le=600)
    side_rest: Seconds | None = Field(default=None, ge=0, le=600)
    start: Start | None = None
    countdown: Seconds | None = Field(default=None, ge=1, le=60)
    ask_feel: AskFeel | None = None
    focus: Focus | None = None
    rehearse: Seconds | None = Field(default=None, ge=5, le=300)
    visualize: bool | None = None
    sides: Sides = Sides.BOTH
    equipment: Name | None = None
    safeties: bool = False
    say: OwnWords = OwnWords()

    @model_validator(mode="before")
    @classmethod
    def _open(cls, value: object) -> object:
        if isinstance(value, dict) and value.get("for") == "open":
            return value | {"for": f"{OPEN_S}s", "open": value.get("open", "true")}
        return value

    @model_validator(mode="after")
    def _agree(self) -> Self:
        clash(self, "rest", "every")
        return self


class RestStep(Model):
    """A pause of its own between two steps."""

    rest: Seconds = Field(ge=1, le=1800)


class SayStep(Model):
    """The athlete's own sentence between two steps."""

    say: Spoken


class Rounds(Model):
    """The body of a superset or circuit."""

    rounds: int = Field(default=1, ge=1, le=20)
    rest: Seconds | None = Field(default=None, ge=0, le=1800)
    every: Seconds | None = Field(default=None, ge=20, le=1800)
    """A new round begins every so many seconds."""
    steps: tuple["Step", ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        clash(self, "rest", "every")
        if any(isinstance(step, SupersetStep) for step in self.steps):
            refuse("rounds cannot hold further rounds; write the exercises out", "steps")
        return self


class SupersetStep(Model):
    """Steps done in turn, round by round; `circuit:` is another word for it."""

    superset: Rounds = Field(validation_alias=AliasChoices("superset", "circuit"))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        block = handler.resolve_ref_schema(handler(core_schema))
        rounds = block["properties"]["superset"]
        block["properties"] = {"superset": rounds, "circuit": rounds}
        block["oneOf"] = [{"required": ["superset"]}, {"required": ["circuit"]}]
        block.pop("required")
        return block


KINDS: Final = {
    "exercise": "exercise step",
    "superset": "superset step",
    "circuit": "superset step",
    "hold": "hold step",
    "say": "say step",
    "rest": "rest step",
}
"""Which key makes which kind of step; where several stand, the first of this order."""


def step_kind(value: object) -> str | None:
    """The kind of step that a block of keys is meant to be, even where its first key is misspelt."""
    if isinstance(value, dict):
        kind = next((kind for key, kind in KINDS.items() if key in value), None)
        if kind in (KINDS["exercise"], KINDS["superset"]) or (kind == KINDS["hold"] and "reps" not in value):
            return kind
        strange = [str(key) for key in value if key not in ExerciseStep.model_fields and key not in KINDS]
        meant = next((near for key in strange if (near := nearest(key, KINDS, 0.75))), None)
        if meant is None and "reps" in value and not isinstance(value.get("hold"), str):
            meant = "exercise"
        return KINDS[meant] if meant else kind
    match value:
        case ExerciseStep():
            return KINDS["exercise"]
        case HoldStep():
            return KINDS["hold"]
        case SupersetStep():
            return KINDS["superset"]
        case SayStep():
            return KINDS["say"]
        case RestStep():
            return KINDS["rest"]
        case _:
            return None


Step = Annotated[
    Annotated[ExerciseStep, Tag("exercise step")]
    | Annotated[HoldStep, Tag("hold step")]
    | Annotated[RestStep, Tag("rest step")]
    | Annotated[SayStep, Tag("say step")]
    | Annotated[SupersetStep, Tag("superset step")],
    Discriminator(step_kind),
]


class Program(Model):
    """One session, as its author wrote it."""

    program: Name
    format: Format = 1
    about: Spoken = ""
    language: Language = "en"
    level: Level | None = None
    name: Name = ""
    """What the coach calls the athlete; `{name}` in their texts."""
    defaults: Defaults = Defaults()
    one_rm: dict[Id, LoadText] = Field(default={}, alias="1rm", max_length=100)
    """The athlete's best single repetitions, by exercise."""
    say_as: dict[Name, Spoken] = Field(default={}, max_length=200)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=100)
