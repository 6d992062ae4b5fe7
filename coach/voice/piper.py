"""A Piper voice from a file the athlete has: an extra for other neural voices and languages."""

import importlib.util
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.mixer import Sound
from coach.private import silence_onnxruntime
from coach.voice import UnsayableError, VoiceError
from coach.voice.spoken import in_english

if TYPE_CHECKING:
    from piper import PiperVoice


class Piper:
    """Engine `piper:PATH`; the noise of the model is off, so that a text is the same samples every time.

    Raises:
        VoiceError: the package is not installed, or the voice's file or its `.json` is not there.
    """

    def __init__(self, model: Path) -> None:
        config = model.with_name(model.name + ".json")
        if importlib.util.find_spec("piper") is None:
            raise VoiceError("piper voices need the package piper-tts: pip install piper-tts")
        for file in (model, config):
            if not file.is_file():
                raise VoiceError(f"{file} is not there; a piper voice is NAME.onnx with NAME.onnx.json beside it")
        try:
            described = json.loads(config.read_text(encoding="utf-8"))
            code = str(described["espeak"]["voice"])
        except (ValueError, KeyError, TypeError) as error:
            raise VoiceError(f"{config} is not a piper voice's description; download the voice again") from error
        self.language = code.lower()
        self._path = model
        seen = model.stat()
        self._id = f"piper:{model.name}:{seen.st_size}:{seen.st_mtime_ns}"
        self._voice: PiperVoice | None = None
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """The file's name, size and time: another file under the name is another voice."""
        return self._id

    def render(self, text: str) -> tuple[Sound, int]:
        """`text` as mono float32 sound and its rate.

        Raises:
            VoiceError: the model does not load, or the text gives no sound.
        """
        words = in_english(text) if self.language.startswith("en") else text
        silence_onnxruntime()
        try:
            from piper import PiperVoice, SynthesisConfig

            with self._lock:
                self._voice = self._voice or PiperVoice.load(self._path)
                still = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
                chunks = list(self._voice.synthesize(words, still))
        except Exception as error:  # onnxruntime's errors share no base class
            raise VoiceError(f"the piper voice {self._path.name} failed: {error}; try --voice system") from error
        if not chunks:
            raise UnsayableError(f"the piper voice {self._path.name} has no sound for {text[:60]!r}; write it in words")
        sound = np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(np.float32)
        return sound, int(chunks[0].sample_rate)

    def close(self) -> None:
        """Free the model."""
        with self._lock:
            self._voice = None
