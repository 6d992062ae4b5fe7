"""Sentences and tones for the loop, from the studio that renders them."""

from collections.abc import Iterable

from coach.mixer import Sound
from coach.units import Samples
from coach.voice.studio import Studio
from coach.voice.tones import lead_in, tone


class StudioSpeech:
    """The product's voice; what cannot be spoken becomes a tone, and is told once."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._told: set[str] = set()

    def speech(self, text: str) -> Sound:
        """The sound of a sentence; never fails."""
        return self._studio.clip(text).sound

    def tone(self, name: str) -> Sound:
        """The sound of a tone."""
        return tone(name).sound

    def lead_in(self, length: Samples) -> Sound:
        """The quiet before speech that keeps a link awake."""
        return lead_in(length)

    def prepare(self, texts: Iterable[str]) -> None:
        """Render sentences ahead, beside the session."""
        self._studio.prepare(texts)

    def troubles(self) -> list[str]:
        """Lines to be said once about voices that failed since the last call."""
        fresh = [name for name in self._studio.troubles() if name not in self._told]
        self._told.update(fresh)
        return fresh

    def close(self) -> None:
        """Let go of the engines."""
        self._studio.close()
