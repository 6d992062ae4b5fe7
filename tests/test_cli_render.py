"""`render`: a session in a file, and its timeline in the form that is fixed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import soundfile

from coach.units import RATE
from tests.prompt import PROGRAM, ask, done

KINDS = {
    "announce", "rehearse", "ready", "count", "tick", "cue", "hold", "breath", "rest", "ask", "ack", "reply", "safety",
    "heard", "set_done",
}  # fmt: skip
EVERYWHERE = {"start_s", "end_s", "sample", "kind", "text", "exercise", "set", "side", "rep", "phase"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A session on disk."""

    sound: Path
    timeline: Any
    words: str

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        return [e for e in self.timeline["events"] if not kinds or e["kind"] in kinds]

    def sets(self) -> list[tuple[object, ...]]:
        return [(e["set"], e["side"], e["reps"]) for e in self.events("set_done")]


def render(folder: Path, *more: str, program: str = PROGRAM, ending: str = "flac") -> Rendered:
    """Render into a new folder."""
    folder.mkdir()
    (folder / "program.yaml").write_text(program)
    sound, timeline = folder / f"session.{ending}", folder / "session.json"
    answer = done("render", folder / "program.yaml", "-o", sound, "--timeline", timeline, *more)
    return Rendered(sound, json.loads(timeline.read_text()), answer.out + answer.err)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache of clips for the sessions of this file."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERVATE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def plain(home: Path) -> Rendered:
    """The session that nobody disturbs."""
    return render(home / "plain")


