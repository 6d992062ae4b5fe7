"""For whom the coach takes care, changes nothing, or keeps both sides together (training-science 4.3, 7.4)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from coach.session.loop import Loop
from tests.coached import asks, events, said, sets
from tests.test_engine_profile import known_loop, learned

BACK = """
program: Back
defaults: {rest: 30s, tempo: 2-0-2-0, start: countdown}
steps:
  - {exercise: back_extension, sets: 1, reps: 3}
  - {exercise: biceps_curl, sets: 2, reps: 3, load: 8 kg}
  - {exercise: triceps_pushdown, sets: 1, reps: 3, load: 20 kg}
"""
NOVICE = BACK.replace("program: Back", "program: Back\nlevel: novice")


def begun(entries: Mapping[str, object], *at: str, program: str = BACK) -> tuple[Loop, dict[str, object]]:
    loop = known_loop(entries, ("6: no", *at), program)
    return loop, loop.run()


def test_with_care_nothing_is_done_head_down_and_it_is_said() -> None:
    _, timeline = begun({"care.hernia": "yes"})
    assert "Left out for your health, as the head hangs low: Back extension." in said(timeline)
    assert "back_extension" not in {row[0] for row in sets(timeline)}
    _, back = begun({"care.hernia": "yes"}, "40: back to normal", "60: undo", "70: undo")
    assert "back_extension" not in {row[0] for row in sets(back)}
    assert sets(begun({"care.hernia": "no"})[1])[0][0] == "back_extension"


@pytest.mark.parametrize("question", ["minor", "eating", "pregnancy", "heart", "stroke"])
def test_for_some_nothing_is_adapted_and_a_clinician_is_named(question: str) -> None:
    loop, timeline = begun(
        {f"care.{question}": "yes", "weak.arm": "left", "next.biceps_curl.both": "10 kg"}, "40: left arm weak"
    )
    assert "Then train by your clinician's plan." in said(timeline)
    assert "that is for your clinician to decide. It stays as it is." in said(timeline)
    assert {row[2] for row in sets(timeline)} == {"both"}
    assert {e["load"] for e in events(timeline, "set_done") if e["exercise"] == "biceps_curl"} == {"8 kg"}
    assert "Next time" not in said(timeline)
    assert not loop.state.undo


def test_lighter_and_fewer_stay_open_to_them() -> None:
    _, timeline = begun({"care.heart": "yes"}, "18: ready", "28: lighter", "70: too easy")
    assert {e["load"] for e in events(timeline, "set_done") if e["exercise"] == "biceps_curl"} <= {"8 kg", "7 kg"}
    assert "for your clinician to decide" in said(timeline)


def test_by_voice_a_yes_is_asked_about_once_more() -> None:
    loop = known_loop({}, ("25: yes", "50: yes"), BACK)
    loop.state = replace(loop.state, profile=replace(loop.state.profile, ask_care=True))
    timeline = loop.run()
    assert learned(loop) == {"care.something": True, "care.refer": True}
    assert [str(e["text"])[:9] for e in asks(timeline)] == ["Once, bef", "Is it one"]


def test_a_beginner_keeps_free_weights_two_sided_until_bracing_is_learned() -> None:
    _, timeline = begun({"prefer.level": "novice"}, "30: left arm weak", "42: yes", program=NOVICE)
    assert {row[2] for row in sets(timeline) if row[0] == "biceps_curl"} == {"both"}
    assert {row[2] for row in sets(timeline) if row[0] == "triceps_pushdown"} == {"left", "right"}
    _, learnt = begun({"prefer.bracing": "yes"}, "30: left arm weak", "42: yes", program=NOVICE)
    assert {row[2] for row in sets(learnt) if row[0] == "biceps_curl"} == {"left", "right"}
    curls = NOVICE.replace("  - {exercise: triceps_pushdown, sets: 1, reps: 3, load: 20 kg}\n", "")
    _, alone = begun({}, "30: left arm weak", "42: yes", program=curls)
    assert "One side with free weights comes once you have learned to brace." in said(alone)


def test_of_them_too_a_weak_side_is_first_asked_whether_it_came_on_suddenly() -> None:
    known = {"care.heart": "yes"}
    _, told = begun(known, "40: left arm weak", "52: yes")
    assert "If it came on suddenly today, stop and get help." in said(told)
    assert "that is for your clinician to decide. It stays as it is." in said(told)
    assert {row[2] for row in sets(told)} == {"both"}
    _, sudden = begun(known, "40: left arm weak", "52: suddenly")
    assert "call your local emergency number now" in said(sudden)
