"""Recordings are read whatever their format, and refused with a clear sentence where they are none."""

import itertools
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.files import FileSource
from coach.ears.choose import choose, usual
from coach.ears.errors import EarsError
from coach.ears.hear import hear, read_sound
from coach.ears.phones import Phones
from tests import voices
from tests.conftest import english_vosk, need


def tone(rate: int, seconds: float = 0.5) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg"])
@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 48_000])
def test_formats_and_rates_come_out_the_same(tmp_path: Path, name: str, rate: int) -> None:
    soundfile.write(tmp_path / name, tone(rate), rate)
    sound = read_sound(tmp_path / name)
    assert sound.dtype == np.int16
    assert abs(len(sound) - 8000) <= 2
    crossings = np.count_nonzero(np.diff(np.signbit(sound[1000:-1000])))
    assert abs(crossings - 2 * 440 * (len(sound) - 2000) / 16_000) <= 4


def test_two_channels_are_mixed(tmp_path: Path) -> None:
    both = np.stack([tone(16_000), -tone(16_000)], axis=1)
    soundfile.write(tmp_path / "a.wav", both, 16_000)
    assert np.abs(read_sound(tmp_path / "a.wav")).max() <= 1


@pytest.mark.parametrize("subtype", ["PCM_24", "FLOAT", "PCM_U8", "GSM610"])
def test_other_wavs_are_read_too(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16_000), 16_000, subtype=subtype)
    assert 8000 <= len(read_sound(tmp_path / "a.wav")) <= 8320  # GSM has blocks of 320


def test_not_a_number_is_silence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.full(800, np.nan), 16_000, subtype="FLOAT")
    assert not read_sound(tmp_path / "a.wav").any()


def _damaged(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.wav"
    if kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("not a sound at all\n" * 20)
    elif kind == "head-only":
        path.write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    elif kind == "no-samples":
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
    elif kind == "folder":
        path.mkdir()
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(1).bytes(5000))
    return path


@pytest.mark.parametrize("kind", ["empty", "text", "head-only", "no-samples", "folder", "noise", "missing"])
def test_what_is_no_recording_is_named_and_refused(tmp_path: Path, kind: str) -> None:
    path = _damaged(tmp_path, kind)
    with pytest.raises(EarsError) as caught:
        read_sound(path)
    assert path.name in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_chunk_that_claims_gigabytes_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16_000), 16_000)
    content = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(content[:12] + b"LIST" + b"\xf0\xff\xff\xff" + content[12:])
    with pytest.raises(EarsError, match=r"a\.wav: not a sound file, or damaged"):
        read_sound(tmp_path / "a.wav")


def test_a_small_file_of_much_sound_needs_little_memory(tmp_path: Path) -> None:
    with soundfile.SoundFile(tmp_path / "a.flac", "w", 48_000, 8) as file:
        for _ in range(40):
            file.write(np.zeros((48_000, 8), np.int16))
    source = FileSource(tmp_path / "a.flac")
    tracemalloc.start()
    assert len(read_sound(tmp_path / "a.flac")) == 40 * 16_000
    source.open()
    assert source.still()
    source.close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


def test_a_cut_recording_gives_what_is_there(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16_000), 16_000)
    whole = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(whole[:5001])
    assert 2000 < len(read_sound(tmp_path / "a.wav")) < 2600


def test_a_recording_is_heard_from_end_to_end() -> None:
    need(not voices.missing(voices.JOE), voices.missing(voices.JOE))
    ears = Phones()
    ears.listen_for(voices.COMMANDS)
    sound = np.concatenate([voices.say(voices.JOE, p) for p in ("next set", "left arm weak", "stop")])
    heard = hear(sound, ears)
    assert [u.text for u in heard if u.accepted] == ["next set", "left arm weak", "stop"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(heard))


@pytest.mark.parametrize("there", [False, True])
def test_english_is_for_the_built_in_engine_with_a_model_or_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, there: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "vosk-model-small-en-us-0.15"))
    if there:
        (tmp_path / "vosk-model-small-en-us-0.15").symlink_to(english_vosk())
    told: list[str] = []
    assert usual("en", told.append).id == "phones"
    assert told == []


def test_another_language_is_for_vosk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = tmp_path / "vosk-model-small-de-0.15"
    model.symlink_to(english_vosk())
    monkeypatch.setenv("VOSK_MODEL_PATH", str(model))
    assert usual("de", list[str]().append).id == "vosk"


@pytest.mark.parametrize(("name", "language", "code"), [("vosk", "en", 3), ("ears", "en", 2), ("phones", "xx", 3)])
def test_what_cannot_listen_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, language: str, code: int
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    with pytest.raises(EarsError) as caught:
        choose(name, language)
    assert caught.value.exit_code == code
    assert "install" in str(caught.value) or "phones" in str(caught.value)
