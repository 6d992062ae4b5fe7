"""Where files are: the athlete's folder, the cache, and what ships with the product."""

import os
from pathlib import Path

import platformdirs

SHIPPED = Path(__file__).resolve().parent.parent
"""The checkout: `programs/` and `cues/` stand in it."""


def home() -> Path:
    """The folder of everything the program writes; `INNERVATE_HOME` moves it. Not created here."""
    moved = os.environ.get("INNERVATE_HOME")
    return expanded(moved) if moved else Path(platformdirs.user_data_dir("innervate", appauthor=False))


def expanded(path: str) -> Path:
    """`path` with the home folder for a leading `~`; as it is written where nobody has such a home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def clip_cache() -> Path:
    """Rendered sentences."""
    return home() / "clips"


def database() -> Path:
    """The history."""
    return home() / "history.db"


def models() -> Path:
    """Recogniser models that the athlete installed."""
    return home() / "models"


def own_cues() -> Path:
    """The athlete's own cue scripts, phrases and lines; they win over the shipped ones."""
    return home() / "cues"


def own_programs() -> Path:
    """The athlete's own programs."""
    return home() / "programs"


def shipped_cues() -> Path:
    """The built-in cue scripts, commands and lines."""
    return SHIPPED / "cues"


def shipped_programs() -> Path:
    """The built-in programs."""
    return SHIPPED / "programs"
