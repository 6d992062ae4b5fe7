"""Fits how sure the built-in recogniser is of a guess, and the thresholds, on audio that is not measured.

    python -m benchmarks.calibrate [--phrases 40] [--minutes 10] [--jobs 2] [--talk FOLDER]

Speech: the voices and the people that `benchmarks.understanding.material` keeps for this; noise: the same.
Prints what belongs into `TOGETHER` of coach/ears/phones_tuning.py and writes benchmarks/results/calibration.json.
"""

import argparse
import json
import random
from collections.abc import Hashable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.results import FOLDER
from benchmarks.understanding import material
from coach.ears.choose import care
from coach.ears.gate import FRAME
from coach.ears.hear import read_sound
from coach.ears.phones import Phones
from coach.ears.phones_guess import Chance, Weights, features, is_nothing
from coach.ears.phones_tuning import TOGETHER
from coach.ears.utterance import RATE
from coach.ears.writer import Writer
from tests.voices import Sound

FALSE_COSTS = 1.0
"""Misses that a false command is worth when the thresholds are chosen. What is not said here are mostly single words
that are no commands, the nearest misses there are; talk is far from them."""
WRONG_COSTS = 2.0
"""Misses that a command taken for another is worth."""
HELD = {"chat": -2.5, "fainter": -4.0, "too_much": 0.0}
"""Weights that are not fitted. Left free, talk would weigh so much (-5) that right after it nothing is understood, and
a faint voice, or more sounds than a phrase has, would count in favour: nobody here speaks from afar, or says more than
a command."""
LEVELS = (None, 10.0, 5.0, 20.0)
TALKED_IN = ("rest", "set", "feel", "confirm", "where")


@dataclass(frozen=True)
class Seen:
    """A guess that a decision could have rested on."""

    features: tuple[float, ...]
    right: bool
    wanted: bool
    """It is a command; others can never be taken."""
    over: bool
    times: int
    care: float


Utterances = list[list[Seen]]
"""Of one recording: for each utterance, the guesses in it."""
Job = tuple[str, int, str]


@cache
def _ears() -> tuple[Phones, list[Chance]]:
    watched: list[Chance] = []
    never = replace(TOGETHER, sure=1e9, early=1e9, certain=1e9, doubt=1e9)
    commands = material.commands()
    phones = Phones(
        never,
        meaning=_meaning,
        worded=commands.worded,
        rivals=commands.rivals,
        writer=Writer(),
        watch=watched.append,
    )
    return phones, watched


def _meaning(phrase: str, state: str) -> Hashable:
    return material.commands().meaning(phrase, state)


def _listen(sound: Sound, state: str, said: str | None) -> Utterances:
    """For each utterance, the chances there were to decide in it."""
    phones, watched = _ears()
    watched.clear()
    phones.listen_for(material.open_phrases(state), state)
    meant = _meaning(said, state) if said else None
    refused = set(material.commands().rivals) - set(material.open_phrases(state))
    utterances: list[list[Chance]] = []
    for start in range(0, len(sound), FRAME):
        if phones.feed(sound[start : start + FRAME]):
            utterances.append(watched.copy())
            watched.clear()
    phones.finish()
    return [
        [
            Seen(
                features(chance.guess),
                said is not None and _meaning(chance.guess.text, state) == meant,
                chance.guess.text not in refused,
                chance.over,
                chance.times_best,
                care(chance.guess.text, material.commands(), state),
            )
            for chance in chances
            if not is_nothing(chance.guess)
        ]
        for chances in (*utterances, watched)
    ]


