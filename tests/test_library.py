"""The shipped cue scripts and programs: whole, clean, and short enough for the voice that speaks them."""

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
from coach.units import RATE
from coach.voice.choose import choose
from coach.voice.studio import Studio

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


@pytest.mark.parametrize("name", LIBRARY.ids())
def test_a_cue_script_has_words_for_every_moment(name: str) -> None:
    script = LIBRARY.script(name)
    assert isinstance(script, CueScript)
    assert all(len(getattr(script, phase)) >= 2 for phase in ("eccentric", "stretch", "concentric", "squeeze"))
    assert script.setup
    assert len(script.imagery) >= 3
    assert script.hold
    assert script.external
    assert script.felt_elsewhere


@pytest.mark.timeout(240)
def test_every_cue_fits_its_phase_in_the_natural_voice(tmp_path: Path) -> None:
    with Studio(choose("natural", "en"), tmp_path) as studio:
        found = check([places.shipped_cues(), places.shipped_programs()], lambda text: studio.length(text) / RATE)
    assert [str(mistake) for mistake in found] == []


@pytest.mark.parametrize("path", list(program_files()), ids=lambda path: path.stem)
def test_a_program_says_what_it_is_and_makes_a_session(path: Path) -> None:
    program = load_program(find_program(path.stem), LIBRARY)
    assert len(program.about) > 20
    steps = make(program, LIBRARY.scripts_of(program), rules())
    assert any(isinstance(step, SetStep) for step in steps)
