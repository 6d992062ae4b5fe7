"""Commands at awkward instants: nothing is lost, doubled, announced wrongly, or gone on with against safety."""

import pytest

from coach.session.account import Json
from tests.coached import asks, coached, events, said, sets

CURLS = """
program: Curls
defaults: {rest: 20s, start: countdown, tempo: 2-0-1-0}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 4}
  - {exercise: triceps_pushdown, sets: 1, reps: 3}
"""
"""The first set is led from 20.05 s to 32.05 s; the first rest ends at about 52 s."""

WARM = """
program: Warm
defaults: {rest: 20s, start: countdown, tempo: 2-0-1-0}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 4, load: 10 kg, warm_up: [{reps: 4, load: 5 kg}]}
  - {exercise: triceps_pushdown, sets: 1, reps: 3}
"""

SAY_FIRST = """
program: Words first
defaults: {rest: 20s, start: countdown, tempo: 2-0-1-0}
steps:
  - say: Hello there my good friend, let us begin slowly with this.
  - {exercise: biceps_curl, sets: 1, reps: 4}
"""

ROUNDS = """
program: Rounds
defaults: {tempo: 2-0-1-0, start: countdown, ask_feel: each exercise}
steps:
  - circuit:
      rounds: 2
      every: 2 min
      steps: [{exercise: push_up, reps: 4}, {exercise: glute_bridge, reps: 4}]
"""


def starts(timeline: Json) -> list[float]:
    """Where each finished set began."""
    return [e["start_s"] for e in events(timeline, "set_done")]


@pytest.mark.parametrize("phrase", ["more rest", "skip exercise", "repeat that set", "left arm weak", "next set", "no"])
def test_nothing_but_resume_after_its_time_leads_out_of_dizziness(phrase: str) -> None:
    at = ["24: dizzy", f"50: {phrase}", "60: finish", "65: no", "75: finish", "400: resume"]
    timeline = coached(CURLS, at)
    assert not [e for e in events(timeline, "count", "tick") if 24.1 < e["start_s"] < 400]


@pytest.mark.parametrize("answer", ["no", "mumble"])
def test_a_question_in_a_pause_leaves_the_pause_standing(answer: str) -> None:
    timeline = coached(CURLS, ["24: pause", "35: finish", f"40: {answer}", "200: resume"])
    assert not [e for e in events(timeline, "count") if 24.1 < e["start_s"] < 200]
    assert sets(timeline)[0] == ("biceps_curl", 1, "both", 4)


def test_pain_in_a_warm_up_ends_the_exercise_and_not_its_warm_up_alone() -> None:
    led = sets(coached(WARM, ["26: pain", "51: resume"]))
    assert led == [("biceps_curl", 1, "both", 2), ("triceps_pushdown", 1, "both", 3)]


def test_skip_in_a_warm_up_skips_the_exercise() -> None:
    led = sets(coached(WARM, ["26: skip exercise"]))
    assert led == [("biceps_curl", 1, "both", 2), ("triceps_pushdown", 1, "both", 3)]


@pytest.mark.parametrize("phrase", ["undo", "back to normal", "repeat that set"])
def test_what_pain_has_ended_does_not_come_back(phrase: str) -> None:
    at = ["40: what next", "42: slower", "56: pain", "80: " + phrase, "85: resume"]
    assert sets(coached(CURLS, at)) == [("biceps_curl", 1, "both", 4), ("triceps_pushdown", 1, "both", 3)]


def test_pain_said_twice_ends_one_exercise() -> None:
    timeline = coached(CURLS, ["22: pain", "40: it hurts", "60: resume"])
    assert sets(timeline)[-1] == ("triceps_pushdown", 1, "both", 3)


def test_pain_in_the_rest_means_the_exercise_that_was_done() -> None:
    timeline = coached(CURLS.replace("sets: 2", "sets: 1"), ["40: pain", "60: resume"])
    assert sets(timeline)[-1] == ("triceps_pushdown", 1, "both", 3)


