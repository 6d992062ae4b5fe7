"""The rules for a weaker side, sentence by sentence (training-science 5.2 to 5.4), as functions over steps."""

from fractions import Fraction

import pytest

from coach.plan.lengths import added_s, steps_s
from coach.plan.loads import Equipment, lighter_by, one_sided, stepped
from coach.plan.one_side import both_again, one_side
from coach.plan.profile import Band
from coach.plan.scope import trains
from coach.plan.sides import Budget, other_side_first, put_back, raised, single_sided, two_sided, without
from coach.plan.steps import SetStep, Steps
from coach.program.rules import rules
from coach.program.script import SingleSide
from coach.units import Load, Side, parse_load
from tests.coached import LIBRARY, coached, events, loop_of, said, sets

RULES = rules()
ARMS = """
program: Arms
defaults: {rest: 60s, tempo: 2-0-2-0, start: countdown}
steps:
  - {exercise: biceps_curl, sets: 3, reps: 8, load: 12 kg}
  - {exercise: triceps_pushdown, sets: 2, reps: 8, load: 30 kg}
  - {exercise: leg_extension, sets: 2, reps: 8, load: 40 kg}
"""


def steps_of(program: str) -> Steps:
    return loop_of(program).state.steps


def made(program: str, band: Band | None, area: str = "arm", first: Side = Side.LEFT, **more: object) -> list[SetStep]:
    state = loop_of(program).state
    done = single_sided(state.steps, state.scripts, RULES, area=area, first=first, band=band, **more)  # type: ignore[arg-type]
    return [step for step in done.steps if isinstance(step, SetStep)]


@pytest.mark.parametrize(
    ("area", "exercises"),
    [
        ("arm", {"biceps_curl", "hammer_curl", "triceps_pushdown", "incline_curl", "overhead_triceps_extension"}),
        ("front", {"biceps_curl", "hammer_curl"}),
        ("back_of_arm", {"triceps_pushdown", "overhead_triceps_extension"}),
        ("shoulder", {"lateral_raise", "rear_delt_fly", "face_pull"}),
        ("chest", {"bench_press", "dumbbell_fly", "cable_crossover"}),
        ("back", {"row", "lat_pulldown", "straight_arm_pulldown"}),
        ("leg", {"squat", "leg_press", "leg_extension", "romanian_deadlift", "leg_curl", "calf_raise"}),
        ("glute", {"hip_thrust", "glute_bridge", "romanian_deadlift"}),
        ("calf", {"calf_raise"}),
        ("core", {"side_plank", "dead_bug"}),
    ],
)
def test_an_area_means_the_exercises_that_train_it_and_no_other_area(area: str, exercises: set[str]) -> None:
    scripts = {name: LIBRARY.script(name) for name in exercises | {"squat", "biceps_curl", "triceps_pushdown", "row"}}
    found = {name for name, script in scripts.items() if trains(script, area, RULES)}
    assert found >= exercises
    assert found - exercises <= (exercises if area != "arm" else {"biceps_curl", "triceps_pushdown"})


def test_weak_first_then_a_short_rest_then_strong_then_the_normal_rest_and_the_extra_set_last() -> None:
    curls = [s for s in made(ARMS, Band.MODERATE) if s.exercise == "biceps_curl"]
    assert [(s.set, s.side, s.match) for s in curls] == [
        (1, Side.LEFT, False), (1, Side.RIGHT, True), (2, Side.LEFT, False), (2, Side.RIGHT, True),
        (3, Side.LEFT, False), (3, Side.RIGHT, True), (4, Side.LEFT, False),
    ]  # fmt: skip
    assert {15 <= s.rest_s <= 30 for s in curls if s.side is Side.LEFT and not s.for_weak} == {True}
    assert {s.rest_s for s in curls if s.side is Side.RIGHT} == {60}
    assert {s.name for s in curls} == {"single-arm curl"}


