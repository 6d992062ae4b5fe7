"""Which phrase is taken for which: the whole grammar, said by synthetic voices."""

from collections import Counter
from functools import cache

import numpy as np

from benchmarks.understanding import material
from coach.ears.phones import Phones
from coach.ears.utterance import RATE

CONFUSED = 2.0
"""Per cent of an intent's phrases taken for one other intent, above which the pair needs other words."""


@cache
def _ears() -> Phones:
    return Phones(meaning=material.commands().meaning)


def mistaken(job: tuple[int, str]) -> tuple[str, str, str, str]:
    """Number and phrase to: phrase, what it was taken for, and the two intents."""
    number, said = job
    state = material.state_of(said)
    open_now = material.commands().open_in(state)
    _ears().listen_for(material.open_phrases(state))
    word = material.say(material.MEASURED[number % len(material.MEASURED)], said)
    edge = np.zeros(RATE * 3 // 10, np.int16)
    taken = _ears().guess(np.concatenate([edge, word, edge])).text
    meant, got = (material.commands().parse(text, open_now) for text in (said, taken))
    if meant is None or got is None or (meant.name, meant.slots) == (got.name, got.slots):
        return said, said, meant.name if meant else "", meant.name if meant else ""
    return said, taken, meant.name, got.name


def jobs(every: int) -> list[tuple[int, str]]:
    grammar = dict.fromkeys(p for state in material.states() for p in material.open_phrases(state))
    return list(enumerate(grammar))[::every]


def matrix(found: list[tuple[str, str, str, str]]) -> dict[str, object]:
    """Pairs of intents by how often one was taken for the other, and the phrases."""
    said = Counter(meant for _, _, meant, _ in found)
    pairs = Counter((meant, got) for text, taken, meant, got in found if text != taken)
    return {
        "phrases": len(found),
        "right": round(100 * sum(text == taken for text, taken, _, _ in found) / max(1, len(found)), 2),
        "pairs": [
            {"meant": a, "taken": b, "times": n, "of": said[a], "per_cent": round(100 * n / said[a], 1)}
            for (a, b), n in pairs.most_common()
        ],
        "phrases_taken_for_others": [f"{text} -> {taken}" for text, taken, _, _ in found if text != taken],
    }
