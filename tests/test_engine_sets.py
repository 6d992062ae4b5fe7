"""What counts as a set, what is said in one, and in what order sets come."""

from fractions import Fraction

import pytest

from coach.engine.parts import parts_of, reps_done
from coach.plan.steps import SetStep
from tests.coached import ARMS, coached, events, loop_of, said, sets

SUPERSET = """
program: Two at a time
defaults: {rest: 40s, tempo: 2-0-2-0, start: countdown}
steps:
  - superset:
      rounds: 2
      rest: 40s
      steps:
        - {exercise: biceps_curl, reps: 3, load: 8 kg}
        - {exercise: triceps_pushdown, reps: 3, load: 20 kg}
  - {exercise: leg_extension, sets: 1, reps: 3, load: 30 kg}
"""
MINUTES = """
program: By the minute
defaults: {rest: 30s, tempo: 2-0-2-0, start: countdown}
steps:
  - {exercise: squat, sets: 2, reps: 3, every: 60s}
  - {exercise: leg_extension, sets: 1, reps: 3, rest: 30s}
  - {exercise: leg_curl, sets: 1, reps: 3}
"""


def begins(timeline: dict[str, object], number: int = 0) -> float:
    return float(events(timeline, "set_done")[number]["start_s"])


def counted(timeline: dict[str, object], number: int) -> list[str]:
    done = events(timeline, "set_done")[number]
    return [e["text"] for e in events(timeline, "count") if done["start_s"] <= e["start_s"] < done["end_s"]]


@pytest.mark.parametrize("phrase", ["done", "next set"])
def test_a_set_never_begun_is_skipped_and_not_written_down_as_done(phrase: str) -> None:
    first = begins(coached(ARMS))
    timeline = coached(ARMS, [f"{first - 1.5}: {phrase}"])
    assert sets(timeline) == sets(coached(ARMS))[1:]
    assert "Set one of Biceps curl is skipped." in said(timeline)
    again = coached(ARMS, [f"{first - 1.5}: {phrase}", f"{first + 3}: undo"])
    assert sorted(sets(again)) == sorted(sets(coached(ARMS))), "it can be taken back"


def test_a_set_stopped_in_its_countdown_is_written_down_when_it_is_done() -> None:
    first = begins(coached(ARMS))
    timeline = coached(ARMS, [f"{first - 1.5}: stop", f"{first + 3}: next set"])
    assert sets(timeline) == sets(coached(ARMS))


def test_what_is_changed_in_a_set_sounds_once_and_is_told_after_it() -> None:
    second = begins(coached(ARMS), 1)
    at = [f"{begins(coached(ARMS)) + 25}: left arm weak", f"{begins(coached(ARMS)) + 32}: yes"]
    first = coached(ARMS, at)
    second = begins(first, 2)
    timeline = coached(ARMS, [*at, f"{second + 5}: left arm weak"])
    done = events(timeline, "set_done")[2]
    inside = [e for e in events(timeline, "reply") if done["start_s"] < e["start_s"] < done["end_s"]]
    assert not inside
    assert counted(timeline, 2) == counted(first, 2), "no count is covered"
    assert events(timeline, "ack")[-1]["start_s"] == pytest.approx(second + 5, abs=0.01)
    after = [e["text"] for e in events(timeline, "reply") if e["start_s"] >= done["end_s"]]
    assert after[0].startswith("Left first, right matches")


def test_a_question_in_a_set_is_answered_at_once() -> None:
    first = begins(coached(ARMS))
    timeline = coached(ARMS, [f"{first + 5}: how many left"])
    assert events(timeline, "reply")[0]["start_s"] < first + 8


