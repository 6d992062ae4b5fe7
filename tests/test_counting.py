"""Counting, cueing and holding as a coach does it: what is said on which beat, and what is not cut for it."""

from itertools import pairwise

import pytest

from tests.coached import Event, coached, events, said

HEAD = "program: P\ndefaults: {start: countdown, ask_feel: never, rest: 30s}\nsteps:\n"
PLANK = HEAD + "  - {hold: plank, for: 30s}\n  - {hold: wall_sit, for: 10s}\n"
CURL = HEAD + "  - {exercise: biceps_curl, reps: 8, tempo: 2-1-1-1%s}\n"
PULL_UP = HEAD + "  - {exercise: pull_up, reps: 8, tempo: 3-0-1-1%s}\n"
EIGHT = ["one", "two", "three", "four", "five", "six", "seven", "eight"]


def spoken(timeline: dict[str, object]) -> list[Event]:
    return [e for e in events(timeline) if e.get("spoken")]


def begin(timeline: dict[str, object]) -> float:
    return float(events(timeline, "set_done")[0]["start_s"])


def counted(timeline: dict[str, object], rep: int) -> list[str]:
    """What is said and ticked in one repetition, beat by beat."""
    heard = [e for e in events(timeline, "count", "tick", "cue", "hold") if e["rep"] == rep]
    in_order = sorted(heard, key=lambda e: (e["start_s"], e["kind"] != "tick"))
    return list({e["start_s"]: e["text"] for e in in_order}.values())


@pytest.mark.parametrize("phrase", ["hold ten more seconds", "let go", "hold five seconds less"])
def test_a_word_is_not_cut_where_a_hold_is_changed_in_the_middle_of_it(phrase: str) -> None:
    plain = coached(PLANK)
    hold = begin(plain)
    words = [e for e in spoken(plain) if e["kind"] in ("cue", "breath") and hold < e["start_s"] < hold + 18]
    assert len(words) >= 3
    for word in words[:3]:
        at = (word["start_s"] + word["end_s"]) / 2
        changed = coached(PLANK, [f"{at:.3f}: {phrase}"])
        same = next(e for e in spoken(changed) if e["start_s"] == word["start_s"])
        assert (same["text"], same["end_s"]) == (word["text"], word["end_s"])
        after = [e for e in spoken(changed) if e["start_s"] > word["start_s"]]
        assert all(e["start_s"] >= word["end_s"] for e in after)


def test_two_silent_seconds_follow_ease_out() -> None:
    for timeline in (coached(PLANK), coached(PLANK, [f"{begin(coached(PLANK)) + 9}: release"])):
        ease = next(e for e in spoken(timeline) if e["text"] == "ease out")
        after = next(e for e in spoken(timeline) if e["start_s"] >= ease["end_s"])
        assert after["start_s"] - ease["end_s"] >= 2


@pytest.mark.parametrize("seconds", ["12s", "17s", "20s", "25s", "30s", "45s", "open"])
def test_a_hold_prompts_a_breath_every_four_or_five_seconds(seconds: str) -> None:
    timeline = coached(HEAD + f"  - {{hold: plank, for: {seconds}}}\n")
    record = events(timeline, "set_done")[0]
    end = record["end_s"] - (0 if seconds == "open" else 5)
    at = [record["start_s"], *(e["start_s"] for e in events(timeline, "breath")), end]
    assert all(later - earlier <= 5.001 for earlier, later in pairwise(at[:-1]))
    assert at[-1] - at[-2] <= 6
    assert not [e for e in events(timeline, "tick") if e["exercise"] == "plank"]
    assert [e["text"] for e in events(timeline, "breath")][:2] == ["breathe in", "and out"][
        : 1 if seconds == "12s" else 2
    ]


@pytest.mark.parametrize(
    ("seconds", "called"),
    [
        (19, {9: "ten left"}),
        (20, {10: "halfway, ten left"}),
        (22, {12: "halfway, ten left"}),
        (25, {13: "halfway", 15: "ten left"}),
        (30, {15: "halfway", 20: "ten left"}),
    ],
)
def test_from_twenty_seconds_on_a_hold_tells_when_half_of_it_is_over(seconds: int, called: dict[int, str]) -> None:
    timeline = coached(HEAD + f"  - {{hold: plank, for: {seconds}s}}\n")
    begun = begin(timeline)
    calls = [e for e in events(timeline, "hold") if "half" in e["text"] or "ten" in e["text"]]
    assert {round(e["start_s"] - begun): e["text"] for e in calls} == called


