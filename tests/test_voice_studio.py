"""The studio: caching, falling back, pauses, rendering ahead, and a memory that does not grow."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from coach.mixer import Sound
from coach.units import RATE
from coach.voice import UnsayableError, VoiceError
from coach.voice.cache import ClipFolder, Recent
from coach.voice.clip import Engine
from coach.voice.natural import Natural
from coach.voice.studio import GIVE_UP_AFTER, Studio
from coach.voice.system import System
from coach.voice.tones import tone
from tests.test_voice_engines import CRASHES, HANGS, NO_LIBRARY, need_espeak


class Whistle:
    """An engine with a sound of its own for every text: as long as the text, and countable."""

    def __init__(self, name: str = "whistle") -> None:
        self.id = name
        self.rendered: list[str] = []
        self.closed = 0

    def render(self, text: str) -> tuple[Sound, int]:
        self.rendered.append(text)
        time = np.arange(len(text) * 2400) / RATE
        return (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32), RATE

    def close(self) -> None:
        self.closed += 1


class Refuses(Whistle):
    """An engine that fails in a given way."""

    def __init__(self, error: Exception) -> None:
        super().__init__("refuses")
        self.error = error

    def render(self, text: str) -> tuple[Sound, int]:
        self.rendered.append(text)
        raise self.error


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.clip"))


def test_a_clip_is_rendered_once_and_comes_back_from_disk_the_same(tmp_path: Path) -> None:
    first, second = Whistle(), Whistle()
    with Studio([first], tmp_path) as studio:
        fresh = studio.clip("lower slowly").sound
        assert np.array_equal(studio.clip("lower slowly").sound, fresh)
    with Studio([second], tmp_path) as studio:
        assert np.array_equal(studio.clip("lower slowly").sound, fresh)
        assert studio.length("lower slowly") == len(fresh)
    assert first.rendered == ["lower slowly"]
    assert second.rendered == []
    assert len(files(tmp_path)) == 1
    assert list(tmp_path.glob(".*")) == []


def test_the_real_voice_is_not_loaded_for_what_is_on_disk(tmp_path: Path) -> None:
    with Studio([Natural()], tmp_path) as studio:
        fresh = studio.clip("Ready?").sound
    again = Natural()
    with Studio([again], tmp_path) as studio:
        assert np.array_equal(studio.clip("Ready?").sound, fresh)
        assert again._model is None


def test_another_engine_has_clips_of_its_own(tmp_path: Path) -> None:
    for name in ("first", "second"):
        engine = Whistle(name)
        with Studio([engine], tmp_path) as studio:
            studio.clip("up")
        assert engine.rendered == ["up"]
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign", "odd"])
def test_a_damaged_file_is_rendered_again_and_replaced(tmp_path: Path, damage: str) -> None:
    with Studio([Whistle()], tmp_path) as studio:
        good = studio.clip("hold").sound
    (file,) = files(tmp_path)
    content = file.read_bytes()
    middle = len(content) // 2
    file.write_bytes(
        {
            "empty": b"",
            "cut": content[:middle],
            "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "foreign": b"RIFF" * 500,
            "odd": content + b"x",
        }[damage]
    )
    engine = Whistle()
    with Studio([engine], tmp_path) as studio:
        assert np.array_equal(studio.clip("hold").sound, good)
        assert studio.troubles() == []
    assert engine.rendered == ["hold"]
    assert file.read_bytes() == content


@pytest.mark.parametrize("place", ["under a file", "a full disk"])
def test_a_folder_that_cannot_be_written_only_means_no_caching(tmp_path: Path, place: str) -> None:
    if place == "under a file":
        (tmp_path / "file").write_text("not a folder")
        folder = tmp_path / "file" / "clips"
    else:
        folder = Path("/dev/full/clips") if Path("/dev/full").exists() else Path(os.devnull) / "clips"
    with Studio([Whistle()], folder) as studio:
        assert studio.clip("up").length > 0
        assert studio.clip("down").length > 0
        assert studio.troubles() == []


def test_the_folder_is_cut_back_to_its_bound_oldest_first(tmp_path: Path) -> None:
    folder = ClipFolder(tmp_path)
    for age in range(6):
        folder.store(str(age), np.full(1000, age, np.int16))
        newest = max(files(tmp_path), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (1000 + age, 1000 + age))
    folder.prune(3 * 2100)
    kept = [age for age in range(6) if folder.load(str(age)) is not None]
    assert kept == [3, 4, 5]


@pytest.mark.parametrize(
    "error",
    [VoiceError("gone"), RuntimeError("a library broke"), MemoryError("no room")],
    ids=lambda e: type(e).__name__,
)
def test_the_next_engine_speaks_where_one_fails_and_it_is_said_once(error: Exception) -> None:
    broken, whole = Refuses(error), Whistle()
    with Studio([broken, whole], None) as studio:
        for text in ("one", "two", "three", "four"):
            assert studio.clip(text).length == pytest.approx(len(text) * 2400, abs=1000)
        assert studio.troubles() == ["natural_voice_failed"]
    assert len(broken.rendered) == GIVE_UP_AFTER
    assert whole.rendered == ["one", "two", "three", "four"]


class Stumbles(Whistle):
    """An engine that fails at the first time, as a busy machine's does."""

    def render(self, text: str) -> tuple[Sound, int]:
        made = super().render(text)
        if len(self.rendered) == 1:
            raise VoiceError("no answer in time")
        return made


