"""Teach the writing network to hear through noise: `python -m benchmarks.adapt_writer`; needs `pip install jax`.

It learns to write commands, single words and sentences as they are, whatever noise, room or microphone they come
through and whoever talks beside them, and nothing where nobody is near. What it makes of sentences is held to what it
makes of them when they are clean, so that it goes on knowing other words. Only what takes in sound changes: products
of two thin matrices, norms and biases, which `coach/ears/writer.py` lays over the weights of the package. Voices,
people and noises are those for calibration.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from benchmarks.adapt import Array, Noises, Tree, factors, learn, save, wishes
from benchmarks.adapt_material import LENGTHS, Clip, Wave, Window, clips, to_level
from benchmarks.understanding import material
from benchmarks.writer_weights import CHANCES, LEVEL, OFFSET, WORDS, renamed, weights
from coach.ears.phones_conformer import learned
from coach.ears.utterance import RATE
from coach.ears.writer import BEGIN, DECODER, ENCODER, END, Writer, folder

NOBODY: Final = 0.08
"""Share of windows in which nobody is near the microphone."""
SENTENCES: Final = 0.28
"""Share of batches that hold sentences; the others hold single words and commands."""
COMMANDS: Final = 0.4
"""Share of commands in those; the rest are single words of people, each word as often as the root of its number."""
LONGEST: Final = 11
"""Tokens of a text that is learned from, the end among them."""
HELD: Final = 0.3
"""Weight of the words where commands are learned; what sound becomes weighs 1 in sentences."""
DEEP: Final = 6
HEADS: Final = 8
TURNED: Final = 16
"""Pairs of numbers in a head that are turned by where they stand."""


@dataclass(frozen=True)
class Said:
    """Clean speech and the tokens of its text, where that is known."""

    clip: Clip
    tokens: tuple[int, ...] | None


def network(jax: ModuleType) -> tuple[Callable[..., Array], Callable[..., Array]]:
    """The two halves of the network, many sounds at once and to be differentiated.

    The first takes weights, changes and sound and makes frames; the second takes weights, frames and tokens and makes
    what its last layer turns into chances. Changes are added to what comes out, so that nothing is spent on how the
    fixed matrices might change; without changes it is the network of the package.
    """
    jnp = jax.numpy
    speeds = jnp.asarray(1.0 / 10_000 ** (np.arange(TURNED) / TURNED), jnp.float32)

    def norm(x: Array, weight: Array) -> Array:
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * weight

    def turned(x: Array) -> Array:
        angle = jnp.repeat(jnp.arange(x.shape[1])[:, None] * speeds, 2, -1)[None, :, None]
        part = x[..., : 2 * TURNED]
        across = jnp.stack([-part[..., 1::2], part[..., 0::2]], -1).reshape(part.shape)
        return jnp.concatenate([part * jnp.cos(angle) + across * jnp.sin(angle), x[..., 2 * TURNED :]], -1)

    def heads(x: Array) -> Array:
        return x.reshape(*x.shape[:2], HEADS, -1)

    def attend(q: Array, k: Array, v: Array, *, back_only: bool = False) -> Array:
        share = jnp.einsum("bihd,bjhd->bhij", q, k) / q.shape[-1] ** 0.5
        if back_only:
            share = jnp.where(jnp.tril(jnp.ones(share.shape[-2:], bool)), share, -1e9)
        mixed = jnp.einsum("bhij,bjhd->bihd", jax.nn.softmax(share, -1), v)
        return mixed.reshape(*mixed.shape[:2], -1)

    def take_in(w: Tree, changes: Tree | None, sound: Array) -> Array:
        def plain(name: str) -> Array:
            return w[name] if changes is None else w[name] + changes[name]

        def times(x: Array, name: str) -> Array:
            y = x @ w[name]
            return y if changes is None else y + (x @ changes[f"{name}/first"]) @ changes[f"{name}/second"]

        def slide(x: Array, name: str, step: int) -> Array:
            out, channels, taps = w[name].shape
            count = (x.shape[1] - taps) // step + 1
            x = jnp.concatenate([x[:, k : k + step * (count - 1) + 1 : step] for k in range(taps)], -1)
            y = x @ w[name].transpose(2, 1, 0).reshape(-1, out)
            if changes is None:
                return y
            second = changes[f"{name}/second"].reshape(-1, channels, taps).transpose(2, 1, 0)
            return y + (x @ second.reshape(taps * channels, -1)) @ changes[f"{name}/first"].T

        def gelu(x: Array) -> Array:
            return jax.nn.gelu(x, approximate=False)

        x = jnp.tanh(slide(sound[..., None], "conv1.weight", 64))
        x = x - x.mean((1, 2), keepdims=True)
        x = x * jax.lax.rsqrt((x * x).mean((1, 2), keepdims=True) + 1e-5)
        x = x * plain(LEVEL)[:, 0] + plain(OFFSET)[:, 0]
        x = gelu(slide(x, "conv2.weight", 3) + plain("conv2.bias"))
        x = gelu(slide(x, "conv3.weight", 2) + plain("conv3.bias"))
        for k in range(DEEP):
            layer = f"layers.{k}."
            y = norm(x, plain(f"{layer}input_layernorm.weight"))
            q, key, v = (heads(times(y, f"{layer}self_attn.{part}")) for part in "qkv")
            x = x + times(attend(turned(q), turned(key), v), f"{layer}self_attn.o")
            y = norm(x, plain(f"{layer}post_attention_layernorm.weight"))
            y = gelu(times(y, f"{layer}mlp.fc1") + plain(f"{layer}mlp.fc1.bias"))
            x = x + times(y, f"{layer}mlp.fc2") + plain(f"{layer}mlp.fc2.bias")
        return norm(x, plain("layer_norm.weight"))

    def write(w: Tree, frames: Array, tokens: Array) -> Array:
        x = w[WORDS][tokens]
        for k in range(DEEP):
            layer = f"model.decoder.layers.{k}."
            y = norm(x, w[f"{layer}input_layernorm.weight"])
            q, key, v = (heads(y @ w[f"{layer}self_attn.{part}"]) for part in "qkv")
            x = x + attend(turned(q), turned(key), v, back_only=True) @ w[f"{layer}self_attn.o"]
            y = norm(x, w[f"{layer}post_attention_layernorm.weight"])
            q = heads(y @ w[f"{layer}encoder_attn.q"])
            key, v = (heads(frames @ w[f"{layer}encoder_attn.{part}"]) for part in "kv")
            x = x + attend(q, key, v) @ w[f"{layer}encoder_attn.o"]
            y = norm(x, w[f"{layer}final_layernorm.weight"])
            y = y @ w[f"{layer}mlp.fc1"] + w[f"{layer}mlp.fc1.bias"]
            value, gate = jnp.split(y, 2, -1)
            x = x + (jax.nn.silu(gate) * value) @ w[f"{layer}mlp.fc2"] + w[f"{layer}mlp.fc2.bias"]
        return norm(x, w["model.decoder.norm.weight"])

    return take_in, write


def said(clean: Sequence[Clip], writer: Writer) -> list[Said]:
    """What is to be written; of people whose words nobody knows, what the network writes when they are clean."""
    found = []
    for clip in clean:
        if clip.text:
            text = clip.text.replace(" i ", " I ").replace(" i'", " I'")
            tokens: tuple[int, ...] | None = writer.spell(f"{text[0].upper()}{text[1:]}.")
        else:
            tokens = _written(writer, clip.wave)
        found.append(Said(clip, tokens if tokens and len(tokens) < LONGEST else None))
    return found


def _written(writer: Writer, wave: Wave) -> tuple[int, ...] | None:
    """What is written at once, letter group by letter group; None where it is next to nothing, or too much."""
    heard = writer.hear((wave * 32767).clip(-32767, 32767).astype(np.int16))
    so_far, tokens = writer.begin(heard), list[int]()
    while len(tokens) < LONGEST:
        likely = int(so_far.log_chances[0].argmax())
        if likely == END:
            return tuple(tokens) if len(tokens) >= LONGEST // 3 else None
        tokens.append(likely)
        so_far = writer.go_on(heard, so_far, [0], [likely])
    return None


class Lessons:
    """Batches to learn from."""

    def __init__(self, all_said: Sequence[Said]) -> None:
        self._dice = random.Random(1)
        nothing = np.zeros((1, 1), np.float32)
        self._noises = Noises([Window(s.clip.wave, nothing, s.clip.person) for s in all_said if s.clip.person])
        self._commands = [s for s in all_said if s.clip.alone and not s.clip.person]
        self._sentences = [s for s in all_said if not s.clip.alone]
        words = defaultdict[str, list[Said]](list)
        for each in all_said:
            if each.clip.alone and each.clip.person:
                words[each.clip.text].append(each)
        self._words = list(words.values())
        self._often = [len(of_word) ** 0.5 for of_word in self._words]

    def batch(self) -> tuple[Any, ...]:
        """Sound, the same clean where it holds sentences, tokens before and after, which count, and what is held."""
        dice, sentences = self._dice, self._dice.random() < SENTENCES
        some = [self._one(sentences=sentences)]
        longest = len(some[0].clip.wave) + dice.randint(RATE // 10, RATE)
        size = next((length for length in LENGTHS[:-1] if length >= longest), LENGTHS[-2])
        while len(some) < 24 * LENGTHS[0] // size:
            if len((one := self._one(sentences=sentences)).clip.wave) + RATE // 10 <= size:
                some.append(one)
        tokens = np.full((len(some), LONGEST + 1), END, np.int32)
        tokens[:, 0] = BEGIN
        counts, held = np.zeros((len(some), LONGEST), np.float32), np.ones(len(some), np.float32)
        clean = [self._window(each.clip.wave, size) for each in some]
        noisy = [self._noises.over(wave) for wave in clean]
        for k, each in enumerate(some):
            text = each.tokens if len(each.clip.wave) <= size else None
            if dice.random() < NOBODY:
                noisy[k], text, held[k] = self._noises.alone(size), (), 0.0
            if text is not None:
                tokens[k, 1 : 1 + len(text)] = text
                counts[k, : len(text) + 1] = 1.0
        given = np.stack([to_level(wave) for wave in clean]) if sentences else None
        return np.stack(noisy), given, tokens[:, :-1], tokens[:, 1:], counts, held

    def _one(self, *, sentences: bool) -> Said:
        if sentences:
            return self._dice.choice(self._sentences)
        if self._dice.random() < COMMANDS:
            return self._dice.choice(self._commands)
        return self._dice.choice(self._dice.choices(self._words, self._often)[0])

    def _window(self, wave: Wave, size: int) -> Wave:
        window = np.zeros(size, np.float32)
        at = self._dice.randint(0, max(size - len(wave), 0))
        window[at : at + len(wave)] = wave[:size]
        return window


def untaught(matrices: Mapping[str, Wave], seed: int) -> Tree:
    """Changes that change nothing yet."""
    dice, changes = np.random.default_rng(seed), Tree()
    for name, tensor in matrices.items():
        if name in (LEVEL, OFFSET) or tensor.ndim == 1:
            changes[name] = np.zeros_like(tensor)
            continue
        changes |= factors(dice, name, tensor, from_left=tensor.ndim == 2)
    return changes


def main() -> None:
    options = wishes(__doc__, speech=260, learning=1680)
    options.add_argument("--rate", type=float, default=1.5e-3, help="rate of learning at the beginning")
    options.add_argument("--on", type=Path, help="a file written before, to learn on from")
    given = options.parse_args()
    import jax

    lessons = Lessons(said(clips(given.speech, given.jobs, material.recordings(given.talk)), Writer(learned={})))
    ear, hand = weights(folder() / ENCODER), weights(folder() / DECODER)
    fixed = {name: jax.numpy.asarray(w) for name, w in (*hand.tensors.items(), *ear.tensors.items())}
    take_in, write = network(jax)

    def loss(
        changes: Tree, noisy: Array, clean: Array | None, before: Array, after: Array, counts: Array, held: Array
    ) -> Array:
        frames = take_in(fixed, changes, noisy)
        chances = jax.nn.log_softmax(write(fixed, frames, before) @ fixed[CHANCES], -1)
        missed = -(jax.numpy.take_along_axis(chances, after[..., None], -1)[..., 0] * counts).sum(1)
        missed = jax.numpy.minimum(missed, 12.0) + 0.1 * jax.numpy.maximum(missed - 12.0, 0.0)
        if clean is None:
            return HELD * missed.mean()
        aim = jax.lax.stop_gradient(take_in(fixed, None, clean))
        strayed = ((frames - aim) ** 2).mean((1, 2)) / (aim**2).mean((1, 2))
        return (HELD * missed + held * strayed).mean()

    changes = untaught(ear.tensors, 0)
    if given.on:
        changes = renamed(learned(given.on), {name: role for role, name in ear.names.items()})
    save(given.o, renamed(learn(jax, loss, changes, lessons.batch, given.learning, given.rate), ear.names))


if __name__ == "__main__":
    main()