@pytest.fixture(autouse=True)
def same_home(home: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the folder that every test has of its own."""
    del own_home
    monkeypatch.setenv("INNERVATE_HOME", str(home))


def test_twice_is_the_same_to_the_sample(plain: Rendered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERVATE_HOME", str(tmp_path / "another home, with no clip in it"))
    again = render(tmp_path / "again")
    assert again.timeline == plain.timeline
    assert again.sound.read_bytes() == plain.sound.read_bytes()


def test_the_file_lasts_as_long_as_the_timeline_says(plain: Rendered) -> None:
    with soundfile.SoundFile(plain.sound) as file:
        assert file.samplerate == plain.timeline["sample_rate"] == RATE
        assert file.frames == round(plain.timeline["duration_s"] * RATE)
    assert f"Sound: {plain.sound}" in plain.words


@pytest.mark.parametrize("ending", ["wav", "ogg", "mp3", "opus"])
def test_every_ending_is_that_kind_of_file(ending: str, tmp_path: Path) -> None:
    rendered = render(tmp_path / "r", "--at", "1: finish", "--at", "8: yes", ending=ending)
    with soundfile.SoundFile(rendered.sound) as file:
        assert {"wav": "WAV", "ogg": "OGG", "mp3": "MP3", "opus": "OGG"}[ending] in file.format
        assert abs(file.frames / file.samplerate - rendered.timeline["duration_s"]) < 0.1


def test_the_timeline_has_the_fixed_form(tmp_path: Path) -> None:
    rendered = render(tmp_path / "r", "--at", "20: how many left", "--at", "35: next set", "--at", "36: bananas")
    timeline = rendered.timeline
    assert {"program", "sample_rate", "duration_s", "events"} <= timeline.keys()
    assert timeline["program"] == "Two curls"
    events = rendered.events()
    assert {e["kind"] for e in events} <= KINDS
    assert {"announce", "ready", "count", "rest", "heard", "ack", "set_done"} <= {e["kind"] for e in events}
    for event in events:
        assert event.keys() >= EVERYWHERE
        assert 0 <= event["start_s"] <= event["end_s"] <= timeline["duration_s"]
        assert abs(event["sample"] - event["start_s"] * RATE) < 1
        assert event["side"] in ("left", "right", "both")
        assert event["phase"] in (None, "eccentric", "stretch", "concentric", "squeeze", "hold")
        assert ("intent" in event and "slots" in event) == (event["kind"] == "heard")
        if event["kind"] in ("count", "tick"):
            assert abs(event["start_s"] - event["beat_s"]) <= 0.005
    assert all(one["sample"] <= other["sample"] for one, other in pairwise(events))
    heard = [(e["text"], e["intent"]) for e in rendered.events("heard")]
    assert heard == [("how many left", "how_many_left"), ("next set", "next_set"), ("bananas", None)]


def test_a_finished_set_says_what_was_done(plain: Rendered) -> None:
    first, second = plain.events("set_done")
    assert first.keys() >= {"reps", "target_reps", "load", "held_s", "tension_s", "feel"}
    assert (first["reps"], first["target_reps"], first["load"], first["feel"]) == (3, 3, "8 kg", None)
    assert first["end_s"] - first["start_s"] == pytest.approx(9, abs=0.01)
    assert first["tension_s"] == pytest.approx(9, abs=0.01)
    assert second["start_s"] >= first["end_s"] + 60


def test_no_two_voices_sound_at_once(plain: Rendered) -> None:
    spoken = [e for e in plain.events() if e.get("spoken") and e["kind"] != "heard"]
    assert all(one["end_s"] <= other["start_s"] for one, other in pairwise(spoken))


@pytest.mark.parametrize("phrase", ["next set", "next", "start the next set", "Next set, please!"])
def test_at_understands_several_ways_to_say_it(plain: Rendered, phrase: str, tmp_path: Path) -> None:
    rest_s = plain.events("set_done")[0]["end_s"] + 10
    rendered = render(tmp_path / "r", "--at", f"{rest_s}: {phrase}")
    assert [e["intent"] for e in rendered.events("heard")] == ["next_set"]
    assert rendered.events("set_done")[1]["start_s"] < plain.events("set_done")[1]["start_s"] - 20


@pytest.mark.parametrize("when", ["5", "5s", "5.0 ", "0:05", " 5"])
def test_at_takes_seconds_and_clock_times(when: str, tmp_path: Path) -> None:
    rendered = render(tmp_path / "r", "--at", f"{when}: skip exercise", "--at", "9: yes")
    assert [(e["start_s"], e["intent"]) for e in rendered.events("heard")] == [(5.0, "skip_exercise"), (9.0, "yes")]
    assert rendered.sets() == []


def test_bytes_that_are_no_character_are_no_reason_to_lose_the_timeline(tmp_path: Path) -> None:
    rendered = render(tmp_path / "r", "--at", "1: finish \udce9", "--at", "8: yes", "--at", "9999: stop \udce9")
    assert rendered.events("heard")[0]["text"] == "finish ?"
    assert "9999: stop ?" in rendered.words


def test_a_weak_arm_turns_what_is_left_single_sided(plain: Rendered, tmp_path: Path) -> None:
    rest_s = plain.events("set_done")[0]["end_s"] + 3
    weak = ("--at", f"{rest_s}: left arm weak", "--at", f"{rest_s + 12}: yes")
    rendered = render(tmp_path / "weak", *weak)
    assert rendered.sets() == [(1, "both", 3), (2, "left", 3), (2, "right", 3), (3, "left", 3)]
    undone = render(tmp_path / "undone", *weak, "--at", f"{rest_s + 24}: undo")
    assert undone.sets() == plain.sets()


def test_phrases_that_came_in_vain_are_told(tmp_path: Path) -> None:
    rendered = render(tmp_path / "r", "--at", "5: bananas", "--at", "9999: stop", "--at", "6: finish", "--at", "9: yes")
    told = rendered.words.splitlines()
    assert [line for line in told if "--at" in line] == [
        '--at "5: bananas": nothing that can be said at that time; see: coach.py commands',
        told[-1],
    ]
    assert re.fullmatch(r'--at "9999: stop": the session was over after [\d.]+ s', told[-1])


def test_with_no_ears_sets_begin_by_countdown_and_nothing_is_asked(plain: Rendered, tmp_path: Path) -> None:
    waiting = PROGRAM.replace("start: countdown", "start: voice").replace("ask_feel: never", "ask_feel: each set")
    rendered = render(tmp_path / "r", program=waiting)
    assert rendered.sets() == plain.sets()
    assert not rendered.events("ask")
    assert rendered.timeline["duration_s"] == pytest.approx(plain.timeline["duration_s"], abs=5)


def test_a_seed_fixes_every_choice(tmp_path: Path) -> None:
    program = PROGRAM.replace("tempo: 2-0-1-0", "tempo: 4-1-2-1").replace("sets: 2", "sets: 3")
    said = [
        [e["text"] for e in render(tmp_path / str(n), "--seed", str(seed), program=program).events()]
        for n, seed in enumerate((1, 1, 2))
    ]
    assert said[0] == said[1] != said[2]


def test_nothing_is_written_into_the_history(plain: Rendered) -> None:
    assert plain.events("set_done")
    assert done("history", "--json").json == []


def test_a_wrong_folder_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PROGRAM)
    sound, missing = tmp_path / "s.flac", tmp_path / "missing" / "t.json"
    answer = ask("render", tmp_path / "p.yaml", "-o", sound, "--timeline", missing)
    assert answer.code == 2
    assert answer.err == f"{missing}: there is no folder {missing.parent}; create it or choose another\n"
    assert not sound.exists()
