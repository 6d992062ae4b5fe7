"""Load, repetitions, sets and talk, changed by a word."""

import ast
from pathlib import Path

import pytest
import yaml

from coach.engine.command import COMMANDS
from tests.coached import ARMS, Event, asks, coached, events, said, sets
from tests.coached import COMMANDS as UNDERSTOOD
from tests.conftest import REPO


def in_first_rest(phrase: str, *more: str) -> dict[str, object]:
    """The session with a phrase said in the first rest, and others ten seconds apart after it."""
    rest = events(coached(ARMS), "set_done")[0]["end_s"] + 5
    return coached(ARMS, [f"{rest + 10 * n}: {text}" for n, text in enumerate((phrase, *more))])


def second(timeline: dict[str, object]) -> Event:
    return events(timeline, "set_done")[1]


@pytest.mark.parametrize(
    ("phrase", "load"),
    [("heavier", "9 kg"), ("lighter", "7 kg"), ("too heavy", "7 kg"), ("too easy", "9 kg"), ("twelve kilos", "12 kg")],
)
def test_the_load_changes_for_the_rest_of_the_exercise_and_undo_takes_it_back(phrase: str, load: str) -> None:
    assert second(in_first_rest(phrase))["load"] == load
    assert second(in_first_rest(phrase, "undo"))["load"] == "8 kg"
    assert events(in_first_rest(phrase), "set_done")[2]["load"] is None


def test_an_impossible_load_is_refused_with_a_sentence() -> None:
    timeline = (
        in_first_rest("nine hundred kilos") if UNDERSTOOD.parse("nine hundred kilos") else in_first_rest("900 kg")
    )
    assert second(timeline)["load"] == "8 kg"


def test_repetitions_and_sets_change() -> None:
    assert second(in_first_rest("six reps"))["reps"] == 6
    assert [row[0] for row in sets(in_first_rest("one more set"))].count("biceps_curl") == 3
    assert [row[0] for row in sets(in_first_rest("one less set"))].count("biceps_curl") == 1


def test_repetitions_change_in_the_set_under_way() -> None:
    begin = events(coached(ARMS), "set_done")[0]["start_s"]
    record = events(coached(ARMS, [f"{begin + 6}: six reps"]), "set_done")[0]
    assert (record["reps"], record["target_reps"]) == (6, 6)
    assert record["end_s"] == pytest.approx(record["start_s"] + 30)


def test_talk_goes_down_to_repetitions_and_up_again() -> None:
    texts = [e["text"] for e in events(in_first_rest("less talk"), "count") if e["set"] == 2]
    assert texts == ["one", "two", "three", "four"]
    again = [e["text"] for e in events(in_first_rest("less talk", "more talk"), "count") if e["set"] == 2]
    assert "down" in again


def test_another_cue_and_the_time_left_are_told() -> None:
    assert events(in_first_rest("new cue"), "reply")
    assert "minutes to go." in said(in_first_rest("how long to go"))


def test_every_line_that_the_engine_says_is_written() -> None:
    written = yaml.safe_load((REPO / "cues" / "lines.en.yaml").read_text(encoding="utf-8"))
    missing = [key for path in (REPO / "coach").rglob("*.py") for key in _lines(path) if key not in written]
    assert missing == []


