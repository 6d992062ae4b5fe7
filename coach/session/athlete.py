"""An athlete for trying the product alone: answers the coach aloud, in another voice, where a microphone would be."""

import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.ears.utterance import RATE as EARS_RATE
from coach.engine.state import Asking, Question, Resting, Waiting, Working
from coach.session.loop import Loop, Speech
from coach.session.packed import Packed
from coach.units import RATE, Samples

Speak = Callable[[str], npt.NDArray[np.int16]]
"""A phrase as mono sound at the ears' rate."""

PITCH: Final = 0.86
"""The athlete speaks lower and slower than the coach: the same voice, played back at this speed."""
THINKING: Final = Samples(RATE * 6 // 5)
"""1.2 s between the coach's last word and the answer."""
AGAIN: Final = Samples(RATE * 5)
"""Nothing happened for 5 s: say it again."""
SCRIPT: Final = (("rest", "left arm weak"), ("set", "how many left"), ("rest", "what next"), ("rest", "next set"))
"""What is said of the athlete's own accord, and when."""


class AthleteSource:
    """Speaks when its time has come: "ready", a rating, "yes", and the commands of a script.

    The recogniser hears its sound and nothing else. `keep` writes all that was at the microphone, so
    that the session can be had again with `--mic`.
    """

    live = False
    ended = False
    name = "a rehearsed athlete"

    def __init__(self, loop: Loop, speak: Speak, script: Sequence[tuple[str, str]] = SCRIPT) -> None:
        self._loop = loop
        self._speak = speak
        self._script = list(script)
        self._read = 0
        self._saying: npt.NDArray[np.int16] = np.zeros(0, np.int16)
        self._stage: object = None
        self._since = 0
        self._said: list[str] = []
        self._said_at = 0
        self._recording = Packed()

    def open(self) -> None:
        """Nothing has to be opened."""

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        """The athlete's sound up to the output-clock instant `until`; silence where nothing is said."""
        block = np.zeros(max(0, until * EARS_RATE // RATE - self._read), np.int16)
        if not len(self._saying) and (phrase := self._phrase(until)):
            self._saying = self._speak(phrase)
        said = min(len(block), len(self._saying))
        block[:said], self._saying = self._saying[:said], self._saying[said:]
        self._read += len(block)
        self._recording.add(block.astype("<i2").tobytes())
        return block

    def _phrase(self, now: Samples) -> str | None:
        """What is due now, if anything; what was not understood is said once more."""
        stage = self._loop.state.stage
        if stage is not self._stage:
            self._stage, self._since = stage, now
            self._said = []
        if self._said and (len(self._said) > 1 or now - self._said_at < AGAIN):
            return None
        if not isinstance(stage, Working) and now - max(self._since, self._loop.quiet_from) < THINKING:
            return None
        phrase = self._answer(stage, now)
        if phrase is not None and not isinstance(stage, Working):
            self._said.append(phrase)
            self._said_at = now
        return phrase

    def _answer(self, stage: object, now: Samples) -> str | None:
        match stage:
            case Waiting():
                return "ready"
            case Asking(question=Question.FEEL):
                return "four"
            case Asking(question=Question.LONG_STANDING):
                return "yes"
            case Resting():
                return self._own_accord("rest")
            case Working() if now > stage.origin + RATE * 12:
                return self._own_accord("set")
            case _:
                return None

    def _own_accord(self, when: str) -> str | None:
        if self._said:
            return self._said[0]
        if not self._script or self._script[0][0] != when:
            return None
        return self._script.pop(0)[1]

    def keep(self, path: Path) -> None:
        """Write down what was at the microphone, as a 16-bit mono WAV."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(EARS_RATE)
            for page in self._recording.pages():
                file.writeframes(page)

    def captured_at(self, sample: int) -> Samples:
        """The output-clock instant of an input sample: both clocks are one here."""
        return Samples(sample * RATE // EARS_RATE)

    def lost(self) -> bool:
        """It never is."""
        return False

    def close(self) -> None:
        """Nothing has to be let go."""


def athletes_voice(voice: Speech) -> Speak:
    """Phrases in a voice that is not the coach's, at the ears' rate."""
    import soxr

    def speak(phrase: str) -> npt.NDArray[np.int16]:
        sound = soxr.resample(voice.speech(phrase), RATE * PITCH, EARS_RATE)
        clipped: npt.NDArray[np.int16] = np.clip(sound * 32767, -32768, 32767).astype(np.int16)
        return clipped

    return speak