def test_the_last_voice_is_asked_twice_before_a_tone_stands_for_speech() -> None:
    with Studio([Stumbles()], None) as studio:
        assert studio.clip("twenty one").length == pytest.approx(10 * 2400, abs=1000)
        assert studio.troubles() == []


def test_a_text_without_a_sound_does_not_cost_the_engine() -> None:
    picky, whole = Refuses(UnsayableError("no sound for this")), Whistle()
    with Studio([picky, whole], None) as studio:
        for text in ("а", "б", "в", "г"):  # noqa: RUF001 - Cyrillic on purpose
            assert studio.clip(text).length > 0
    assert len(picky.rendered) == 4


@pytest.mark.parametrize("engines", [[], [Refuses(VoiceError("a"))], [Refuses(VoiceError("a")), Refuses(OSError("b"))]])
def test_with_no_voice_left_two_soft_notes_stand_for_speech(engines: list[Engine]) -> None:
    with Studio(engines, None) as studio:
        sound = studio.clip("one").sound
        assert studio.clip("two").length == len(sound)
        assert studio.troubles() == ["no_voice"]
    assert np.abs(sound - tone("blip").sound).max() < 1e-4


@pytest.mark.parametrize("command", [HANGS, CRASHES, NO_LIBRARY], ids=["hangs", "crashes", "no espeak"])
def test_a_system_voice_that_breaks_for_real_falls_to_the_next(command: list[str]) -> None:
    broken = System("en", command=command, timeout_s=0.5 if command is HANGS else 20)
    with Studio([broken, Natural()], None) as studio:
        assert 0.2 * RATE < studio.clip("Hold it there.").length < 3 * RATE
        assert studio.troubles() == ["natural_voice_failed"]


def test_a_hanging_voice_does_not_hold_up_the_end() -> None:
    asked = threading.Event()

    class Watched(System):
        def render(self, text: str) -> tuple[Sound, int]:
            asked.set()
            return super().render(text)

    studio = Studio([Watched("en", command=HANGS, timeout_s=600)], None)
    studio.prepare(["one", "two"])
    assert asked.wait(30)
    studio.close()
    studio.close()
    assert studio.clip("three").length == tone("blip").length


