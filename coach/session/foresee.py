"""What a session will say if nobody answers: so that the voice can render it before it is needed."""

from dataclasses import replace

import numpy as np

from coach.audio.files import NullSink
from coach.engine.state import State
from coach.language.commands import Commands
from coach.language.lines import Lines
from coach.mixer import Sound
from coach.session.loop import Loop
from coach.units import RATE, Samples

_WORD_S = 0.4


class GuessedSpeech:
    """Speech of about the right length and no sound."""

    def speech(self, text: str) -> Sound:
        """Silence of about the sentence's length."""
        return np.zeros(int(RATE * _WORD_S * len(text.split())), np.float32)

    def tone(self, name: str) -> Sound:
        """Silence of about a tone's length."""
        del name
        return np.zeros(RATE // 20, np.float32)

    def lead_in(self, length: Samples) -> Sound:
        """Silence."""
        return np.zeros(length, np.float32)

    def troubles(self) -> list[str]:
        """It has none."""
        return []


def sentences(state: State, lines: Lines, commands: Commands) -> list[str]:
    """Every sentence of the undisturbed session, in the order in which they are first needed."""
    sink = NullSink()
    loop = Loop(replace(state), sink, GuessedSpeech(), lines, commands)
    sink.open(loop.mixer)
    timeline = loop.run()
    events = timeline["events"]
    if not isinstance(events, list):
        raise TypeError(events)
    spoken = (str(event["text"]) for event in events if event.get("spoken"))
    return list(dict.fromkeys(spoken))
