"""What the writing network has learned of noise, laid over its weights as they come in the package."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coach.ears.phones_conformer import adapted

Floats = npt.NDArray[np.float32]
Tensors = dict[str, npt.NDArray[Any]]

_MAGIC: Final = b"ORTM"
_KINDS: Final[Mapping[int, np.dtype[Any]]] = {1: np.dtype("<f4"), 2: np.dtype("<u1")}
OTHERWISE: Final = "_add_tensor"
"""What some builds put behind a name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a flat buffer, as onnxruntime's own format has them; its fields are told apart by number."""

    raw: bytes
    at: int

    def field(self, number: int) -> int:
        """Where the field stands; 0 where it is left out."""
        (back,) = struct.unpack_from("<i", self.raw, self.at)
        known = self.at - back
        (size,) = struct.unpack_from("<H", self.raw, known)
        if 4 + 2 * number >= size:
            return 0
        (offset,) = struct.unpack_from("<H", self.raw, known + 4 + 2 * number)
        return self.at + offset if offset else 0

    def table(self, number: int) -> "Table":
        """The table that a field holds."""
        return Table(self.raw, self._to(self.field(number)))

    def many(self, number: int) -> tuple[int, int]:
        """Where the parts of a field begin, and how many there are.

        Raises:
            ValueError: more than there can be.
        """
        if not (field := self.field(number)):
            return 0, 0
        at = self._to(field)
        (count,) = struct.unpack_from("<I", self.raw, at)
        if count > len(self.raw) - at:
            raise ValueError("damaged: more parts than there can be")
        return at + 4, count

    def tables(self, number: int) -> "list[Table]":
        """The tables of a field that holds several."""
        first, count = self.many(number)
        return [Table(self.raw, self._to(first + 4 * k)) for k in range(count)]

    def text(self, number: int) -> str:
        """What is written in a field."""
        return self._text(self.field(number))

    def texts(self, number: int) -> list[str]:
        """What is written in a field that holds several texts."""
        first, count = self.many(number)
        return [self._text(first + 4 * k) for k in range(count)]

    def _text(self, at: int) -> str:
        begin = self._to(at)
        return self.raw[begin + 4 : begin + 4 + int.from_bytes(self.raw[begin : begin + 4], "little")].decode()

    def _to(self, at: int) -> int:
        return at + int.from_bytes(self.raw[at : at + 4], "little")


def read(raw: bytes) -> Tensors:
    """The tensors of a model of onnxruntime's own format that are numbers in floats or bytes, by name.

    Raises:
        ValueError: this is no such model.
    """
    if raw[4:8] != _MAGIC:
        raise ValueError("no model of onnxruntime")
    try:
        return dict(filter(None, map(_tensor, graph(raw).tables(0))))
    except (struct.error, ValueError) as err:
        raise ValueError(f"a model of an unknown kind: {err}") from err


def graph(raw: bytes) -> Table:
    """What a model of onnxruntime's own format computes: of this the tensors are field 0, the steps field 2."""
    return Table(raw, int.from_bytes(raw[:4], "little")).table(1).table(7)


def _tensor(tensor: Table) -> tuple[str, npt.NDArray[Any]] | None:
    raw, kind = tensor.raw, tensor.field(3)
    found = _KINDS.get(int.from_bytes(raw[kind : kind + 4], "little")) if kind else None
    at, size = tensor.many(4)
    if found is None or not size:
        return None
    sizes, rank = tensor.many(2)
    shape = struct.unpack_from(f"<{rank}q", raw, sizes)
    values = np.frombuffer(raw, found, size // found.itemsize, at).reshape(shape)
    return tensor.text(0), values


def over(tensors: Tensors, changes: Mapping[str, Floats]) -> Tensors:
    """The tensors that have to be put in place of those of the model, by the names that it gives them.

    Args:
        tensors: of the model; matrices in bytes, each with its scale and its zero.
        changes: as `adapted` has them.

    Raises:
        KeyError: changes of a tensor that is not there.
        ValueError: changes of another shape.
    """
    named = {name.removesuffix(OTHERWISE): name for name in tensors}
    touched = {name.partition("/")[0] for name in changes}
    known = {name: tensors[named[name]] if name in named else plain(tensors, name) for name in touched}
    result: Tensors = {}
    for name, weights in adapted(known, changes).items():
        if name in named:
            result[named[name]] = weights
        else:
            result |= _in_bytes(name, weights)
    return result


def plain(tensors: Tensors, name: str) -> Floats:
    """A matrix that the model has in bytes.

    Raises:
        KeyError: it has none of that name.
    """
    zero = tensors[f"{name}_zero_point"].astype(np.float32)
    numbers: Floats = (tensors[f"{name}_quantized"].astype(np.float32) - zero) * tensors[f"{name}_scale"]
    return numbers


def _in_bytes(name: str, weights: Floats) -> Tensors:
    least, most = min(float(weights.min()), 0.0), max(float(weights.max()), 0.0)
    scale = np.float32(max(most - least, 1e-9) / 255)
    zero = np.uint8(round(-least / float(scale)))
    steps = np.clip(np.round(weights / scale) + np.float32(zero), 0, 255).astype(np.uint8)
    return {f"{name}_quantized": steps, f"{name}_scale": np.array(scale), f"{name}_zero_point": np.array(zero)}
