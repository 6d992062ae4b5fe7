"""A session in German: what is said, what is understood, and what happens where no ear knows the language."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from coach.audio.files import NullSink
from coach.language.files import read_commands, read_lines
from coach.session.account import Json
from coach.session.foresee import GuessedSpeech
from coach.session.loop import Loop
from coach.session.reading import load
from coach.session.wishes import timed
from tests.coached import events, said, sets
from tests.conftest import need
from tests.prompt import done, record

ENGLISH = {"the", "and", "set", "left", "right", "next", "rest", "of", "you", "say", "your", "seconds", "one", "two"}


def coached(at: list[str]) -> Json:
    """The timeline of the shipped German program; speech has guessed lengths."""
    plan = load("arme_spueren")
    sink = NullSink()
    lines, commands = read_lines("de"), read_commands("de")
    loop = Loop(plan.state, sink, GuessedSpeech(), lines, commands, typed=timed(at))
    sink.open(loop.mixer)
    return loop.run()


def first_set(timeline: Json) -> float:
    return float(events(timeline, "set_done")[0]["end_s"])


def test_an_undisturbed_session_is_german_from_the_first_word_to_the_last() -> None:
    words = said(coached([]))
    assert "Willkommen. Heute: Arme spüren." in words
    assert "Bizepscurl. Zwei Sätze mit acht Wiederholungen." in words
    assert "Gewicht: acht Kilo." in words
    assert ": Bizepscurl, Satz zwei von zwei.\nGewicht: acht Kilo." in words
    assert "Das war der letzte Satz. Sieben Sätze geschafft" in words
    assert ENGLISH.isdisjoint(words.lower().replace(",", " ").replace(".", " ").split())


def test_a_weak_left_arm_turns_the_german_session_single_sided() -> None:
    at = first_set(coached(["60: bereit"])) + 8
    timeline = coached(
        ["60: bereit", f"{at}: linker Arm schwach", f"{at + 14}: ja", f"{at + 24}: was hat sich geändert"]
    )
    asked = [e["text"] for e in events(timeline, "ask")]
    assert "Arm links: Ist das schon lange deine schwächere Seite?" in str(asked[1])
    heard = [e["intent"] for e in events(timeline, "heard")]
    assert heard[:4] == ["ready", "weak", "yes", "what_changed"]
    assert ("biceps_curl", 2, "left") in [row[:3] for row in sets(timeline)]
    assert "inks zuerst" in said(timeline)
    assert ENGLISH.isdisjoint(said(timeline).lower().replace(",", " ").replace(".", " ").split())


def test_a_german_safety_word_ends_the_exercise_in_german() -> None:
    begun = float(events(coached(["60: bereit"]), "set_done")[0]["start_s"])
    timeline = coached(["60: bereit", f"{begun + 6}: aua", f"{begun + 40}: Training beenden", f"{begun + 46}: ja"])
    [first, *_] = [str(e["text"]) for e in events(timeline, "safety")]
    assert first.startswith("Stopp.")
    assert events(timeline, "set_done")[0]["completed"] is False


def test_a_german_swap_stays_in_the_language() -> None:
    at = first_set(coached(["60: bereit"])) + 8
    timeline = coached(["60: bereit", f"{at}: Übung tauschen"])
    assert "Konzentrationscurl statt Bizepscurl." in said(timeline)
    assert sets(timeline)[1][0] == "concentration_curl"


@pytest.fixture
def no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any recogniser for German."""
    need(shutil.which("espeak-ng") is not None, "espeak-ng is not installed")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    monkeypatch.setenv("INNERVATE_HOME", str(tmp_path / "home"))
    return tmp_path


SHORT = """
program: Kurz
language: de
defaults: {rest: 20s, tempo: 2-0-1-0, ask_feel: each set}
steps:
  - exercise: biceps_curl
    sets: 1
    reps: 3
    load: 8 kg
"""


def test_where_no_ear_knows_german_the_coach_says_so_and_counts_in(no_model: Path) -> None:
    program = no_model / "kurz.yaml"
    program.write_text(SHORT, encoding="utf-8")
    silence = record(no_model / "stille.wav", 40, {})
    out, timeline = no_model / "out.flac", no_model / "out.json"
    told = done("start", program, "--mic", silence, "--out", out, "--timeline", timeline)
    assert "no Vosk model for 'de' is installed" in told.out
    assert "models install de" in told.out
    found: list[dict[str, Any]] = json.loads(timeline.read_text())["events"]
    spoken = [event["text"] for event in found if event.get("spoken")]
    assert spoken.count("Ich kann hier keine Sprache verstehen. Ich zähle dich ein, und du kannst mir tippen.") == 1
    assert not any("bereit, wenn" in text or text.startswith("Gefühl") for text in spoken)
    assert [event["reps"] for event in found if event["kind"] == "set_done"] == [3]
    assert {event["text"] for event in found if event["kind"] == "ready" and event.get("spoken")} >= {
        "drei",
        "zwei",
        "eins",
    }


def test_german_is_spoken_by_the_systems_german_voice_on_the_beat(no_model: Path) -> None:
    program = no_model / "kurz.yaml"
    program.write_text(SHORT, encoding="utf-8")
    out, timeline = no_model / "out.flac", no_model / "out.json"
    done("render", program, "-o", out, "--timeline", timeline)
    found = json.loads(timeline.read_text())["events"]
    counts = [event for event in found if event["kind"] == "count"]
    assert [event["text"] for event in counts][:4] == ["hoch", "runter", "eins", "hoch"]
    assert all(abs(event["start_s"] - event["beat_s"]) < 1e-6 for event in counts)
