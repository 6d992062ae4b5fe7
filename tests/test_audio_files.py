"""Sinks and sources that are files: what is written is what was mixed, and nothing half done stays behind."""

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from coach.audio.ends import AudioError, Sink, Source
from coach.audio.files import FORMATS, FileSink, FileSource, NullSink, is_sound_file, pcm16
from coach.mixer import Mixer
from coach.units import RATE, Samples
from tests.conftest import REPO

ENDINGS = sorted(FORMATS)


def clicks(mixer: Mixer, *at: int) -> None:
    for sample in at:
        mixer.play(np.full(480, 0.5, np.float32), Samples(sample))


def tone(seconds: float, rate: int, hertz: float = 440.0) -> npt.NDArray[np.float32]:
    phase = 2 * np.pi * hertz / rate * np.arange(round(seconds * rate))
    sound: npt.NDArray[np.float64] = 0.5 * np.sin(phase)
    return sound.astype(np.float32)


def sink_for(ending: str, folder: Path) -> Sink:
    return NullSink() if ending == "null" else FileSink(folder / f"session{ending}")


@pytest.mark.parametrize("ending", ["null", *ENDINGS])
def test_a_sink_renders_exactly_as_far_as_asked(ending: str, tmp_path: Path) -> None:
    sink, mixer = sink_for(ending, tmp_path), Mixer()
    sink.open(mixer)
    positions = [sink.advance(Samples(until)) for until in (1, 48_000, 48_000, 200_001, 150_000)]
    sink.close()
    sink.close()
    assert positions == [1, 48_000, 48_000, 200_001, 200_001]
    assert mixer.position == 200_001
    assert (sink.live, sink.lost(), sink.underflows(), sink.latency()) == (False, False, 0, 0.0)
    if ending != "null":
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [f"session{ending}"]
        assert soundfile.info(tmp_path / f"session{ending}").frames == 200_001


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_what_was_mixed(ending: str, tmp_path: Path) -> None:
    at = (10_000, 48_000 - 100, 100_003)
    sink, mixer, again = FileSink(tmp_path / f"a{ending}"), Mixer(), Mixer()
    clicks(mixer, *at)
    clicks(again, *at)
    sink.open(mixer)
    for until in (17, 50_000, 144_000):
        sink.advance(Samples(until))
    sink.close()
    wanted = np.empty(144_000, np.float32)
    again.render(wanted)
    read, rate = soundfile.read(tmp_path / f"a{ending}", dtype="float32")
    assert rate == RATE
    if ending in (".wav", ".flac"):
        assert np.array_equal(read, pcm16(wanted).astype(np.float32) / 32768)
    else:
        assert len(read) == len(wanted)
        loud = np.flatnonzero(np.abs(read) > 0.25)
        onsets = loud[np.diff(loud, prepend=-RATE) > 4_800]
        assert np.abs(onsets - at).max() <= 48


def test_a_long_session_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def peak(seconds: int) -> int:
        sink = FileSink(tmp_path / "long.wav")
        sink.open(Mixer())
        tracemalloc.start()
        sink.advance(Samples(seconds * RATE))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        sink.close()
        return top

    assert peak(300) < peak(3) + 500_000


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("session", "has no ending"),
        ("session.doc", "'.doc' is no sound format"),
        ("nowhere/session.wav", "there is no folder"),
        ("folder.wav", "is a folder"),
        ("file.txt/session.wav", "there is no folder"),
    ],
)
def test_an_impossible_file_is_refused_with_its_remedy(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "file.txt").write_text("")
    before = sorted(tmp_path.rglob("*"))
    sink = FileSink(tmp_path / name)
    with pytest.raises(AudioError, match=says) as caught:
        sink.open(Mixer())
    assert str(tmp_path / name) in str(caught.value)
    assert caught.value.exit_code == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_refuses_is_named() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here: the folder that refuses even root")
    with pytest.raises(AudioError, match=r"/proc/self/session\.flac: cannot be written .* choose another folder"):
        FileSink(Path("/proc/self/session.flac")).open(Mixer())


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from coach.audio.ends import AudioError
from coach.audio.files import FileSink
from coach.mixer import Mixer
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
mixer = Mixer()
mixer.play(np.random.default_rng(1).normal(0, 0.1, 48_000 * 60).astype(np.float32), 0)
sink = FileSink(Path(sys.argv[1]))
sink.open(mixer)
try:
    sink.advance(48_000 * 60)
    sink.close()
