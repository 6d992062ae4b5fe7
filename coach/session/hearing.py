"""What the coach would understand, without a session: sound in, utterances with their commands out."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coach.audio.health import CLIPPED_SHARE, FULL, Health, MicHealth
from coach.ears.utterance import RATE, Recogniser, Utterance
from coach.language.commands import Commands

Json: TypeAlias = dict[str, object]

_BLOCK = RATE // 10


def hear_sound(sound: npt.NDArray[np.int16], recogniser: Recogniser, commands: Commands, state: str) -> Iterator[Json]:
    """Every utterance of a recording, in the form that DESIGN 7 fixes for `hear --json`."""
    recogniser.listen_for(commands.phrases(commands.open_in(state)), state)
    for begin in range(0, len(sound), _BLOCK):
        for utterance in recogniser.feed(sound[begin : begin + _BLOCK]):
            yield understood(utterance, commands, state)
    for utterance in recogniser.finish():
        yield understood(utterance, commands, state)


def hear_live(recogniser: Recogniser, commands: Commands, state: str) -> Iterator[Json]:
    """The same from the microphone, until interrupted.

    Raises:
        AudioError: there is no microphone.
    """
    import time

    from coach.audio.microphone import MicSource
    from coach.units import Samples

    recogniser.listen_for(commands.phrases(commands.open_in(state)), state)
    source = MicSource()
    source.open()
    try:
        while not source.lost():
            time.sleep(0.05)
            for utterance in recogniser.feed(source.read(Samples(0))):
                yield understood(utterance, commands, state)
    finally:
        source.close()


def remarks(sound: npt.NDArray[np.int16]) -> list[str]:
    """What is wrong with a recording that can be read, one sentence each."""
    if not np.ptp(sound):
        return ["there is nothing but silence in it; was the microphone muted?"]
    health, found = MicHealth(), set()
    for begin in range(0, len(sound), _BLOCK):
        found.add(health.feed(sound[begin : begin + _BLOCK]))
    full = int(np.count_nonzero(np.abs(sound.astype(np.int32)) >= FULL))
    said = []
    if Health.CLIPPING in found or full > CLIPPED_SHARE * len(sound):
        said.append("it was recorded too loud and is cut off at full scale; words may be missed")
    if Health.NARROW in found:
        said.append("it has telephone quality, nothing above 4 kHz; words may be missed")
    return said


def understood(utterance: Utterance, commands: Commands, state: str) -> Json:
    """One utterance and what it means in `state`; all times in seconds of the recording."""
    intent = commands.parse(utterance.text, commands.open_in(state)) if utterance.accepted else None
    return {
        "start_s": round(utterance.start / RATE, 3),
        "end_s": round(utterance.end / RATE, 3),
        "decided_s": round(utterance.decided / RATE, 3),
        "text": utterance.text,
        "intent": intent.name if intent else None,
        "slots": dict(intent.slots) if intent else {},
        "confidence": round(utterance.confidence, 3),
        "accepted": intent is not None,
    }
