"""What is listened to: voices, people, noises; one half is for calibration, the other is measured."""

import hashlib
import os
import random
import subprocess
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from shutil import which
from typing import Final, Literal

import numpy as np
import platformdirs
import soundfile
import soxr

from benchmarks.understanding.chatter import sentences
from coach.ears.hear import read_sound
from coach.ears.utterance import RATE
from coach.language.commands import Commands
from coach.language.files import read_commands
from tests import voices
from tests.voices import Sound

AUDIO: Final = Path(os.environ.get("INNERVATE_RECORDINGS") or Path(__file__).resolve().parents[3] / "shared" / "audio")
"""Recordings of people, noises and rooms: in that folder, or beside the checkout; what needs them does without."""
CLIPS: Final = Path(platformdirs.user_cache_dir("innervate", appauthor=False)) / "benchmarks"
"""Synthetic speech, kept from run to run: making it takes longer than listening to it."""
HOLD_A_COMMAND: Final = ("notwakeword-en-afd9d8b4-8b9d-43d9-af09-435afdfe377c.flac",)
"""Recordings of "no command" in which somebody says one: "emergency"."""
FIRST: Final = ("rest", "confirm", "feel")
"""States in which a phrase is said, if it can be; else in the first other."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A synthetic voice; `taller` above 1 lowers it as a longer throat does, below 1 raises it."""

    id: str
    base: voices.TestVoice | None = None
    flite: str = ""
    taller: float = 1.0

    def missing(self) -> str:
        """What this machine lacks to speak so; empty when nothing."""
        if self.base is not None:
            return voices.missing(self.base)
        return "" if which("flite") else "flite is not installed"


def _espeak(variant: str, pace: int) -> Speaker:
    return Speaker(f"espeak {variant}", voices.TestVoice(variant, espeak=variant, words_per_minute=pace))


CALIBRATION: Final = (
    Speaker("joe", voices.JOE),
    Speaker("joe, short", voices.JOE, taller=0.86),
    Speaker("flite slt", flite="slt"),
    _espeak("en-us+f2", 170),
    _espeak("en-gb+f3", 150),
    Speaker("flite kal", flite="kal16"),
    _espeak("en-029+m4", 165),
    _espeak("en-gb-scotland+f1", 145),
)
MEASURED: Final = (
    Speaker("joe, tall and fast", voices.JOE_FAST, taller=1.1),
    Speaker("joe, shorter and slow", voices.JOE_SLOW, taller=0.8),
    Speaker("flite rms", flite="rms"),
    Speaker("flite awb", flite="awb"),
    _espeak("en-us+m3", 160),
    _espeak("en-gb-x-gbclan+m7", 160),
    _espeak("en-gb-x-rp+f4", 150),
)
NOISES: Final = {
    False: ("gsc-running_tap", "fyc-rain", "fyc-air_conditioner"),
    True: ("gsc-exercise_bike", "gsc-doing_the_dishes", "gsc-pink_noise"),
}
"""By whether they are for calibration; babble is made for both."""


@cache
def commands() -> Commands:
    return read_commands("en")


@cache
def states() -> tuple[str, ...]:
    return tuple(dict.fromkeys([*FIRST, *commands().states]))


@cache
def open_phrases(state: str) -> tuple[str, ...]:
    return commands().phrases(commands().open_in(state))


@cache
def state_of(phrase: str) -> str:
    """The first state in which the phrase is listened for."""
    return next((state for state in states() if phrase in open_phrases(state)), "")


def some_phrases(seed: int, of_each: int) -> tuple[str, ...]:
    """The example and some other phrases of every intent, and what the product promises."""
    dice = random.Random(seed)
    chosen: list[str] = []
    for intent in commands().all_intents():
        listed = [p for p in commands().phrases_of(intent) if state_of(p)]
        chosen += [*listed[:1], *dice.sample(listed[1:], min(of_each - 1, len(listed[1:])))]
    return tuple(dict.fromkeys([*voices.COMMANDS, "one", "two", "three", "four", "five", *chosen]))


@lru_cache(maxsize=256)
def say(speaker: Speaker, text: str) -> Sound:
    """The text, trimmed, at -20 dBFS."""
    file = CLIPS / f"{hashlib.sha256(f'{speaker}|{text}'.encode()).hexdigest()[:24]}.flac"
    if file.exists():
        return read_sound(file)
    sound = _say(speaker, text)
    CLIPS.mkdir(parents=True, exist_ok=True)
    begun = file.with_suffix(f".{os.getpid()}")
    soundfile.write(begun, sound, RATE, format="FLAC", subtype="PCM_16")
    begun.replace(file)
    return sound