def test_the_weak_side_gets_the_stretch_pause_and_the_strong_one_the_normal_tempo() -> None:
    curls = [s for s in made(ARMS, Band.SMALL) if s.exercise == "biceps_curl"]
    assert all((s.hold is not None) == (s.side is Side.LEFT) for s in curls)
    assert {s.tempo for s in curls} == {steps_of(ARMS)[0].tempo}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("band", "extra"), [(Band.NONE, [0, 0]), (Band.SMALL, [0, 0]), (Band.MODERATE, [1, 1]), (Band.LARGE, [2, 1])]
)
def test_extra_sets_follow_the_band(band: Band, extra: list[int]) -> None:
    sets_made = made(ARMS, band)
    names = ("biceps_curl", "triceps_pushdown")
    assert [sum(s.for_weak for s in sets_made if s.exercise == name) for name in names] == extra


def test_other_areas_stay_two_sided() -> None:
    assert {s.side for s in made(ARMS, Band.LARGE) if s.exercise == "leg_extension"} == {Side.BOTH}


def test_never_more_than_two_to_one_and_four_a_session() -> None:
    names = ("biceps_curl", "hammer_curl", "incline_curl", "triceps_pushdown", "concentration_curl", "preacher_curl")
    steps = "".join(f"  - {{exercise: {name}, sets: 1, reps: 8, tempo: 1-0-1-0, rest: 20s}}\n" for name in names)
    many = f"program: P\nsteps:\n{steps}"
    sets_made = made(many, Band.LARGE)
    assert sum(s.for_weak for s in sets_made) == RULES.asymmetry.max_extra_session
    for block in {s.block for s in sets_made}:
        own = [s.side for s in sets_made if s.block == block]
        assert own.count(Side.LEFT) <= 2 * own.count(Side.RIGHT)


def test_what_has_been_added_already_counts() -> None:
    assert sum(s.for_weak for s in made(ARMS, Band.MODERATE, budget=Budget(1, Fraction(900)))) == 1


def test_a_session_that_grows_too_long_leaves_out_the_last_two_sided_exercise() -> None:
    state = loop_of(ARMS).state
    done = single_sided(
        state.steps,
        state.scripts,
        RULES,
        area="arm",
        first=Side.LEFT,
        band=Band.MODERATE,
        budget=Budget(4, Fraction(450)),
    )
    assert {s.exercise for s in done.dropped if isinstance(s, SetStep)} == {"leg_extension"}
    assert added_s(done.steps, RULES) <= 450 + steps_s(done.dropped, RULES)
    assert [s.block for s in put_back(two_sided(done.steps, RULES), done.dropped)] == [s.block for s in state.steps]


def test_both_sides_together_again_is_what_it_was() -> None:
    state = loop_of(ARMS).state
    done = single_sided(state.steps, state.scripts, RULES, area="", first=Side.RIGHT, band=Band.LARGE)
    assert put_back(two_sided(done.steps, RULES), done.dropped) == state.steps


def test_a_set_that_is_half_done_keeps_its_other_half() -> None:
    state = loop_of(ARMS).state
    done = single_sided(state.steps, state.scripts, RULES, area="arm", first=Side.LEFT, band=Band.MODERATE)
    after = two_sided(done.steps[1:], RULES)
    first = after[0]
    assert isinstance(first, SetStep)
    assert (first.set, first.side) == (1, Side.RIGHT)
    assert isinstance(after[1], SetStep)
    assert (after[1].set, after[1].side) == (2, Side.BOTH)


