"""The session as athletes live it: a program, timed phrases, and what the timeline says."""

from fractions import Fraction

import pytest

from coach.engine.step import step
from coach.units import RATE
from tests.coached import ARMS, Diary, Event, asks, coached, events, loop_of, said, sets

EACH = """
program: One side at a time
defaults: {rest: 30s, start: countdown, tempo: 1-0-1-0, side_rest: 15s}
steps:
  - exercise: hammer_curl
    sets: 2
    reps: 5
    sides: each
"""
VOICE = """
program: By voice
defaults: {rest: 30s, start: voice, tempo: 2-0-1-0, ask_feel: each set}
steps:
  - exercise: biceps_curl
    sets: 2
    reps: 4
    load: 8 kg
"""


def first_set(timeline: dict[str, object]) -> Event:
    return events(timeline, "set_done")[0]


def start_of(timeline: dict[str, object], number: int) -> float:
    value = events(timeline, "set_done")[number]["start_s"]
    assert isinstance(value, float)
    return value


def test_a_session_leads_every_set_of_its_program() -> None:
    assert sets(coached(ARMS)) == [
        ("biceps_curl", 1, "both", 4),
        ("biceps_curl", 2, "both", 4),
        ("triceps_pushdown", 1, "both", 3),
        ("plank", 1, "both", 1),
    ]


def test_reps_are_counted_on_the_beat_with_phase_words() -> None:
    timeline = coached(ARMS)
    begin = Fraction(str(start_of(timeline, 0)))
    counts = [e for e in events(timeline, "count") if e["set"] == 1 and e["exercise"] == "biceps_curl"]
    # A curl begins with the concentric: up, squeeze, down (2 s), stretch; a second each.
    assert [e["text"] for e in counts[:5]] == ["up", "squeeze", "down", "two", "stretch"]
    assert [e["text"] for e in counts if e["phase"] == "stretch"][1:] == ["two", "three", "four"]
    assert all((Fraction(str(e["beat_s"])) - begin).denominator == 1 for e in counts)
    assert all(e["start_s"] == e["beat_s"] for e in counts)


def test_a_cue_has_the_slow_phase_to_itself_with_ticks_below() -> None:
    program = ARMS.replace("reps: 4", "reps: 8").replace("2-1-1-1", "3-1-2-1")
    timeline = coached(program)
    cues = [e for e in events(timeline, "cue") if e["exercise"] == "biceps_curl" and e["set"] == 1]
    assert [e["rep"] for e in cues] == [3, 5]
    assert {e["phase"] for e in cues} == {"eccentric"}
    for cue in cues:
        inside = [e for e in events(timeline, "count", "tick") if cue["start_s"] <= e["start_s"] < cue["start_s"] + 3]
        assert [e["kind"] for e in inside] == ["tick"] * 3


def test_a_hold_counts_down_with_a_breath_and_ends_in_easing_out() -> None:
    held = [e for e in events(coached(ARMS), "hold", "breath", "cue") if e["exercise"] == "plank"]
    texts = [e["text"] for e in held]
    assert texts[0] == "hold"
    assert texts[-6:] == ["five", "four", "three", "two", "one", "ease out"]
    assert "ten left" in texts
    assert [round(e["start_s"] - held[0]["start_s"], 6) for e in held][-6:] == [10, 11, 12, 13, 14, 15]


def test_a_rest_calls_half_way_and_ten_seconds_with_what_is_next() -> None:
    rest = [e["text"] for e in events(coached(ARMS), "rest")]
    assert any("alf" in text for text in rest)
    assert "Ten seconds to go." in rest
    assert any(
        text.startswith(("After this rest: Biceps curl, set two", "Coming up: Biceps curl, set two")) for text in rest
    )


def test_each_side_has_its_own_set_and_a_switch_call() -> None:
    timeline = coached(EACH)
    assert [row[2] for row in sets(timeline)] == ["left", "right", "left", "right"]
    assert said(timeline).count("Switch.") == 2