def test_an_emergency_is_heard_in_the_farewell_too() -> None:
    end = events(coached(CURLS), "announce")[-2]["start_s"]
    timeline = coached(CURLS, [f"{end + 1}: chest pain"])
    assert "emergency number" in events(timeline, "safety")[-1]["text"]


@pytest.mark.parametrize("phrase", ["pain", "skip exercise", "finish", "emergency"])
def test_repetitions_of_a_set_that_is_left_are_kept(phrase: str) -> None:
    timeline = coached(CURLS, [f"27: {phrase}", "31: yes", "60: resume"])
    first = events(timeline, "set_done")[0]
    assert (first["exercise"], first["reps"], first["completed"]) == ("biceps_curl", 2, False)


@pytest.mark.parametrize("phrase", ["ready", "next set"])
def test_ready_while_the_athletes_own_words_are_spoken(phrase: str) -> None:
    assert sets(coached(SAY_FIRST, [f"8: {phrase}", "9: ready"])) == [("biceps_curl", 1, "both", 4)]


@pytest.mark.parametrize("phrase", ["ready", "say again", "more rest"])
def test_on_the_way_back_into_a_set_its_repetitions_are_kept(phrase: str) -> None:
    timeline = coached(CURLS, ["24: pause", "35: resume", f"35.5: {phrase}"])
    reps = [e["rep"] for e in events(timeline, "count", "cue") if e["set"] == 1 and e["exercise"] == "biceps_curl"]
    assert reps == sorted(reps)
    assert len(sets(timeline)) == 3


def test_a_plan_changed_in_a_pause_leaves_the_set_under_way_as_it_is() -> None:
    timeline = coached(CURLS, ["24: pause", "30: single side on", "40: resume"])
    assert [s[2] for s in sets(timeline)[:3]] == ["both", "left", "right"]


def test_a_set_repeated_in_its_pause_begins_from_the_top() -> None:
    timeline = coached(CURLS, ["24: pause", "30: repeat that set", "40: resume"])
    assert [s[:2] for s in sets(timeline)] == [("biceps_curl", 1), ("biceps_curl", 2), ("triceps_pushdown", 1)]
    assert starts(timeline)[0] > 40


def test_a_circuit_rests_between_its_rounds_and_not_in_them() -> None:
    timeline = coached(ROUNDS)
    begun = starts(timeline)
    assert begun[2] - begun[0] == pytest.approx(120)
    assert begun[1] - begun[0] < 40


def test_a_question_of_each_exercise_comes_once_in_a_circuit() -> None:
    timeline = coached(ROUNDS, ["600: yes"])
    assert len(asks(timeline)) == 2


def test_next_set_does_not_wait_for_the_minute() -> None:
    program = "program: E\nsteps: [{exercise: push_up, sets: 3, reps: 4, tempo: 2-0-1-0, every: 60s}]"
    assert starts(coached(program, ["45: next set"]))[1] < 55


@pytest.mark.parametrize("phrase", ["repeat that set", "switch sides", "single side on"])
def test_what_is_led_has_been_announced(phrase: str) -> None:
    program = CURLS.replace("reps: 4}", "reps: 4, sides: each}") if "switch" in phrase else CURLS
    announced = [e["start_s"] for e in events(coached(program), "announce") if e["start_s"] > 50]
    timeline = coached(program, [f"{announced[0] + 1}: {phrase}"])
    for done in events(timeline, "set_done")[1:]:
        spoken = [e for e in events(timeline, "announce") if e["start_s"] < done["start_s"]]
        assert (spoken[-1]["set"], spoken[-1]["side"]) == (done["set"], done["side"])


def test_undo_in_an_announcement_announces_what_came_back() -> None:
    timeline = coached(CURLS, ["40: skip exercise", "54: undo"])
    assert sets(timeline) == sets(coached(CURLS))
    assert "Set two of two." in [e["text"] for e in events(timeline, "announce") if e["start_s"] > 54]


