"""How long texts take to say, in the voice of each language."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from coach.units import RATE
from coach.voice.choose import choose
from coach.voice.studio import Studio


def lengths(voice: str, clips: Path, stack: ExitStack) -> Callable[[str], Callable[[str], float]]:
    """For a language, the seconds that a text takes.

    Args:
        voice: as after `--voice`; `natural` speaks English, other languages are then measured in the system's voice.
        clips: where rendered clips are kept.
        stack: closes the voices that were opened.
    """

    @cache
    def of(language: str) -> Callable[[str], float]:
        wanted = None if voice == "natural" and language != "en" else voice
        studio = stack.enter_context(Studio(choose(wanted, language), clips))
        return lambda text: studio.length(text) / RATE

    return of