def test_left_arm_weak_is_asked_once_then_left_leads_right_matches_and_left_gets_one_more() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 25}: left arm weak", f"{begin + 35}: yes", f"{begin + 80}: left arm weak"])
    assert sets(timeline)[:4] == [
        ("biceps_curl", 1, "both", 4),
        ("biceps_curl", 2, "left", 4),
        ("biceps_curl", 2, "right", 4),
        ("biceps_curl", 3, "left", 4),
    ]
    assert ("triceps_pushdown", 2, "left", 3) in sets(timeline)
    assert sets(timeline)[-1] == ("plank", 1, "both", 1)
    assert sum("for a long time" in e["text"] for e in asks(timeline)) == 1
    assert "Left first, right matches, one extra left set for each arm exercise." in said(timeline)


def test_the_right_side_stops_at_what_the_left_reached() -> None:
    begin = start_of(coached(ARMS), 0)
    at = [f"{begin + 25}: left arm weak", f"{begin + 35}: yes"]
    left = next(e for e in events(coached(ARMS, at), "set_done") if e["side"] == "left")
    timeline = coached(ARMS, [*at, f"{left['start_s'] + 13}: done"])
    assert sets(timeline)[1:3] == [("biceps_curl", 2, "left", 3), ("biceps_curl", 2, "right", 3)]


def test_undo_takes_the_weak_side_back() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 25}: left arm weak", f"{begin + 35}: yes", f"{begin + 42}: undo"])
    assert sets(timeline) == sets(coached(ARMS))


def test_without_an_answer_the_question_is_put_twice_and_nothing_changes() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 25}: left arm weak", "900: yes"])
    assert len(asks(timeline)) == 2
    assert sets(timeline) == sets(coached(ARMS))


def test_a_weak_side_in_a_set_freezes_the_count_and_the_set_goes_on_after_the_answer() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 7}: left arm weak", f"{begin + 17}: yes"])
    quiet = [e for e in events(timeline, "count") if begin + 7 < e["start_s"] < begin + 17]
    assert quiet == []
    assert sets(timeline)[0] == ("biceps_curl", 1, "both", 4)
    assert sets(timeline)[1][2] == "left"


@pytest.mark.parametrize(("phrase", "seconds"), [("slower", 3.0), ("faster", 1.0)])
def test_tempo_changes_from_the_next_repetition_on(phrase: str, seconds: float) -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 6}: {phrase}"])
    downs = [
        e for e in events(timeline) if e["phase"] == "eccentric" and e["set"] == 1 and e["exercise"] == "biceps_curl"
    ]
    beats = {rep: len({e["beat_s"] for e in downs if e["rep"] == rep}) for rep in (1, 2, 3, 4)}
    assert [beats[rep] for rep in (1, 2)] == [2, 2]
    assert beats[3] == seconds
    assert sets(timeline) == sets(coached(ARMS))


def test_hold_longer_extends_the_hold_under_way() -> None:
    plank = start_of(coached(ARMS), 3)
    timeline = coached(ARMS, [f"{plank + 6}: hold ten more seconds"])
    assert events(timeline, "set_done")[-1]["held_s"] == pytest.approx(25)
    last = [e for e in events(timeline, "hold") if e["exercise"] == "plank"][-1]
    assert last["text"] == "ease out"
    assert last["start_s"] == pytest.approx(plank + 25)


def test_more_rest_moves_the_next_set_by_as_much() -> None:
    plain = coached(ARMS)
    end = events(plain, "set_done")[0]["end_s"]
    timeline = coached(ARMS, [f"{end + 20}: thirty more seconds rest"])
    assert start_of(timeline, 1) == pytest.approx(start_of(plain, 1) + 30, abs=1.5)


def test_less_rest_moves_the_next_set_by_as_much_and_undo_takes_it_back() -> None:
    plain = coached(ARMS)
    end = events(plain, "set_done")[0]["end_s"]
    at = [f"{end + 10}: fifteen seconds less"]
    assert start_of(coached(ARMS, at), 1) == pytest.approx(start_of(plain, 1) - 15, abs=1.5)
    undone = coached(ARMS, [*at, f"{end + 15}: undo"])
    assert start_of(undone, 1) == pytest.approx(start_of(plain, 1), abs=1.5)