def test_an_open_hold_tells_its_time_every_ten_seconds_until_release() -> None:
    program = HEAD + "  - {hold: plank, for: open}\n"
    at = begin(coached(program)) + 34.2
    timeline = coached(program, [f"{at}: release"])
    record = events(timeline, "set_done")[0]
    assert record["held_s"] == pytest.approx(34.2)
    times = [(e["text"], e["start_s"] - record["start_s"]) for e in events(timeline, "hold")]
    assert [(t, round(s, 6)) for t, s in times[1:4]] == [
        ("ten so far", 10), ("twenty so far", 20), ("thirty so far", 30),
    ]  # fmt: skip
    assert times[-1][0] == "ease out"
    assert len(times) == 5


def test_the_last_three_repetitions_are_counted_down_where_that_is_wished() -> None:
    down = coached(CURL % ", last_reps: down, focus: none")
    assert [counted(down, rep)[-1] for rep in (4, 5, 6, 7, 8)] == [
        "four",
        "three left",
        "two left",
        "one left",
        "eight",
    ]
    start = coached(CURL % ", last_reps: down, rep_number: start, focus: none")
    assert [counted(start, rep)[0] for rep in (1, 2, 5, 6, 7, 8)] == [
        "up", "two", "five", "three left", "two left", "one left",
    ]  # fmt: skip


@pytest.mark.parametrize(("where", "beat"), [("end", -1), ("start", 0)])
def test_where_only_repetitions_are_counted_each_one_is(where: str, beat: int) -> None:
    timeline = coached(CURL % f", counting: reps, rep_number: {where}, focus: none")
    assert [e["text"] for e in events(timeline, "count")] == EIGHT
    assert [counted(timeline, rep)[beat] for rep in (1, 5, 8)] == ["one", "five", "eight"]


def test_a_cue_does_not_take_the_number_of_its_repetition() -> None:
    # The slow phase of a pull-up is its last: the number follows in place of the next phase's word.
    timeline = coached(PULL_UP % ", focus: internal")
    assert {e["rep"] for e in events(timeline, "cue")} == {3, 5}
    assert [counted(timeline, rep)[0] for rep in (3, 4, 5, 6, 7)] == ["up", "three", "up", "five", "up"]
    assert [counted(timeline, rep)[-1] for rep in (2, 4, 7, 8)] == ["two", "four", "seven", "eight"]
    # That of a squat is its first: the cue follows the number.
    timeline = coached(HEAD + "  - {exercise: squat, reps: 8, tempo: 4-1-2-1, rep_number: start, focus: internal}\n")
    assert {e["rep"] for e in events(timeline, "cue")} == {3, 5}
    assert [counted(timeline, rep)[0] for rep in range(2, 9)] == EIGHT[1:]


def test_variants_of_a_sentence_never_come_twice_in_a_row() -> None:
    program = (
        HEAD + "  - {exercise: push_up, sets: 6, reps: 2, load: bodyweight}\n  - {hold: plank, sets: 6, for: 12s}\n"
    )
    heard = [e["text"] for e in events(coached(program), "rest", "ready")]
    for about in (
        ("And rest.", "Rest now. Well done.", "Rest now."),
        ("Rest. You have thirty seconds.", "Rest. Thirty seconds are yours."),
    ):
        row = [text for text in heard if text in about]
        assert len(row) >= 5
        assert all(one != other for one, other in pairwise(row))


def test_where_a_phase_is_one_beat_long_the_number_stays_on_it_in_every_repetition() -> None:
    timeline = coached(HEAD + "  - {exercise: lateral_raise, reps: 10, tempo: 1-0-1-0}\n")
    heard = [counted(timeline, rep) for rep in range(1, 11)]
    assert heard[0] == ["up", "down"]
    assert heard[1:] == [
        ["up", word] for word in ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    ]


def test_holds_in_every_repetition_have_no_cue_twice_in_a_row() -> None:
    timeline = coached(
        HEAD + "  - {exercise: chin_up, reps: 5, tempo: 3-0-2-1, hold: {at: stretch, for: 8s, on: each rep}}\n"
    )
    assert [e["rep"] for e in events(timeline, "cue") if e["phase"] == "stretch"] == [1, 3, 5]


