"""What a person reads in a terminal, letter by letter."""

import io
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from coach.history.rows import Ending
from coach.screen import tables
from coach.screen.live import LiveView, Status, event_line, instant, status_line
from coach.screen.tables import as_text
from coach.screen.terminal import clean, clean_lines, console

EVIL = "\x1b[31mred\x1b[0m\x07 [bold]x[/bold] :smile: \u202eabc"
EVIL_SHOWN = r"\x1b[31mred\x1b[0m\x07 [bold]x[/bold] :smile: \u202eabc"
EVENTS: list[dict[str, object]] = [
    {"start_s": 3.0, "kind": "announce", "text": "Biceps curl, set 1 of 3."},
    {"start_s": 12.5, "kind": "count", "text": "three", "exercise": "biceps_curl", "set": 1, "rep": 3},
    {"start_s": 12.96, "kind": "tick", "text": "tick", "spoken": False},
    {"start_s": 20.0, "kind": "heard", "text": "left arm weak", "intent": "weak", "slots": {"side": "left"}},
    {"start_s": 21.0, "kind": "heard", "text": "what a day", "intent": None, "slots": {}},
    {
        "start_s": 6.0,
        "kind": "set_done",
        "text": "Biceps curl",
        "set": 1,
        "side": "left",
        "reps": 9,
        "target_reps": 10,
        "load": "8 kg",
        "held_s": 3.0,
        "feel": 2,
        "completed": False,
    },
    {"start_s": 3725.0, "kind": "set_done", "exercise": "plank", "side": "both", "reps": 0, "held_s": 30.5},
    {"start_s": 3726.0, "kind": "cue", "text": EVIL},
]
LOG = f"""\
 0:03.0  announce Biceps curl, set 1 of 3.
 0:12.5  count    three
 0:12.9  tick     tick
 0:20.0  heard    "left arm weak" -> weak side=left
 0:21.0  heard    "what a day" -> not a command here
 0:06.0  set_done Biceps curl, set 1, left, 9 of 10 reps, 8 kg, held 3 s, felt 2 of 5, broken off
1:02:05.0  set_done plank, held 30.5 s
1:02:06.0  cue      {EVIL_SHOWN}
"""


def shown(quiet: bool) -> str:
    out = io.StringIO()
    with LiveView(Console(file=out, width=20), quiet=quiet) as view:
        view.tell("No microphone: [none]. Sets begin by countdown.")
        for event in EVENTS:
            view.show(event)
        view.status(Status(clock_s=5))
    return out.getvalue()


def test_a_log_has_one_plain_line_an_event() -> None:
    assert shown(quiet=False) == "No microphone: [none]. Sets begin by countdown.\n" + LOG


def test_a_quiet_log_has_only_what_is_told() -> None:
    assert shown(quiet=True) == "No microphone: [none]. Sets begin by countdown.\n"


def test_a_terminal_has_one_panel_with_the_rep_the_phase_and_the_last_words() -> None:
    out = io.StringIO()
    with LiveView(Console(file=out, force_terminal=True, width=80, color_system=None)) as view:
        view.status(Status(exercise="biceps_curl", set=1, sets=3, side="left", target=10))
        for event in EVENTS[:4]:
            view.show({"side": "left", "phase": "eccentric", **event})
    last = out.getvalue().rpartition("╭")[2]
    for words in ("biceps curl · set 1 of 3 · left", "of 10", "eccentric", "three", "left arm weak", "╯"):
        assert words in last, words