def test_less_rest_than_is_left_ends_it() -> None:
    end = events(coached(ARMS), "set_done")[0]["end_s"]
    short, skipped = (coached(ARMS, [f"{end + 25}: {text}"]) for text in ("a shorter rest", "skip the rest"))
    assert start_of(short, 1) == pytest.approx(start_of(skipped, 1), abs=0.1)


def test_less_rest_said_in_a_set_is_for_the_rest_after_it() -> None:
    plain = coached(ARMS)
    begin = events(plain, "set_done")[0]["start_s"]
    timeline = coached(ARMS, [f"{begin + 6}: ten seconds less rest"])
    assert start_of(timeline, 1) == pytest.approx(start_of(plain, 1) - 10, abs=1.5)
    assert "Your rest is ten seconds shorter now." in said(timeline)


def test_next_set_ends_the_rest() -> None:
    plain = coached(ARMS)
    end = events(plain, "set_done")[0]["end_s"]
    timeline = coached(ARMS, [f"{end + 10}: next set"])
    assert start_of(timeline, 1) < start_of(plain, 1) - 25


def test_done_ends_the_set_with_what_has_been_lifted() -> None:
    begin = start_of(coached(ARMS), 0)
    record = first_set(coached(ARMS, [f"{begin + 11.2}: done"]))
    assert (record["reps"], record["target_reps"], record["completed"]) == (3, 4, False)


def test_pause_freezes_and_resume_goes_on_with_the_next_repetition() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 7}: pause", f"{begin + 60}: resume"])
    quiet = [e for e in events(timeline, "count", "tick") if begin + 7 < e["start_s"] < begin + 60]
    assert quiet == []
    assert sets(timeline) == sets(coached(ARMS))
    reps = [e["rep"] for e in events(timeline, "count") if e["exercise"] == "biceps_curl" and e["set"] == 1]
    assert reps == sorted(reps)


def test_skip_repeat_and_questions() -> None:
    plain = coached(ARMS)
    rest = events(plain, "set_done")[0]["end_s"] + 12
    assert sets(coached(ARMS, [f"{rest}: skip exercise"]))[1][0] == "triceps_pushdown"
    again = sets(coached(ARMS, [f"{rest}: repeat that set"]))[:3]
    assert again == [("biceps_curl", number, "both", 4) for number in (1, 3, 2)]
    assert "One set of Biceps curl to go" in said(coached(ARMS, [f"{rest}: how many left"]))
    assert "Biceps curl, set two of two" in said(coached(ARMS, [f"{rest}: what next"]))


def test_how_many_left_in_a_set_answers_between_the_counts() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 6}: how many left"])
    reply = events(timeline, "reply")[0]
    assert reply["text"] == "Two to go."
    assert sets(timeline) == sets(coached(ARMS))


def test_finish_asks_and_no_goes_on() -> None:
    plain = coached(ARMS)
    rest = events(plain, "set_done")[0]["end_s"] + 12
    closed = coached(ARMS, [f"{rest}: finish the session", f"{rest + 5}: yes"])
    assert len(sets(closed)) == 1
    assert sets(coached(ARMS, [f"{rest}: finish the session", f"{rest + 5}: no"])) == sets(plain)


@pytest.mark.parametrize(("phrase", "after"), [("skip exercise", -10), ("skip exercise", 8), ("next set", -1)])
def test_to_skip_all_that_is_left_asks_back_as_finish_does(phrase: str, after: float) -> None:
    plain = coached(ARMS)
    at = events(plain, "set_done")[-1]["start_s"] + after
    closed = coached(ARMS, [f"{at}: {phrase}", f"{at + 5}: yes"])
    assert "Finish the session here?" in said(closed)
    assert [(e["exercise"], e["completed"]) for e in events(closed, "set_done")][3:] in ([], [("plank", False)])
    assert sets(coached(ARMS, [f"{at}: {phrase}", f"{at + 5}: no"])) == sets(plain)


def test_ready_starts_the_set_and_the_rating_is_kept() -> None:
    loop = loop_of(VOICE, ["40: ready", "61.5: four", "130: ready"])
    timeline = loop.run()
    assert first_set(timeline)["start_s"] == pytest.approx(45, abs=1.5)
    assert first_set(timeline)["feel"] == 4
    assert isinstance(loop.diary, Diary)
    assert loop.diary.records[0].set.feel == 4


