"""What is said for one exercise: cues and cue scripts."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_serializer, model_validator
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from coach.program.fields import Format, Id, Language, Model, Name, Numbers, SidesBound, Spoken
from coach.units import Phase


class Cue(Model):
    """One line of a cue script; a bare string in YAML is a cue with nothing bound."""

    text: Spoken
    reps: Numbers = ()
    """Only on these repetitions; empty: any."""
    sets: Numbers = ()
    sides: SidesBound = ()

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @model_serializer(mode="wrap")
    def _write(self, handler: Any) -> Any:  # noqa: ANN401 -- pydantic's serializer protocol
        return self.text if not (self.reps or self.sets or self.sides) else handler(self)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core_schema)]}


class _OneIsAList:
    """In the schema, one entry may stand where a list of them may."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(core_schema)
        return {"anyOf": [listed["items"], listed]}


def _one_cue(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


Cues = Annotated[tuple[Cue, ...], BeforeValidator(_one_cue), Field(max_length=100), _OneIsAList()]


class SingleSide(Model):
    """How the exercise is done with one side."""

    name: Name
    load: Name = "same dumbbell"


TEXTS: Final = ("setup", "imagery", "eccentric", "stretch", "concentric", "squeeze", "hold", "external", "mirror")
"""The lists of a cue script."""


class CueScript(Model):
    """What is said for one exercise."""

    cues: Id
    format: Format = 1
    extends: Id | None = None
    """The script whose texts these join; with the script's own id, the shipped one."""
    replace: tuple[
        Literal["setup", "imagery", "eccentric", "stretch", "concentric", "squeeze", "hold", "external", "mirror"], ...
    ] = ()
    """With `extends`: lists that stand instead of the other script's."""
    language: Language = "en"
    name: Name = ""
    area: Name = ""
    """What "left arm weak" refers to: arm, shoulder, chest, back, leg, glute, calf, core."""
    muscle: Name = ""
    antagonist: Name = ""
    equipment: Name = ""
    starts_with: Literal[Phase.ECCENTRIC, Phase.CONCENTRIC] = Phase.ECCENTRIC
    single_side: SingleSide | None = None
    head_down: bool = False
    """The head hangs below the heart; left out with the care profile."""
    isometric: bool = False
    """Held, not repeated: a plank, a wall sit."""
    phase_words: dict[Phase, Spoken] = Field(default={}, max_length=4)
    """What this movement calls a phase, where "down" and "up" would mislead: `{concentric: pull}`."""
    set_over: Spoken = ""
    """What is said after the last repetition with a load, where "rest" says too little: `And rack it.`"""
    say_as: dict[Name, Spoken] = Field(default={}, max_length=200)
    setup: Cues = ()
    imagery: Cues = ()
    eccentric: Cues = ()
    stretch: Cues = ()
    concentric: Cues = ()
    squeeze: Cues = ()
    hold: Cues = ()
    external: Cues = ()
    mirror: Cues = ()
    felt_elsewhere: dict[Name, Spoken] = Field(default={}, max_length=50)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        block = handler.resolve_ref_schema(handler(core_schema))
        block["anyOf"] = [{"required": ["name", "area", "muscle"]}, {"required": ["extends"]}]
        return block
