"""The product's short tones: struck wood and soft bells, well below speech."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from coach.mixer import Sound
from coach.units import RATE
from coach.voice.clip import Clip


@dataclass(frozen=True, slots=True)
class Note:
    """One struck note."""

    hertz: float
    at_s: float = 0.0
    lasts_s: float = 0.12
    level_db: float = 0.0
    """Against the tone's own peak."""
    wood: float = 0.25
    """Share of the fourth harmonic, a marimba's bright strike."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A tone: its notes and its peak in dBFS. Speech peaks at about -5."""

    peak_db: float
    notes: tuple[Note, ...]


RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "tick": Recipe(-22.0, (Note(1046.5, lasts_s=0.045, wood=0.35),)),
        "ack": Recipe(-20.0, (Note(783.99, lasts_s=0.09), Note(1174.66, at_s=0.07, lasts_s=0.14))),
        "go": Recipe(-15.0, (Note(1046.5, lasts_s=0.32), Note(2093.0, lasts_s=0.2, level_db=-14.0))),
        "end": Recipe(-17.0, (Note(783.99, lasts_s=0.3), Note(523.25, at_s=0.16, lasts_s=0.45))),
        "alert": Recipe(
            -13.0,
            (
                Note(880.0, lasts_s=0.2, wood=0.4),
                Note(880.0, at_s=0.2, lasts_s=0.2, wood=0.4),
                Note(659.26, at_s=0.4, lasts_s=0.4, wood=0.4),
            ),
        ),
        "blip": Recipe(-18.0, (Note(523.25, lasts_s=0.16, wood=0.1), Note(659.26, at_s=0.12, lasts_s=0.26, wood=0.1))),
    }
)
"""`tick` marks a beat, `ack` a command understood, `go` the first beat, `end` a finished set, `alert` danger or a
lost device, `blip` stands where speech would, when no voice works."""

LEAD_IN_DB: Final = -66.0
"""Peak of the lead-in in dBFS: not heard, and yet no silence to a link."""

_STRIKE_S = 0.005
_RELEASE_S = 0.01


@cache
def tone(name: str) -> Clip:
    """The tone called `name`; the same read-only samples every time.

    Raises:
        KeyError: there is no such tone; `RECIPES` names them.
    """
    recipe = RECIPES[name]
    total = round(max(note.at_s + note.lasts_s for note in recipe.notes) * RATE)
    sound = np.zeros(total)
    for note in recipe.notes:
        struck = _strike(note)
        first = round(note.at_s * RATE)
        sound[first : first + len(struck)] += struck[: total - first]
    sound *= 10 ** (recipe.peak_db / 20) / np.abs(sound).max()
    finished: Sound = sound.astype(np.float32)
    finished.flags.writeable = False
    return Clip(finished)


@cache
def lead_in(length: int) -> Sound:
    """`length` samples of quiet noise that swells within 50 ms; the same read-only samples every time."""
    noise = np.random.default_rng(length).uniform(-1.0, 1.0, length)
    noise *= 10 ** (LEAD_IN_DB / 20) * np.minimum(1.0, np.arange(length) / (RATE * 0.05))
    made: Sound = noise.astype(np.float32)
    made.flags.writeable = False
    return made


def _strike(note: Note) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    count = round(note.lasts_s * RATE)
    time = np.arange(count) / RATE
    decay = note.lasts_s / 5
    body = np.sin(2 * np.pi * note.hertz * time) * np.exp(-time / decay)
    strike = np.sin(2 * np.pi * 4 * note.hertz * time) * np.exp(-4 * time / decay)
    struck = (body + note.wood * strike) * 10 ** (note.level_db / 20)
    rise, fall = round(_STRIKE_S * RATE), round(_RELEASE_S * RATE)
    struck[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    struck[-fall:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    return struck