@pytest.mark.parametrize(
    ("load", "single", "equipment", "starts"),
    [
        ("12 kg", "same dumbbell", Equipment.DUMBBELL, "12 kg"),
        ("30 kg", "same dumbbell", Equipment.CABLE, "15 kg"),
        ("30 kg", "45 % of the two-arm load", Equipment.CABLE, "15 kg"),
        ("20 kg", "45 % of the two-arm load", Equipment.MACHINE, "10 kg"),
        ("60 kg", "40 % of the bar", Equipment.BARBELL, "25 kg"),
        ("100 kg", "35 % of the two-leg load", Equipment.BARBELL, "35 kg"),
        ("bodyweight", "bodyweight", Equipment.BODYWEIGHT, "bodyweight"),
        ("20 kg", "bodyweight", Equipment.DUMBBELL, "bodyweight"),
        ("red band", "a lighter band", Equipment.BAND, "None a lighter band"),
        ("RIR 3", "45 % of the two-arm load", Equipment.CABLE, "RIR 3"),
    ],
)
def test_the_load_of_one_side(load: str, single: str, equipment: Equipment, starts: str) -> None:
    made_load, words = one_sided(parse_load(load), SingleSide(name="x", load=single), equipment, RULES)
    assert f"{made_load} {words}".strip() == starts


@pytest.mark.parametrize("kilos", [12.5, 20, 27.5, 35, 42.5, 60, 95])
def test_from_a_cable_it_is_forty_five_to_fifty_per_cent_as_near_as_its_plates_allow(kilos: float) -> None:
    load = Load(parse_load("1 kg").kind, Fraction(str(kilos)))
    made_load, _ = one_sided(load, SingleSide(name="x", load="45 % of the two-arm load"), Equipment.CABLE, RULES)
    assert made_load is not None
    share = made_load.value / load.value
    step = Fraction(5, 2) / load.value
    assert Fraction(45, 100) - step < share <= Fraction(1, 2)
    assert made_load.value % Fraction(5, 2) == 0


@pytest.mark.parametrize(
    ("load", "equipment", "up", "down", "tenth"),
    [
        ("8 kg", Equipment.DUMBBELL, "9 kg", "7 kg", "7 kg"),
        ("12 kg", Equipment.DUMBBELL, "14 kg", "10 kg", "10 kg"),
        ("60 kg", Equipment.BARBELL, "62.5 kg", "57.5 kg", "52.5 kg"),
        ("30 kg", Equipment.CABLE, "32.5 kg", "27.5 kg", "25 kg"),
        ("60 kg", Equipment.MACHINE, "65 kg", "55 kg", "50 kg"),
        ("20 lb", Equipment.DUMBBELL, "25 lb", "17.5 lb", "17.5 lb"),
    ],
)
def test_loads_step_as_the_equipment_does(load: str, equipment: Equipment, up: str, down: str, tenth: str) -> None:
    now = parse_load(load)
    assert str(stepped(now, 1, equipment, RULES)) == up
    assert str(stepped(now, -1, equipment, RULES)) == down
    assert str(lighter_by(now, 10, equipment, RULES)) == tenth


def test_several_weaker_areas_share_one_limit() -> None:
    steps = tuple(made(ARMS, Band.LARGE))
    scripts = loop_of(ARMS).state.scripts
    assert sum(step.for_weak for step in steps) == 3
    room = Budget(RULES.asymmetry.max_extra_session, Fraction(3600))
    both = single_sided(steps, scripts, RULES, area="leg", first=Side.LEFT, band=Band.LARGE, budget=room)
    assert sum(isinstance(step, SetStep) and step.for_weak for step in both.steps) == 4


def test_said_twice_raises_one_band_once() -> None:
    assert [raised(band) for band in Band] == [Band.SMALL, Band.MODERATE, Band.LARGE, Band.LARGE]
    at = ["1: left arm weak", "12: yes", "22: left arm weak", "32: left arm weak"]
    timeline = coached(ARMS, at)
    assert said(timeline).count("Left first, right matches, three extra left sets in all") == 1
    assert "comes first already" in said(timeline)
    curls = [row for row in sets(timeline) if row[0] == "biceps_curl"]
    assert [row[2] for row in curls].count("left") - [row[2] for row in curls].count("right") == 2