def test_every_explosive_lift_has_its_word_and_the_number_comes_after_it() -> None:
    timeline = coached(HEAD + "  - {exercise: squat, reps: 4, tempo: 2-0-X-0}\n")
    assert [counted(timeline, rep) for rep in (1, 2, 4)] == [
        ["down", "two", "drive"],
        ["one", "two", "drive"],
        ["three", "two", "drive"],
    ]
    timeline = coached(HEAD + "  - {exercise: squat, reps: 3, tempo: 2-0-X-0, counting: reps}\n")
    assert [counted(timeline, rep)[-1] for rep in (1, 2, 3)] == ["one", "two", "three"]


def test_repetitions_that_end_in_a_hold_are_counted_too() -> None:
    short = coached(
        HEAD + "  - {exercise: squat, reps: 4, tempo: 2-0-1-0, hold: {at: squeeze, for: 3s, on: each rep}}\n"
    )
    assert [counted(short, rep)[-3:] for rep in (1, 2)] == [["hold", "two", "one"], ["hold", "two", "two"]]
    long = coached(
        HEAD + "  - {exercise: squat, reps: 3, tempo: 2-0-1-0, hold: {at: squeeze, for: 8s, on: each rep}}\n"
    )
    assert [counted(long, rep)[0] for rep in (1, 2, 3)] == ["down", "one", "two"]


@pytest.mark.parametrize("counting", ["beat", "silent"])
def test_who_wants_no_words_gets_none_in_the_holds_of_a_set_either(counting: str) -> None:
    timeline = coached(CURL % f", counting: {counting}, hold: {{at: squeeze, for: 8s}}")
    inside = [e for e in events(timeline, "count", "tick", "cue", "hold", "breath") if e["rep"]]
    assert not [e for e in inside if e["kind"] != "tick"]
    assert len(inside) == (8 * 5 + 7 if counting == "beat" else 0)


@pytest.mark.parametrize(
    ("load", "inside", "cheered"),
    [("50 %", True, False), ("70 %", False, True), ("85 %", True, True), ("RPE 9", True, True), ("RIR 3", True, False)],
)
def test_words_in_a_set_follow_the_cue_mode_table(load: str, inside: bool, cheered: bool) -> None:
    timeline = coached((CURL % f", load: {load}, 1rm: 20 kg").replace("2-1-1-1", "4-1-2-1"))
    by_rep = {e["rep"]: e["text"] for e in events(timeline, "cue")}
    external = {"Weight to the shoulder.", "Up in one smooth arc."}
    thought = said(timeline).splitlines()
    assert (3 in by_rep) is inside
    assert (7 in by_rep) is cheered
    if load in ("85 %", "RPE 9"):
        assert by_rep[3] in external
        assert external & set(thought[: thought.index("three")])
    else:
        assert "biceps at the front of your arm" in "".join(thought[: thought.index("three")])


def test_nobody_is_urged_on_after_pain() -> None:
    program = HEAD + "".join(
        f"  - {{exercise: {e}, reps: 8, load: 85 %, 1rm: 60 kg}}\n" for e in ("squat", "bench_press")
    )
    at = begin(coached(program)) + 5
    timeline = coached(program, [f"{at}: ouch", f"{at + 15}: resume"])
    assert {e["exercise"] for e in events(timeline, "set_done")} == {"squat", "bench_press"}
    cues = [e for e in events(timeline, "cue") if e["exercise"] == "bench_press"]
    assert [e["rep"] for e in cues] == [3, 5]


def test_explosive_sets_get_three_words_at_most() -> None:
    timeline = coached(HEAD + "  - {exercise: pull_up, reps: 8, tempo: 3-0-X-1}\n")
    assert all(len(e["text"].split()) <= 3 for e in events(timeline, "cue"))


def test_words_that_fit_into_no_phase_are_said_before_the_set() -> None:
    long = "Slow, slow, and slower still, until the arm is as long as it will ever be."
    timeline = coached(CURL % f", focus: internal, say: {{eccentric: '{long}', concentric: Up.}}")
    where = [e["kind"] for e in spoken(timeline) if e["text"] == long]
    assert where == ["announce"]
    assert [e["kind"] for e in spoken(timeline) if e["text"] == "Up."] == ["cue", "cue"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("exercise: squat, reps: 6, load: 60 kg", "And rack it."),
        ("exercise: squat, reps: 6, load: bodyweight", "And rest."),
        ("exercise: biceps_curl, reps: 6, load: 8 kg", "Set it down. Well done."),
    ],
)
def test_the_load_is_racked_or_set_down_at_once(step: str, words: str) -> None:
    timeline = coached(HEAD + f"  - {{{step}}}\n")
    end = events(timeline, "set_done")[0]["end_s"]
    assert next(e["text"] for e in spoken(timeline) if e["start_s"] >= end) == words
    assert next(e["start_s"] for e in spoken(timeline) if e["start_s"] >= end) - end <= 0.3


