"""What is measured: the product's recognisers, and Vosk the way it is usually driven."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.understanding import material
from coach.ears.choose import built_in, with_model
from coach.ears.phones import Phones
from coach.ears.phones_sound import Acoustics
from coach.ears.utterance import RATE, Recogniser, Utterance
from tests import vosk_model
from tests.voices import Sound

PHONES: Final = "phones"
VOSK: Final = "vosk"
PLAIN: Final = "vosk as it comes"
ALL: Final = (PHONES, VOSK, PLAIN)


class PlainVosk:
    """Vosk the obvious way: the phrases as its grammar, its own end of speech, and the text looked up."""

    id = "vosk"

    def __init__(self, model: Path) -> None:
        import vosk

        vosk.SetLogLevel(-1)
        self._vosk: Any = vosk
        self._model: Any = vosk.Model(model_path=str(model))
        self._phrases: frozenset[str] = frozenset()
        self._decoder: Any = None
        self._fed = 0

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        del state
        self._phrases = frozenset(phrases)
        self._decoder = self._vosk.KaldiRecognizer(self._model, RATE, json.dumps([*phrases, "[unk]"]))

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        del phrases
        return ()

    def disregard(self) -> None:
        pass

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        self._fed += len(block)
        return self._told(self._decoder.Result()) if self._decoder.AcceptWaveform(block.tobytes()) else []

    def finish(self) -> list[Utterance]:
        return self._told(self._decoder.FinalResult())

    def close(self) -> None:
        self._decoder = self._model = None

    def _told(self, result: str) -> list[Utterance]:
        text = str(json.loads(result).get("text", ""))
        known = text in self._phrases
        return [Utterance(text, self._fed, self._fed, self._fed, 1.0, accepted=True)] if known else []


class Shared(Acoustics):
    """The acoustic model, which most of the work is, asked once for what several listeners hear."""

    def __init__(self) -> None:
        super().__init__()
        self._known: OrderedDict[bytes, npt.NDArray[np.float64]] = OrderedDict()

    def posteriors(self, sound: Sound) -> npt.NDArray[np.float64]:
        key = hashlib.blake2b(sound.tobytes(), digest_size=16).digest()
        if key not in self._known:
            self._known[key] = super().posteriors(sound)
            if len(self._known) > 400:
                self._known.popitem(last=False)
        return self._known[key]


@cache
def shared() -> Shared:
    return Shared()


@cache
def phones(state: str) -> Phones:
    """The built-in engine, listening for what is open in `state`; all of them share their acoustic model."""
    ears = built_in(material.commands(), shared())
    ears.listen_for(material.open_phrases(state), state)
    return ears


def listener(engine: str, state: str) -> Recogniser:
    """A recogniser that listens for what is open in `state`, or for what it can hear of it; for one state in turn."""
    if engine == PHONES:
        return phones(state)
    ears = alone(engine)
    ears.listen_for(material.open_phrases(state), state)
    return ears


@cache
def alone(engine: str) -> Recogniser:
    """The one recogniser of an engine, as a session would have it."""
    if engine == PHONES:
        return built_in(material.commands())
    model = vosk_model.english()
    if model is None:
        raise FileNotFoundError(vosk_model.MISSING)
    return PlainVosk(model) if engine == PLAIN else with_model(model, "en", material.commands())


def missing(engine: str) -> str:
    """What this machine lacks; empty where nothing."""
    return vosk_model.MISSING if engine != PHONES and vosk_model.english() is None else ""
