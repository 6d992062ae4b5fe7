"""Clean speech to learn from, and what the network is to write for it; see `benchmarks/adapt.py`."""

import random
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from pydoc_data import topics
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from benchmarks.understanding import material
from benchmarks.understanding.chatter import sentences
from coach.ears.hear import read_sound
from coach.ears.phones_conformer import Conformer
from coach.ears.phones_likeness import likeness
from coach.ears.phones_net import build
from coach.ears.phones_sound import Acoustics
from coach.ears.phones_words import Words
from coach.ears.utterance import RATE
from coach.voice.natural import Natural
from tests import voices

Wave = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

LENGTHS = tuple(round(RATE * seconds) for seconds in (1.28, 1.92, 2.56, 3.84))
"""Samples of the windows that are learned from; one compiled network for each."""
ESPEAK = (
    "m1",
    "m2",
    "m4",
    "m5",
    "m6",
    "m8",
    "f1",
    "f2",
    "f3",
    "f5",
    "klatt",
    "klatt2",
    "Annie",
    "steph",
    "Denis",
    "Alex",
)


ACCENTS = ("en-us", "en-us", "en-gb", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-gbcwmd")
OTHER_BUILDS = 3
"""How often a person's words are learned from again, with a longer or shorter throat."""
TRUTH = 0.7
"""Share of what ought to be written in what is learned, where the words are known; the rest the network wrote."""


@dataclass(frozen=True)
class Clip:
    """Clean speech."""

    wave: Wave
    text: str
    """What is said, where that is known."""
    person: bool
    alone: bool
    """It is a single word or a command and nothing else."""


@dataclass(frozen=True)
class Window:
    """A piece of clean speech and, frame by frame, what is to be written for it."""

    wave: Wave
    wanted: Wave
    person: bool


def clips(seconds: float, processes: int, talk: Sequence[Path] = ()) -> list[Clip]:
    """People, each again as if of other build, and synthetic voices.

    Args:
        seconds: of work of each process that makes synthetic speech.
        processes: how many there are.
        talk: more recordings of people who talk, minutes each.
    """
    spoken = [(recording.file, recording.word) for recording in material.people("learned")]
    spoken += [(file, "") for file in material.talk(calibration=True)]
    dice, found = random.Random(5), list[Clip]()
    for file, text in spoken:
        sound = read_sound(file)
        for taller in (1.0, *(dice.uniform(0.88, 1.14) for _ in range(OTHER_BUILDS))):
            found.append(Clip(_levelled(_resampled(sound, RATE * taller)), text, person=True, alone=bool(text)))
    for file in talk:
        sound = read_sound(file)
        for at in range(0, len(sound) - LENGTHS[-1], LENGTHS[-1]):
            taller = dice.choice((1.0, dice.uniform(0.88, 1.14)))
            piece = _resampled(sound[at : at + dice.randint(RATE, LENGTHS[-1])], RATE * taller)
            found.append(Clip(_levelled(piece), "", person=True, alone=False))
    with ProcessPoolExecutor(processes) as pool:
        for spoken_by_machine in pool.map(_synthetic, range(7, 7 + processes), [seconds] * processes):
            found += spoken_by_machine
    return found


def _synthetic(seed: int, seconds: float) -> list[Clip]:
    dice, found = random.Random(seed), list[Clip]()
    until, texts = time.monotonic() + seconds, _texts(dice)
    natural = Natural()
    while time.monotonic() < until:
        text, command = next(texts)
        found.append(Clip(_levelled(_speak(dice, natural, text)), text, person=False, alone=command))
    return found


def _texts(dice: random.Random) -> Iterator[tuple[str, bool]]:
    """Commands as often as anything else, and whether the text is a command."""
    commands = material.commands()
    listened = ([p for p in commands.phrases_of(i) if material.state_of(p)] for i in commands.all_intents())
    phrases = [p for p in listened if p]
    prose = re.split(r"[.;:?!]|\n\n", re.sub(r"[^A-Za-z.,;:?!' \n]", " ", " ".join(topics.topics.values())))
    plain = [" ".join(line.lower().split()) for line in prose]
    plain = [line for line in plain if len(re.findall("[a-z']*[a-z]", line)) >= 4 and len(line.split()) <= 10]
    talk = sentences(dice.randrange(10_000, 20_000))
    while True:
        yield dice.choice(dice.choice(phrases)), True
        yield (dice.choice(plain) if dice.random() < 0.5 else next(talk)), False


def _speak(dice: random.Random, natural: Natural, text: str) -> Floats:
    kind = dice.choice(("espeak", "espeak", "espeak", "joe", "joe", "joe", "slt", "kal16", "natural", "natural"))
    taller = dice.uniform(0.86, 1.16)
    if kind == "espeak":
        accent = dice.choice(ACCENTS) + "+" + dice.choice(ESPEAK)
        paces = ("-s", str(dice.randint(125, 200)), "-p", str(dice.randint(20, 80)))
        return _program(("espeak-ng", "-v", accent, *paces, text, "-w"), 1.0)
    if kind in ("slt", "kal16"):
        return _program(
            ("flite", "-voice", kind, "--setf", f"duration_stretch={dice.uniform(0.8, 1.3):.2f}", "-t", text, "-o"),
            taller,
        )
    if kind == "joe":
        joe = voices.TestVoice("joe", stretch=dice.uniform(0.8, 1.35))
        return _resampled(voices.say(joe, text, before=0.0, after=0.0), RATE * taller)
    sound, rate = natural.render(text)
    return _resampled(sound, rate * taller)


def _program(command: tuple[str, ...], taller: float) -> Floats:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run([*command, file.name], check=True)
        return _resampled(read_sound(Path(file.name)), RATE * taller)


def _resampled(sound: npt.NDArray[Any], rate: float) -> Floats:
    wave = sound.astype(np.float64)
    return np.asarray(soxr.resample(wave.mean(axis=1) if wave.ndim == 2 else wave, rate, RATE))


def _levelled(wave: Floats) -> Wave:
    loud = np.flatnonzero(np.abs(wave) > 0.02 * np.abs(wave).max())
    wave = wave[loud[0] : loud[-1] + 1] if len(loud) else wave
    return (wave * (0.1 / max(float(wave.std()), 1e-4))).astype(np.float32)


def to_level(wave: Wave) -> Wave:
    """At the level that the recogniser brings a sound to."""
    loud = wave * np.float32(0.1 / max(float(wave.std()), 1e-4))
    return np.asarray(np.clip(loud, -1.0, 1.0), dtype=np.float32)


def windows(clean: list[Clip], network: Conformer) -> list[Window]:
    """Windows of clean speech."""
    words, dice, found = Words(Acoustics()), random.Random(3), list[Window]()
    for clip in clean:
        for _ in range(2 if clip.person else 1):
            room = len(clip.wave) + dice.randint(RATE // 10, RATE)
            size = next((length for length in LENGTHS if length >= room), LENGTHS[-1])
            window = np.zeros(size, np.float32)
            if whole := len(clip.wave) <= size:
                at = dice.randint(0, size - len(clip.wave))
                window[at : at + len(clip.wave)] = clip.wave
            else:
                at = dice.randint(0, len(clip.wave) - size)
                window[:] = clip.wave[at : at + size]
            written = np.exp(network(to_level(window)).astype(np.float64))
            if clip.alone and whole:
                written = (1 - TRUTH) * written + TRUTH * _wanted(written, clip.text, words)
            found.append(Window(window, written.astype(np.float32), clip.person))
    return found


def _wanted(written: Floats, text: str, words: Words) -> Floats:
    """What would have been written had every sound of the words been heard: forward and backward over the phrase."""
    net = build((text,), words.ways)
    sounds, junctions = len(net.sounds), net.junctions
    blank, gap, size = written.shape[1] - 1, written.shape[1] - 2, 2 * sounds + junctions
    other = 0.005 * (1.0 - written[:, blank] - written[:, gap]) + 1e-4
    moves = np.zeros((size, size))
    leads_to = np.searchsorted(net.closing_from, np.arange(len(net.closing)), side="right")
    for k in range(sounds):
        moves[k, k] = moves[k, sounds + k] = moves[sounds + k, sounds + k] = 1.0
        if k + 1 < sounds:
            moves[k, k + 1] += net.glide[k + 1]
            moves[sounds + k, k + 1] += net.inner[k + 1]
    for first, weight, origin in zip(net.first, net.weight, net.origin, strict=True):
        moves[2 * sounds + origin, first] += weight
    final = np.zeros(size)
    for last, there in zip(net.closing, leads_to, strict=True):
        moves[last] += moves[2 * sounds + there]
        moves[last, 2 * sounds + there] += 1.0
        final[last] = there == net.finals[0]
    moves[np.arange(2 * sounds, size), np.arange(2 * sounds, size)] += 1.0
    final[2 * sounds + net.finals[0]] = 1.0
    fits = written @ likeness(Acoustics().tokens) + 1e-4
    pause = written[:, blank] + 0.1 * written[:, gap] + other
    between = written[:, blank] + written[:, gap] + other
    frames = len(written)
    fit = np.hstack(
        [fits[:, net.sounds], np.repeat(pause[:, None], sounds, 1), np.repeat(between[:, None], junctions, 1)]
    )
    forward, at = np.zeros((frames, size)), np.zeros(size)
    at[2 * sounds] = 1.0
    for t in range(frames):
        at = (at @ moves) * fit[t]
        at /= max(at.sum(), 1e-300)
        forward[t] = at
    result, backward = np.zeros_like(written), final
    for t in range(frames - 1, -1, -1):
        shares = forward[t] * backward
        np.add.at(result[t], net.sounds, shares[:sounds] / max(shares.sum(), 1e-300))
        backward = moves @ (fit[t] * backward)
        backward /= max(backward.max(), 1e-300)
    silent = np.clip(1.0 - result.sum(axis=1), 0.0, 1.0)
    for token in (blank, gap):
        result[:, token] += silent * written[:, token] / (written[:, blank] + written[:, gap] + 1e-6)
    return result