@pytest.mark.parametrize("rest", ["0s", "20s"])
def test_each_side_of_a_hold_has_its_full_time_and_the_change_is_called(rest: str) -> None:
    timeline = coached(HEAD + f"  - {{hold: side_plank, for: 20s, sides: each, side_rest: {rest}}}\n")
    left, right = events(timeline, "set_done")
    assert [(e["side"], e["held_s"]) for e in (left, right)] == [("left", 20), ("right", 20)]
    for side in (left, right):
        counted = [e["text"] for e in events(timeline, "hold") if side["start_s"] <= e["start_s"] <= side["end_s"]]
        assert counted == ["hold", "halfway, ten left", "five", "four", "three", "two", "one", "ease out"]
    between = [e["text"] for e in spoken(timeline) if left["end_s"] + 1 < e["start_s"] < right["start_s"]]
    assert [text for text in between if "Switch" in text]
    assert [text for text in between if "Right side" in text]


def test_a_rest_may_hold_one_line_of_imagery() -> None:
    program = (
        HEAD.replace("30s", "60s") + "  - {exercise: biceps_curl, sets: 2, reps: 3, visualize: true, rehearse: 30s}\n"
    )
    timeline = coached(program)
    rest = [e["text"] for e in events(timeline, "rest")]
    assert len(rest) == 7
    assert rest[3].startswith(("Feel", "Let", "Bring"))
    assert len(events(coached(program.replace("60s", "25s")), "rest")) == 5


@pytest.mark.parametrize(("load", "closed"), [("", True), (", load: bodyweight", True), (", load: 8 kg", False)])
def test_eyes_are_closed_only_where_no_load_is_held(load: str, closed: bool) -> None:
    timeline = coached(HEAD + f"  - {{exercise: biceps_curl, reps: 3, rehearse: 30s{load}}}\n")
    assert any("eyes" in e["text"] for e in events(timeline, "rehearse")) is closed


def test_what_a_break_has_left_of_a_hold_keeps_its_words_apart() -> None:
    at = begin(coached(PLANK)) + 10.36
    timeline = coached(PLANK, [f"{at}: pause", f"{at + 9.81}: resume"])
    first = events(timeline, "set_done")[0]
    assert first["held_s"] == pytest.approx(30)
    held = [e for e in events(timeline, "hold", "breath", "tick") if e["exercise"] == "plank"]
    assert not [e for e in held if e["kind"] == "tick"]
    left = [e["text"] for e in held if e["start_s"] > at + 9.81]
    assert left[0] == "hold"
    assert left[-6:] == ["five", "four", "three", "two", "one", "ease out"]


@pytest.mark.parametrize("tempo", ["3-1-2-1", "2-0-1-0", "4-2-2-2"])
@pytest.mark.parametrize("seconds", [8, 20, 31, 60, 180])
def test_a_rehearsal_lasts_as_long_as_asked_at_the_tempo_of_the_set(seconds: int, tempo: str) -> None:
    timeline = coached(HEAD + f"  - {{exercise: biceps_curl, reps: 2, tempo: {tempo}, rehearse: {seconds}s}}\n")
    rehearsal = events(timeline, "rehearse")
    ready = next(e["start_s"] for e in events(timeline, "ready"))
    assert ready - rehearsal[0]["start_s"] == pytest.approx(seconds, abs=1)
    begins = [e["start_s"] for e in rehearsal]
    assert all(later - earlier <= 12 for earlier, later in pairwise([*begins, ready]))
    imagined = [e["start_s"] for e in rehearsal if "beat_s" in e]
    eccentric, stretch, concentric, squeeze = (int(place) for place in tempo.split("-"))
    lengths = [length for length in (concentric, squeeze, eccentric, stretch) if length]
    assert len(imagined) % len(lengths) == 0
    assert bool(imagined) is (seconds > 12)
    for number, (earlier, later) in enumerate(pairwise(imagined)):
        assert later - earlier == pytest.approx(lengths[number % len(lengths)])
