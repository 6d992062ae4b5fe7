"""What the coach says by itself is no command: a microphone may hear it."""

import re
from pathlib import Path

import pytest

from coach.events import Line, Slots
from coach.places import shipped_cues, shipped_programs
from coach.program.load import load_program
from coach.session.foresee import sentences
from coach.session.reading import first_state, scripts_for
from tests.coached import COMMANDS, LIBRARY, LINES

STATES = ("rest", "set", "hold", "ready")
"""Those in which the coach talks without having asked."""
OPEN = {state: frozenset(COMMANDS.phrases(COMMANDS.open_in(state))) for state in STATES}
ANSWERS = (
    *("more_rest", "louder", "softer", "seconds_left", "adapted_slower", "adapted_faster"),
    *("adapted_hold_longer", "adapted_hold_shorter", "repeated", "one_set_more", "one_set_less"),
)
"""Lines that answer a command: taken for the same one again, they would be said again, and so on."""
UNIT = "{seconds|second|seconds}"
HEARD = shipped_cues() / "commands.en.yaml"
PROGRAMS = sorted(path for path in shipped_programs().glob("*.yaml") if "language: de" not in path.read_text("utf-8"))


def commands_in(sentence: str) -> dict[str, object]:
    """What each piece between two pauses would mean, where it is a command by ear."""
    pieces = (piece.strip().lower() for piece in re.split(r"[.!?,;:]|\[[^\]]*\]", sentence.replace("-", " ")))
    found = {}
    for piece in filter(None, pieces):
        for state in STATES:
            meant = COMMANDS.worded(piece, state)
            if piece in OPEN[state]:
                meant = COMMANDS.meaning(piece, state)
            if meant is not None:
                found[piece] = meant
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_nothing_that_a_session_says_by_itself_is_a_command(program: Path) -> None:
    read = load_program(program, LIBRARY)
    said = sentences(first_state(read, scripts_for(read, LIBRARY), 0), LINES, COMMANDS)
    assert {sentence: found for sentence in said if (found := commands_in(sentence))} == {}


@pytest.mark.parametrize("key", ANSWERS)
def test_no_answer_is_the_command_that_it_answers(key: str) -> None:
    slots: Slots = {"seconds": 30.0, "n": 30, "exercise": "biceps curl"}
    for variant in range(len(LINES.variants[key])):
        assert commands_in(LINES.sentence(Line(key, slots, variant))) == {}


@pytest.mark.parametrize("load", ["8 kg", "12.5 kg", "20 lb", "60 %", "RIR 4", "bodyweight + 5 kg"])
def test_a_load_is_announced_in_one_breath_and_only_its_figure_alone_would_be_a_command(load: str) -> None:
    """After "The load:" there was a pause, and in "the load eight kilos" a command."""
    sentence = LINES.sentence(Line("announce_load", {"load": load})).lower().rstrip(".")
    assert re.search(r"[.!?,;:]", sentence) is None
    words = sentence.split()
    ends = {" ".join(words[k:]) for k in range(len(words))}
    taken = {end for end in ends for state in STATES if COMMANDS.worded(end, state) or end in OPEN[state]}
    figure = sentence.removeprefix(LINES.sentence(Line("announce_load", {"load": ""})).lower().rstrip(" ."))
    assert all(end in figure for end in taken)


def test_a_piece_of_a_sentence_that_is_a_command_would_be_found() -> None:
    assert set(commands_in("Rest, thirty seconds. Next: one more set.")) == {"thirty seconds", "next", "one more set"}


@pytest.mark.parametrize(
    "words",
    [
        *("ten seconds to go", "{seconds} seconds are yours", "you have {seconds} seconds"),
        *(
            f"your rest is {{seconds}} {UNIT} longer now",
            "an extra set of",
            "ease out",
            "and out",
            "and let go",
            "and loosen",
        ),
        *("and relax", "the chest"),
    ],
)
def test_what_is_refused_as_the_coach_s_own_words_is_still_said_by_it(words: str) -> None:
    assert words.replace(UNIT, "seconds").format(seconds="sixty") in COMMANDS.rivals
    assert any(words in file.read_text("utf-8").lower() for file in shipped_cues().glob("*.yaml") if file != HEARD)
