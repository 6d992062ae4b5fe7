"""An exercise that the athlete has never done begins with a set that is only counted."""

from collections.abc import Sequence

from coach.plan.profile import Profile
from coach.program.load import parse_program
from coach.session.loop import Loop
from coach.session.reading import first_state, scripts_for
from tests.coached import LIBRARY, events, loop_of, said

TWO = """
program: Two
defaults: {rest: 45s, start: countdown, tempo: 3-1-2-1}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 8}
  - {exercise: squat, sets: 2, reps: 8, focus: internal}
"""
ROUNDS = """
program: Rounds
level: novice
defaults: {rest: 45s, start: countdown, tempo: 3-1-2-1}
steps:
  - superset:
      rounds: 3
      steps:
        - {exercise: biceps_curl, sets: 1, reps: 8, sides: each}
        - {exercise: squat, sets: 1, reps: 8}
"""


def practised_loop(program: str, practised: frozenset[str] | None, at: Sequence[str] = ()) -> Loop:
    loop = loop_of(program, at)
    read = parse_program(program, "test.yaml", LIBRARY)
    loop.state = first_state(read, scripts_for(read, LIBRARY), 0, Profile("2026-11-25", practised=practised))
    return loop


def cued_sets(loop: Loop) -> list[tuple[str, int, bool]]:
    """Each set with whether something of its cue script was said while it moved."""
    timeline = loop.run()
    cued = {(e["exercise"], e["set"], e["side"]) for e in events(timeline, "cue")}
    done = [(e["exercise"], e["set"], e["side"]) for e in events(timeline, "set_done")]
    return [(*row[:2], row in cued) for row in done]


def test_what_was_never_done_is_counted_once_and_cued_from_then_on() -> None:
    assert cued_sets(practised_loop(TWO, frozenset())) == [
        ("biceps_curl", 1, False),
        ("biceps_curl", 2, True),
        ("squat", 1, True),
        ("squat", 2, True),
    ]


def test_what_was_done_before_has_cues_from_the_first_set_on() -> None:
    assert all(cued for *_, cued in cued_sets(practised_loop(TWO, frozenset({"biceps_curl"}))))


def test_without_a_history_nothing_counts_as_new() -> None:
    assert all(cued for *_, cued in cued_sets(practised_loop(TWO, None)))


def test_the_first_set_has_its_set_up_and_no_thought_of_the_muscle() -> None:
    script = LIBRARY.script("biceps_curl")
    timeline = practised_loop(TWO, frozenset()).run()
    begun = events(timeline, "ready")[0]["start_s"]
    before = said({**timeline, "events": [e for e in events(timeline) if e["start_s"] < begun]})
    assert script.setup[0].text in before
    assert script.muscle not in before.replace(script.setup[0].text, "")


def test_in_rounds_the_first_round_is_counted_on_both_sides() -> None:
    cued = cued_sets(practised_loop(ROUNDS, frozenset({"squat"})))
    assert [row[2] for row in cued if row[0] == "biceps_curl"] == [False, False, True, True, True, True]
    assert all(row[2] for row in cued if row[0] == "squat")


def test_an_exercise_that_is_swapped_in_is_counted_first() -> None:
    program = TWO.replace("reps: 8, focus: internal", "reps: 8")
    everything = practised_loop(program, frozenset({"biceps_curl", "squat"}), ["2: swap the exercise"])
    new = [row for row in cued_sets(everything) if row[0] not in ("biceps_curl", "squat")]
    assert [cued for *_, cued in new] == [False, True]
