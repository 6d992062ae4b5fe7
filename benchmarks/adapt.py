"""Teach the phoneme network to hear through noise: `python -m benchmarks.adapt`; needs `pip install jax`.

The network is its own teacher. What it writes for clean speech, mixed half and half with what ought to be written
where the words are known, is what it learns to write for the same speech under noise, in rooms, through bad
microphones, and beside other people. What is learned is small: biases, norms and products of two thin matrices, which
`coach/ears/phones_sound.py` adds to the weights of the package. Voices, people and noises are those for calibration.
"""

import argparse
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

import numpy as np

from benchmarks.adapt_material import LENGTHS, Wave, Window, clips, to_level, windows
from benchmarks.understanding import material
from coach.ears.hear import read_sound
from coach.ears.phones_conformer import Conformer, adapted, learned, read

Array: TypeAlias = Any
Tree = dict[str, Array]
Batch = tuple[Wave, Wave, Wave]

THIN: Final = 16
"""Rank of what is added to a matrix."""
RATE_OF_LEARNING: Final = 2e-3
NOBODY: Final = 0.06
"""Share of windows in which nobody is near the microphone: nothing is to be written, whatever the crowd says."""
PEOPLE_COUNT: Final = 1.5
"""Weight of a person's window; a synthetic voice's is 1."""
MATRIX: Final = re.compile(r"MatMul|Conv_801$|pointwise\d\.weight$|proj\.weight$")
BLOCK: Final = "acoustic_model.model.blocks.{}."


