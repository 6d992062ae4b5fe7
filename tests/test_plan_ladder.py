"""Feel, effort and what the next set gets for them, sentence by sentence (training-science 1.5, 6.2, 6.3)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from coach.plan.effort import easier_set, harder_set, steps_for
from coach.plan.ladder import Effort, effort_of, held, levers_for, next_lever
from coach.plan.loads import Equipment
from coach.plan.profile import Lever
from coach.plan.steps import SetStep
from coach.program.rules import rules
from coach.session.account import Json
from coach.units import parse_load
from tests.coached import Diary, asks, coached, events, loop_of, said, sets

RULES = rules()
CURLS = """
program: Feel
defaults: {rest: 60s, start: countdown, tempo: 2-0-1-0, ask_feel: each set}
steps:
  - {exercise: biceps_curl, sets: 4, reps: 8, load: 20 kg}
"""
ALL = frozenset(Lever)


def a_set(load: str = "20 kg", **changed: object) -> SetStep:
    step = loop_of(CURLS).state.steps[0]
    assert isinstance(step, SetStep)
    return replace(step, load=parse_load(load), **changed)  # type: ignore[arg-type]


def rated(*answers: str) -> Json:
    """The session with answers after the first sets, each a second after its question; `2+forearms` answers both."""
    at: list[str] = []
    for answer in answers:
        ask = events(coached(CURLS, [*at, "2000: yes"]), "ask")
        feel = [e for e in ask if e["text"].startswith("Feel")][len([a for a in at if a.split()[1].isdigit()])]
        number, _, place = answer.partition("+")
        at.append(f"{feel['end_s'] + 1:.1f}: {number}")
        if place:
            at.append(f"{feel['end_s'] + 5:.1f}: {place}")
    return coached(CURLS, [*at, "2000: yes"])


@pytest.mark.parametrize(
    ("rating", "effort", "first"),
    [
        (5, Effort.EASY, None), (5, Effort.RIGHT, None), (5, Effort.HARD, Lever.LIGHTER),
        (4, Effort.EASY, None), (4, Effort.HARD, Lever.LIGHTER),
        (3, Effort.EASY, Lever.SLOWER), (3, Effort.RIGHT, Lever.LIGHTER), (3, Effort.HARD, Lever.LIGHTER),
        (2, Effort.EASY, Lever.TOUCH), (2, Effort.RIGHT, Lever.LIGHTER), (2, Effort.HARD, Lever.LIGHTER),
        (1, Effort.EASY, Lever.TOUCH), (1, Effort.RIGHT, Lever.TOUCH), (1, Effort.HARD, Lever.LIGHTER),
    ],
)  # fmt: skip
def test_the_first_lever_is_the_tables(rating: int, effort: Effort, first: Lever | None) -> None:
    assert next_lever(rating, effort, (), ALL, None) is first


def test_one_lever_after_the_other_in_their_order_until_all_are_tried() -> None:
    tried: list[Lever] = []
    while lever := next_lever(2, Effort.RIGHT, tried, ALL, None):
        tried.append(lever)
    assert tried == [Lever.LIGHTER, Lever.UNILATERAL, Lever.SLOWER, Lever.HOLD, Lever.TOUCH]


def test_what_helped_before_comes_first() -> None:
    assert next_lever(2, Effort.RIGHT, (), ALL, Lever.TOUCH) is Lever.TOUCH


def test_effort_is_read_off_the_reserve() -> None:
    assert [effort_of(n) for n in (0, 1, 2, 3, None)] == [
        Effort.HARD, Effort.RIGHT, Effort.RIGHT, Effort.EASY, Effort.RIGHT,
    ]  # fmt: skip


def test_a_lever_that_the_set_has_no_room_for_is_not_taken() -> None:
    slow = a_set(tempo=replace(a_set().tempo, eccentric=Fraction(7)))
    can = levers_for(slow, RULES, floor=Fraction(0), one_side=False, swap=False, holds=True)
    assert Lever.SLOWER not in can
    assert Lever.UNILATERAL not in can
    low = levers_for(a_set("8 kg"), RULES, floor=Fraction(8), one_side=True, swap=True, holds=False)
    assert Lever.LIGHTER not in low
    assert Lever.HOLD not in low


def test_no_hold_is_put_under_a_barbell_without_safeties() -> None:
    bar = a_set("60 kg", equipment=Equipment.BARBELL)
    assert held(bar, RULES) is None
    assert held(replace(bar, safeties=True), RULES) is not None


def test_two_is_asked_where_and_the_cue_against_it_comes_with_less_load() -> None:
    timeline = rated("2+forearms")
    assert "Where did you feel it instead?" in said(timeline)
    done = events(timeline, "set_done")
    assert [e["load"] for e in done] == ["20 kg", "18 kg", "18 kg", "18 kg"]
    announced = [e["text"] for e in events(timeline, "announce") if e["set"] == 2]
    assert any("Loosen your grip" in text for text in announced)


def test_a_joint_is_pain() -> None:
    timeline = rated("2+elbows")
    assert "Stop. Lower the weight, or rack it. Sit down." in said(timeline)


def test_a_lever_that_helped_is_remembered_for_the_exercise_and_side() -> None:
    program = CURLS
    first = asks(coached(program, ["2000: yes"]))[0]
    at = [f"{first['end_s'] + 1:.1f}: 2", f"{first['end_s'] + 5:.1f}: forearms"]
    second = [e for e in events(coached(program, [*at, "2000: yes"]), "ask") if e["text"].startswith("Feel")][1]
    loop = loop_of(program, [*at, f"{second['end_s'] + 1:.1f}: 4", "2000: yes"])
    loop.run()
    assert isinstance(loop.diary, Diary)
    assert loop.state.profile.lever("biceps_curl", a_set().side) is Lever.LIGHTER


def test_one_step_a_set_and_never_under_the_floor() -> None:
    timeline = rated("1", "1", "1")
    notes = [n["text"] for n in timeline["notes"] if n["kind"] == "adapted"]  # type: ignore[attr-defined]
    assert len(notes) == 3
    loads = [Fraction(str(e["load"]).split()[0]) for e in events(timeline, "set_done")]
    assert min(loads) >= 8


def test_feel_is_asked_within_five_seconds_and_side_by_side_weak_side_first() -> None:
    program = CURLS.replace("load: 20 kg", "load: 20 kg, sides: each, side_rest: 20s").replace("sets: 4", "sets: 1")
    timeline = coached(program, ["1: right arm weak", "10: yes", "2000: yes"])
    asked = [e for e in asks(timeline) if e["text"].startswith("Feel")]
    assert [e["side"] for e in events(timeline, "set_done")] == ["right", "left", "right"]
    assert [e["text"][:17] for e in asked] == ["Feel on the right", "Feel on the left,", "Feel on the right"]
    for ask, done in zip(asked, events(timeline, "set_done"), strict=True):
        assert 0 < ask["start_s"] - done["end_s"] < 5


def test_athletes_of_experience_are_asked_three_times_a_session() -> None:
    timeline = coached(CURLS.replace("program: Feel", "program: Feel\nlevel: trained"), ["2000: yes"])
    assert len(asks(timeline)) == 3


def test_a_novice_is_asked_after_every_set_with_attention_on_the_muscle() -> None:
    program = CURLS.replace("program: Feel", "program: Feel\nlevel: novice").replace(", ask_feel: each set", "")
    assert len(asks(coached(program, ["2000: yes"]))) == 4


def test_not_felt_in_the_set_is_another_cue_now_and_the_lowest_rating_after_it() -> None:
    begin = events(coached(CURLS, ["2000: yes"]), "set_done")[0]["start_s"]
    timeline = coached(CURLS, [f"{begin + 9}: i can't feel it", "2000: yes"])
    assert events(timeline, "set_done")[0]["feel"] == 1
    assert not [e for e in asks(timeline) if e["set"] == 1]


@pytest.mark.parametrize(
    ("load", "equipment", "spare", "steps"),
    [
        ("20 kg", Equipment.DUMBBELL, 6, 1), ("20 kg", Equipment.DUMBBELL, 3, 0), ("20 kg", Equipment.DUMBBELL, 0, -1),
        ("60 kg", Equipment.BARBELL, 6, 2), ("60 kg", Equipment.BARBELL, 4, 1), ("60 kg", Equipment.BARBELL, 0, -2),
        ("RIR 3", Equipment.DUMBBELL, 3, 0), ("RIR 3", Equipment.DUMBBELL, 1, -1), ("RPE 8", Equipment.DUMBBELL, 2, 0),
    ],
)  # fmt: skip
def test_reserve_moves_the_load_by_steps(load: str, equipment: Equipment, spare: int, steps: int) -> None:
    assert steps_for(spare, a_set(load, equipment=equipment), RULES) == steps


def test_for_the_care_profile_fewer_than_three_in_reserve_is_too_hard() -> None:
    assert steps_for(2, a_set(), RULES, careful=True) == -1


def test_without_a_weight_a_step_is_two_repetitions() -> None:
    step = a_set("bodyweight", equipment=Equipment.BODYWEIGHT)
    easier, harder = easier_set(step, 10, Fraction(0), RULES), harder_set(step, 1, RULES)
    assert (easier.reps if easier else 0, harder.reps if harder else 0) == (6, 10)


def test_repetitions_well_short_of_the_target_lower_the_load_and_a_few_do_not() -> None:
    begin = events(coached(CURLS, ["2000: yes"]), "set_done")[0]["start_s"]
    short = coached(CURLS, [f"{begin + 7}: done", "2000: yes"])
    assert [e["load"] for e in events(short, "set_done")][:2] == ["20 kg", "18 kg"]
    assert "three of eight, so eighteen kilos from the next set on." in said(short).lower()
    few = coached(CURLS, [f"{begin + 19}: done", "2000: yes"])
    assert [e["load"] for e in events(few, "set_done")][:2] == ["20 kg", "20 kg"]


def test_too_heavy_in_the_rest_means_the_exercise_that_was_done() -> None:
    program = CURLS.replace("sets: 4", "sets: 1") + "  - {exercise: row, sets: 1, reps: 5, load: 40 kg}\n"
    end = events(coached(program, ["2000: yes"]), "set_done")[0]["end_s"]
    timeline = coached(program, [f"{end + 12}: too heavy", "2000: yes"])
    assert events(timeline, "set_done")[1]["load"] == "40 kg"
    assert "Take a little less next time." in said(timeline)


def test_a_load_and_a_hold_never_go_up_in_the_same_rest() -> None:
    program = CURLS.replace("load: 20 kg", "load: 20 kg, hold: {at: squeeze, for: 3s}")
    end = events(coached(program, ["2000: yes"]), "set_done")[0]["end_s"]
    timeline = coached(program, [f"{end + 12}: hold longer", f"{end + 18}: too easy", "2000: yes"])
    assert "One thing at a time" in said(timeline)
    assert events(timeline, "set_done")[1]["load"] == "20 kg"


def test_a_misheard_load_is_refused_with_a_sentence() -> None:
    timeline = coached(CURLS, ["5: make it one hundred kilos"])
    assert "is far from twenty kilos, so the load stays." in said(timeline)
    assert sets(timeline) == sets(coached(CURLS))


def test_three_sets_to_the_limit_offer_the_end() -> None:
    begin = [e["start_s"] for e in events(coached(CURLS, ["2000: yes"]), "set_done")]
    at: list[str] = []
    for number in range(3):
        begin = [e["start_s"] for e in events(coached(CURLS, [*at, "2000: yes"]), "set_done")]
        end = [e["end_s"] for e in events(coached(CURLS, [*at, "2000: yes"]), "set_done")]
        del begin
        at.append(f"{end[number] + 15}: zero in reserve")
    timeline = coached(CURLS, [*at, "2000: yes"])
    assert "sets to the limit. Shall we end here" in said(timeline)
