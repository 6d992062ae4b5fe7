"""The natural voice: hibari's neural model and its bundled American voice; nothing is ever downloaded."""

import importlib.util
import threading
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.memory import give_back
from coach.mixer import Sound
from coach.private import silence_onnxruntime
from coach.voice import UnsayableError, VoiceError
from coach.voice.spoken import in_english

if TYPE_CHECKING:
    from hibari import Hibari

VOICE = "heart"
"""The one voice inside the package; every other one would be a download."""
SEED = 7
"""Fixes the noise part of the sound, so that a text is the same samples every time."""


class Natural:
    """Engine `natural`. The model is loaded by the first `render`, not before."""

    def __init__(self) -> None:
        self._model: Hibari | None = None
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """Package version, voice and seed; reading it loads nothing."""
        try:
            version = metadata.version("hibari-tts")
        except metadata.PackageNotFoundError:
            version = "missing"
        return f"natural:{version}:{VOICE}:{SEED}"

    def render(self, text: str) -> tuple[Sound, int]:
        """English `text` as mono float32 sound at 24 kHz; bit-identical for equal texts.

        Raises:
            VoiceError: the package is not installed or not whole, or the text gives no sound.
        """
        with self._lock:
            if self._model is None:
                self._model = _load()
            try:
                sound = np.asarray(self._model(in_english(text), seed=SEED), np.float32)
            except Exception as error:  # onnxruntime's errors share no base class
                raise VoiceError(
                    f"the natural voice could not say {text[:60]!r}: {error}; try --voice system"
                ) from error
            rate = int(self._model.sample_rate)
        if not len(sound):
            raise UnsayableError(f"the natural voice has no sound for {text[:60]!r}; write it in English words")
        return sound, rate

    def close(self) -> None:
        """Free the model."""
        with self._lock:
            self._model = None


def missing() -> str:
    """What stands in the way of the natural voice, with the remedy; empty when nothing does."""
    for module, package in (("hibari", "hibari-tts"), ("onnxruntime", "onnxruntime")):
        spec = importlib.util.find_spec(module)
        if spec is None:
            return f"{package} is not installed: pip install {package}"
    return ""


def _load() -> "Hibari":
    silence_onnxruntime()
    try:
        import hibari
        from hibari.tts import ASSETS
    except ImportError as error:
        raise VoiceError(f"the natural voice is not installed ({error}): pip install hibari-tts") from error
    # A path of its own keeps hibari from looking for the voice, and so from ever downloading one.
    model = Path(ASSETS) / "hibari.onnx"
    if not model.is_file():
        raise VoiceError(f"the natural voice's model {model.name} is missing: pip install --force-reinstall hibari-tts")
    try:
        voice = hibari.Hibari(voice=VOICE, model=str(model), threads=1)
        _lean(voice)
        _ = voice.g2p  # loaded by being asked for; reading its tables leaves 20 MB of free pieces behind
        give_back()
    except Exception as error:  # onnxruntime's errors share no base class
        raise VoiceError(
            f"the natural voice does not load: {error}; pip install --force-reinstall hibari-tts onnxruntime"
        ) from error
    return voice


def _lean(voice: "Hibari") -> None:
    """Run the model without onnxruntime's arena, which never gives back what the longest sentence took: 20 MB."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    voice.sess = onnxruntime.InferenceSession(voice.model_path, options, providers=["CPUExecutionProvider"])
