"""Commands one after the other over noise, by one person, with other phrases open each time, as in a session."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.understanding import accuracy, engines, material
from coach.ears.hear import read_sound
from coach.ears.utterance import RATE
from tests.voices import Sound

WORDS: Final = 5
DECIBELS: Final = 10.0
"""Of the voice over the noise."""
GAP_S: Final = (1.2, 2.5)
"""Seconds between two words, at least and at most; halfway the phrases change."""


@dataclass(frozen=True, slots=True)
class Job:
    """One person's words, numbers among `material.people`, and which noise is under them."""

    engine: str
    words: tuple[int, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Said:
    """One of the words."""

    word: str
    before: int
    """Words before it."""
    noise: str
    right: bool
    """Exactly one command was taken, and it means what was said."""
    wrong: bool
    """Something else was taken."""


def jobs(engine: str) -> list[Job]:
    """Every person of whom there are enough words, over each noise once.

    In an order of which every beginning is a fair sample.
    """
    said: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(material.people("measured")):
        if material.state_of(person.word):
            said[person.speaker].append(number)
    dice = random.Random(1)
    words = [tuple(dice.sample(numbers, WORDS)) for _, numbers in sorted(said.items()) if len(numbers) >= WORDS]
    dice.shuffle(words)
    beds = range(len(material.noises(calibration=False)))
    return [Job(engine, of_one, number + turn) for turn in beds for number, of_one in enumerate(words)]


def attempt(job: Job) -> list[Said]:
    recordings = [material.people("measured")[number] for number in job.words]
    dice = random.Random(job.number)
    gaps = [round(dice.uniform(*GAP_S) * RATE) for _ in recordings[1:]]
    clips = [_levelled(read_sound(recording.file)) for recording in recordings]
    starts = np.cumsum([0, *(len(clip) + gap for clip, gap in zip(clips, gaps, strict=False))])
    spoken = np.zeros(starts[-1] + len(clips[-1]), np.int16)
    for start, clip in zip(starts, clips, strict=True):
        spoken[start : start + len(clip)] = clip
    sound, noise = material.in_noise(spoken, DECIBELS, job.number, calibration=False)
    changes = [int(start) - gap // 2 + material.BEFORE for start, gap in zip(starts[1:], gaps, strict=True)]
    pieces = np.split(sound, changes)
    ears = engines.alone(job.engine)
    found = []
    for before, (recording, piece) in enumerate(zip(recordings, pieces, strict=True)):
        state = material.state_of(recording.word)
        ears.listen_for(material.open_phrases(state), state)
        heard = [*ears.feed(piece), *(ears.finish() if before + 1 == len(recordings) else [])]
        right, wrong = accuracy.judged(recording.word, [u for u in heard if u.accepted])
        found.append(Said(recording.word, before, noise, right, wrong))
    return found


def _levelled(clip: Sound) -> Sound:
    """The clip at -20 dBFS: a person who says five commands is about as loud each time."""
    gain = 3277 / np.sqrt(np.mean(clip.astype(np.float64) ** 2))
    return np.asarray(np.clip(clip * gain, -32768, 32767), dtype=np.int16)


def rows(said: Iterable[Said]) -> list[dict[str, object]]:
    """How many of the first words and of the later ones were understood, by noise."""
    groups: dict[tuple[str, bool], list[Said]] = defaultdict(list)
    for one in said:
        groups[one.noise, one.before > 0].append(one)
    return [
        {
            "noise": noise,
            "after_others": later,
            "tries": len(group),
            "understood": sum(one.right for one in group),
            "misunderstood": sum(one.wrong for one in group),
        }
        for (noise, later), group in sorted(groups.items())
    ]
