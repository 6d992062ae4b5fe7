"""The commands around files and words: what they print, and the codes they end with."""

import re
from pathlib import Path

import pytest
import soundfile

from tests.conftest import REPO, need
from tests.prompt import PROGRAM, ask, done

BROKEN = PROGRAM.replace("reps: 3", "reps: many")
INTENTS = {
    *("ready", "next_set", "done", "stop", "pause", "resume", "repeat_set", "skip_exercise", "previous", "finish"),
    *(
        "more_rest",
        "less_rest",
        "skip_rest",
        "hold_longer",
        "hold_shorter",
        "release",
        "slower",
        "faster",
        "set_tempo",
        "heavier",
    ),
    *("lighter", "too_heavy", "too_easy", "set_load", "set_reps", "more_sets", "fewer_sets", "weak", "strong"),
    *("single_side_on", "one_side", "single_side_off", "switch_side", "balanced", "both_weak", "felt", "cannot_feel"),
    *("felt_where", "new_cue", "less_talk", "more_talk", "counts_only", "louder", "softer", "how_many_left"),
    *("what_next", "time_left", "what_changed", "say_again", "help", "yes", "no", "undo", "remember", "forget", "note"),
    *("swap_exercise", "pain", "dizzy", "emergency"),
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program without a mistake."""
    path = tmp_path / "good.yaml"
    path.write_text(PROGRAM)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A program with one mistake, in line 7."""
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    return path


def test_check_points_at_a_mistake(program: Path, broken: Path) -> None:
    answer = ask("check", program, broken)
    assert (answer.code, answer.err) == (1, "")
    errors = [line for line in answer.out.splitlines() if " error: " in line]
    assert len(errors) == 1
    assert re.fullmatch(rf"{re.escape(str(broken))}:7:\d+: error: .+", errors[0])
    assert all(re.match(r".+:\d+:\d+: (error|warning): .+", line) for line in answer.out.splitlines())


def test_check_writes_objects_for_editors(broken: Path) -> None:
    answer = ask("check", "--json", broken)
    assert answer.code == 1
    (mistake,) = [row for row in answer.json if row["severity"] == "error"]
    assert mistake.keys() == {"path", "line", "column", "severity", "text"}
    assert (mistake["path"], mistake["line"]) == (str(broken), 7)
    assert str(mistake["text"]) in ask("check", broken).out


def test_warnings_alone_are_no_failure(program: Path) -> None:
    program.write_text(PROGRAM.replace("tempo: 2-0-1-0", "tempo: 8-0-8-0"))
    answer = done("check", program)
    assert " warning: " in answer.out
    assert done("check", "--json", program).json


def test_check_of_clean_files_says_nothing() -> None:
    answer = done("check", REPO / "programs" / "short_demo.yaml")
    assert (answer.out, answer.err) == ("", "")
    assert done("check", "--json", REPO / "programs" / "short_demo.yaml").json == []


def test_check_reads_folders(broken: Path, program: Path) -> None:
    answer = ask("check", broken.parent)
    assert program.exists()
    assert answer.code == 1
    assert str(broken) in answer.out


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("own.en.yaml", "next_set: [onwards]\n", []),
        ("own.en.yaml", "# none yet\n", []),
        ("own.de.yaml", "next_set: [auf zum nächsten]\n", []),
        ("own.en.yaml", "next_set: [onwards]\nfinish: [next set]\n", [2]),
        ("own.en.yaml", "next_set: [a, b]\nnext_set: [c]\ndone:\n", [2, 3]),
        (
            "own.en.yaml",
            "next_set: [onwards]\nfinish: [next set]\ndone: [ten reps, fine by me]\nstop: [skip rest]\n",
            [2, 3, 4],
        ),
        ("own.en.yaml", "swim: [a]\nfinish: [b]\nrun: [c]\n", [1, 3]),
        ("own.en.yaml", "set_reps: [all of them]\nfinish: [b]\nset_load: [a lot]\n", [1, 3]),
        ("own.en.yaml", "set_reps: ['{a']\nfinish: [b]\nheavier: ['(c']\n", [1, 3]),
        ("own.xx.yaml", "next_set: [onwards]\n", [1]),
        ("lines.en.yaml", "good: [Well done.]\nmore_rest: '{seconds} more'\n", []),
        ("lines.en.yaml", "good: 'Well {foo}.'\nmore_rest: ''\ngoood: Well.\n", [1, 2, 3]),
        ("lines.xx.yaml", "good: Well.\n", [1]),
    ],
)
def test_check_reads_own_phrases_and_lines(tmp_path: Path, name: str, text: str, places: list[int]) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    for asked in (path, tmp_path):
        answer = ask("check", "--json", asked)
        assert [(row["path"], row["line"]) for row in answer.json] == [(str(path), line) for line in places]
        assert answer.code == bool(places)


def test_check_reads_the_shipped_commands_and_lines(tmp_path: Path) -> None:
    for name in ("commands.en.yaml", "lines.en.yaml"):
        assert done("check", REPO / "cues" / name).out == ""
    commands = (REPO / "cues" / "commands.en.yaml").read_text(encoding="utf-8")
    copy = tmp_path / "commands.en.yaml"
    copy.write_text(commands, encoding="utf-8")
    answer = done("check", copy)
    assert "1:1: warning: this file is not read; write phrases of your own into own.en.yaml" in answer.out
    copy.write_text(commands.replace("    - next set\n", "    - next (set\n"), encoding="utf-8")
    line = 1 + commands[: commands.index("    - next set\n")].count("\n")
    answer = ask("check", "--json", copy)
    assert (answer.code, [row["line"] for row in answer.json if row["severity"] == "error"]) == (1, [line])


