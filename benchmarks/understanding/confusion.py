"""Which phrase is taken for which: the whole grammar, said by synthetic voices in every state in which it is open."""

import random
from collections import Counter
from dataclasses import dataclass

import numpy as np

from benchmarks.understanding import engines, material
from coach.ears.utterance import RATE

CONFUSED = 2.0
"""Per cent of an intent's phrases taken for one other intent, above which the pair needs other words."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a phrase was best matched by in one state."""

    said: str
    speaker: str
    state: str
    best: str
    meant: str
    got: str
    """Intents."""
    right: bool
    """The same intent with the same values."""


def listen(job: tuple[int, str]) -> list[Taken]:
    """A phrase, said once by the voice of that number."""
    number, said = job
    speaker = material.MEASURED[number % len(material.MEASURED)]
    edge = np.zeros(RATE * 3 // 10, np.int16)
    sound = np.concatenate([edge, material.say(speaker, said), edge])
    found = []
    for state in material.states():
        if said not in material.open_phrases(state):
            continue
        best = engines.phones(state).guess(sound).text
        open_now = material.commands().open_in(state)
        meant, got = (material.commands().parse(text, open_now) for text in (said, best))
        if meant and got:
            right = (meant.name, meant.slots) == (got.name, got.slots)
            found.append(Taken(said, speaker.id, state, best, meant.name, got.name, right))
    return found


def jobs() -> list[tuple[int, str]]:
    """Every phrase, shuffled, by one voice after the other."""
    grammar = list(dict.fromkeys(p for state in material.states() for p in material.open_phrases(state)))
    random.Random(1).shuffle(grammar)
    return list(enumerate(grammar))


def matrix(found: list[Taken]) -> dict[str, object]:
    """Pairs of intents by how often one was taken for the other, and the phrases."""
    said = Counter(t.meant for t in found)
    pairs = Counter((t.meant, t.got) for t in found if not t.right)
    return {
        "phrases": len({(t.said, t.speaker) for t in found}),
        "matches": len(found),
        "right": round(100 * sum(t.right for t in found) / max(1, len(found)), 2),
        "pairs": [
            {"meant": a, "taken": b, "times": n, "of": said[a], "per_cent": round(100 * n / said[a], 1)}
            for (a, b), n in pairs.most_common()
        ],
        "phrases_taken_for_others": dict(Counter(f"{t.said} -> {t.best}" for t in found if not t.right).most_common()),
    }
