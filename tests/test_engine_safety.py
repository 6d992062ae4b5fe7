"""Safety words in every state: what stops, what is asked, what ends and what may go on (training-science 7)."""

from dataclasses import replace

import pytest

from coach.engine.state import (
    Announcing,
    Asking,
    Closing,
    Paused,
    Rehearsing,
    Resting,
    Waiting,
    Working,
)
from coach.events import Cancel, Line, Say
from coach.session.account import Json
from coach.units import Side
from tests.coached import asks, coached, events, said, sets
from tests.driven import STOPS, Driven, begun

CURLS = """
program: Curls
defaults: {rest: 40s, start: countdown, tempo: 2-0-1-0, ask_feel: each set}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 4, load: 8 kg, rehearse: 10s, start: voice}
  - {hold: plank, for: 20s}
  - {exercise: triceps_pushdown, sets: 1, reps: 3}
"""
SIDES = """
program: Sides
defaults: {rest: 30s, start: countdown, tempo: 2-0-1-0, side_rest: 20s}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 4, sides: each}
  - {exercise: row, sets: 1, reps: 3}
"""


def until(driven: Driven, stage: type) -> Driven:
    """The session a moment after it has come into a stage."""
    for _ in range(4000):
        if isinstance(driven.state.stage, stage):
            driven.wait(0.2)
            if isinstance(driven.state.stage, stage):
                return driven
        if isinstance(driven.state.stage, Waiting) and stage is not Waiting:
            driven.say("ready", {})
        driven.wait(0.2)
    raise AssertionError(stage)


@pytest.mark.parametrize("stage", [Announcing, Rehearsing, Waiting, Working, Asking, Resting, Closing])
@pytest.mark.parametrize("word", [*STOPS, "no_pain"])
def test_a_word_that_stops_has_stopped_in_the_same_step_in_every_state(word: str, stage: type) -> None:
    driven = until(begun(CURLS), stage)
    requests = driven.say(word, {})
    assert not isinstance(driven.state.stage, Working)
    if stage is Working:
        assert any(isinstance(request, Cancel) and request.at <= driven.at for request in requests)
    driven.end()


def test_no_pain_cancels_only_after_the_count_has_stopped() -> None:
    begin = events(coached(CURLS, ["60: ready", "900: yes"]), "set_done")[0]["start_s"]
    timeline = coached(CURLS, ["60: ready", f"{begin + 4}: no pain", "900: yes"])
    counts = [e["start_s"] for e in events(timeline, "count") if e["start_s"] > begin + 4.01]
    assert counts[0] > begin + 6
    assert sets(timeline)[0] == ("biceps_curl", 1, "both", 4)


def first_side(at: list[str]) -> Json:
    return coached(SIDES, at)


def test_pain_ends_the_exercise_for_the_side_that_hurts() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: ouch", f"{begin + 40}: resume"])
    assert [(e[0], e[2]) for e in sets(timeline)] == [
        ("biceps_curl", "left"), ("biceps_curl", "right"), ("biceps_curl", "right"), ("row", "both"),
    ]  # fmt: skip
    assert "Single-arm curl is over for the left side today." in said(timeline)


def test_after_ten_seconds_it_is_asked_what_it_is_and_silence_means_pain() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: ouch", f"{begin + 60}: resume"])
    ask = asks(timeline)[0]
    assert ask["text"] == "Is it pain, or dizziness, or something else?"
    assert 10 <= ask["start_s"] - (begin + 7) < 12
    assert "see a clinician" in said(timeline)


@pytest.mark.parametrize("answer", ["no pain", "i'm fine"])
def test_pain_that_is_taken_back_leaves_the_set_where_it_stood(answer: str) -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: ouch", f"{begin + 25}: {answer}"])
    assert sets(timeline) == sets(first_side([]))
    assert "unsettled" not in str(timeline["notes"])


def test_something_else_is_asked_about_and_burning_goes_on_lighter() -> None:
    program = SIDES.replace("sides: each", "load: 8 kg")
    begin = events(coached(program), "set_done")[0]["start_s"]
    at = [f"{begin + 7}: ouch", f"{begin + 22}: something else", f"{begin + 28}: it's burning", f"{begin + 200}: yes"]
    timeline = coached(program, at)
    assert "Do you want to stop, or rest?" in said(timeline)
    assert [e["load"] for e in events(timeline, "set_done")[:2]] == ["7 kg", "7 kg"]


def test_dizziness_named_in_the_question_waits_its_time() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    at = [f"{begin + 7}: ouch", f"{begin + 22}: dizziness", f"{begin + 100}: i'm fine", f"{begin + 215}: i'm fine"]
    timeline = first_side(at)
    assert not [e for e in events(timeline, "count") if begin + 7.1 < e["start_s"] < begin + 200]
    assert sets(timeline) == sets(first_side([]))


def test_resume_after_dizziness_asks_for_the_word() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: dizzy", f"{begin + 210}: resume", f"{begin + 217}: yes"])
    assert "Do you feel fine again?" in said(timeline)
    assert sets(timeline) == sets(first_side([]))