def _lines(path: Path) -> list[str]:
    """Keys of lines named in a module: `Line("key")`, `turn.reply("key")`."""
    keys = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(first := node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("Line", "reply") and isinstance(first.value, str):
                keys.append(first.value)
    return keys


def test_every_command_of_the_engine_can_be_said() -> None:
    assert set(COMMANDS) <= set(UNDERSTOOD.all_intents())


SUPERSET = """
program: In turn
level: trained
defaults: {tempo: 2-0-1-0, start: countdown}
steps:
  - superset:
      rounds: 2
      rest: 60s
      steps:
        - {exercise: biceps_curl, reps: 4, load: 9 kg}
        - {exercise: triceps_pushdown, reps: 4, load: 20 kg}
"""


def after_pushdowns(*phrases: str) -> dict[str, object]:
    """The superset with phrases said in the rest after its first round, ten seconds apart."""
    rest = events(coached(SUPERSET), "set_done")[1]["end_s"] + 3
    return coached(SUPERSET, [f"{rest + 10 * n}: {text}" for n, text in enumerate(phrases)])


def test_where_another_exercise_comes_next_a_load_is_said_with_its_own() -> None:
    timeline = after_pushdowns("too heavy")
    assert "Seventeen and a half kilos for Triceps pushdown from its next set on." in said(timeline)
    assert [e["load"] for e in events(timeline, "set_done")] == ["9 kg", "20 kg", "9 kg", "17.5 kg"]
    assert "Ten kilos from the next set on." in said(after_pushdowns("heavier"))


def test_a_short_set_and_undo_name_the_exercise_too_where_another_comes_next() -> None:
    second_of_round = events(coached(SUPERSET), "set_done")[1]["start_s"]
    short = coached(SUPERSET, [f"{second_of_round + 5}: done", f"{second_of_round + 30}: undo"])
    assert "for Triceps pushdown from its next set on." in said(short)
    assert "Back to twenty kilos for Triceps pushdown." in said(short)
    assert "Back to nine kilos." in said(after_pushdowns("heavier", "undo"))


def test_a_load_lowered_for_the_feel_names_the_exercise_where_another_comes_next() -> None:
    rated = SUPERSET.replace("load: 20 kg", "load: 20 kg, ask_feel: each set").replace("rounds: 2", "rounds: 5")
    told: list[str] = []
    for number in range(2):
        asked = [e["end_s"] for e in asks(coached(rated, [*told, "900: ready"]))][number]
        told += [f"{asked + 1}: one", f"{asked + 6}: arms", f"{asked + 16}: nothing in reserve"]
    timeline = coached(rated, [*told, "900: ready"])
    assert "for Triceps pushdown from its next set on, so that you feel it more." in said(timeline)


def test_what_is_remembered_of_a_load_is_of_the_exercise_that_was_meant() -> None:
    assert "Triceps pushdown with seventeen and a half kilos next time, too." in said(
        after_pushdowns("too heavy", "remember that")
    )


def test_what_is_remembered_of_a_tempo_is_the_one_that_was_said() -> None:
    said_of_it = after_pushdowns("slower", "next set", "remember that")
    assert "three zero one zero" in said(said_of_it).lower()


def test_undo_takes_the_judgement_back_with_the_load() -> None:
    judged = after_pushdowns("too heavy", "too easy")
    assert [e["rir"] for e in events(judged, "set_done")][1] == 4
    taken_back = after_pushdowns("too heavy", "too easy", "undo", "undo")
    assert [e["rir"] for e in events(taken_back, "set_done")][1] is None
    assert "Next time" not in said(taken_back)


def test_a_short_set_lowers_the_load_once_whatever_is_said_of_it() -> None:
    first = events(coached(ARMS), "set_done")[0]["start_s"]
    timeline = coached(ARMS, [f"{first + 8}: done", f"{first + 16}: nothing in reserve"])
    assert [e["load"] for e in events(timeline, "set_done")][:2] == ["8 kg", "7 kg"]


def test_of_a_body_alone_nothing_lighter_is_taken() -> None:
    program = """
program: Still
level: novice
defaults: {start: countdown, rest: 40s}
steps:
  - {hold: plank, sets: 2, for: 20s}
"""
    asked = events(coached(program, ["900: ready"]), "ask")
    rest = next(e["end_s"] for e in asked if e["text"].startswith("Feel"))
    eased = coached(program, [f"{rest + 8}: too heavy", "900: ready"])
    assert "Holds are five seconds shorter now." in said(eased)
    assert [e["held_s"] for e in events(eased, "set_done")] == [20, 15]
    longer = coached(program, [f"{rest + 8}: too easy", "900: ready"])
    assert "Holds are five seconds longer now." in said(longer)
    assert [e["held_s"] for e in events(longer, "set_done")] == [20, 25]
    unfelt = coached(program, [f"{rest + 1}: two", f"{rest + 5}: arms", "900: ready"])
    assert "less, so that you feel it more" not in said(unfelt)


def test_undo_names_a_side_only_where_another_goes_first_again() -> None:
    program = ARMS.replace("    load: 8 kg", "    load: 8 kg\n    sides: each\n    side_rest: 20s")
    rest = events(coached(program), "set_done")[1]["end_s"] + 2
    told = said(coached(program, [f"{rest}: left arm weak", f"{rest + 12}: yes", f"{rest + 19}: undo"]))
    assert "one extra left set" in told
    assert "The left side begins again." not in told


@pytest.mark.parametrize("back", ["undo", "back to normal"])
def test_the_load_that_counts_is_said_again_when_single_sides_are_taken_back(back: str) -> None:
    program = """
program: Legs
level: trained
defaults: {tempo: 2-0-1-0, start: countdown, rest: 60s}
steps:
  - {exercise: leg_extension, sets: 3, reps: 4, load: 20 kg}
"""
    rest = events(coached(program), "set_done")[0]["end_s"] + 3
    timeline = coached(program, [f"{rest}: single side on", f"{rest + 54}: {back}"])
    heard = [e["text"] for e in events(timeline, "rest", "announce") if rest < e["start_s"] < rest + 70]
    assert "The load will be ten kilos." in heard
    assert "The load will be twenty kilos." in heard


@pytest.mark.parametrize(
    ("phrase", "load"),
    [
        ("two kilos more", "10 kg"),
        ("two kilos less", "6 kg"),
        ("add two and a half kilos", "10.5 kg"),
        ("drop it three kilos", "5 kg"),
        ("take off two kilos", "6 kg"),
        ("five pounds heavier", "10.5 kg"),
        ("raise the weight by two kilos", "10 kg"),
    ],
)
def test_the_load_changes_by_as_much_as_is_said_and_undo_takes_it_back(phrase: str, load: str) -> None:
    assert second(in_first_rest(phrase))["load"] == load
    assert second(in_first_rest(phrase, "undo"))["load"] == "8 kg"


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("ten kilos less", "There are no ten kilos to take off, so the load stays."),
        ("eight kilos less", "There are no eight kilos to take off, so the load stays."),
        ("thirty-two kilos more", "Forty kilos is far from eight kilos, so the load stays."),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused_with_a_sentence(phrase: str, answer: str) -> None:
    timeline = in_first_rest(phrase)
    assert second(timeline)["load"] == "8 kg"
    assert answer in said(timeline)


def test_where_the_load_is_no_weight_so_much_more_is_said_in_words() -> None:
    program = ARMS.replace("load: 8 kg", "load: RIR 2")
    assert program != ARMS
    rest = events(coached(program), "set_done")[0]["end_s"] + 5
    assert "Take about a tenth less from the next set on." in said(coached(program, [f"{rest}: two kilos less"]))