def test_pauses_are_exact_silence_inside_one_clip() -> None:
    with Studio([Whistle()], None) as studio:
        parts = [studio.clip(text).sound for text in ("breathe in", "and out")]
        whole = studio.clip("breathe in [pause 2s] and out").sound
        trailing = studio.clip("breathe in [pause 1.5 s]").sound
        assert studio.length("[pause 0.25s]") == RATE // 4
    assert np.array_equal(whole, np.concatenate([parts[0], np.zeros(2 * RATE, np.float32), parts[1]]))
    assert np.array_equal(trailing, np.concatenate([parts[0], np.zeros(3 * RATE // 2, np.float32)]))


@pytest.mark.parametrize("text", ["", "   ", "...", "\x00", "[pause]", "[pause -2s]", "{", "<>"])
def test_odd_texts_are_clips_too(text: str) -> None:
    with Studio([Whistle()], None) as studio:
        assert studio.clip(text).length == studio.length(text)
        assert studio.troubles() == []


@pytest.mark.parametrize(
    "text", ["Привет, мир", "七 八", "é" * 30, "a" * 500, "@#$% 5", "🏋 lift", "x" * 4 + " " + "9" * 60]
)
def test_real_voices_survive_what_people_paste(text: str) -> None:
    need_espeak()
    with Studio([Natural(), System("en")], None) as studio:
        assert studio.clip(text).length > 0
        assert "no_voice" not in studio.troubles()


def test_memory_is_bounded_and_forgotten_clips_come_back() -> None:
    engine = Whistle()
    texts = [f"sentence number {number:03}" for number in range(60)]
    bound = 6 * 100_000
    with Studio([engine], None, memory_bytes=bound) as studio:
        lengths = [studio.clip(text).length for text in texts]
        assert studio._recent.size <= bound
        assert len(engine.rendered) == 60
        assert [studio.length(text) for text in texts] == lengths
        assert len(engine.rendered) == 60
        assert studio.clip(texts[0]).length == lengths[0]
        assert len(engine.rendered) == 61


def test_a_clip_larger_than_the_memory_is_still_played() -> None:
    recent = Recent(100)
    recent.put("long", np.zeros(1000, np.int16))
    assert recent.get("long") is None
    assert recent.size == 0
    with Studio([Whistle()], None, memory_bytes=100) as studio:
        assert studio.clip("long words").length > 1000


def test_texts_are_rendered_ahead_in_order_and_only_once() -> None:
    engine = Whistle()
    with Studio([engine], None) as studio:
        studio.prepare(["one", "two"])
        studio.prepare(iter(["two", "three"]))
        assert studio.prepared(30)
        assert engine.rendered == ["one", "two", "three"]
        studio.clip("two")
        assert engine.rendered == ["one", "two", "three"]
    assert engine.closed >= 1


def test_a_direct_call_goes_before_what_is_being_prepared() -> None:
    turns = threading.Semaphore(0)
    begun = threading.Event()

    class Slow(Whistle):
        def render(self, text: str) -> tuple[Sound, int]:
            begun.set()
            if text != "now":
                assert turns.acquire(timeout=30)
            return super().render(text)

    engine = Slow()
    with Studio([engine], None) as studio:
        studio.prepare(["first", "second", "third"])
        assert begun.wait(30)
        caller = threading.Thread(target=studio.clip, args=("now",))
        caller.start()
        while not studio._waiting:
            pass
        turns.release()
        caller.join(30)
        assert engine.rendered == ["first", "now"]
        turns.release(2)
        assert studio.prepared(30)
    assert engine.rendered == ["first", "now", "second", "third"]


def test_many_threads_may_ask_at_once() -> None:
    texts = [f"text {number}" for number in range(20)]
    engine = Whistle()
    lengths: list[list[int]] = []
    with Studio([engine], None) as studio:
        studio.prepare(texts)
        threads = [
            threading.Thread(target=lambda: lengths.append([studio.clip(text).length for text in texts]))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert studio.prepared(30)
    assert sorted(engine.rendered) == sorted(texts)
    assert len(lengths) == 4
    assert all(each == lengths[0] for each in lengths)