def test_rest_is_an_answer_to_stop_or_rest() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: too much", f"{begin + 15}: rest"])
    assert events(timeline, "set_done")[0]["reps"] == 3
    assert len(sets(timeline)) == 5


def test_a_cramp_ends_the_exercise_without_a_question() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: cramp", f"{begin + 30}: resume"])
    assert asks(timeline) == []
    assert ("biceps_curl", 2, "left", 4) not in sets(timeline)


@pytest.mark.parametrize("word", ["cramp", "it hurts"])
@pytest.mark.parametrize("taken_back", ["undo", "no pain"])
def test_what_was_misheard_as_a_cramp_or_pain_is_taken_back(word: str, taken_back: str) -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: {word}", f"{begin + 13}: {taken_back}"])
    assert sets(timeline) == sets(first_side([]))
    assert "over" not in said(timeline)


@pytest.mark.parametrize("later", [20, 25])
def test_undo_takes_pain_back_while_the_question_about_it_waits(later: int) -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 3}: heavier", f"{begin + 7}: it hurts", f"{begin + later}: undo"])
    assert len(asks(timeline)) == 1
    assert sets(timeline) == sets(first_side([f"{begin + 3}: heavier"]))


def test_what_was_changed_after_the_word_is_undone_first() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    words = [f"{begin + 3}: heavier", f"{begin + 7}: it hurts", f"{begin + 10}: slower"]
    once = said(first_side([*words, f"{begin + 12}: undo"]))
    assert "Good." not in once
    twice = first_side([*words, f"{begin + 12}: undo", f"{begin + 14}: undo"])
    assert "Good." in said(twice)
    assert sets(twice) == sets(first_side(words[:1]))


def test_without_a_word_a_cramp_ends_the_exercise_after_ten_seconds() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 7}: cramp", f"{begin + 25}: undo", f"{begin + 40}: resume"])
    assert ("biceps_curl", 2, "left", 4) not in sets(timeline)
    ended = next(e for e in events(timeline, "safety") if "over" in e["text"])
    assert ended["start_s"] == pytest.approx(begin + 17, abs=2.5)


def test_a_pause_is_reminded_of_and_ends_the_session_at_last() -> None:
    driven = until(begun(SIDES), Working)
    driven.say("pain", {})
    driven.wait(40)
    paused = driven.state.stage
    assert isinstance(paused, Paused)
    driven.wait(400)
    assert isinstance(driven.state.stage, Paused)
    assert driven.state.stage.reminded >= 1
    driven.end()
    assert driven.state.how == "unheard"


@pytest.mark.parametrize(("text", "ends"), [("my arm is numb", True), ("it hurts", True), ("yes", False)])
def test_a_sign_of_stroke_or_heart_in_the_answer_about_a_weak_side_is_an_emergency(text: str, ends: bool) -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 3}: left arm weak", f"{begin + 16}: {text}"])
    assert ("emergency number" in said(timeline)) is ends


def test_after_an_emergency_its_advice_is_repeated_on_request() -> None:
    driven = until(begun(SIDES), Working)
    driven.say("emergency", {})
    driven.wait(20)
    again = driven.say("say_again", {})
    assert any(isinstance(r, Say) and r.choices[0] == replace(Line("emergency"), variant=_variant(r)) for r in again)
    assert not any(isinstance(r, Say) and r.beat for r in driven.say("resume", {}))
    driven.end()


def _variant(request: Say) -> int:
    line = request.choices[0]
    return line.variant if isinstance(line, Line) else 0


def test_dizziness_leaves_no_hold_for_today_and_undo_brings_none_back() -> None:
    driven = until(begun(CURLS), Working)
    driven.say("hold_longer", {"n": 5})
    driven.say("dizzy", {})
    driven.wait(200)
    driven.say("fine", {})
    driven.say("undo", {})
    assert not [s for s in driven.state.steps if getattr(s, "hold_s", None)]


def test_the_word_the_exercise_and_the_reaction_are_written_down() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    notes = str(first_side([f"{begin + 7}: ouch", f"{begin + 60}: resume"])["notes"])
    assert "pain: ouch; biceps_curl, left; exercise over" in notes


def test_sound_that_is_lost_in_the_wait_after_dizziness_does_not_end_it() -> None:
    from coach.engine.step import step
    from coach.events import OutputBack, OutputLost
    from coach.units import Samples

    driven = until(begun(SIDES), Working)
    driven.say("dizzy", {})
    state, _ = step(driven.state, OutputLost(Samples(driven.at + 1)))
    state, _ = step(state, OutputBack(Samples(driven.at + 2)))
    assert isinstance(state.stage, Paused)
    assert state.stage.not_before > driven.at
    assert state.gone == frozenset[tuple[str, Side]]()


def test_a_weakness_that_is_not_old_goes_on_only_by_a_word() -> None:
    begin = events(first_side([]), "set_done")[0]["start_s"]
    timeline = first_side([f"{begin + 4}: left arm weak", f"{begin + 18}: no", f"{begin + 40}: ready"])
    assert not [e for e in events(timeline, "count") if begin + 4.1 < e["start_s"] < begin + 40]
    assert sets(timeline) == sets(first_side([]))