def test_the_set_to_repeat_is_the_last_one_done() -> None:
    timeline = coached(CURLS, ["1: single side on", "52: repeat that set"])
    done = sets(timeline)
    again = [s for s in done if s[0] == "biceps_curl" and s[1] == 3]
    assert [s[2] for s in again] == [done[0][2]]


def test_a_set_that_is_repeated_survives_another_undo() -> None:
    plain = sets(coached(CURLS, ["34: repeat that set"]))
    assert sets(coached(CURLS, ["34: repeat that set", "38: slower", "42: undo"])) == plain
    assert len(plain) == 4


def test_one_set_less_is_told_as_such() -> None:
    timeline = coached(CURLS.replace("sets: 2", "sets: 3"), ["40: one set less"])
    assert "Set two of two." in said(timeline)


def test_undo_gives_the_set_under_way_its_repetitions_back() -> None:
    timeline = coached(CURLS, ["24: ten reps", "26: undo"])
    assert sets(timeline)[0] == ("biceps_curl", 1, "both", 4)


def test_the_hold_of_the_last_repetition_may_be_let_go() -> None:
    hold = "tempo: 2-0-1-1, hold: {at: squeeze, for: 9s, on: last rep}"
    program = f"program: P\ndefaults: {{start: countdown}}\nsteps: [{{exercise: push_up, reps: 2, {hold}}}]"
    whole = events(coached(program), "set_done")[0]
    timeline = coached(program, [f"{whole['end_s'] - 3}: release"])
    first = events(timeline, "set_done")[0]
    assert (first["reps"], first["completed"], first["held_s"]) == (2, True, 6)
    assert said(timeline).count("ease out") == 1
    assert "And rest." not in said(timeline)


def test_more_rest_keeps_the_flex_and_lets_it_go() -> None:
    program = CURLS.replace("reps: 4}", "reps: 4, flex_rest: 10s}").replace("20s", "60s")
    words = [e["text"] for e in events(coached(program, ["36: more rest"]), "rest")]
    assert {"And loosen.", "And relax."} & set(words)


def test_an_answer_in_the_announcement_does_not_sound_over_the_countdown() -> None:
    timeline = coached(CURLS, ["13: help", "13.5: how long to go"])
    assert [e["text"] for e in events(timeline, "ready")][1:4] == ["three", "two", "one"]


def test_an_answer_in_a_question_leaves_time_for_the_answer() -> None:
    program = CURLS.replace("reps: 4}", "reps: 4, ask_feel: each set}")
    asked = asks(coached(program, ["900: ready"]))[0]["end_s"]
    timeline = coached(program, [f"{asked + 3}: help", f"{asked + 11}: four"])
    assert events(timeline, "set_done")[0]["feel"] == 4


def test_a_set_put_first_while_a_question_is_open_is_announced_when_it_has_closed() -> None:
    program = CURLS.replace("countdown", "voice")
    at = ["20: ready", "45: next set", "52: finish", "53: repeat that set", "54: no", "70: ready"]
    timeline = coached(program, at)
    again = events(timeline, "set_done")[1]
    spoken = [e for e in events(timeline, "announce") if e["start_s"] < again["start_s"]]
    assert (spoken[-1]["set"], again["set"]) == (3, 3)


def test_fewer_repetitions_than_are_done_are_refused_in_a_pause_too() -> None:
    timeline = coached(CURLS, ["31: pause", "35: two reps", "41: resume"])
    assert sets(timeline)[0] == ("biceps_curl", 1, "both", 4)
    assert "doesn't fit" in said(timeline)


@pytest.mark.parametrize(("phrase", "words"), [("hold shorter", "shorter"), ("hold longer", "longer")])
def test_a_hold_to_come_is_told_in_words(phrase: str, words: str) -> None:
    program = "program: H\nsteps: [{hold: plank, for: 20s}]"
    assert f"Holds are five seconds {words} now." in said(coached(program, [f"10: {phrase}"]))