def test_left_and_then_right_is_asked_about() -> None:
    at = ["1: left arm weak", "12: yes", "30: right arm weak", "40: left"]
    timeline = coached(ARMS, at)
    assert "Which arm is the weaker one: left, right, or both?" in said(timeline)
    assert [row[2] for row in sets(timeline) if row[0] == "biceps_curl"][-2:] == ["right", "left"]


def test_both_arms_weak_is_lighter_and_two_sided_again() -> None:
    timeline = coached(ARMS, ["1: left arm weak", "12: yes", "22: both arms weak"])
    done = events(timeline, "set_done")
    assert {e["side"] for e in done} == {"both"}
    assert [e["load"] for e in done] == ["10 kg"] * 3 + ["25 kg"] * 2 + ["40 kg"] * 2


def test_opposite_words_mean_the_same() -> None:
    weak = sets(coached(ARMS, ["1: left arm weak", "12: yes"]))
    assert sets(coached(ARMS, ["1: right arm stronger", "12: yes"])) == weak


def test_switch_side_swaps_the_next_pair() -> None:
    state = loop_of(ARMS.replace("load: 12 kg", "load: 12 kg, sides: each")).state
    swapped = other_side_first(state.steps).steps[:2]
    assert [s.side for s in swapped if isinstance(s, SetStep)] == [Side.RIGHT, Side.LEFT]


def test_single_side_off_keeps_what_was_changed_since() -> None:
    timeline = coached(ARMS, ["1: single side on", "8: six reps", "12: heavier", "16: single side off"])
    done = events(timeline, "set_done")[:3]
    assert [(e["side"], e["reps"], e["load"]) for e in done] == [("both", 6, "14 kg")] * 3


def test_pain_in_one_side_leaves_the_other() -> None:
    state = loop_of(ARMS).state
    done = single_sided(state.steps, state.scripts, RULES, area="arm", first=Side.LEFT, band=Band.MODERATE)
    left = without(done.steps, frozenset({("biceps_curl", Side.LEFT)}))
    assert {s.side for s in left if isinstance(s, SetStep) and s.exercise == "biceps_curl"} == {Side.RIGHT}
    gone = without(state.steps, frozenset({("biceps_curl", Side.LEFT)}))
    assert not [s for s in gone if isinstance(s, SetStep) and s.exercise == "biceps_curl"]


def test_in_a_long_rest_the_front_or_the_back_of_the_arm_is_asked_about() -> None:
    program = ARMS.replace("rest: 60s", "rest: 90s")
    end = events(coached(program), "set_done")[0]["end_s"]
    at = [f"{end + 5}: left arm weak", f"{end + 17}: yes", f"{end + 29}: back"]
    timeline = coached(program, at)
    assert "The front of the arm, the back, or both?" in said(timeline)
    assert {row[2] for row in sets(timeline) if row[0] == "biceps_curl"} == {"both"}
    assert [row[2] for row in sets(timeline) if row[0] == "triceps_pushdown"] == ["left", "right"] * 2 + ["left"]


def test_the_other_side_named_as_the_answer_to_a_side_is_asked_about() -> None:
    """Misheard, or said in one breath: "right arm weak" is no cry for help there."""
    timeline = coached(ARMS, ["40: left arm weak", "41: right arm weak", "50: right", "62: yes"])
    assert "You said left before. Which arm is the weaker one: left, right, or both?" in said(timeline)
    assert "stop, or rest" not in said(timeline)
    assert "Right first, left matches" in said(timeline)
    stays = coached(ARMS, ["40: left arm weak", "41: right arm weak", "50: left", "62: yes"])
    assert "Left first, right matches" in said(stays)
    assert said(coached(ARMS, ["40: left arm weak", "51: left arm weak"])).count("for a long time? Say yes.") >= 2


