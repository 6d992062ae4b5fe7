"""Where scripts and programs are found, what wins, what the linter says, and the schemas for editors."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import places
from coach.program.check import check, check_file
from coach.program.duration import FIRST_S, OPENING_S, expected_s, set_s
from coach.program.library import Library, UnknownNameError, find_program, program_files
from coach.program.load import load_program, parse_program
from coach.program.mistakes import ProgramError, Severity
from coach.program.model import ExerciseStep, Program
from coach.program.schema import FOLDER, KINDS, schema_text
from coach.program.script import CueScript
from coach.program.texts import faults

REPO = Path(__file__).resolve().parent.parent


def put(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def script(name: str, more: str = "") -> str:
    return f"cues: {name}\nname: My own {name}\narea: arm\nmuscle: biceps\neccentric: [Mine.]\n{more}"


def test_the_shipped_files_are_clean() -> None:
    assert [str(mistake) for mistake in check([REPO / "programs", REPO / "cues"])] == []


def test_shipped_files_name_their_schema() -> None:
    for folder, kind in (("programs", "program"), ("cues", "cues")):
        for path in (REPO / folder).glob("*.yaml"):
            if not path.name.startswith(("commands.", "lines.")):
                first = path.read_text(encoding="utf-8").splitlines()[0]
                assert first == f"# yaml-language-server: $schema=../docs/schema/{kind}.schema.json", path


def test_the_nearest_folder_wins(tmp_path: Path) -> None:
    program = put(tmp_path / "here", "p.yaml", "program: P\nsteps:\n  - {exercise: row, reps: 8}\n")
    library = Library.standard(program)
    assert library.origin("row").parent == places.shipped_cues()
    own = put(places.own_cues(), "my_row.yaml", script("row"))
    assert Library.standard(program).origin("row") == own
    near = put(tmp_path / "here", "row.yaml", script("row"))
    library = Library.standard(program)
    assert library.files("row") == (near, own, places.shipped_cues() / "row.yaml")
    assert library.script("row").name == "My own row"


def test_an_own_script_wins_whole_unless_it_extends() -> None:
    shipped = Library.standard().script("biceps_curl")
    put(places.own_cues(), "biceps_curl.yaml", script("biceps_curl"))
    assert Library.standard().script("biceps_curl").squeeze == ()
    more = "extends: biceps_curl\nreplace: [stretch]\nstretch: [Wait.]\nfelt_elsewhere: {wrist: Straighten it.}\n"
    put(places.own_cues(), "biceps_curl.yaml", f"cues: biceps_curl\neccentric: [Mine.]\n{more}")
    merged = Library.standard().script("biceps_curl")
    assert [cue.text for cue in merged.eccentric] == ["Mine.", *(cue.text for cue in shipped.eccentric)]
    assert [cue.text for cue in merged.stretch] == ["Wait."]
    assert merged.squeeze == shipped.squeeze
    assert merged.name == shipped.name
    assert set(merged.felt_elsewhere) == {*shipped.felt_elsewhere, "wrist"}
    assert merged.extends is None


def test_extending_in_a_circle_ends(tmp_path: Path) -> None:
    one = put(tmp_path, "one.yaml", "cues: one\nextends: two\n")
    put(tmp_path, "two.yaml", "cues: two\nextends: one\n")
    library = Library([tmp_path])
    with pytest.raises(UnknownNameError, match="leads back"):
        library.script("one")
    (mistake,) = check_file(one, library)
    assert (mistake.line, mistake.column) == (2, 10)


def test_an_unknown_id_is_a_mistake_at_its_place_with_the_nearest_name(tmp_path: Path) -> None:
    put(places.own_cues(), "zercher_hold.yaml", script("zercher_hold"))
    path = put(tmp_path, "p.yaml", "program: P\nsteps:\n  - {exercise: zercher_hol, reps: 8}\n")
    (mistake,) = check([path])
    assert str(mistake) == (f"{path}:3:16: error: no cue script has the id 'zercher_hol'; did you mean 'zercher_hold'?")
    with pytest.raises(ProgramError):
        load_program(path, Library.standard(path))


def test_a_mistake_in_an_own_script_is_reported_with_the_program_that_needs_it(tmp_path: Path) -> None:
    own = put(places.own_cues(), "row.yaml", script("row", "sqeeze: [Hard.]\n"))
    path = put(tmp_path, "p.yaml", "program: P\nsteps:\n  - {exercise: row, reps: 8}\n")
    assert [mistake.path for mistake in check([path])] == [str(own)]


def test_other_files_in_the_cue_folder_are_not_scripts() -> None:
    put(places.own_cues(), "own.en.yaml", "phrases: {}\n")
    put(places.own_cues(), "lines.en.yaml", "cues: not_one\n")
    assert "not_one" not in Library.standard()
    assert check([places.own_cues()]) == []


def test_two_files_of_one_id_in_a_folder_are_pointed_out(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", script("swing"))
    put(tmp_path, "b.yaml", script("swing"))
    found = check([tmp_path])
    assert {mistake.severity for mistake in found} == {Severity.WARNING}
    assert len(found) == 2


def test_programs_are_found_by_path_and_by_name() -> None:
    assert find_program("arms_feel_first") == places.shipped_programs() / "arms_feel_first.yaml"
    own = put(places.own_programs(), "arms_feel_first.yaml", "program: Mine\nsteps: [{rest: 5s}]\n")
    assert find_program("arms-feel-first.yaml") == own
    assert find_program(str(own)) == own
    assert [path.stem for path in program_files()].count("arms_feel_first") == 1
    with pytest.raises(UnknownNameError, match="did you mean 'short_demo'"):
        find_program("shortdemo")
    with pytest.raises(UnknownNameError, match="give a path"):
        find_program("\0")


def one_step(step: str) -> Program:
    return parse_program(f"program: P\ndefaults: {{tempo: 3-1-2-1, rest: 60s, start: countdown}}\nsteps:\n  - {step}\n")


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        ("{exercise: row, reps: 10}", 70),
        ("{exercise: row, reps: 8-10, tempo: 2-0-X-0}", 30),
        ("{exercise: row, reps: 10, hold: {at: squeeze, for: 3s, on: last rep}}", 72),
        ("{exercise: row, reps: 10, hold: {kind: pause_stretch, for: 2s}}", 80),
        ("{exercise: row, reps: 10, hold: mid_hold}", 75),
    ],
)
def test_a_set_lasts_its_repetitions_and_holds(step: str, seconds: int) -> None:
    program = one_step(step)
    made = program.steps[0]
    assert isinstance(made, ExerciseStep)
    assert set_s(made, program.defaults) == seconds


def test_a_program_lasts_sets_rests_and_talk() -> None:
    once = float(OPENING_S + FIRST_S)
    one = expected_s(one_step("{exercise: row, reps: 10}")) - once
    assert 75 <= one <= 85
    assert expected_s(one_step("{exercise: row, reps: 10, sets: 3}")) == pytest.approx(once + 3 * one + 120)
    each = expected_s(one_step("{exercise: row, reps: 10, sides: each, side_rest: 15s}"))
    assert each == pytest.approx(once + 2 * one + 15)
    minutes = expected_s(one_step("{exercise: row, reps: 5, sets: 10, every: 60s}"))
    assert 540 <= minutes <= 600
    rounds = one_step("superset: {rounds: 3, rest: 60s, steps: [{exercise: row, reps: 10}, {exercise: row, reps: 10}]}")
    assert expected_s(rounds) == pytest.approx(once + float(FIRST_S) + 6 * one + 120)


def test_the_linter_measures_with_the_voice_it_is_given(tmp_path: Path) -> None:
    path = put(tmp_path, "a.yaml", script("a", "squeeze: ['Wring {muscle}.']\n"))
    asked: list[str] = []

    def clip_length(text: str) -> float:
        asked.append(text)
        return 1.25

    (mistake,) = check([path], lambda _: clip_length)
    assert asked == ["Mine.", "Wring biceps."]
    assert mistake.text.startswith("1.2 s of speech do not fit into the squeeze")
    assert check([path]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Push through the pain!",
        "Push, right through that pain.",
        "Don't stop, push through the pain.",
        "PUSH [pause 1s] THROUGH THE PAIN",
        "push th\u200brough the pain",
        "No pain, no gain.",
        "Now hold your breath.",
        "This doubles your growth.",
        "You activated 95 % of the muscle.",
        "The burn means growth.",
        "This curl isolates the biceps.",
        "It prevents injury.",
        "It's just lactic acid.",
        "You have tendinitis.",
        "This is completely safe.",
    ],
)
def test_what_safety_forbids_is_refused_with_a_reason(text: str) -> None:
    assert any("the coach does not say" in fault and ";" in fault for fault in faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "Never hold your breath.",
        "Don't push through pain.",
        "Breathe out as you push through the floor.",
        "This mostly isolates the biceps.",
        "If something hurts, stop.",
        "Pain? Stop the set.",
        "Keep your breath flowing.",
        "Hold. Breathe out.",
        "Feel the muscle burn a little? Lighter next time.",
        "Drive through your heels.",
    ],
)
def test_what_is_meant_well_is_spoken(text: str) -> None:
    assert list(faults(text)) == []


def keys_in(schema: dict[str, object]) -> Iterator[str]:
    for key, value in schema.items():
        if key == "properties" and isinstance(value, dict):
            yield from value
        if isinstance(value, dict):
            yield from keys_in(value)
        if isinstance(value, list):
            for entry in value:
                if isinstance(entry, dict):
                    yield from keys_in(entry)


@pytest.mark.parametrize("name", KINDS)
def test_the_schemas_in_the_checkout_are_those_of_the_models(name: str) -> None:
    """Rewrite them: `python -m coach.program.schema`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == schema_text(KINDS[name])


def test_the_schemas_know_every_key() -> None:
    program = set(keys_in(json.loads(schema_text(Program))))
    assert {"exercise", "hold", "superset", "circuit", "say", "rest", "1rm", "for", "warm_up", "every"} <= program
    assert set(CueScript.model_fields) <= set(keys_in(json.loads(schema_text(CueScript))))
