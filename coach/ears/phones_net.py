"""Sentences as a net of sounds, and the probability that a recording went through it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Sounds = tuple[int, ...]

_TINY = 1e-200
_SWEEP_EVERY = 8
_SELDOM = 0.3
_DROPPED = 0.06
_SEVERAL = -1


@dataclass(frozen=True, slots=True)
class Net:
    """All phrases as one net: junctions between words, and a chain of sounds for every way to say a word.

    Phrases that begin alike share junctions; the ways to say a word part at one junction and meet at the next.
    Chains lie one after the other, so the sound before a sound is the element before it.
    """

    sounds: Ints
    """Sound number of each chain element."""
    inner: npt.NDArray[np.bool_]
    """True where an element has its predecessor inside the same word."""
    glide: Floats
    """1.0 where the predecessor is another sound, so that no pause is needed between the two."""
    over_one: Floats
    """`_DROPPED` where the element before may be left out: there is one before that in the same word."""
    first: Ints
    """Elements that begin a chain."""
    second: Ints
    """Elements that a chain may begin with instead; the first again in words too short to lose a sound."""
    second_weight: Floats
    weight: Floats
    """For each of `first`, how likely the word is said this way."""
    origin: Ints
    """For each of `first`, the junction it leaves."""
    closing: Ints
    """Last elements of chains, sorted by the junction they lead to."""
    early_closing: Ints
    """For each of `closing`, the element that may end the word instead."""
    early_weight: Floats
    closing_from: Ints
    """For each junction but the first, where its part of `closing` begins."""
    phrases: tuple[str, ...]
    finals: Ints
    """For each phrase, the junction where it is complete."""
    lengths: Floats
    """For each phrase, its sounds (mean over the ways to say its words)."""
    meant: Ints
    """For each phrase, the number of its meaning."""
    meanings: tuple[Hashable, ...]
    """What those numbers stand for."""
    goes_on: npt.NDArray[np.bool_]
    """For each phrase, whether a longer phrase with another meaning begins with it."""
    unfinished: Ints
    """Junctions, the first apart, where no phrase is complete."""
    inside_meant: Ints
    """For each chain element, what is meant if the word goes on to its end; -1 where that is still open."""
    unfinished_meant: Ints
    """The same for each of `unfinished`."""
    junctions: int
    """How many there are; the first stands before all words."""


def build(
    phrases: Sequence[str],
    ways: Callable[[str], Sequence[Sounds]],
    meaning: Callable[[str], Hashable] = lambda phrase: phrase,
) -> Net:
    """Lay out the phrases.

    Args:
        phrases: lower-case words, parted by blanks.
        ways: the ways to say a word, each a non-empty sequence of sound numbers; the first is the usual one.
        meaning: what a phrase means; by itself, every phrase something else.
    """
    junctions: dict[tuple[str, ...], int] = {(): 0}
    lengths = [0.0]
    numbers: dict[Hashable, int] = {}
    means: dict[int, int] = {}
    longer: dict[int, set[int]] = {}
    chains: list[tuple[int, int, Sounds, float]] = []
    ordered = tuple(dict.fromkeys(" ".join(p.split()) for p in phrases if p.strip()))
    finals, meanings = list[int](), list[int]()
    for phrase in ordered:
        words = tuple(phrase.split())
        meant = numbers.setdefault(meaning(phrase), len(numbers))
        here = 0
        for i, word in enumerate(words):
            there = junctions.setdefault(words[: i + 1], len(junctions))
            if there == len(lengths):
                said = ways(word)
                chains += [(here, there, sounds, _SELDOM if k else 1.0) for k, sounds in enumerate(said)]
                lengths.append(lengths[here] + sum(map(len, said)) / len(said))
            longer.setdefault(here, set()).add(meant)
            here = there
            means[here] = meant if means.get(here, meant) == meant else _SEVERAL
        finals.append(here)
        meanings.append(meant)
    chains.sort(key=lambda chain: chain[1])
    sounds = np.array([s for _, _, chain, _ in chains for s in chain], dtype=np.intp)
    sizes = np.array([len(chain) for _, _, chain, _ in chains], dtype=np.intp)
    ends = np.cumsum(sizes)
    first = ends - sizes
    inner = np.ones(len(sounds), dtype=np.bool_)
    inner[first] = False
    glide = np.zeros(len(sounds))
    glide[1:] = inner[1:] & (sounds[1:] != sounds[:-1])
    over_one = np.zeros(len(sounds))
    over_one[2:] = _DROPPED * (inner[2:] & inner[1:-1])
    weight = np.array([seldom for _, _, _, seldom in chains])
    droppable = sizes >= 3
    leads_to = np.array([there for _, there, _, _ in chains], dtype=np.intp)
    meant_at = np.array([_SEVERAL, *(means[j] for j in range(1, len(lengths)))], dtype=np.intp)
    unfinished = np.setdiff1d(np.arange(1, len(lengths)), finals).astype(np.intp)
    return Net(
        sounds=sounds,
        inner=inner,
        glide=glide,
        first=first,
        over_one=over_one,
        second=first + droppable,
        second_weight=weight * droppable * _DROPPED,
        weight=weight,
        early_closing=ends - 1 - droppable,
        early_weight=np.where(droppable, _DROPPED, 0.0),
        origin=np.array([here for here, _, _, _ in chains], dtype=np.intp),
        closing=ends - 1,
        closing_from=np.searchsorted(leads_to, np.arange(1, len(lengths))),
        phrases=ordered,
        finals=np.array(finals, dtype=np.intp),
        lengths=np.array([lengths[f] for f in finals]),
        meant=np.array(meanings, dtype=np.intp),
        meanings=tuple(numbers),
        goes_on=np.array([bool(longer.get(f, set()) - {m}) for f, m in zip(finals, meanings, strict=True)], np.bool_),
        unfinished=unfinished,
        inside_meant=np.repeat(meant_at[leads_to], sizes),
        unfinished_meant=meant_at[unfinished],
        junctions=len(lengths),
    )


@dataclass(frozen=True, slots=True)
class Scores:
    """Log-probabilities of a recording, given the phrases."""

    complete: Floats
    """For each phrase, that it was said to its end."""
    inside: Floats
    """For each chain element, that the word has come so far and not to its end."""
    begun: Floats
    """For each of the net's `unfinished`, that the words have come so far."""