def test_one_side_alone_has_no_sets_of_the_other_and_its_rests_are_whole() -> None:
    state = loop_of(ARMS).state
    change = one_side(state.steps, state.scripts, RULES, area="arm", side=Side.LEFT)
    curls = [s for s in change.steps if isinstance(s, SetStep) and s.exercise == "biceps_curl"]
    assert [(s.set, s.side, s.rest_s) for s in curls] == [(n, Side.LEFT, Fraction(60)) for n in (1, 2, 3)]
    legs = [s.side for s in change.steps if isinstance(s, SetStep) and s.exercise == "leg_extension"]
    assert legs == [Side.BOTH, Side.BOTH]


def test_both_sides_come_back_for_what_is_still_to_come() -> None:
    state = loop_of(ARMS).state
    alone = one_side(state.steps, state.scripts, RULES, area="", side=Side.RIGHT).steps
    done = {(s.block, s.set, s.side) for s in alone[:1] if isinstance(s, SetStep)}
    again = two_sided(both_again(alone[1:], state.steps, done), RULES)
    assert again == state.steps[1:]


@pytest.mark.parametrize("sides", ["both", "each"])
@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (["1: left arm only"], ["left", "left", "left"]),
        (["1: skip the left arm"], ["right", "right", "right"]),
        (["1: left arm only", "10: undo"], None),
        (["1: left arm only", "10: both sides together"], None),
        (["1: left arm only", "10: one side at a time"], ["left", "right"] * 3),
        (["1: left arm only", "10: back to normal"], None),
    ],
)
def test_one_side_alone_by_a_word(sides: str, at: list[str], wanted: list[str] | None) -> None:
    program = ARMS.replace("reps: 8, load: 12 kg", f"reps: 8, load: 12 kg, sides: {sides}")
    done = [side for exercise, _, side, _ in sets(coached(program, at)) if exercise == "biceps_curl"]
    plain = [side for exercise, _, side, _ in sets(coached(program)) if exercise == "biceps_curl"]
    assert done == (wanted or plain)


def test_one_side_said_between_the_sides_gives_the_whole_rest() -> None:
    program = ARMS.replace("reps: 8, load: 12 kg", "reps: 8, load: 12 kg, sides: each")
    first, second, third = events(coached(program), "set_done")[:3]
    assert (first["side"], second["side"]) == ("left", "right")
    timeline = coached(program, [f"{first['end_s'] + 4}: only the left arm"])
    made = events(timeline, "set_done")
    assert (made[1]["side"], made[1]["set"]) == ("left", 2)
    whole = third["start_s"] - second["end_s"]
    assert made[1]["start_s"] - made[0]["end_s"] == pytest.approx(whole, abs=2)
    assert "From here the left arm works alone, where it can." in said(timeline)


def test_one_side_said_in_a_set_gives_the_whole_rest_after_it() -> None:
    program = ARMS.replace("reps: 8, load: 12 kg", "reps: 8, load: 12 kg, sides: each")
    first, second, third = events(coached(program), "set_done")[:3]
    made = events(coached(program, [f"{first['start_s'] + 8}: only the left arm"]), "set_done")
    whole = third["start_s"] - second["end_s"]
    assert made[1]["start_s"] - made[0]["end_s"] == pytest.approx(whole, abs=2)


def test_the_set_that_is_announced_for_the_other_side_gives_way() -> None:
    program = ARMS.replace("reps: 8, load: 12 kg", "reps: 8, load: 12 kg, sides: each").replace("countdown", "voice")
    at = ["12: ready", "60: next set", "62: only the left arm", "75: ready"]
    timeline = coached(program, at)
    assert [(row[1], row[2]) for row in sets(timeline)][:2] == [(1, "left"), (2, "left")]
    told = said(timeline).split("From here the left arm works alone, where it can.")[1]
    assert "Set two of three.\nLeft side." in told
    assert "Right side." not in told.split("ready")[0]


def test_where_nothing_can_be_done_with_one_side_it_is_said() -> None:
    timeline = coached(ARMS, ["1: left calf only"])
    assert sets(timeline) == sets(coached(ARMS))
    assert "No calf work is left to change." in said(timeline)
