"""Commands in voices that nothing was fitted to: how many are understood, and how soon."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.understanding import engines, material
from benchmarks.understanding.spending import in_turn
from coach.ears.hear import read_sound
from coach.ears.utterance import RATE, Recogniser, Utterance
from tests.voices import Sound

LEVELS: Final = (None, 20.0, 10.0, 5.0)
"""Decibels of the voice over the noise; None is a quiet room."""


PEOPLE: Final = "people, one word"


@dataclass(frozen=True, slots=True)
class Try:
    """One command, said once."""

    speaker: str
    said: str
    intent: str
    decibels: float | None
    noise: str
    heard: tuple[str, ...]
    right: bool
    """Exactly one command was taken, and it means what was said."""
    wrong: bool
    """Something else was taken."""
    wait_ms: float | None
    """From the end of the sound of the word to the decision, in sound heard."""
    working_ms: float | None
    """Processor time of the block in which the decision fell."""
    load: float
    """Processor seconds a second of sound."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to try; `person` is a number among `material.people`."""

    engine: str
    said: str
    number: int
    decibels: float | None = None
    person: int | None = None


def listened(ears: Recogniser, sound: Sound) -> Iterator[tuple[Utterance, int, float]]:
    """What is decided, how much had been fed by then, and the processor time of that block in seconds."""
    for start in range(0, len(sound), RATE // 50):
        before = time.process_time()
        for u in ears.feed(sound[start : start + RATE // 50]):
            yield u, min(start + RATE // 50, len(sound)), time.process_time() - before
    for u in ears.finish():
        yield u, len(sound), 0.0


def judged(said: str, taken: Sequence[Utterance]) -> tuple[bool, bool]:
    """Whether exactly one command was taken and means what was said, and whether anything else was."""
    open_now = material.commands().open_in(material.state_of(said))
    meant = material.commands().parse(said, open_now)
    got = material.commands().parse(taken[0].text, open_now) if len(taken) == 1 else None
    right = meant is not None and got is not None and (meant.name, meant.slots) == (got.name, got.slots)
    return right, bool(taken) and not right


def attempt(job: Job) -> Try:
    ears = engines.alone(job.engine)
    state = material.state_of(job.said)
    open_now = material.commands().open_in(state)
    ears.listen_for(material.open_phrases(state), state)
    if job.person is None:
        speaker = material.MEASURED[job.number % len(material.MEASURED)]
        name, word = speaker.id, material.say(speaker, job.said)
    else:
        recording = material.people("measured")[job.person]
        name, word = PEOPLE, read_sound(recording.file)
    sound, noise = material.in_noise(word, job.decibels, job.number, calibration=False)
    before = time.process_time()
    taken = [(u, fed, cpu) for u, fed, cpu in listened(ears, sound) if u.accepted]
    load = (time.process_time() - before) * RATE / len(sound)
    meant = material.commands().parse(job.said, open_now)
    right, wrong = judged(job.said, [u for u, _, _ in taken])
    wait = working = None
    if right:
        wait = (taken[0][1] - material.BEFORE - _sounding(word)) / RATE * 1000
        working = taken[0][2] * 1000
    texts = tuple(u.text for u, _, _ in taken)
    intent = meant.name if meant else ""
    return Try(name, job.said, intent, job.decibels, noise, texts, right, wrong, wait, working, load)


def _sounding(word: Sound) -> int:
    """Samples up to the end of the sound; recordings of people go on with silence."""
    level = np.convolve(np.abs(word.astype(np.float64)), np.ones(320) / 320, "same")
    return int(np.flatnonzero(level > 0.08 * level.max())[-1]) + 1


def jobs(engine: str) -> list[Job]:
    """Phrases at every level, each time by another voice, and words of people in quiet, at 10 and at 5 dB.

    In an order of which every beginning is a fair sample: one of each kind in turn, each kind shuffled.
    """
    phrases = material.some_phrases(1, 3)
    kinds = [
        [Job(engine, said, number, decibels) for number, said in enumerate(phrases, round(decibels or 0.0))]
        for decibels in LEVELS
    ]
    kinds += [
        [
            Job(engine, person.word, number, decibels, number)
            for number, person in enumerate(material.people("measured"))
            if material.state_of(person.word)
        ]
        for decibels in (None, 10.0, 5.0)
    ]
    dice = random.Random(1)
    for kind in kinds:
        dice.shuffle(kind)
    return in_turn(kinds)


def rows(tries: Iterable[Try]) -> list[dict[str, object]]:
    """Figures by kind of voice and noise."""
    groups: dict[tuple[str, float | None], list[Try]] = defaultdict(list)
    for t in tries:
        groups[PEOPLE if t.speaker == PEOPLE else "synthetic", t.decibels].append(t)
    return [
        {
            "voices": voices,
            "decibels": decibels,
            "tries": len(group),
            "understood": _share(t.right for t in group),
            "misunderstood": _share(t.wrong for t in group),
            "wait_ms_median": _percentile([t.wait_ms for t in group if t.wait_ms is not None], 50),
            "wait_ms_95": _percentile([t.wait_ms for t in group if t.wait_ms is not None], 95),
            "working_ms_95": _percentile([t.working_ms for t in group if t.working_ms is not None], 95),
            "load": round(float(np.mean([t.load for t in group])), 2),
        }
        for (voices, decibels), group in groups.items()
    ]


def by_intent(tries: Iterable[Try]) -> dict[str, dict[str, str]]:
    """How many were understood of how many, for every level."""
    groups: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for t in tries:
        groups[t.intent][level_name(t.decibels)].append(t.right)
    return {
        intent: {level: f"{sum(v)} of {len(v)}" for level, v in found.items()}
        for intent, found in sorted(groups.items())
    }


def by(tries: Iterable[Try], name: str) -> dict[str, str]:
    """How many were understood of how many, by one of a try's fields."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for t in tries:
        groups[str(getattr(t, name))].append(t.right)
    return {key: f"{sum(found)} of {len(found)}" for key, found in sorted(groups.items())}


def level_name(decibels: object) -> str:
    return "quiet" if decibels is None else f"{decibels:g} dB"


def waits(tries: Iterable[Try]) -> dict[str, int]:
    """How many decisions fell within so many milliseconds of the end of the command."""
    steps = (0, 50, 100, 150, 200, 250, 300, 350, 500, 750, 10_000)
    found = [t.wait_ms for t in tries if t.wait_ms is not None]
    counted = Counter(next(s for s in steps if w <= s or s == steps[-1]) for w in found)
    return {f"<= {step}": counted[step] for step in steps}


def _share(found: Iterable[bool]) -> float:
    return round(100 * float(np.mean(list(found))), 1)


def _percentile(found: list[float], share: int) -> int | None:
    return round(float(np.percentile(found, share))) if found else None
