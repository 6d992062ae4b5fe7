"""The words that stand for choices in programs: sides, focus, counting, holds."""

from enum import StrEnum
from typing import Final


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


class RepNumber(StrEnum):
    """Where in a repetition its number is said (training-science 3.3, rule 4)."""

    END = "end"
    START = "start"
    NONE = "none"


class LastReps(StrEnum):
    """How the last three repetitions are counted (training-science 3.3, rule 4)."""

    UP = "up"
    DOWN = "down"


class AskFeel(StrEnum):
    """When the feel rating is asked for."""

    EACH_SET = "each set"
    EACH_EXERCISE = "each exercise"
    NEVER = "never"


class Level(StrEnum):
    """Who a program is for (training-science 1.5)."""

    NOVICE = "novice"
    TRAINED = "trained"


class HoldAt(StrEnum):
    """Where in the repetition a hold stands still."""

    STRETCH = "stretch"
    SQUEEZE = "squeeze"
    MIDDLE = "middle"


class HoldOn(StrEnum):
    """Which repetitions are held."""

    EACH_REP = "each rep"
    LAST_REP = "last rep"


class HoldKind(StrEnum):
    """The holds inside a set, by their names in training-science 4.2."""

    PAUSE_STRETCH = "pause_stretch"
    PEAK_SQUEEZE = "peak_squeeze"
    MID_HOLD = "mid_hold"


HOLDS: Final = {
    HoldKind.PAUSE_STRETCH: (HoldAt.STRETCH, HoldOn.EACH_REP, "2s"),
    HoldKind.PEAK_SQUEEZE: (HoldAt.SQUEEZE, HoldOn.EACH_REP, "2s"),
    HoldKind.MID_HOLD: (HoldAt.MIDDLE, HoldOn.LAST_REP, "5s"),
}
"""What a kind of hold stands for: where, on which repetitions, how long."""

ELSEWHERE: Final = {
    "hold_set": "a hold of its own is a step: `- hold: plank` with `for: 20s`",
    "flex_rest": "it belongs to the step: `flex_rest: 20s` beside `exercise`",
    "pre_activation": "it belongs to the step: `pre_activation: {times: 3, for: 5s}` beside `exercise`",
}
"""Holds of training-science 4.2 that do not stand inside a set, and where they are written."""
OPEN_S: Final = 120
"""Seconds after which an open hold ends by itself."""