def _listen_to(job: Job) -> tuple[str, Utterances]:
    kind, number, text = job
    state = TALKED_IN[number % len(TALKED_IN)]
    if kind == "said":
        speaker = material.CALIBRATION[number % len(material.CALIBRATION)]
        decibels = LEVELS[number // len(material.CALIBRATION) % len(LEVELS)]
        sound, _ = material.in_noise(material.say(speaker, text), decibels, number, calibration=True)
        return "said", _listen(sound, material.state_of(text), text)
    if kind == "said after talk":
        speaker = material.CALIBRATION[number % len(material.CALIBRATION)]
        sound, _ = material.in_noise(material.say(speaker, text), None, number, calibration=True)
        before = [next(material.conversation(number + k, (speaker,))) for k in range(2)]
        return "said", _listen(np.concatenate([*before, sound]), material.state_of(text), text)
    if kind == "person":
        recording = material.people("calibration")[number]
        decibels = LEVELS[number % len(LEVELS)]
        sound, _ = material.in_noise(read_sound(recording.file), decibels, number, calibration=True)
        known = next((s for s in material.states() if recording.word in material.open_phrases(s)), None)
        return ("said" if known else "not said"), _listen(sound, known or "rest", recording.word if known else None)
    if kind == "noise":
        beds = material.noises(calibration=True)
        bed = np.resize(np.roll(beds[number % len(beds)][1], -number * 7919), 20 * RATE)
        return "not said", _listen(bed, state, None)
    if kind == "file":
        return "not said", _listen(read_sound(Path(text)), state, None)
    if kind == "people talk":
        talk = iter([read_sound(file) for file in material.talk(calibration=True)])
    else:
        talk = material.conversation(number, [s for s in material.CALIBRATION if not s.missing()])
    minute = list[Sound]()
    while sum(map(len, minute)) < 60 * RATE and (sentence := next(talk, None)) is not None:
        minute.append(sentence)
    return "not said", _listen(np.concatenate(minute), state, None)


def _fit(rows: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Logistic regression by Newton's method, with a little shrinking towards nothing; some weights are `HELD`."""
    names = [field.name for field in fields(Weights)]
    weights = np.array([HELD.get(name, 0.0) for name in names])
    free = np.array([name not in HELD for name in names])
    for _ in range(30):
        sure = 1.0 / (1.0 + np.exp(-rows @ weights))
        slope = rows[:, free].T @ (sure - right) + 0.5 * weights[free]
        bend = (rows[:, free] * (sure * (1 - sure))[:, None]).T @ rows[:, free] + 0.5 * np.eye(int(free.sum()))
        weights[free] -= np.linalg.solve(bend, slope)
    return weights


def _decide(
    seen: list[Seen], weights: npt.NDArray[np.float64], sure: float, early: float, certain: float
) -> Seen | None:
    for s in seen:
        wanted = sure if s.over else early if s.times >= TOGETHER.stable else certain
        if float(np.dot(weights, s.features)) - s.care >= wanted:
            return s if s.wanted else None
    return None


def _thresholds(said: list[Utterances], others: list[Utterances], weights: npt.NDArray[np.float64]) -> dict[str, float]:
    """The thresholds with the least cost."""
    best: tuple[float, dict[str, float]] = (np.inf, {})
    for sure, over_sure, over_early in product(np.arange(-1, 3.5, 0.25), np.arange(0, 3, 0.5), np.arange(0, 3, 1.0)):
        early, certain = sure + over_sure, sure + over_sure + over_early
        taken = [[d for u in us if (d := _decide(u, weights, sure, early, certain))] for us in said]
        missed = sum(not any(d.right for d in decisions) for decisions in taken)
        wrong = sum(not d.right for decisions in taken for d in decisions)
        false = sum(_decide(u, weights, sure, early, certain) is not None for us in others for u in us)
        cost = missed + WRONG_COSTS * wrong + FALSE_COSTS * false + 0.02 * (early + certain)
        if cost < best[0]:
            chosen = {"sure": float(sure), "early": float(early), "certain": float(certain)}
            best = cost, {**chosen, "missed": missed, "wrong": wrong, "false": false}
    return best[1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--phrases", type=int, default=40, help="phrases said by every voice")
    options.add_argument("--minutes", type=int, default=10, help="minutes of conversation")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--talk", type=Path, help="a folder of .flac in which people say no command, minutes each")
    options.add_argument("--keep", type=Path, help="a file for all that was seen")
    given = options.parse_args()
    phrases = list(material.some_phrases(2, 3))
    random.Random(2).shuffle(phrases)
    jobs: list[Job] = [("said", k, p) for k, p in enumerate((phrases * 5)[: given.phrases * len(material.CALIBRATION)])]
    jobs += [("said after talk", k, p) for k, p in enumerate(phrases[: 2 * given.phrases])]
    jobs += [("person", k, "") for k in range(len(material.people("calibration")))]
    jobs += [("noise", k, "") for k in range(4 * len(material.noises(calibration=True)))]
    jobs += [("people talk", k, "") for k in range(len(TALKED_IN))]
    jobs += [("file", k, str(file)) for k, file in enumerate(material.recordings(given.talk))]
    jobs += [("chatter", 100 + k, "") for k in range(given.minutes)]
    heard: dict[str, list[Utterances]] = {"said": [], "not said": []}
    with ProcessPoolExecutor(given.jobs) as pool:
        for kind, utterances in pool.map(_listen_to, jobs[::-1]):
            heard[kind].append(utterances)
    said, others = heard["said"], heard["not said"]
    if given.keep:
        kept = {kind: [[[asdict(s) for s in u] for u in us] for us in all_of] for kind, all_of in heard.items()}
        given.keep.write_text(json.dumps(kept))
    every = [s for utterances in (*said, *others) for seen in utterances for s in seen if s.wanted]
    rows, right = np.array([s.features for s in every]), np.array([float(s.right) for s in every])
    weights = _fit(rows, right)
    named = {field.name: round(float(w), 2) for field, w in zip(fields(Weights), weights, strict=True)}
    found: dict[str, object] = {
        "said": len(said),
        "not_said": len(others),
        "guesses": len(every),
        "weights": named,
        "thresholds": _thresholds(said, others, weights),
    }
    print(json.dumps(found, indent=1))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "calibration.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
