"""Recordings of every kind, damaged models and phrases a model cannot hear, as the athlete meets them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from coach.audio.files import FileSource
from coach.language.files import read_commands
from coach.session.ears import open_ears
from coach.session.wishes import Wish
from tests.conftest import english_vosk, need
from tests.prompt import PROGRAM, ask, done
from tests.test_ears_models import NAME, Server, archive, damaged_model, server
from tests.voices import JOE, missing, say

__all__ = ["server"]

FORMATS = [
    ("stereo.wav", 44_100, 2, "PCM_16"),
    ("telephone.wav", 8_000, 1, "PCM_16"),
    ("float.wav", 16_000, 1, "FLOAT"),
    ("deep.wav", 48_000, 1, "PCM_24"),
]


@pytest.mark.parametrize(("name", "rate", "channels", "subtype"), FORMATS)
def test_a_recording_of_any_kind_is_understood(
    tmp_path: Path, name: str, rate: int, channels: int, subtype: str
) -> None:
    need(not missing(JOE), missing(JOE))
    sound = soxr.resample(say(JOE, "next set") / 32_768, 16_000, rate)
    soundfile.write(tmp_path / name, np.stack([sound] * channels, axis=1), rate, subtype=subtype)
    answer = done("hear", tmp_path / name, "--json", "--recogniser", "phones", "--state", "set")
    assert [json.loads(line)["intent"] for line in answer.out.splitlines()] == ["next_set"]
    assert answer.err == ""


@pytest.mark.parametrize(
    ("sound", "remark"),
    [
        (np.zeros(32_000), "nothing but silence"),
        (np.clip(np.sin(np.arange(32_000) * 0.05) * 5, -1, 1), "too loud"),
    ],
)
def test_what_is_wrong_with_a_recording_is_said(tmp_path: Path, sound: Any, remark: str) -> None:
    soundfile.write(tmp_path / "odd.wav", sound, 16_000)
    answer = done("hear", tmp_path / "odd.wav", "--json", "--recogniser", "phones", "--state", "confirm")
    assert answer.out == ""
    assert "odd.wav" in answer.err
    assert remark in answer.err


def test_a_damaged_model_is_named_and_the_built_in_ears_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need(not missing(JOE), missing(JOE))
    folder = damaged_model(tmp_path / "vosk-model-small-en-us-0.15", "cut")
    monkeypatch.setenv("VOSK_MODEL_PATH", str(folder))
    soundfile.write(tmp_path / "stop.wav", say(JOE, "stop"), 16_000)
    answer = done("hear", tmp_path / "stop.wav", "--json", "--state", "confirm")
    assert str(folder) in answer.err
    assert [json.loads(line)["intent"] for line in answer.out.splitlines()] == ["stop"]
    asked = ask("hear", tmp_path / "stop.wav", "--recogniser", "vosk")
    assert (asked.code, str(folder) in asked.err) == (3, True)
    for look in (done("doctor"), done("models", "list")):
        assert any(str(folder) in line and line.startswith("LOOK") for line in look.out.splitlines())


def test_a_variable_that_points_at_no_model_is_named_wherever_models_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "photos"))
    soundfile.write(tmp_path / "quiet.wav", np.zeros(16_000), 16_000)
    told = f"VOSK_MODEL_PATH points at {tmp_path / 'photos'}, which does not exist"
    assert told in done("models", "list").out
    assert told in ask("hear", tmp_path / "quiet.wav", "--recogniser", "vosk").err
    assert any(told in line and line.startswith("LOOK") for line in done("doctor").out.splitlines())


def test_phrases_that_a_model_cannot_hear_are_told_once_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vosk-model-small-en-us-0.15"
    folder.symlink_to(english_vosk())
    monkeypatch.setenv("VOSK_MODEL_PATH", str(folder))
    told: list[str] = []
    listener = open_ears(
        FileSource(tmp_path / "none.wav"), Wish("p.yaml", recogniser="vosk"), read_commands(), "en", told.append
    )
    assert listener is not None
    listener.close()
    (line,) = told
    assert line.startswith("vosk cannot hear ")
    assert "whose words its model lacks" in line


def test_a_model_is_installed_and_listed(server: Server) -> None:
    server.offer(archive())
    assert "models install" in done("models", "list").out
    answer = done("models", "install", "xx", "--index", f"{server.address}/list.json")
    assert NAME in answer.out
    assert "100%" in answer.out or "kB" in answer.out
    assert NAME in done("models", "list").out
    server.status = 503
    failed = ask("models", "install", "yy", "--index", f"{server.address}/list.json")
    assert (failed.code, "there are: xx" in failed.err) == (3, True)


@pytest.mark.parametrize("wanted", ["sets", "set,never"])
def test_an_unknown_state_for_the_wake_word_is_answered_with_the_known(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "p.yaml").write_text(PROGRAM)
    soundfile.write(tmp_path / "quiet.wav", np.zeros(16_000), 16_000)
    ends = ("--mic", tmp_path / "quiet.wav", "--out", tmp_path / "o.wav")
    answer = ask("start", tmp_path / "p.yaml", *ends, "--recogniser", "phones", "--wake-word", wanted)
    assert answer.code != 0
    assert "always, or some of" in answer.err
    assert not (tmp_path / "o.wav").exists()
