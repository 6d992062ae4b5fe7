"""The second network, and what it has learned of noise."""

import contextlib
import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.ears.errors import EarsError
from coach.ears.writer import ENCODER, Writer, folder
from coach.ears.writer_learned import over, plain, read
from coach.ears.written import weigh
from tests import voices
from tests.conftest import need

MATRIX = "onnx::MatMul_2093"


@pytest.fixture(scope="module")
def model() -> bytes:
    need(importlib.util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
    return (folder() / ENCODER).read_bytes()


@pytest.fixture(scope="module")
def writer() -> Writer:
    need(importlib.util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
    return Writer()


def test_a_model_is_read_tensor_by_tensor(model: bytes) -> None:
    tensors = read(model)
    assert tensors[f"{MATRIX}_quantized"].shape == (288, 288)
    assert tensors["conv2.bias"].dtype == np.float32
    assert all(np.isfinite(t).all() for t in tensors.values())


@settings(deadline=None)
@given(cut=st.integers(0, 13_000_000), changed=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_damaged_model_is_refused_or_read(model: bytes, cut: int, changed: int, byte: int) -> None:
    damaged = bytearray(model[:cut])
    if changed < cut:
        damaged[changed] = byte
    with contextlib.suppress(ValueError):  # nothing else may come of it
        read(bytes(damaged))


def test_changes_that_change_nothing_leave_every_tensor_as_it_was(model: bytes) -> None:
    tensors = read(model)
    thin = {f"{MATRIX}/first": np.zeros((288, 2), np.float32), f"{MATRIX}/second": np.ones((2, 288), np.float32)}
    instead = over(tensors, {**thin, "conv2.bias": np.zeros(576, np.float32)})
    assert {f"{MATRIX}_quantized", "conv2.bias"} <= instead.keys()
    assert all(np.array_equal(tensor, tensors[name]) for name, tensor in instead.items())


def test_a_change_arrives_in_bytes_to_within_a_step(model: bytes) -> None:
    tensors = read(model)
    change = np.random.default_rng(1).standard_normal((288, 1)).astype(np.float32)
    instead = over(tensors, {f"{MATRIX}/first": change, f"{MATRIX}/second": np.full((1, 288), 0.1, np.float32)})

    strayed = plain(instead, MATRIX) - plain(tensors, MATRIX) - 0.1 * change
    assert np.abs(strayed).max() <= float(instead[f"{MATRIX}_scale"]) * 0.51


@pytest.mark.parametrize("name", ["conv2.bias", "conv9.bias"])
def test_what_was_learned_for_another_network_is_told_of(name: str) -> None:
    need(importlib.util.find_spec("moonshine_voice"), "the package moonshine-voice is not installed")
    with pytest.raises(EarsError, match="moonshine-voice"):
        Writer(learned={name: np.zeros(7, np.float32)})


def test_in_noise_more_of_what_is_said_is_written_than_before_it_learned(writer: Writer) -> None:
    untaught = Writer(learned={})
    noise = voices.pink(4.0)
    understood = {writer: 0, untaught: 0}
    for voice in (voices.LANCASTER, voices.AMERICAN_MAN):
        need(not voices.missing(voice), voices.missing(voice))
        for said in voices.COMMANDS:
            sound = voices.with_noise(voices.say(voice, said, before=0.3, after=0.3), noise, 5.0)
            for each in understood:
                chances = weigh(each, sound, voices.COMMANDS).chances
                understood[each] += max(chances, key=lambda phrase: chances[phrase], default="") == said
    assert understood[writer] > understood[untaught]
