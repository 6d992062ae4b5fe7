"""The shipped cue scripts and programs: whole, clean, and short enough for the voice that speaks them."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from coach import places
from coach.plan.make import make
from coach.plan.steps import SetStep
from coach.program.check import check
from coach.program.library import Library, find_program, program_files
from coach.program.load import load_program
from coach.program.rules import rules
from coach.program.script import CueScript
from coach.voice.length import lengths

LIBRARY = Library.standard()
SECTION_8 = """
biceps_curl hammer_curl incline_curl triceps_pushdown overhead_triceps_extension lateral_raise rear_delt_fly face_pull
bench_press dumbbell_fly cable_crossover push_up lat_pulldown row straight_arm_pulldown squat leg_extension leg_press
romanian_deadlift leg_curl hip_thrust glute_bridge calf_raise plank dead_bug
""".split()  # noqa: SIM905
PROGRAMS = "first_feel arms_balance chest_holds back_feel legs_quiet strength_plus_mmc imagery_only".split()  # noqa: SIM905


def test_the_library_has_what_the_training_notes_name_and_twelve_more() -> None:
    assert set(SECTION_8) <= set(LIBRARY.ids())
    assert len(set(LIBRARY.ids()) - set(SECTION_8)) >= 12
    names = {path.stem for path in program_files()}
    assert set(PROGRAMS) <= names
    assert len(names) >= 10


SCRIPTS = [(name, language) for language in ("en", "de") for name in LIBRARY.speaking(language).ids()]


@pytest.mark.parametrize(("name", "language"), SCRIPTS)
def test_a_cue_script_has_words_for_every_moment(name: str, language: str) -> None:
    script = LIBRARY.speaking(language).script(name)
    assert isinstance(script, CueScript)
    assert all(len(getattr(script, phase)) >= 2 for phase in ("eccentric", "stretch", "concentric", "squeeze"))
    assert script.setup
    assert len(script.imagery) >= 3
    assert script.hold
    assert script.external
    assert script.felt_elsewhere


@pytest.mark.timeout(240)
def test_every_cue_fits_its_phase_in_the_natural_voice(tmp_path: Path) -> None:
    with ExitStack() as stack:
        found = check([places.shipped_cues(), places.shipped_programs()], lengths("natural", tmp_path, stack))
    assert [str(mistake) for mistake in found] == []


@pytest.mark.parametrize("path", list(program_files()), ids=lambda path: path.stem)
def test_a_program_says_what_it_is_and_makes_a_session(path: Path) -> None:
    program = load_program(find_program(path.stem), LIBRARY)
    assert len(program.about) > 20
    steps = make(program, LIBRARY.scripts_of(program), rules())
    assert any(isinstance(step, SetStep) for step in steps)


def test_a_program_gets_the_cue_scripts_of_its_language() -> None:
    program = load_program(find_program("arme_spueren"), LIBRARY)
    assert {script.language for script in LIBRARY.scripts_of(program).values()} == {"de"}
    assert LIBRARY.script("biceps_curl").language == "en"


def test_an_exercise_without_a_script_in_the_programs_language_is_a_mistake_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "beine.yaml"
    path.write_text("program: Beine\nlanguage: de\nsteps:\n  - exercise: squat\n    reps: 8\n", encoding="utf-8")
    [mistake] = check([path])
    assert "'squat' has no cue script in the language 'de'" in mistake.text
    assert (mistake.line, mistake.column) == (4, 15)


def test_alternatives_are_near_relatives_in_the_same_language() -> None:
    german = LIBRARY.speaking("de")
    assert set(german.like(german.script("biceps_curl"))) == {"concentration_curl"}
    assert set(german.like(german.script("plank"))) == set()
    assert "concentration_curl" in LIBRARY.like(LIBRARY.script("biceps_curl"))