def test_nobody_to_answer_means_countdown_and_no_questions() -> None:
    timeline = coached(VOICE)
    assert asks(timeline) == []
    assert "ready when you are" not in said(timeline)
    assert len(sets(timeline)) == 2


def test_an_athlete_who_never_says_ready_is_reminded_and_counted_in() -> None:
    timeline = coached(VOICE, ["2000: ready"])
    assert "Say ready, or I count you in soon." in said(timeline)
    assert len(sets(timeline)) == 2


@pytest.mark.parametrize("second", [3, 25, 40, 50])
def test_an_emergency_silences_everything_and_ends_the_session(second: int) -> None:
    timeline = coached(ARMS, [f"{second}: chest pain"])
    spoken = [e for e in events(timeline) if e.get("spoken") and e["start_s"] > second + 0.01]
    assert spoken[0]["kind"] == "safety"
    assert "emergency number" in str(spoken[0]["text"])
    assert not [e for e in events(timeline, "count", "tick") if e["start_s"] > second + 0.01]


def test_pain_ends_the_exercise_and_the_rest_may_go_on() -> None:
    begin = start_of(coached(ARMS), 0)
    timeline = coached(ARMS, [f"{begin + 7}: ouch", f"{begin + 40}: resume"])
    assert [row[0] for row in sets(timeline)] == ["biceps_curl", "triceps_pushdown", "plank"]
    assert not events(timeline, "set_done")[0]["completed"]


def test_dizziness_waits_its_time_and_the_second_one_ends_the_session() -> None:
    begin = start_of(coached(ARMS), 0)
    early = coached(ARMS, [f"{begin + 7}: i feel dizzy", f"{begin + 60}: i'm fine", f"{begin + 200}: i'm fine"])
    assert "It is too soon." in said(early)
    assert [row[0] for row in sets(early)] == ["biceps_curl", "biceps_curl", "triceps_pushdown"], "no more holds today"
    assert events(early, "set_done")[0]["end_s"] > begin + 180
    again = [f"{begin + 7}: i feel dizzy", f"{begin + 200}: i'm fine", f"{begin + 215}: dizzy"]
    assert sets(coached(ARMS, again)) == [("biceps_curl", 1, "both", 3)]


def test_the_same_session_comes_out_the_same_and_its_journal_replays_to_the_same_state() -> None:
    at = ["20: how many left", "60: left arm weak", "75: yes", "90: undo"]
    one, other = loop_of(ARMS, at, seed=3), loop_of(ARMS, at, seed=3)
    begun = one.state
    assert one.run() == other.run()
    assert isinstance(one.diary, Diary)
    state = begun
    for fact in one.diary.facts:
        state, _ = step(state, fact)
    assert state == one.state


EVERY_MINUTE = """
program: On the minute
defaults: {tempo: 1-0-1-0}
steps:
  - exercise: biceps_curl
    sets: 3
    reps: 5
    every: 60s
"""


@pytest.mark.parametrize(
    ("said_after", "seconds"),
    [
        ((), 60),
        (("20: fifteen seconds less rest",), 45),
        (("20: fifteen seconds more rest",), 75),
        (("20: fifteen seconds less rest", "23: undo"), 60),
        (("20: finish", "22: fifteen seconds less rest", "25: no"), 45),
        (("4: fifteen seconds less rest",), 45),
        (("4: fifteen seconds more rest",), 75),
        (("4: fifteen seconds more rest", "20: undo"), 60),
    ],
)
def test_every_minute_sets_begin_on_their_minute_moved_by_less_or_more_rest(
    said_after: tuple[str, ...], seconds: int
) -> None:
    begin = events(coached(EVERY_MINUTE), "set_done")[0]["start_s"]
    at = [f"{begin + float(second)}:{text}" for second, text in (line.split(":") for line in said_after)]
    first, second, third = (e["sample"] for e in events(coached(EVERY_MINUTE, at), "set_done"))
    assert [second - first, third - second] == [seconds * RATE, 60 * RATE]