def test_extra_sets_for_a_weak_side_come_after_the_rounds_of_a_superset() -> None:
    rest = float(events(coached(SUPERSET), "set_done")[1]["end_s"]) + 4
    timeline = coached(SUPERSET, [f"{rest}: left arm weak", f"{rest + 9}: yes"])
    assert [(row[0], row[2]) for row in sets(timeline)] == [
        ("biceps_curl", "both"),
        ("triceps_pushdown", "both"),
        ("biceps_curl", "left"),
        ("biceps_curl", "right"),
        ("triceps_pushdown", "left"),
        ("triceps_pushdown", "right"),
        ("biceps_curl", "left"),
        ("triceps_pushdown", "left"),
        ("leg_extension", "both"),
    ]
    done = events(timeline, "set_done")
    assert done[4]["start_s"] - done[3]["end_s"] < 30, "the superset goes on at once"
    assert done[6]["start_s"] - done[5]["end_s"] > 40, "a normal rest comes before an extra set"


def test_said_twice_in_a_superset_the_extra_sets_stay_last_and_are_not_doubled() -> None:
    rest = float(events(coached(SUPERSET), "set_done")[1]["end_s"]) + 4
    timeline = coached(SUPERSET, [f"{rest}: left arm weak", f"{rest + 9}: yes", f"{rest + 20}: left arm weak"])
    assert [row[0] for row in sets(timeline)][6:] == ["biceps_curl", "triceps_pushdown", "leg_extension"]


def test_one_more_set_in_a_superset_comes_after_its_rounds() -> None:
    timeline = coached(SUPERSET, [f"{begins(coached(SUPERSET)) - 5}: one more set"])
    assert [row[0] for row in sets(timeline)] == [
        *["biceps_curl", "triceps_pushdown"] * 2,
        "biceps_curl",
        "leg_extension",
    ]


def test_after_work_by_the_minute_the_next_exercise_goes_by_its_own_rest() -> None:
    timeline = coached(MINUTES)
    done = events(timeline, "set_done")
    assert done[1]["start_s"] - done[0]["start_s"] == pytest.approx(60)
    assert 30 < done[2]["start_s"] - done[1]["end_s"] < 55
    assert done[3]["start_s"] - done[2]["end_s"] == pytest.approx(done[2]["start_s"] - done[1]["end_s"], abs=3)


@pytest.mark.parametrize(
    ("phrases", "words"),
    [
        (["ten kilos"], ["Back to eight kilos."]),
        (["left arm weak", "yes"], ["Both sides work together as before."]),
        (["slower"], ["It is back to two one one one."]),
        (["ten reps"], ["Back to four reps."]),
        (["one more set"], ["That extra set is off again."]),
        (["more rest"], ["The rest is as it was."]),
        (["skip exercise"], ["Biceps curl is back in."]),
        (["counts only"], ["I talk as before."]),
        (["ten kilos", "slower"], ["It is back to two one one one.", "Back to eight kilos."]),
        (["single side on"], ["Both sides work together as before."]),
        (["swap the exercise"], ["Biceps curl is back in."]),
    ],
)
def test_undo_names_what_it_takes_back(phrases: list[str], words: list[str]) -> None:
    rest = float(events(coached(ARMS), "set_done")[0]["end_s"]) + 3
    at = [f"{rest + 9 * n}: {phrase}" for n, phrase in enumerate([*phrases, *["undo"] * len(words)])]
    program = ARMS.replace("rest: 45s", "rest: 90s")
    replies = [e["text"] for e in events(coached(program, at), "reply")]
    assert replies[-len(words) :] == words


def test_go_back_twice_goes_one_further_back() -> None:
    rest = float(events(coached(ARMS), "set_done")[1]["end_s"]) + 4
    timeline = coached(ARMS, [f"{rest}: go back", f"{rest + 3}: go back"])
    plain = sets(coached(ARMS))
    assert [row[0] for row in sets(timeline)] == [
        plain[0][0],
        plain[1][0],
        "biceps_curl",
        "biceps_curl",
        *[row[0] for row in plain[2:]],
    ]
    third = coached(ARMS, [f"{rest}: go back", f"{rest + 3}: go back", f"{rest + 6}: go back"])
    assert "There is no set to repeat yet." in said(third)