def test_check_of_nothing_is_wrong_use(tmp_path: Path) -> None:
    assert ask("check").code == 2
    for name in ("missing.yaml", "own.en.yaml"):
        answer = ask("check", tmp_path / name)
        assert (answer.code, "there is no such file" in answer.out) == (1, True), answer


@pytest.mark.parametrize("kind", ["program", "cues"])
def test_a_new_file_checks_clean_and_is_never_written_over(kind: str, own_home: Path) -> None:
    path = own_home / ("programs" if kind == "program" else "cues") / "monday_arms.yaml"
    assert str(path) in done("new", kind, "monday_arms").out
    assert done("check", path).out == ""
    path.write_text(mine := path.read_text() + "# mine\n")
    answer = ask("new", kind, "monday_arms")
    assert answer.code == 2
    assert "is there already" in answer.err
    assert path.read_text() == mine
    if kind == "program":
        assert "monday_arms" in done("programs").out


def test_a_new_file_goes_where_it_is_wanted(tmp_path: Path) -> None:
    done("new", "program", "x", "--folder", tmp_path / "a" / "b")
    assert done("check", tmp_path / "a" / "b" / "x.yaml").out == ""


def test_programs_lists_the_shipped_ones_with_their_lengths() -> None:
    rows = {row["name"]: row for row in done("programs", "--json").json}
    assert {"arms_feel_first", "short_demo", "full_body_hour"} <= rows.keys()
    assert all(row["about"] and row["duration_s"] > 60 and Path(row["path"]).is_file() for row in rows.values())
    shown = done("programs").out
    assert all(name in shown for name in rows)


def test_programs_shows_a_broken_one_and_goes_on(own_home: Path) -> None:
    folder = own_home / "programs"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(BROKEN)
    rows = {row["name"]: row for row in done("programs", "--json").json}
    assert rows["mine"]["about"].startswith("has mistakes: ")
    assert "arms_feel_first" in rows


def test_exercises_are_found_by_a_word() -> None:
    every = done("exercises", "--json").json
    assert len(every) >= 36
    found = done("exercises", "--search", "CABLE", "--json").json
    assert 0 < len(found) < len(every)
    assert all("cable" in " ".join(map(str, row.values())).lower() for row in found)
    assert done("exercises", "--search", "zeppelin", "--json").json == []
    assert "biceps_curl" in done("exercises", "--search", "biceps").out


def test_commands_lists_every_intent_with_ways_to_say_it() -> None:
    rows = done("commands", "--json").json
    assert all(row.keys() == {"intent", "phrases", "slots"} for row in rows)
    assert {row["intent"] for row in rows} >= INTENTS
    assert len({row["intent"] for row in rows}) == len(rows)
    for row in rows:
        assert row["phrases"]
        assert all(isinstance(phrase, str) and phrase.strip() for phrase in row["phrases"])
        assert isinstance(row["slots"], dict)
    by_name = {row["intent"]: row for row in rows}
    assert "next set" in by_name["next_set"]["phrases"]
    assert set(by_name["weak"]["slots"]) == {"side", "area"}
    shown = done("commands").out
    assert all(intent in shown for intent in INTENTS)


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_say_writes_a_sentence_into_a_file(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"sentence.{ending}"
    assert str(path) in done("say", "Left first, right matches.", "--out", path).out
    sound, rate = soundfile.read(path)
    assert rate == 48_000
    assert 1 < len(sound) / rate < 6
    assert abs(sound).max() > 0.05


def test_say_speaks_with_the_system_voice(tmp_path: Path) -> None:
    answer = ask("say", "Down.", "--voice", "system", "--out", tmp_path / "s.wav")
    need(answer.code == 0, "no system voice is installed")
    assert (tmp_path / "s.wav").stat().st_size > 10_000


def test_preview_plays_a_set_of_an_exercise(tmp_path: Path) -> None:
    answer = done("preview", "biceps_curl", "--reps", "6", "--tempo", "3-1-2-1", "--out", tmp_path / "curl.wav")
    for kind in ("announce", "rehearse", "ready", "count", "cue", "hold", "set_done"):
        assert re.search(rf"^ +[\d:.]+  {kind} ", answer.out, re.MULTILINE), kind
    assert soundfile.info(tmp_path / "curl.wav").duration > 40


def test_preview_takes_every_notation_of_tempo(tmp_path: Path) -> None:
    for tempo in ("@31X1", "31X1", "3-1-2"):
        done("preview", "biceps_curl", "--reps", "1", "--tempo", tempo, "--out", tmp_path / "curl.wav")


def test_preview_plays_a_script_that_is_being_written(own_home: Path, tmp_path: Path) -> None:
    done("new", "cues", "my_curl")
    answer = done("preview", own_home / "cues" / "my_curl.yaml", "--reps", "1", "--out", tmp_path / "c.wav")
    assert "Stand tall, elbows by your ribs." in answer.out


def test_voices_and_models_are_listed_where_there_are_none() -> None:
    rows = done("voices", "--json").json
    assert "natural" in [row["name"] for row in rows]
    assert "natural" in done("voices").out
    assert "coach.py models install en" in done("models", "list").out
