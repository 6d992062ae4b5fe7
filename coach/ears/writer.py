"""A second pair of ears: a network that writes down what it hears, letter groups at a time."""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from coach.ears.errors import EarsError
from coach.ears.level import at_one_level
from coach.ears.phones_conformer import learned as of_file
from coach.ears.writer_learned import over, read
from coach.private import silence_onnxruntime

if TYPE_CHECKING:
    from onnxruntime import SessionOptions

Floats = npt.NDArray[np.float32]
Sound = npt.NDArray[np.int16]
Token = int

_FOLDER: Final = Path("assets", "tiny-en")
ENCODER: Final = "encoder_model.ort"
DECODER: Final = "decoder_model_merged.ort"
_TOKENS: Final = "tokenizer.bin"
BEGIN: Final = 1
"""The token before the first."""
END: Final = 2
"""The token behind the last."""
_WORDS: Final = 259
"""The first token that is no control sign and no single byte."""
_BLANK: Final = "▁"
_SIGNS: Final = (".", "!", "?", ",", "...", "…", ";", ":", "-")
_LEARNED: Final = Path(__file__).with_name("writer_learned.npz")
"""What the network learned of gym noise and commands; made by `benchmarks/adapt_writer.py`."""
_SHORTEST: Final = 1600
"""Samples of which the network makes a frame."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound, as the network has taken it in."""

    frames: Floats
    """1 x frames x features."""
    samples: int


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written of it so far, in several versions at once."""

    log_chances: npt.NDArray[np.float64]
    """Versions x tokens: logarithm of how probable each token is as the next one."""
    memory: Mapping[str, Floats]


class Writer:
    """Moonshine's small English network (MIT), as it comes in the package moonshine-voice 0.1.0; one core.

    It takes in a second of sound in some 9 ms and writes a token in 2, in 12 versions at once in 6.
    """

    def __init__(self, learned: Mapping[str, Floats] | None = None) -> None:
        """Load the network (half a second).

        Args:
            learned: changes of its weights; those that the product comes with, where none are given.

        Raises:
            EarsError: the package is not installed, or the network in it cannot be run.
        """
        encoder, decoder, tokens = (folder() / name for name in (ENCODER, DECODER, _TOKENS))
        silence_onnxruntime()
        try:
            import onnxruntime

            changes = over(read(encoder.read_bytes()), of_file(_LEARNED) if learned is None else learned)
            self._instead = {name: onnxruntime.OrtValue.ortvalue_from_numpy(t) for name, t in changes.items()}
            self._encoder: Any = onnxruntime.InferenceSession(encoder, _options(self._instead))
            self._decoder: Any = onnxruntime.InferenceSession(decoder, _options({}))
            self._tokens = _read_tokens(tokens.read_bytes())
        except Exception as err:  # what onnxruntime throws is of many kinds, none of them public
            raise EarsError(f"the network in the package moonshine-voice cannot be run ({err})", 3) from err
        self._number = {token: i for i, token in enumerate(self._tokens) if i >= _WORDS}
        self.signs: Final = [self._number[sign] for sign in _SIGNS if sign in self._number]
        """Tokens that may stand behind a word and are not said."""
        self._memory = [i.name for i in self._decoder.get_inputs() if i.name.startswith("past_key_values")]
        self.spell = lru_cache(maxsize=16_384)(self._spelt)

    def hear(self, sound: Sound) -> Heard:
        """Take in a stretch of sound (mono, 16 kHz)."""
        wave = at_one_level(np.pad(sound, (0, max(_SHORTEST - len(sound), 0))))[None]
        (frames,) = self._encoder.run(None, {"input_values": wave, "attention_mask": np.ones(wave.shape, np.int64)})
        return Heard(frames, wave.shape[1])

    def begin(self, heard: Heard) -> Written:
        """Nothing is written yet: what may come first."""
        nothing = np.zeros((0, 8, 1, 36), np.float32)
        return self._write(heard, np.array([[BEGIN]]), dict.fromkeys(self._memory, nothing), begun=False)

    def go_on(self, heard: Heard, written: Written, versions: Sequence[int], tokens: Sequence[Token]) -> Written:
        """Write one token more.

        Args:
            heard: the sound.
            written: what was written so far.
            versions: for each new version, the number of the one that it goes on from.
            tokens: for each of them, the token.
        """
        kept = np.array(versions)
        memory = {name: m[kept] if ".decoder." in name else m for name, m in written.memory.items()}
        return self._write(heard, np.array(tokens)[:, None], memory, begun=True)

    def text(self, tokens: Sequence[Token]) -> str:
        """Tokens as words."""
        return "".join(self._tokens[t] for t in tokens).replace(_BLANK, " ").strip()

    def _write(
        self, heard: Heard, tokens: npt.NDArray[np.int64], memory: Mapping[str, Floats], *, begun: bool
    ) -> Written:
        given = {
            "input_ids": tokens,
            "encoder_hidden_states": heard.frames,
            "encoder_attention_mask": np.ones((1, heard.samples), np.int64),
            "use_cache_branch": np.array([begun]),
            **memory,
        }
        scores, *fresh = self._decoder.run(None, given)
        now = dict(zip(self._memory, fresh, strict=True))
        if begun:  # what it remembers of the sound is handed on only once
            now |= {name: memory[name] for name in self._memory if ".encoder." in name}
        last = scores[:, -1].astype(np.float64)
        last -= last.max(axis=1, keepdims=True)
        return Written(last - np.log(np.exp(last).sum(axis=1, keepdims=True)), now)

    def _spelt(self, text: str) -> tuple[Token, ...]:
        """The tokens in which the network writes a text.

        Neighbours are joined for as long as their join is a token, the one with the lowest number first: tokens are
        numbered in the order in which they were found (byte-pair encoding). Signs that it has none for are left out.
        """
        parts = [sign for sign in _BLANK + text.replace(" ", _BLANK) if sign in self._number]
        while True:
            joins = [self._number.get(a + b, len(self._tokens)) for a, b in pairwise(parts)]
            if not joins or (first := min(joins)) == len(self._tokens):
                return tuple(self._number[part] for part in parts)
            at = joins.index(first)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]


def folder() -> Path:
    """Where the package has the network.

    Raises:
        EarsError: it is not installed.
    """
    found = importlib.util.find_spec("moonshine_voice")
    if found is None or not found.submodule_search_locations:
        raise EarsError("the package moonshine-voice is not installed", 3)
    return Path(found.submodule_search_locations[0]) / _FOLDER


def _options(instead: Mapping[str, Any]) -> "SessionOptions":
    """How a network is run, with tensors that stand in for those of its file; they must live as long as it does."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False  # no two stretches of sound are as long
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    for name, tensor in instead.items():
        options.add_initializer(name, tensor)
    return options


def _read_tokens(raw: bytes) -> tuple[str, ...]:
    """The tokens of a file in which each stands behind its length in bytes."""
    tokens, at = [], 0
    while at < len(raw):
        size = raw[at]
        tokens.append(raw[at + 1 : at + 1 + size].decode("utf-8", errors="replace"))
        at += 1 + size
    return tuple(tokens)
