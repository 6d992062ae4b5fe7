"""Titles and chapters in sound files, read back by programs that know nothing of the coach."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.files import FORMATS, FileSink
from coach.audio.tags import MOST, write_tags
from coach.mixer import Mixer
from coach.session.chapters import chapters
from coach.units import RATE, Samples
from tests.coached import ARMS, loop_of
from tests.conftest import need

ENDINGS = sorted(FORMATS)
LENGTH = Samples(5 * RATE)
CHAPTERS = [(Samples(0), "Curl, set 1"), (Samples(RATE * 3 // 2), "Curl, set 2"), (Samples(4 * RATE), "Übung 3 ✓")]


def write(path: Path, title: str = "", marks: Sequence[tuple[Samples, str]] = ()) -> Path:
    sink, mixer = FileSink(path), Mixer()
    phase = 2 * np.pi * 440 / RATE * np.arange(LENGTH)
    mixer.play((0.3 * np.sin(phase)).astype(np.float32), Samples(0))
    sink.open(mixer)
    sink.advance(LENGTH)
    sink.describe(title, marks)
    sink.close()
    return path


def probed(path: Path) -> Any:
    """What ffprobe reads: title, chapters with their beginnings and ends, and nothing to complain about."""
    need(shutil.which("ffprobe"), "ffprobe is missing: apt-get install ffmpeg")
    asked = ["-v", "warning", "-show_chapters", "-show_entries", "format_tags:stream_tags", "-of", "json"]
    answer = subprocess.run(["ffprobe", *asked, path], capture_output=True, text=True, check=True)
    assert not answer.stderr.replace("Estimating duration from bitrate", "")
    return json.loads(answer.stdout)


def title_of(said: Any) -> str:
    tags = said["format"].get("tags", {}) | said["streams"][0].get("tags", {})
    return str(tags.get("title", tags.get("TITLE", "")))


@pytest.mark.parametrize("ending", ENDINGS)
def test_players_find_title_and_chapters(ending: str, tmp_path: Path) -> None:
    said = probed(write(tmp_path / f"a{ending}", "Arms, feel first", CHAPTERS))
    assert title_of(said) == "Arms, feel first"
    assert [one["tags"]["title"] for one in said["chapters"]] == [name for _, name in CHAPTERS]
    begins = [float(one["start_time"]) for one in said["chapters"]]
    assert begins == pytest.approx([at / RATE for at, _ in CHAPTERS], abs=0.001)
    ends = [float(one["end_time"]) for one in said["chapters"]]
    assert ends == pytest.approx([1.5, 4.0, 5.0], abs=0.05)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_sound_stays_as_it_was(ending: str, tmp_path: Path) -> None:
    bare, _ = soundfile.read(write(tmp_path / f"bare{ending}"), dtype="int16")
    tagged, rate = soundfile.read(write(tmp_path / f"tagged{ending}", "A title", CHAPTERS), dtype="int16")
    assert rate == RATE
    assert np.array_equal(bare, tagged)
    assert len(tagged) == LENGTH
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"bare{ending}", f"tagged{ending}"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_without_a_set_still_has_its_title(ending: str, tmp_path: Path) -> None:
    said = probed(write(tmp_path / f"a{ending}", "Arms"))
    assert title_of(said) == "Arms"
    assert said["chapters"] == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_an_athlete_calls_things_fits(ending: str, tmp_path: Path) -> None:
    marks = [(Samples(n * 480), f"Zug\n{n}\0 " + "💪" * 300) for n in range(400)]
    said = probed(write(tmp_path / f"a{ending}", "  line one\nline two\t" + "x" * 500, marks))
    assert title_of(said).startswith("line one line two x")
    assert len(said["chapters"]) == MOST
    assert said["chapters"][7]["tags"]["title"].startswith("Zug 7 💪💪")


@pytest.mark.parametrize("ending", sorted({*ENDINGS} - {".wav"}))
def test_tags_written_twice_are_those_of_the_second_time(ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a{ending}", "First", CHAPTERS)
    write_tags(path, ending, "Second", CHAPTERS[:1], LENGTH)
    said = probed(path)
    assert title_of(said) == "Second"
    assert len(said["chapters"]) == 1
    assert soundfile.info(path).frames == LENGTH


@pytest.mark.parametrize("ending", sorted({*ENDINGS} - {".mp3"}))
@pytest.mark.parametrize("content", [b"", b"something else entirely, and long enough for every kind of head"])
def test_another_kind_of_file_is_left_as_it_is(ending: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a"):
        write_tags(path, ending, "A title", CHAPTERS, LENGTH)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_every_set_of_a_session_is_a_chapter_from_its_first_word() -> None:
    loop = loop_of(ARMS)
    timeline: Any = loop.run()
    marks = chapters(loop.account)
    assert [name for _, name in marks] == [
        "Biceps curl, set 1",
        "Biceps curl, set 2",
        "Triceps pushdown, set 1",
        "Plank, set 1",
    ]
    done = [event["sample"] for event in timeline["events"] if event["kind"] == "set_done"]
    assert all(at < begins for (at, _), begins in zip(marks, done, strict=True))
    assert all(at > begins for (at, _), begins in zip(marks[1:], done, strict=False))
    spoken = {event["sample"] for event in timeline["events"] if event.get("spoken")}
    assert {int(at) for at, _ in marks} <= spoken


def test_sides_are_told_apart() -> None:
    loop = loop_of("program: P\nsteps:\n  - {exercise: hammer_curl, reps: 2, sides: each, start: countdown}\n")
    loop.run()
    names = [name for _, name in chapters(loop.account)]
    assert [name.rpartition(", ")[2] for name in names] == ["left side", "right side"]