def test_text_of_an_event_cannot_steer_the_terminal() -> None:
    out = io.StringIO()
    with LiveView(Console(file=out, force_terminal=True, width=120, color_system=None)) as view:
        view.show({"start_s": 1, "kind": "announce", "text": EVIL, "exercise": EVIL, "side": EVIL, "phase": EVIL})
        view.tell(EVIL)
    assert "\x1b[31m" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert EVIL_SHOWN in out.getvalue()


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (Status(), "0:00.0"),
        (
            Status(12.34, "Biceps curl", 1, 3, "left", 4, 10, "eccentric"),
            "0:12.3  Biceps curl  set 1 of 3  left  rep 4 of 10  eccentric",
        ),
        (Status(100, "Plank", 2, 2, "both", rest_left_s=75), "1:40.0  Plank  set 2 of 2  rest 1m15s"),
    ],
)
def test_the_status_is_one_line(status: Status, line: str) -> None:
    assert status_line(status) == line


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00.0"), (59.99, "0:59.9"), (0.3, "0:00.3"), (3600, "1:00:00.0")])
def test_an_instant_is_cut_off_and_never_rounded_up(seconds: float, text: str) -> None:
    assert instant(seconds) == text


@given(st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    assert all(char == "\u200d" or unicodedata.category(char)[0] != "C" for char in clean(text))
    assert not set(clean(text)) & set("\n\r\t\u2028\u2029")
    assert clean(clean(text)) == clean(text)
    assert clean_lines(text).count("\n") == text.count("\n")


@given(
    st.dictionaries(st.sampled_from(["start_s", "kind", "text", "slots", "intent", "reps", "set", "feel"]), st.text())
)
def test_an_odd_event_is_still_one_line(event: dict[str, object]) -> None:
    assert "\n" not in event_line(event)


SESSION: dict[str, object] = {
    "id": 12,
    "started_at": "2026-01-31T12:02:07Z",
    "program": "Arms",
    "duration_s": 1520.4,
    "sets": 12,
    "reps": 99,
}


def test_the_sets_of_a_session() -> None:
    left: dict[str, object] = {
        "start_s": 61.9,
        "name": "Biceps curl",
        "set": 1,
        "side": "left",
        "reps": 9,
        "target_reps": 10,
        "load": "8 kg",
        "held_s": 3.0,
        "tension_s": 62.3,
        "feel": 4,
        "completed": False,
    }
    plank = {"start_s": 3700, "exercise": "plank", "set": 2, "side": "both", "reps": 0, "load": "", "held_s": 30.0}
    assert as_text(tables.sets([left, plank])).splitlines() == [
        "     at  exercise     set  side     reps  load  held  tension  feel",
        "   1:01  Biceps curl    1  left  9 of 10  8 kg    3s    1m02s     4  broken off",
        "1:01:40  plank          2  -           -     -   30s        -     -",
    ]


@pytest.mark.parametrize("ending", Ending)
def test_every_ending_of_a_session_has_a_word(ending: Ending) -> None:
    line = as_text(tables.sessions([{**SESSION, "ended": str(ending)}])).splitlines()[1]
    assert line.split()[0] == "12"
    assert "Arms" in line
    assert "25m20s" in line
    assert line.split()[-1] in ("running", "done", "early", "off", "safety")


def test_commands_are_folded_to_the_width_of_the_terminal() -> None:
    lines = as_text(tables.commands([{"intent": "next_set", "phrases": ["next set", "go on"] * 9}]), 60).splitlines()
    assert lines[0] == "intent    say"
    assert len(lines) > 3
    assert max(map(len, lines)) <= 60


TABLES: list[Callable[[list[tables.Row]], RenderableType]] = [
    tables.sessions,
    tables.sets,
    tables.notes,
    tables.voices,
    tables.devices,
    tables.programs,
    tables.exercises,
    tables.commands,
]


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_says_so_and_a_hostile_one_stays_text(
    table: Callable[[list[tables.Row]], RenderableType],
) -> None:
    assert as_text(table([])).count("\n") == 1
    keys = ("id", "name", "program", "text", "kind", "exercise", "intent", "phrases", "area", "about", "default")
    out = as_text(table([dict.fromkeys(keys, EVIL)]), 400)
    assert EVIL_SHOWN in out
    assert "\x1b" not in out


def test_a_pipe_gets_unfolded_lines() -> None:
    out = io.StringIO()
    console(out).print(tables.programs([{"name": "Arms", "about": "word " * 30, "path": "programs/arms.yaml"}]))
    assert len(out.getvalue().splitlines()) == 2
    assert "\x1b" not in out.getvalue()
