"""The built-in acoustic model: sound in, sounds of speech out."""

# ruff: noqa: RUF001 - phonetic letters look like others

import platform
from importlib import resources
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from coach.ears.errors import EarsError
from coach.ears.level import at_one_level
from coach.ears.phones_conformer import Conformer, adapted, learned, read

FRAME: Final = 320
"""Samples at 16 kHz that one frame of the model covers: 20 ms."""

_JOINED: Final = ("aɪ", "aʊ", "oʊ", "eɪ", "ɔɪ", "d͡ʒ", "t͡ʃ")
_ADAPTED: Final = Path(__file__).with_name("phones_adapted.npz")
"""What the network learned of gym noise and crowds; made by `benchmarks/adapt.py`."""


class Acoustics:
    """hama's phoneme network (4.7 MB, CPU only, some 8 ms of one core per second of sound)."""

    def __init__(self) -> None:
        """Load the network.

        Raises:
            EarsError: the package is missing or has no build for this machine.
        """
        try:
            from hama import _engine
            from hama.vocab import Vocabulary
        except ImportError as err:
            raise EarsError(
                "the built-in recogniser is missing: its package hama is not installed; run `pip install hama`", 3
            ) from err
        if not _engine.available():
            raise EarsError(
                f"the built-in recogniser does not run on {platform.system()} {platform.machine()}; "
                "run `coach.py models install en` and listen with vosk",
                3,
            )
        try:
            weights = read((resources.files("hama.assets") / "asr_waveform.hama").read_bytes())
            self._network = Conformer(adapted(weights, learned(_ADAPTED)))
        except (OSError, KeyError, ValueError, BadZipFile) as err:
            raise EarsError(
                f"what the built-in recogniser learned does not fit the network in the package hama ({err}); "
                "run `pip install 'hama>=1.7,<1.8'`, or install Innervate anew",
                3,
            ) from err
        self._speller: Any = None
        self.tokens: Final[tuple[str, ...]] = (*Vocabulary.load(None).decoder, "<wb>", "<blank>")
        self.blank: Final[int] = self.tokens.index("<blank>")
        self.gap: Final[int] = self.tokens.index("<wb>")

    def posteriors(self, sound: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
        """Frames x tokens: how probable each sound of speech is every 20 ms; each row sums to 1."""
        return np.exp(self._network(at_one_level(sound)).astype(np.float64))

    def spell(self, word: str) -> tuple[str, ...]:
        """A word's sounds as the network would write them, by its own letter-to-sound rules; may be empty."""
        from hama import G2PModel

        if self._speller is None:
            self._speller = G2PModel()
        ipa: str = self._speller.predict(word).ipa
        sounds, at = [], 0
        while at < len(ipa):
            sound = next((j for j in _JOINED if ipa.startswith(j, at)), ipa[at])
            if sound in self.tokens:
                sounds.append(sound)
            at += len(sound)
        return tuple(sounds)