def score(net: Net, emissions: Floats, pause: Floats, gap: Floats) -> Scores:
    """Log-probabilities by the CTC forward sum over all alignments.

    Kept as scaled probabilities, not logarithms: additions and products only, some 30 µs a frame for 3,000 sounds.

    Args:
        net: the phrases.
        emissions: frames x sounds, how well each sound explains each frame, 0..1.
        pause: frames, how well silence between the sounds of a word explains each frame.
        gap: frames, the same between words.
    """
    n = len(net.sounds)
    at, after = np.zeros(n), np.zeros(n)
    rest = np.zeros(net.junctions)
    rest[0] = 1.0
    reached = rest.copy()
    inflow = np.zeros(n)
    log_scale = 0.0
    for t in range(len(emissions)):
        np.multiply(at[:-1], net.glide[1:], out=inflow[1:])
        inflow[1:] += after[:-1]
        inflow[2:] += net.over_one[2:] * (at[:-2] + after[:-2])
        source = reached[net.origin]
        inflow[net.first] = source * net.weight
        inflow[net.second] += source * net.second_weight
        after += at
        after *= pause[t]
        inflow += at
        np.multiply(inflow, emissions[t].take(net.sounds), out=at)
        np.multiply(reached, gap[t], out=rest)
        reached = rest.copy()
        if n:
            reached[1:] += np.add.reduceat(at[net.closing] + at[net.early_closing] * net.early_weight, net.closing_from)
        if t % _SWEEP_EVERY == _SWEEP_EVERY - 1:
            top = max(float(at.max(initial=0.0)), float(after.max(initial=0.0)), float(reached.max()))
            if top <= 0.0:
                break
            for values in (at, after, reached):
                values /= top
                values[values < _TINY] = 0.0
            log_scale += float(np.log(top))
    inside = at + after
    inside[net.closing] = 0.0
    with np.errstate(divide="ignore"):
        return Scores(
            complete=np.log(reached[net.finals]) + log_scale,
            inside=np.log(inside) + log_scale,
            begun=np.log(reached[net.unfinished]) + log_scale,
        )
