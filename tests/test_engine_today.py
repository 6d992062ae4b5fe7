"""How the athlete is today, and a named place that hurts (training-science 7.2, 7.4)."""

import pytest

from tests.coached import ARMS, coached, events, loop_of, said, sets

PLAIN = sets(coached(ARMS))


def asked(timeline: dict[str, object]) -> list[str]:
    return [str(e["text"]) for e in events(timeline, "ask")]


def test_pain_is_asked_about_once_and_silence_goes_on_after_its_wait() -> None:
    timeline = coached(ARMS, ["900: no"])
    assert asked(timeline) == ["Any pain, dizziness or illness today?"]
    assert sets(timeline) == PLAIN
    first = events(timeline, "set_done")[0]["start_s"]
    assert first == pytest.approx(events(coached(ARMS), "set_done")[0]["start_s"], abs=0.31), "as without ears"


def test_without_ears_it_is_told_and_not_asked() -> None:
    assert not asked(coached(ARMS))
    assert "In pain, dizzy or ill? Then not today." in said(coached(ARMS))


@pytest.mark.parametrize("word", ["no", "i'm fine", "no pain", "ready", "nope"])
def test_one_word_passes(word: str) -> None:
    timeline = coached(ARMS, [f"5: {word}"])
    assert sets(timeline) == PLAIN
    assert events(timeline, "announce")[1]["start_s"] < 6


@pytest.mark.parametrize("at", [5, 12])
def test_yes_is_asked_where_and_what_loads_it_is_left_out(at: int) -> None:
    timeline = coached(ARMS, [f"{at}: yes", f"{at + 5}: lower back"])
    assert asked(timeline)[1] == "Where does it hurt? Or say dizzy, or ill."
    assert "Then nothing today that loads your lower back." in said(timeline)
    assert {row[0] for row in sets(timeline)} == {"biceps_curl", "triceps_pushdown"}, "no plank"


@pytest.mark.parametrize("words", [("yes", "left elbow"), ("my left elbow hurts", ""), ("yes", "my left elbow hurts")])
def test_a_side_is_spared_and_the_other_goes_on(words: tuple[str, str]) -> None:
    timeline = coached(ARMS, [f"{5 + 4 * n}: {word}" for n, word in enumerate(words) if word])
    arms = sets(timeline)
    assert "Side plank" in said(timeline), "a plank rests on both elbows"
    assert {row[2] for row in arms} == {"right"}
    assert len(arms) == len(PLAIN)
    rests = [e["text"] for e in events(timeline, "rest") if "econds are yours" in e["text"] or "You have" in e["text"]]
    assert all("Forty five" in text or "forty five" in text for text in rests), "a normal rest"


def test_yes_and_no_more_goes_on_with_a_word() -> None:
    timeline = coached(ARMS, ["5: yes"])
    assert "Then stop at once where anything hurts." in said(timeline)
    assert sets(timeline) == PLAIN


@pytest.mark.parametrize(("answer", "ends"), [("yes", True), ("", True), ("no", False)])
def test_an_ill_athlete_is_sent_home_unless_they_say_no(answer: str, ends: bool) -> None:
    timeline = coached(ARMS, ["5: i'm dizzy", *([f"14: {answer}"] if answer else [])])
    assert (sets(timeline) == []) is ends
    assert ends or "plank" not in {row[0] for row in sets(timeline)}, "no holds today"


def test_nothing_left_is_the_end() -> None:
    assert sets(coached(ARMS.replace("hold: plank", "hold: side_plank"), ["5: yes", "9: neck"])) != PLAIN
    only = "program: P\nsteps:\n  - {exercise: squat, sets: 1, reps: 3}\n"
    assert "The session is over." in said(coached(only, ["5: my lower back hurts"]))


def test_a_named_place_is_asked_about_kept_and_asked_about_next_time() -> None:
    begun = events(coached(ARMS), "set_done")[0]["start_s"]
    loop = loop_of(ARMS, [f"{begun + 7}: my left elbow hurts", f"{begun + 40}: resume"])
    timeline = loop.run()
    assert "Your left elbow: is it pain, or dizziness, or something else?" in asked(timeline)
    assert "Biceps curl is over for the left side today. The right side can go on alone." in said(timeline)
    assert sets(timeline)[:2] == [("biceps_curl", 1, "both", 2), ("biceps_curl", 2, "right", 4)]
    kept = loop.state.profile.unsettled()["biceps_curl"]
    assert "And nothing more today that loads your left elbow." in said(timeline)
    assert ("triceps_pushdown", 1, "right", 3) in sets(timeline)
    assert (kept.place, kept.side, kept.word) == ("elbow", "left", "my left elbow hurts")


def test_the_other_side_than_the_one_at_work_ends_the_exercise() -> None:
    program = ARMS.replace("    load: 8 kg\n", "    load: 8 kg\n    sides: each\n")
    begun = events(coached(program), "set_done")[0]["start_s"]
    timeline = coached(program, [f"{begun + 7}: my right elbow hurts", f"{begun + 40}: resume"])
    assert [row[0] for row in sets(timeline)].count("biceps_curl") == 1