def test_a_repetition_counts_once_the_lifting_is_over() -> None:
    step = loop_of(ARMS).state.steps[0]
    assert isinstance(step, SetStep)  # 2-1-1-1, lifting first: up 1, squeeze 1, down 2, stretch 1
    parts = parts_of(step, 4)
    assert [reps_done(parts, Fraction(n)) for n in (0, 1, 4, 5, 6)] == [0, 1, 1, 1, 2]
    assert [reps_done(parts, Fraction(n), whole=True) for n in (0, 1, 4, 5, 6)] == [0, 0, 0, 1, 1], "a break repeats it"


def test_done_just_before_a_repetition_ends_counts_it() -> None:
    first = events(coached(ARMS), "set_done")[0]
    timeline = coached(ARMS, [f"{first['end_s'] - 0.13}: done"])
    assert events(timeline, "set_done")[0]["reps"] == 4


def test_a_set_left_in_a_break_keeps_what_was_lifted_and_one_taken_up_lowers_it_again() -> None:
    begun = begins(coached(ARMS))
    left = coached(ARMS, [f"{begun + 8.5}: pause", f"{begun + 12}: skip exercise", f"{begun + 20}: resume"])
    assert events(left, "set_done")[0]["reps"] == 2
    taken_up = coached(ARMS, [f"{begun + 8.5}: pause", f"{begun + 12}: resume"])
    assert events(taken_up, "set_done")[0]["reps"] == 4
    assert events(taken_up, "set_done")[0]["tension_s"] == pytest.approx(8.5 + 15)


def test_what_cannot_be_a_load_is_refused_with_a_sentence() -> None:
    rest = float(events(coached(ARMS), "set_done")[0]["end_s"]) + 3
    timeline = coached(ARMS, [f"{rest}: seven hundred kilos", f"{rest + 8}: forty kilos"])
    assert "Seven hundred kilos can't be right, so the load stays." in said(timeline)
    assert "Forty kilos is far from eight kilos" in said(timeline)
    assert events(timeline, "set_done")[1]["load"] == "8 kg"


def test_a_drop_set_says_nothing_of_one_load_for_the_next_time() -> None:
    program = SUPERSET.replace(
        "  - {exercise: leg_extension, sets: 1, reps: 3, load: 30 kg}",
        """\
  - {exercise: leg_extension, sets: 1, reps: 8, load: 30 kg}
  - {exercise: leg_extension, sets: 1, reps: 8, load: 20 kg}""",
    )
    third = events(coached(program), "set_done")[4]["start_s"]
    assert "Next time" not in said(coached(program, [f"{third + 9}: done"]))


def test_the_answer_about_feel_and_the_one_about_reserve_lower_a_load_once() -> None:
    program = """
program: Effort
level: novice
defaults: {rest: 60s, start: countdown, tempo: 2-0-2-0}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 10, load: RIR 4}
"""
    asked = events(coached(program, ["900: ready"]), "ask")
    feel = next(e["start_s"] for e in asked if e["text"].startswith("Feel"))
    answers = [f"{feel + 2.5}: two", f"{feel + 11}: forearm", f"{feel + 18}: two", "900: ready"]
    told = said(coached(program, answers))
    assert "ten per cent less" in told
    assert "a tenth less" not in told


def test_slower_said_in_a_set_is_told_once_after_it() -> None:
    plain = coached(ARMS)
    begun = begins(plain)
    told = events(coached(ARMS, [f"{begun + 3}: slower", f"{begun + 5}: slower"]), "reply", "set_done")
    replies = [e for e in told if e["kind"] == "reply"]
    assert [e["text"] for e in replies] == ["The way down now takes four seconds."]
    assert replies[0]["start_s"] >= next(e["end_s"] for e in told if e["kind"] == "set_done")
