"""The weights of the writing network as numbers, by what they are for; see `benchmarks/adapt_writer.py`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coach.ears.writer_learned import OTHERWISE, Table, graph, plain, read

Floats = npt.NDArray[np.float32]

LEVEL: Final = "onnx::Mul_2080"
OFFSET: Final = "onnx::Add_2081"
"""What the sound of the first layer is brought to."""
WORDS: Final = "model.decoder.embed_tokens.weight"
CHANCES: Final = "logits"
_PART: Final = re.compile(r"/layers\.(\d)/(self_attn|encoder_attn|mlp)/(?:(\w)_proj|(fc\d))/")


@dataclass(frozen=True)
class Weights:
    """One half of the network."""

    tensors: Mapping[str, Floats]
    """Matrices by what they are for ("layers.0.self_attn.q"), all others by their names."""
    names: Mapping[str, str]
    """Of the matrices, as the model has them."""


def weights(file: Path) -> Weights:
    """The weights of a file of the network."""
    raw = file.read_bytes()
    tensors = read(raw)
    found: dict[str, Floats] = {}
    names: dict[str, str] = {}
    for name, tensor in tensors.items():
        if tensor.dtype == np.float32 and tensor.size > 1:
            found[name.removesuffix(OTHERWISE).removesuffix("_merged_0")] = tensor
    for inputs, output in _products(graph(raw)):
        name = next((i.removesuffix("_quantized") for i in inputs if i.endswith("_quantized") and i in tensors), "")
        if not name:
            continue
        part = _PART.search(output)
        before = "model.decoder." if "/decoder/" in output else ""
        role = f"{before}layers.{part[1]}.{part[2]}.{part[3] or part[4]}" if part else output
        found[role], names[role] = plain(tensors, name), name
    if f"{WORDS}_merged_0_quantized" in tensors:
        found[WORDS] = plain(tensors, f"{WORDS}_merged_0")
    return Weights(found, names)


def _products(graph: Table) -> Iterator[tuple[list[str], str]]:
    """The inputs and the output of every product of matrices; of two branches, those of the first."""
    for node in graph.tables(2):
        if node.text(5) in ("MatMulIntegerToFloat", "DynamicQuantizeMatMul"):
            yield node.texts(8), node.texts(9)[0]
        for attribute in node.tables(10):
            if attribute.text(0) == "else_branch":
                yield from _products(attribute.table(7))


def renamed(changes: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What was learned, by other names; factors stay what they are."""
    result = {}
    for name, change in changes.items():
        of, slash, factor = name.partition("/")
        result[names.get(of, of) + slash + factor] = change
    return result