except AudioError as error:
    print(error)
sink.close()
"""


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_leaves_no_half_file(ending: str, tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="no file size limits on this system")
    path = tmp_path / f"session{ending}"
    path.write_bytes(b"the last session")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert f"{path}: writing stopped at" in done.stdout
    assert "nothing of it was kept" in done.stdout
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [path.name]
    assert path.read_bytes() == b"the last session"


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.wav")
    with pytest.raises(AudioError, match="no file; give another name"):
        FileSink(pipe).open(Mixer())
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_an_aborted_session_leaves_the_file_of_before(tmp_path: Path) -> None:
    path = tmp_path / "session.ogg"
    path.write_bytes(b"before")
    sink = FileSink(path)
    sink.open(Mixer())
    sink.advance(Samples(100_000))
    sink.abort()
    sink.abort()
    sink.close()
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["session.ogg"]


def test_a_device_is_not_taken_for_a_file() -> None:
    assert all(map(is_sound_file, ("a.wav", "b/C.FLAC")))
    assert not any(map(is_sound_file, ("earbuds", "USB 2.0", "3")))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_recording_of_any_rate_is_read_at_its_time(rate: int, channels: int, tmp_path: Path) -> None:
    sound = np.zeros((4 * rate, channels), np.float32)
    sound[2 * rate : 3 * rate] = tone(1, rate)[:, None]
    soundfile.write(tmp_path / "voice.wav", sound, rate)
    source: Source = FileSource(tmp_path / "voice.wav")
    source.open()
    parts, until = [], 0
    for step in np.random.default_rng(rate).integers(1, 20_000, 60):
        until += int(step)
        parts.append(source.read(Samples(until)))
        assert sum(map(len, parts)) == min(until // 3, 64_000)
    heard = np.concatenate([*parts, source.read(Samples(10 * RATE))])
    assert len(heard) == 64_000
    assert len(source.read(Samples(20 * RATE))) == 0
    loud = np.flatnonzero(np.abs(heard.astype(int)) > 2_000)
    assert abs(loud[0] - 32_000) < 32
    assert abs(loud[-1] - 48_000) < 32
    assert source.captured_at(int(loud[0])) == 3 * loud[0]
    assert not source.lost()
    source.close()


def test_cutting_the_reads_differently_gives_the_same_samples(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "voice.flac", tone(5, 44_100, 333), 44_100)

    def read(step: int) -> npt.NDArray[np.int16]:
        source = FileSource(tmp_path / "voice.flac")
        source.open()
        return np.concatenate([source.read(Samples(until)) for until in range(step, 6 * RATE + step, step)])

    whole = read(6 * RATE)
    assert len(whole) == 80_000
    assert all(np.array_equal(whole, read(step)) for step in (480, 7_777, 48_000))


def write_broken_flac(path: Path) -> None:
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.1, 480_000), 48_000)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none.wav", None, "there is no such file"),
        ("empty.wav", b"", "is empty"),
        ("text.wav", b"hello " * 100, "not sound that can be read"),
        ("head.flac", b"fLaC" + bytes(100), "not sound that can be read"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(name: str, content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AudioError, match=says) as caught:
        FileSource(path).open()
    assert str(path) in str(caught.value)
    assert caught.value.exit_code in (1, 2)


def test_a_recording_without_a_sample_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "void.wav", np.zeros(0, np.float32), 16_000)
    with pytest.raises(AudioError, match=r"void\.wav: is empty"):
        FileSource(tmp_path / "void.wav").open()


def test_a_recording_that_breaks_in_the_middle_says_where(tmp_path: Path) -> None:
    path = tmp_path / "broken.flac"
    write_broken_flac(path)
    source = FileSource(path)
    source.open()
    assert len(source.read(Samples(RATE))) == 16_000
    with pytest.raises(AudioError, match=r"broken\.flac: is damaged from \d+ s on"):
        source.read(Samples(10 * RATE))
    assert len(source.read(Samples(10 * RATE))) < 160_000


@pytest.mark.parametrize("values", [np.nan, np.inf, -np.inf, 1e30])
def test_impossible_samples_become_quiet_or_loud_ones(values: Any, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "wild.wav", np.full(16_000, values, np.float32), 16_000, subtype="FLOAT")
    source = FileSource(tmp_path / "wild.wav")
    source.open()
    assert len(source.read(Samples(RATE))) == 16_000
