"""The network of the package hama, run with numpy: seven times as fast as by the engine that comes with it."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]
Weights = Mapping[str, Floats]

HOP: Final = 160
"""Samples between two spectra; the network makes one frame of every two."""

_MAGIC: Final = b"HAMAPK\x01"
_KINDS: Final[Mapping[int, np.dtype[np.floating]]] = {0: np.dtype("<f4"), 1: np.dtype("<f2")}
_BLOCKS: Final = 4
_HEADS: Final = 4
_FIRST_MATRIX: Final = 829
_FIRST_DEPTHWISE: Final = 804
_FAINTEST: Final = np.float32(1e-10)
_EPSILON: Final = np.float32(1e-5)


def read(raw: bytes) -> dict[str, Floats]:
    """The tensors of a weight file of hama.

    Raises:
        ValueError: this is no such file, or one of another version.
    """
    if raw[: len(_MAGIC)] != _MAGIC:
        raise ValueError("no weights of hama")
    try:
        (count,) = struct.unpack_from("<I", raw, 8)
        at, entries = 12, []
        for _ in range(count):
            (size,) = struct.unpack_from("<H", raw, at)
            name = raw[at + 2 : at + 2 + size].decode("utf-8")
            kind, rank = struct.unpack_from("<BB", raw, at + 2 + size)
            shape = struct.unpack_from(f"<{rank}I", raw, at + 4 + size)
            start, length = struct.unpack_from("<QQ", raw, at + 4 + size + 4 * rank)
            entries.append((name, _KINDS[kind], shape, start, length))
            at += 20 + size + 4 * rank
        base = -(-at // 16) * 16
        return {
            name: np.frombuffer(raw, kind, length // kind.itemsize, base + start).reshape(shape).astype(np.float32)
            for name, kind, shape, start, length in entries
        }
    except (struct.error, KeyError, UnicodeDecodeError) as err:
        raise ValueError(f"weights of an unknown kind: {err}") from err


def learned(file: Path) -> dict[str, Floats]:
    """The changes that a file of `benchmarks/adapt.py` or `benchmarks/adapt_writer.py` holds."""
    with np.load(file) as changes:
        return {name: changes[name].astype(np.float32) for name in changes.files}


def adapted(weights: Weights, changes: Weights) -> dict[str, Floats]:
    """The weights with what `benchmarks/adapt.py` learned added to them.

    Args:
        weights: tensors by name.
        changes: for some of them what is added, or under `name/first` and `name/second` two factors of it.

    Raises:
        KeyError: changes of a tensor that is not there, or a factor without the other.
        ValueError: changes of another shape.
    """
    result = dict(weights)
    for name, change in changes.items():
        of, _, factor = name.partition("/")
        if factor != "second":
            added = change @ changes[f"{of}/second"] if factor else change
            result[of] = result[of] + added.reshape(result[of].shape)
    return result


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y: Floats = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y: Floats = x - x.mean(axis=1, keepdims=True)
        y /= np.sqrt((y * y).mean(axis=1, keepdims=True) + _EPSILON)
        y *= self.weight
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class _Forward:
    norm: _Norm
    up: _Linear
    down: _Linear

    def __call__(self, x: Floats) -> Floats:
        return self.down(_silu(self.up(self.norm(x))))


@dataclass(frozen=True, slots=True)
class _Attention:
    norm: _Norm
    to_heads: _Linear
    out: _Linear

    def __call__(self, x: Floats) -> Floats:
        frames, width = x.shape
        heads = self.to_heads(self.norm(x)).reshape(frames, 3, _HEADS, width // _HEADS).transpose(1, 2, 0, 3)
        alike: Floats = heads[0] @ heads[1].transpose(0, 2, 1)
        alike *= np.float32((width // _HEADS) ** -0.5)
        alike -= alike.max(axis=2, keepdims=True)
        np.exp(alike, out=alike)
        alike /= alike.sum(axis=2, keepdims=True)
        return self.out((alike @ heads[2]).transpose(1, 0, 2).reshape(frames, width))


@dataclass(frozen=True, slots=True)
class _Convolution:
    norm: _Norm
    gated: _Linear
    taps: Floats
    bias: Floats
    out: _Linear

    def __call__(self, x: Floats) -> Floats:
        frames, width = x.shape
        both = self.gated(self.norm(x))
        reach = len(self.taps) // 2
        padded = np.zeros((frames + 2 * reach, width), dtype=np.float32)
        padded[reach : reach + frames] = both[:, :width] * _sigmoid(both[:, width:])
        y = np.tile(self.bias, (frames, 1))
        for k, tap in enumerate(self.taps):
            y += padded[k : k + frames] * tap
        return self.out(_silu(y))


@dataclass(frozen=True, slots=True)
class _Block:
    before: _Forward
    attention: _Attention
    convolution: _Convolution
    after: _Forward
    norm: _Norm

    def __call__(self, x: Floats) -> Floats:
        half = np.float32(0.5)
        x = x + half * self.before(x)
        x += self.attention(x)
        x += self.convolution(x)
        x += half * self.after(x)
        return self.norm(x)


class Conformer:
    """Sound in, log-probabilities of sounds of speech out (Gulati et al. 2020: four blocks of 144 channels)."""

    def __init__(self, weights: Weights) -> None:
        """Lay the weights out.

        Args:
            weights: tensors by the names that hama's file has.

        Raises:
            KeyError: the file is of another network.
        """
        # The matrices are small: several cores would mostly wait for each other, and take the sound card's time.
        threadpool_limits(1, user_api="blas")
        waves = [weights[f"stft_{part}_kernel"][:, 0] for part in ("real", "imag")]
        self._waves: Floats = np.ascontiguousarray(np.concatenate(waves).T)
        self._mel = weights["mel_fb"]
        stem = weights["onnx::Conv_801"]
        self._stem = _Linear(
            np.ascontiguousarray(stem.transpose(2, 1, 0).reshape(-1, len(stem))), weights["onnx::Conv_802"]
        )
        self._blocks = [_block(weights, k) for k in range(_BLOCKS)]
        self._out = _pointwise(weights, "acoustic_model.model.proj")

    def __call__(self, wave: Floats) -> Floats:
        """Frames x tokens, each row the logarithms of probabilities.

        Args:
            wave: mono, 16 kHz, at least 201 samples; full scale is 1.
        """
        x = self._stem(self.spectra(wave))
        x = _gelu(x)
        for block in self._blocks:
            x = block(x)
        x = self._out(x)
        x -= x.max(axis=1, keepdims=True)
        x -= np.log(np.exp(x).sum(axis=1, keepdims=True))
        return x

    def spectra(self, wave: Floats) -> Floats:
        """Mel spectra (logarithms of power), three beside each other for every frame, from the one before it on."""
        size = len(self._waves)
        padded = np.pad(wave, size // 2, mode="reflect")
        parts = np.lib.stride_tricks.sliding_window_view(padded, size)[::HOP] @ self._waves
        parts *= parts
        bins = parts.shape[1] // 2
        mel = np.log(np.maximum((parts[:, :bins] + parts[:, bins:]) @ self._mel, _FAINTEST))
        frames = (len(mel) + 1) // 2
        around = np.zeros((2 * frames + 1, mel.shape[1]), dtype=np.float32)
        around[1 : 1 + len(mel)] = mel
        return np.concatenate([around[k : k + 2 * frames : 2] for k in range(3)], axis=1)


def _block(weights: Weights, number: int) -> _Block:
    name = f"acoustic_model.model.blocks.{number}"
    first = _FIRST_MATRIX + 9 * number

    def norm(of: str) -> _Norm:
        return _Norm(weights[f"{name}.{of}.weight"], weights[f"{name}.{of}.bias"])

    def linear(matrix: int, bias: str) -> _Linear:
        return _Linear(weights[f"onnx::MatMul_{first + matrix}"], weights[f"{name}.{bias}"])

    def forward(of: str, matrix: int) -> _Forward:
        return _Forward(norm(f"{of}.norm"), linear(matrix, f"{of}.fc1.bias"), linear(matrix + 1, f"{of}.fc2.bias"))

    depthwise = _FIRST_DEPTHWISE + 3 * number
    return _Block(
        before=forward("ffn1", 0),
        attention=_Attention(norm("attn_norm"), linear(2, "attn.in_proj_bias"), linear(6, "attn.out_proj.bias")),
        convolution=_Convolution(
            norm("conv.norm"),
            _pointwise(weights, f"{name}.conv.pointwise1"),
            np.ascontiguousarray(weights[f"onnx::Conv_{depthwise}"][:, 0].T),
            weights[f"onnx::Conv_{depthwise + 1}"],
            _pointwise(weights, f"{name}.conv.pointwise2"),
        ),
        after=forward("ffn2", 7),
        norm=norm("norm"),
    )


def _pointwise(weights: Weights, name: str) -> _Linear:
    return _Linear(np.ascontiguousarray(weights[f"{name}.weight"][:, :, 0].T), weights[f"{name}.bias"])


def _sigmoid(x: Floats) -> Floats:
    y: Floats = np.exp(-x)
    y += np.float32(1.0)
    return np.divide(np.float32(1.0), y, out=y)


def _silu(x: Floats) -> Floats:
    return x * _sigmoid(x)


def _gelu(x: Floats) -> Floats:
    """How much of a value passes: the share of a normal distribution under x (Abramowitz and Stegun 1964, 7.1.26)."""
    t = np.float32(1.0) / (np.float32(1.0) + np.float32(0.3275911 * 0.5**0.5) * np.abs(x))
    a = [np.float32(c) for c in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)]
    tail = t * (a[0] + t * (a[1] + t * (a[2] + t * (a[3] + t * a[4])))) * np.exp(-x * x / 2)
    share: Floats = np.sign(x) * (np.float32(1.0) - tail).astype(np.float32) + np.float32(1.0)
    return share * x * np.float32(0.5)