def test_repetitions_of_a_warm_up_set_can_be_changed() -> None:
    done = events(coached(WARM, ["22: six reps"]), "set_done")
    assert [(e["reps"], e["target_reps"]) for e in done[:2]] == [(6, 6), (4, 4)]


def test_breath_prompts_take_turns() -> None:
    spoken = events(coached("program: H\nsteps: [{hold: plank, for: 45s}]"), "breath")
    words = [e["text"] for e in spoken]
    assert words[:2] == ["breathe in", "and out"]
    assert len(words) > 5


def test_an_extra_set_for_the_weak_side_comes_after_a_rest_in_a_superset_too() -> None:
    pair = "[{exercise: biceps_curl, reps: 3, tempo: 2-0-1-0}, {exercise: push_up, reps: 3, tempo: 2-0-1-0}]"
    program = f"program: S\ndefaults: {{start: countdown}}\nsteps: [{{superset: {{rounds: 2, steps: {pair}}}}}]"
    done = events(coached(program, ["1: left arm weak", "9: yes"]), "set_done")
    extra = next(n for n, e in enumerate(done) if e["set"] == 3)
    assert done[extra]["side"] == "left"
    assert done[extra]["start_s"] - done[extra - 1]["end_s"] >= 60


def test_undo_gives_the_hold_under_way_its_length_back() -> None:
    program = "program: H\nsteps: [{hold: plank, for: 30s}]"
    start = starts(coached(program))[0]
    at = [f"{start + 5}: hold longer", f"{start + 7}: hold longer", f"{start + 12}: undo", f"{start + 14}: undo"]
    assert events(coached(program, at), "set_done")[0]["held_s"] == 30
    assert events(coached(program, at[:3]), "set_done")[0]["held_s"] == 35


def test_back_to_normal_never_asks_for_fewer_repetitions_than_are_begun() -> None:
    first = events(coached(CURLS, ["18: eight reps", "38: back to normal"]), "set_done")[0]
    assert first["reps"] == first["target_reps"] > 4


def test_the_side_is_said_even_where_the_announcement_is_cut_short() -> None:
    program = CURLS.replace("reps: 4}", "reps: 4, sides: each, side_rest: 0s}")
    end = events(coached(program), "set_done")[0]["end_s"]
    timeline = coached(program, [f"{end + 0.3}: next set"])
    assert "Right side." in [e["text"] for e in events(timeline) if end < e["start_s"] < end + 3]


def test_an_exercise_is_named_even_where_its_announcement_is_cut_short() -> None:
    program = CURLS.replace("sets: 2, reps: 4}", "reps: 4, rest: 0s}").replace("triceps_pushdown", "push_up")
    end = events(coached(program), "set_done")[0]["end_s"]
    timeline = coached(program, [f"{end + 0.3}: ready"])
    assert "Push-up." in [e["text"] for e in events(timeline, "ready")]


def test_undo_of_something_else_leaves_a_hold_as_long_as_it_was() -> None:
    program = "program: H\nsteps: [{hold: plank, for: 20s, sets: 2}]"
    end = events(coached(program), "set_done")[0]["end_s"]
    done = events(coached(program, [f"{end - 3}: counts only", f"{end - 0.5}: undo"]), "set_done")
    assert [e["held_s"] for e in done] == [20, 20]


def test_a_shorter_hold_in_its_last_second_stays_as_long_as_it_was() -> None:
    program = "program: H\nsteps: [{hold: plank, for: 10s, start: countdown}]"
    end = events(coached(program), "set_done")[0]["end_s"]
    timeline = coached(program, [f"{end - 0.6}: hold shorter"])
    assert events(timeline, "set_done")[0]["held_s"] == 10


