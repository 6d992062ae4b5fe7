"""A scripted athlete through weeks of a program: the same sessions, and rules that hold."""

import itertools
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from coach.plan.profile import days_between
from coach.program.mistakes import ProgramError
from coach.screen.weeks import weeks_picture
from coach.session.scripted import Body, load_athlete
from coach.session.simulate import Trained, simulate
from coach.units import Side, parse_load
from tests.prompt import ask, done

ATHLETE = """
athlete: Left weaker
strength:
  biceps_curl: {left: 11 kg, right: 13 kg}
feel: {biceps_curl: 4}
gain_pct: 0.5
days: [mon, thu]
says:
  - {session: 1, after: 1, say: left arm weak}
  - {session: 1, after: 2, say: remember that}
"""
PROGRAM = """
program: Curls
defaults: {rest: 30s, tempo: 1-0-1-0, ask_feel: each exercise}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 8, load: 8 kg}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    athlete, program = tmp_path / "athlete.yaml", tmp_path / "curls.yaml"
    athlete.write_text(ATHLETE, encoding="utf-8")
    program.write_text(PROGRAM, encoding="utf-8")
    return athlete, program


def weeks_of(files: tuple[Path, Path], weeks: int) -> list[Trained]:
    return list(simulate(str(files[1]), load_athlete(files[0]), weeks))


def test_six_weeks_by_the_rules(files: tuple[Path, Path]) -> None:
    sessions = weeks_of(files, 6)
    assert len(sessions) == 12
    first, second = sessions[:2]
    assert first.changes[0].startswith("adapted_weak")
    assert second.sets_of("biceps_curl", Side.LEFT) > second.sets_of("biceps_curl", Side.RIGHT)
    tests = [session.day for session in sessions if session.gaps]
    assert tests[0] == second.day
    assert all(days_between(a, b) >= 28 for a, b in itertools.pairwise(tests))
    gaps = [session.gap("biceps_curl") for session in sessions]
    assert gaps[0] is not None
    assert gaps[-1] is not None
    assert gaps[-1][1] < gaps[0][1]
    for session in sessions:
        left, right = (session.sets_of("biceps_curl", side) for side in (Side.LEFT, Side.RIGHT))
        assert left <= 2 * right
    for week in range(2, 7):
        both = [session for session in sessions if session.week == week]
        left, right = (sum(s.sets_of("biceps_curl", side) for s in both) for side in (Side.LEFT, Side.RIGHT))
        assert left <= 1.5 * right
    found = second.gaps["biceps_curl"]
    assert found[0] == "left"


def test_the_same_seed_gives_the_same_weeks(files: tuple[Path, Path]) -> None:
    assert [s.plain() for s in weeks_of(files, 1)] == [s.plain() for s in weeks_of(files, 1)]


def test_strength_decides_how_many_repetitions_there_are(files: tuple[Path, Path]) -> None:
    body = Body(load_athlete(files[0]))
    load = parse_load("8 kg")
    assert body.able("biceps_curl", Side.LEFT, load, 0) == 11
    assert body.able("biceps_curl", Side.BOTH, load, 0) == 11
    assert body.able("biceps_curl", Side.RIGHT, load, 0) == 18
    assert body.able("biceps_curl", Side.LEFT, load, 2) == 8
    assert body.able("squat", Side.BOTH, load, 0) is None
    body.trained({("biceps_curl", Side.LEFT): [0, 0], ("biceps_curl", Side.RIGHT): [6]})
    assert body.strength["biceps_curl", Side.LEFT] / 11 > body.strength["biceps_curl", Side.RIGHT] / 13 > 1


def test_the_command_prints_a_table_and_draws_a_plot(files: tuple[Path, Path], tmp_path: Path) -> None:
    plot = tmp_path / "weeks.svg"
    shown = done("simulate", files[1], "--athlete", files[0], "--weeks", "2", "--plot", plot).out
    assert "Biceps curl" in shown
    assert "left 15.4 %" in shown
    root = ET.fromstring(plot.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    words = [text for element in root.iter() for text in [(element.text or "").strip()] if text]
    assert {"load, kg", "sets a week", "Biceps curl", "what a test found"} <= set(words)


def test_mistakes_of_an_athlete_are_told_with_their_places(files: tuple[Path, Path]) -> None:
    files[0].write_text(ATHLETE.replace("left: 11 kg", "left: 11").replace("gain_pct", "gain_pc"), encoding="utf-8")
    answer = ask("simulate", files[1], "--athlete", files[0])
    assert answer.code == 1
    assert "athlete.yaml:4:" in answer.err
    assert "did you mean 'gain_pct'" in answer.err


def test_a_picture_of_nothing_is_still_a_picture() -> None:
    assert weeks_picture([], [], "Nothing").startswith("<svg")


def test_a_feel_outside_the_scale_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "athlete.yaml"
    path.write_text("athlete: Odd\nstrength: {biceps_curl: {left: 9 kg, right: 9 kg}}\nfeel: {biceps_curl: -9}\n")
    with pytest.raises(ProgramError, match="must be at least 1"):
        load_athlete(path)