class Noises:
    """What lies over speech: beds of noise, coloured noise with bursts, crowds, one other person."""

    def __init__(self, speech: Sequence[Window]) -> None:
        self._dice = np.random.default_rng(1)
        self._people = [window.wave for window in speech]
        self._beds = [bed.astype(np.float32) for _, bed in material.noises(calibration=True)]
        rooms = sorted((material.AUDIO / "rir").glob("*.flac"))[:2]
        self._rooms = [read_sound(file).astype(np.float32) for file in rooms]

    def over(self, clean: Wave) -> Wave:
        """The window as a microphone in a gym would have it, at the recogniser's level."""
        dice, n = self._dice, len(clean)
        wave = self._in_a_room(clean) if self._rooms and dice.random() < 0.15 else clean
        if dice.random() < 0.6:
            wave = self._through_a_microphone(wave)
        sounding = wave[np.abs(wave) > 1e-3]
        level = float(np.sqrt(np.mean(sounding**2))) if len(sounding) else 0.1
        decibels = dice.uniform(-2, 25) if dice.random() > 0.15 else 60.0
        return to_level((wave + self._noise(n) * (level * 10 ** (-decibels / 20))).astype(np.float32))

    def alone(self, n: int) -> Wave:
        """So many samples of noise, or of a crowd of four or more, and nobody near."""
        if self._dice.random() < 0.5:
            some = self._dice.integers(4, 9)
            noise = np.sum([self._piece(self._people, n) for _ in range(some)], axis=0)
        else:
            noise = self._piece(self._beds, n) if self._dice.random() < 0.5 else self._coloured(n)
        return to_level(self._through_a_microphone(np.asarray(noise, np.float32)))

    def _in_a_room(self, wave: Wave) -> Wave:
        room = self._rooms[int(self._dice.integers(len(self._rooms)))]
        direct = int(np.argmax(np.abs(room)))
        early = min(direct, 20)
        room = room[direct - early : direct + 4000]
        wet = np.convolve(wave, room)[early : early + len(wave)]
        return np.asarray(wet * (wave.std() / max(float(wet.std()), 1e-9)), dtype=np.float32)

    def _through_a_microphone(self, wave: Wave) -> Wave:
        dice, spectrum = self._dice, np.fft.rfft(wave)
        pitch = np.linspace(0, 8000, len(spectrum))
        gain = np.interp(pitch, np.sort(dice.uniform(0, 8000, 5)), dice.uniform(-8, 8, 5))
        if dice.random() < 0.12:
            gain[pitch > 3700] = -60.0
        return np.fft.irfft(spectrum * 10 ** (gain / 20), len(wave)).astype(np.float32)

    def _noise(self, n: int) -> Wave:
        kind = self._dice.random()
        if kind < 0.4:
            noise = self._piece(self._beds, n)
        elif kind < 0.65:
            noise = self._coloured(n)
        else:
            people = self._dice.integers(3, 9) if kind < 0.93 else 1
            near = 10 ** (self._dice.uniform(-10, 0, people) / 20)
            noise = np.sum([g * self._piece(self._people, n) for g in near], axis=0)
        return np.asarray(noise / max(float(noise.std()), 1e-6), dtype=np.float32)

    def _piece(self, beds: Sequence[Wave], n: int) -> Wave:
        bed = beds[int(self._dice.integers(len(beds)))]
        at = self._dice.integers(len(bed))
        return np.take(bed, np.arange(at, at + n), mode="wrap")

    def _coloured(self, n: int) -> Wave:
        dice = self._dice
        spectrum = np.fft.rfft(dice.standard_normal(n))
        pitch = np.linspace(0, 8000, len(spectrum))
        gain = -dice.uniform(0, 8) * np.log2(np.maximum(pitch, 60) / 500)
        gain += np.interp(pitch, np.sort(dice.uniform(0, 8000, 6)), dice.uniform(-8, 8, 6))
        noise = np.fft.irfft(spectrum * 10 ** (gain / 20), n)
        if dice.random() < 0.4:
            bursts = np.abs(np.convolve(dice.standard_normal(n // 400 + 2) ** 3, np.ones(3) / 3, "same"))
            noise *= np.interp(np.arange(n), np.arange(len(bursts)) * 400, bursts)
        return noise.astype(np.float32)


def untaught(weights: Mapping[str, Wave], seed: int) -> Tree:
    """Changes that change nothing yet: for all but the spectra, which stay."""
    dice = np.random.default_rng(seed)
    changes: Tree = {}
    for name, tensor in weights.items():
        if name.startswith(("mel_fb", "stft_")):
            continue
        if MATRIX.search(name):
            changes |= factors(dice, name, tensor, from_left="MatMul" in name)
        else:
            changes[name] = np.zeros_like(tensor)
    return changes


def factors(dice: np.random.Generator, name: str, tensor: Wave, *, from_left: bool) -> Tree:
    """Two thin matrices whose product is nothing yet; `from_left`: what comes in meets the first of them."""
    rows, columns = tensor.shape[0], tensor.size // tensor.shape[0]
    first, second = np.zeros((rows, THIN), np.float32), np.zeros((THIN, columns), np.float32)
    arriving = first if from_left else second
    arriving[:] = dice.standard_normal(arriving.shape) / (arriving.size / THIN) ** 0.5
    return {f"{name}/first": first, f"{name}/second": second}


def widened(changes: Mapping[str, Wave], more: Tree) -> Tree:
    """What was learned, with as much room beside it; the same network until it learns on."""
    joined: Tree = {}
    for name, change in more.items():
        known, (_, _, factor) = changes[name], name.partition("/")
        side = {"first": 1, "second": 0}.get(factor)
        joined[name] = known if side is None else np.concatenate([known, change], side)
    return joined


def averaged(known: Mapping[str, Wave], learned: Mapping[str, Wave]) -> Tree:
    """Half of what was known and half of what was learned on from it.

    The mean of the weights of both hears more than either: what was learned last forgets a little of the rest
    (Wortsman et al. 2022, "Model soups"). The sum of two products of thin matrices is brought back to twice `THIN`.
    """
    mean: Tree = {}
    for name, change in learned.items():
        of, _, factor = name.partition("/")
        if not factor:
            mean[name] = (known[name] + change) / 2
        elif factor == "first":
            second = f"{of}/second"
            both = (known[name] @ known[second] + change @ learned[second]) / 2
            left, sizes, right = np.linalg.svd(both, full_matrices=False)
            root = np.sqrt(sizes[: 2 * THIN])
            mean[name], mean[second] = left[:, : len(root)] * root, root[:, None] * right[: len(root)]
    return mean


def forward(jax: ModuleType, w: Tree, spectra: Array) -> Array:
    """`Conformer`, many sounds at once and to be differentiated."""
    jnp, sigmoid = jax.numpy, jax.nn.sigmoid

    def norm(x: Array, name: str) -> Array:
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * w[f"{name}.weight"] + w[f"{name}.bias"]

    def silu(x: Array) -> Array:
        return x * sigmoid(x)

    def feed(x: Array, name: str, first: int) -> Array:
        x = norm(x, f"{name}.norm") @ w[f"onnx::MatMul_{first}"] + w[f"{name}.fc1.bias"]
        return silu(x) @ w[f"onnx::MatMul_{first + 1}"] + w[f"{name}.fc2.bias"]

    def point(x: Array, name: str) -> Array:
        return x @ w[f"{name}.weight"][:, :, 0].T + w[f"{name}.bias"]

    def attend(x: Array, name: str, first: int) -> Array:
        sounds, frames, width = x.shape
        x = norm(x, f"{name}attn_norm") @ w[f"onnx::MatMul_{first + 2}"] + w[f"{name}attn.in_proj_bias"]
        q, k, v = jnp.moveaxis(x.reshape(sounds, frames, 3, 4, width // 4), 2, 0)
        share = jax.nn.softmax(jnp.einsum("bihd,bjhd->bhij", q, k) / (width // 4) ** 0.5, -1)
        heads = jnp.einsum("bhij,bjhd->bihd", share, v).reshape(sounds, frames, width)
        return heads @ w[f"onnx::MatMul_{first + 6}"] + w[f"{name}attn.out_proj.bias"]

    def convolve(x: Array, name: str, taps: int) -> Array:
        x = point(norm(x, f"{name}conv.norm"), f"{name}conv.pointwise1")
        x = x[..., : x.shape[-1] // 2] * sigmoid(x[..., x.shape[-1] // 2 :])
        padded, frames = jnp.pad(x, ((0, 0), (15, 15), (0, 0))), x.shape[1]
        y = w[f"onnx::Conv_{taps + 1}"]
        for k in range(31):
            y = y + padded[:, k : k + frames] * w[f"onnx::Conv_{taps}"][:, 0, k]
        return point(silu(y), f"{name}conv.pointwise2")

    stem = w["onnx::Conv_801"].transpose(2, 1, 0).reshape(-1, w["onnx::Conv_801"].shape[0])
    x = jax.nn.gelu(spectra @ stem + w["onnx::Conv_802"], approximate=False)
    for block in range(4):
        name, first = BLOCK.format(block), 829 + 9 * block
        x = x + feed(x, f"{name}ffn1", first) / 2
        x = x + attend(x, name, first)
        x = x + convolve(x, name, 804 + 3 * block)
        x = x + feed(x, f"{name}ffn2", first + 7) / 2
        x = norm(x, f"{name}norm")
    return jax.nn.log_softmax(point(x, "acoustic_model.model.proj"), -1)


def learn(
    jax: ModuleType,
    loss: Callable[..., Array],
    changes: Tree,
    batch: Callable[[], tuple[Any, ...]],
    seconds: float,
    rate: float = RATE_OF_LEARNING,
) -> Tree:
    """Adam, with a rate that falls to nothing in the time given; `loss` takes the changes and what `batch` returns."""
    tree, jnp = jax.tree_util.tree_map, jax.numpy
    slope = jax.jit(jax.value_and_grad(loss))

    def step(changes: Tree, mean: Tree, square: Tree, slopes: Tree, count: float, rate: float) -> Array:
        steep = jnp.sqrt(sum((g**2).sum() for g in slopes.values()))
        slopes = tree(lambda g: g * jnp.minimum(1.0, 1.0 / (steep + 1e-9)), slopes)
        mean = tree(lambda m, g: 0.9 * m + 0.1 * g, mean, slopes)
        square = tree(lambda s, g: 0.99 * s + 0.01 * g * g, square, slopes)
        move = tree(lambda m, s: m / (1 - 0.9**count) / (jnp.sqrt(s / (1 - 0.99**count)) + 1e-8), mean, square)
        return tree(lambda c, d: c - rate * d, changes, move), mean, square

    step_fast = jax.jit(step)
    changes = tree(jnp.asarray, changes)
    mean = square = tree(jnp.zeros_like, changes)
    begun, count, losses = time.monotonic(), 0, list[float]()
    while (gone := (time.monotonic() - begun) / seconds) < 1.0:
        count += 1
        now = rate * min(1.0, count / 50) * (0.5 + 0.5 * np.cos(np.pi * gone)) + 2e-5
        value, slopes = slope(changes, *batch())
        changes, mean, square = step_fast(changes, mean, square, slopes, float(count), now)
        losses.append(float(value))
        if count % 100 == 0:
            print(count, f"{np.mean(losses[-100:]):.3f}", flush=True)
    return {name: np.asarray(change) for name, change in changes.items()}


def save(file: Path, changes: Tree) -> None:
    """Write what was learned, in half precision."""
    np.savez_compressed(file, **{name: change.astype(np.float16) for name, change in changes.items()})


def wishes(about: str | None, *, speech: float, learning: float) -> argparse.ArgumentParser:
    """What can be asked of a program that teaches."""
    options = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--speech", type=float, default=speech, help="seconds each process makes speech")
    options.add_argument("--learning", type=float, default=learning, help="seconds of learning")
    options.add_argument("--jobs", type=int, default=2, help="processes that make speech")
    options.add_argument("--talk", type=Path, help="a folder of .flac in which more people talk, minutes each")
    options.add_argument("-o", type=Path, required=True, help="the file to be written, .npz")
    return options


def main() -> None:
    options = wishes(__doc__, speech=300, learning=2700)
    options.add_argument(
        "--on", type=Path, help="a file written before, to learn on from; what is written is the mean of both"
    )
    given = options.parse_args()
    import jax

    weights = read((resources.files("hama.assets") / "asr_waveform.hama").read_bytes())
    network = Conformer(weights)
    found = windows(clips(given.speech, given.jobs, material.recordings(given.talk)), network)
    noises, dice = Noises(found), random.Random(1)
    by_length = {size: [w for w in found if len(w.wave) == size] for size in LENGTHS}

    def batch() -> Batch:
        size = len(dice.choice(found).wave)
        some = dice.choices(by_length[size], k=max(4, 24 * LENGTHS[0] // size))
        waves, wanted = [noises.over(w.wave) for w in some], np.stack([w.wanted for w in some])
        for k in range(len(some)):
            if dice.random() < NOBODY:
                waves[k], wanted[k] = noises.alone(size), np.eye(wanted.shape[2], dtype=np.float32)[-1]
        count = np.array([PEOPLE_COUNT if w.person else 1.0 for w in some], np.float32)
        return np.stack([network.spectra(wave) for wave in waves]), wanted, count

    changes = untaught(weights, seed=1 if given.on else 0)
    known: Tree = {}
    if given.on:
        known = learned(given.on)
        changes = widened(known, changes)
    fixed = {name: jax.numpy.asarray(w) for name, w in weights.items()}

    def loss(changes: Tree, spectra: Array, wanted: Array, weight: Array) -> Array:
        missed = -(wanted * forward(jax, adapted(fixed, changes), spectra)).sum(-1)
        share = (1.25 - wanted[:, :, -1]) * weight[:, None]
        return (missed * share).sum() / share.sum()

    changes = learn(jax, loss, changes, batch, given.learning)
    if known:
        changes = averaged(known, changes)
    save(given.o, changes)


if __name__ == "__main__":
    main()