def test_undo_gives_a_matched_set_the_repetitions_it_had() -> None:
    program = CURLS.replace("reps: 4}", "reps: 6, sides: each, side_rest: 8s}")
    at = ["1: left arm weak", "10: yes"]
    left = events(coached(program, at), "set_done")[0]
    at = [*at, f"{left['start_s'] + 13}: done"]
    right = events(coached(program, at), "set_done")[1]
    assert (right["side"], right["reps"]) == ("right", events(coached(program, at), "set_done")[0]["reps"])
    undone = coached(program, [*at, f"{right['start_s'] + 2}: five reps", f"{right['start_s'] + 4}: undo"])
    assert events(undone, "set_done")[1]["reps"] == right["reps"]


def test_more_rest_said_in_a_set_can_be_undone() -> None:
    plain = starts(coached(CURLS))
    longer = starts(coached(CURLS, ["24: thirty more seconds rest"]))
    assert longer[1] == pytest.approx(plain[1] + 30, abs=1.5)
    assert starts(coached(CURLS, ["24: thirty more seconds rest", "28: undo"]))[1] == pytest.approx(plain[1], abs=1.5)
    assert starts(coached(CURLS, ["24: thirty more seconds rest", "40: undo"]))[1] == pytest.approx(plain[1], abs=1.5)


def test_any_number_of_changes_is_taken_back_and_what_changed_tells_the_one_before() -> None:
    at = ["34: heavier", "36: slower", "38: left arm weak", "46: yes"]
    back = [f"{48 + n}: undo" for n in range(3)]
    program = CURLS.replace("20s", "60s").replace("sets: 2, reps: 4}", "sets: 2, reps: 4, load: 8 kg}")
    assert sets(coached(program, [*at, *back])) == sets(coached(program))
    told = said(coached(program, [*at, back[0], "52: what changed"])).split("Both sides work together as before.")[1]
    assert "The way down now takes three seconds." in told


@pytest.mark.parametrize("phrase", ["ready", "i'm ready"])
@pytest.mark.parametrize("at", [18, 26])
def test_ready_said_once_more_leaves_the_set_as_it_runs(phrase: str, at: int) -> None:
    timeline = coached(CURLS, [f"{at}: {phrase}"])
    plain = coached(CURLS)
    assert sets(timeline) == sets(plain)
    assert starts(timeline) == starts(plain)


@pytest.mark.parametrize("last", ["resume", "undo", "emergency"])
def test_the_advice_of_an_emergency_is_heard_to_its_end(last: str) -> None:
    timeline = coached(CURLS, ["24: chest pain", f"29: {last}"])
    ends = next(e for e in events(timeline, "announce") if e["text"] == "end")
    spoken = events(timeline, "safety")
    assert "call your local emergency number" in spoken[-1]["text"]
    assert ends["start_s"] >= spoken[-1]["end_s"]


@pytest.mark.parametrize("phrase", ["repeat that set", "go back"])
def test_a_set_done_once_more_has_the_load_that_was_announced_for_the_next(phrase: str) -> None:
    program = CURLS.replace("sets: 2, reps: 4}", "sets: 2, reps: 4, load: 10 kg}")
    timeline = coached(program, ["24: too heavy", f"38: {phrase}"])
    assert "Nine kilos from the next set on." in said(timeline)
    assert [e["load"] for e in events(timeline, "set_done")][:3] == ["10 kg", "9 kg", "9 kg"]
    undone = coached(program, ["24: too heavy", f"38: {phrase}", "38.5: undo"])
    assert sets(undone) == sets(coached(program, ["24: too heavy"]))


def test_a_set_of_which_nothing_is_left_is_not_gone_back_to() -> None:
    program = "program: H\ndefaults: {rest: 20s, start: countdown}\nsteps: [{hold: plank, sets: 2, for: 20s}]"
    end = events(coached(program), "set_done")[0]["end_s"]
    timeline = coached(program, [f"{end - 0.2}: stop", f"{end + 8}: resume"])
    assert "Back to your set." not in said(timeline)
    assert len(events(timeline, "set_done")) == 2