def _say(speaker: Speaker, text: str) -> Sound:
    if speaker.base is not None:
        sound = voices.say(speaker.base, text, before=0.0, after=0.0)
    else:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            subprocess.run(["flite", "-voice", speaker.flite, "-t", text, "-o", file.name], check=True)
            sound = read_sound(Path(file.name))
    wave = sound.astype(np.float64)
    if speaker.taller != 1.0:
        wave = soxr.resample(wave, RATE, round(RATE * speaker.taller))
    loud = np.flatnonzero(np.abs(wave) > 0.02 * np.abs(wave).max())
    wave = wave[loud[0] : loud[-1] + 1]
    wave *= 3277 / np.sqrt(np.mean(wave**2))
    return np.round(np.clip(wave, -32767, 32767)).astype(np.int16)


@cache
def noises(*, calibration: bool) -> tuple[tuple[str, Sound], ...]:
    """Beds of noise; without the recordings, coloured noise."""
    names = NOISES[calibration]
    files = [AUDIO / "noise" / f"{name}.flac" for name in names]
    beds = [(f.stem, read_sound(f)) for f in files if f.exists()]
    beds = beds or [(f"coloured {k}", voices.pink(20.0, seed=k)) for k in (range(3) if calibration else range(5, 8))]
    return (*beds, ("babble", _babble(calibration=calibration)))


def _babble(*, calibration: bool) -> Sound:
    """Six at once: people where there are recordings, else a synthetic crowd."""
    files = [file for file in talk(calibration=calibration) if file.parent.name == "common-voice-clips"]
    if files:
        heard = np.concatenate([read_sound(f) for f in files])
    else:
        lines = sentences(1 if calibration else 2)
        heard = np.concatenate([voices.say(voices.SCOT, next(lines)) for _ in range(12)])
    shifts = np.random.default_rng(0).integers(0, len(heard), 6)
    crowd = np.sum([np.roll(heard.astype(np.float64), shift) for shift in shifts], axis=0)
    return np.asarray(np.clip(crowd / 2.5, -32768, 32767), dtype=np.int16)


def in_noise(word: Sound, decibels: float | None, number: int, *, calibration: bool) -> tuple[Sound, str]:
    """The word between 1.5 s and 1.5 s of silence, or of noise `decibels` below it, and the noise's name."""
    sound = np.concatenate([np.zeros(BEFORE, np.int16), word, np.zeros(AFTER, np.int16)])
    if decibels is None:
        return sound, "none"
    beds = noises(calibration=calibration)
    name, bed = beds[number % len(beds)]
    return voices.with_noise(sound, np.roll(bed, -number * 7919), decibels), name


BEFORE: Final = RATE * 3 // 2
AFTER: Final = RATE * 3 // 2


@dataclass(frozen=True, slots=True)
class Recording:
    """One word, said by a person."""

    speaker: str
    word: str
    file: Path


def _calibrates(name: str) -> bool:
    """Whether a recording of this name is in the half for calibration."""
    return zlib.crc32(name.encode()) % 2 == 0


Part = Literal["learned", "calibration", "measured"]
"""What a person's words are for: the network was taught by them, its sureness is fitted to them, or they are measured.
A network is surer of those it was taught by than of others."""


def _part(speaker: str) -> Part:
    if _calibrates(speaker):
        return "learned"
    return "calibration" if zlib.crc32(speaker.encode()) % 4 == 1 else "measured"


def people(part: Part) -> list[Recording]:
    """Words said by people; a speaker is in one part only."""
    found = []
    for file in sorted((AUDIO / "speech-commands-v0.01-sample").glob("*__*.flac")):
        word, _, speaker = file.stem.partition("__")
        found.append(Recording(speaker.partition("_")[0], word, file))
    digits = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    for file in sorted((AUDIO / "fsdd-8khz").glob("*_*_*.flac")):
        digit, speaker, _ = file.stem.split("_")
        found.append(Recording(speaker, digits[int(digit)], file))
    return [r for r in found if _part(r.speaker) == part]


def talk(*, calibration: bool) -> list[Path]:
    """Sentences by people that hold no command."""
    folders = (AUDIO / name for name in ("common-voice-clips", "mycroft-not-wake-words"))
    files = [file for folder in folders for file in sorted(folder.glob("*.flac"))]
    return [f for f in files if _calibrates(f.name) == calibration and f.name not in HOLD_A_COMMAND]


def recordings(folder: Path | None) -> list[Path]:
    """The .flac files of a folder that was named; none where none was."""
    return sorted(folder.glob("*.flac")) if folder else []


def conversation(seed: int, speakers: Sequence[Speaker]) -> Iterator[Sound]:
    """Sentences of people who talk to each other, 0.2 to 1.5 s apart."""
    dice = random.Random(seed)
    for sentence in sentences(seed):
        gap = np.zeros(round(dice.uniform(0.2, 1.5) * RATE), np.int16)
        loudness = 10 ** (dice.uniform(-12, 0) / 20)
        yield np.concatenate([(say(dice.choice(speakers), sentence) * loudness).astype(np.int16), gap])
