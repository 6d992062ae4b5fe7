"""Another exercise instead, the one before again, louder, softer, a note, and what can be said now."""

import re

import numpy as np
import pytest

from coach.audio.files import NullSink
from coach.events import Line
from coach.language.files import read_commands, read_lines
from coach.mixer import Sound
from coach.program.similar import kinship
from coach.session.foresee import GuessedSpeech
from coach.session.loop import Loop
from coach.units import RATE
from tests.coached import ARMS, LINES, Diary, coached, events, loop_of, said, sets
from tests.coached import COMMANDS as WORDS

EACH = ARMS.replace("    load: 8 kg\n", "    load: 8 kg\n    sides: each\n")


def rest_of(timeline: dict[str, object], number: int = 0) -> float:
    """An instant in the rest after a set, when its call has been heard."""
    return float(events(timeline, "set_done")[number]["end_s"]) + 8


def test_a_swap_in_a_rest_puts_an_exercise_for_the_same_muscle_in_its_place() -> None:
    timeline = coached(ARMS, [f"{rest_of(coached(ARMS))}: swap the exercise"])
    done = sets(timeline)
    assert done[0][:3] == ("biceps_curl", 1, "both")
    other = str(done[1][0])
    assert other in ("concentration_curl", "incline_curl")
    assert done[1] == (other, 2, "both", 4)
    assert [row[0] for row in done[2:]] == ["triceps_pushdown", "plank"]
    assert "instead of Biceps curl. Choose a weight that feels easy." in said(timeline)
    swapped = [e for e in events(timeline, "set_done") if e["exercise"] == other]
    assert [e["load"] for e in swapped] == [None]
    announced = [e["text"] for e in events(timeline, "announce") if e["exercise"] == other]
    assert announced[0].lower().startswith(other.replace("_", " "))


def test_a_swapped_exercise_of_single_sides_has_a_single_sided_form() -> None:
    timeline = coached(EACH, [f"{rest_of(coached(EACH), 1)}: swap the exercise"])
    assert [row[2] for row in sets(timeline)[:4]] == ["left", "right", "left", "right"]
    assert sets(timeline)[2][0] == sets(timeline)[3][0] != "biceps_curl"


def test_undo_brings_the_swapped_exercise_back() -> None:
    at = rest_of(coached(ARMS))
    timeline = coached(ARMS, [f"{at}: swap the exercise", f"{at + 6}: undo"])
    assert sets(timeline) == sets(coached(ARMS))


def test_a_swap_in_a_set_leaves_it_with_what_was_done() -> None:
    begun = float(events(coached(ARMS), "set_done")[0]["start_s"])
    timeline = coached(ARMS, [f"{begun + 8}: swap the exercise"])
    first, second, third = events(timeline, "set_done")[:3]
    assert (first["exercise"], first["reps"], first["completed"]) == ("biceps_curl", 2, False)
    assert second["exercise"] == third["exercise"] != "biceps_curl"


def test_where_nothing_is_like_it_the_coach_says_so_and_nothing_changes() -> None:
    program = ARMS.replace("triceps_pushdown", "calf_raise").replace("sets: 2", "sets: 1")
    timeline = coached(program, [f"{rest_of(coached(program))}: swap the exercise"])
    assert "I know no other exercise like Calf raise." in said(timeline)
    assert sets(timeline) == sets(coached(program))


@pytest.mark.parametrize(
    ("muscle", "other", "alike"),
    [
        ("biceps at the front of your arm", "biceps, low down near the elbow", True),
        ("biceps at the front of your arm", "triceps at the back of your arm", False),
        ("quads at the front of your thighs", "hamstrings at the back of your thighs", False),
        ("lats at the sides of your back", "lats and the middle of your back", True),
    ],
)
def test_exercises_are_alike_by_the_muscle_they_name(muscle: str, other: str, alike: bool) -> None:
    assert bool(kinship(muscle, other)) is alike


@pytest.mark.parametrize(
    ("phrase", "back_to"), [("go back", "triceps_pushdown"), ("previous exercise", "triceps_pushdown")]
)
def test_going_back_does_the_set_before_once_more_and_then_goes_on(phrase: str, back_to: str) -> None:
    timeline = coached(ARMS, [f"{rest_of(coached(ARMS), 2)}: {phrase}"])
    assert [row[0] for row in sets(timeline)] == ["biceps_curl", "biceps_curl", "triceps_pushdown", back_to, "plank"]
    assert "Back to Triceps pushdown." in said(timeline)


def test_the_previous_exercise_is_not_the_set_before_where_that_is_the_same_one() -> None:
    program = ARMS.replace("sets: 1\n    reps: 3", "sets: 2\n    reps: 3")
    at = rest_of(coached(program), 2)
    assert sets(coached(program, [f"{at}: previous exercise"]))[3][0] == "biceps_curl"
    assert sets(coached(program, [f"{at}: previous set"]))[3][0] == "triceps_pushdown"


def test_before_the_first_set_there_is_nothing_to_go_back_to() -> None:
    program = ARMS.replace("start: countdown", "start: voice")
    timeline = coached(program, ["30: go back", "40: ready"])
    assert "There is no set to repeat yet." in said(timeline)


class Steady(GuessedSpeech):
    """Speech and tones of one even level, so that loudness can be read off the sound."""

    def speech(self, text: str) -> Sound:
        return np.full(len(super().speech(text)), 0.1, np.float32)

    def tone(self, name: str) -> Sound:
        return np.full(len(super().tone(name)), 0.1, np.float32)


class Kept(NullSink):
    """Keeps the sound that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Sound] = []

    def _take(self, block: Sound) -> None:
        self.blocks.append(block.copy())


def decibels(phrases: list[str]) -> tuple[float, float]:
    """How loud the first set is before its sixth second and from its tenth on, against the usual loudness."""
    begun = float(events(coached(ARMS), "set_done")[0]["start_s"])
    plain = loop_of(ARMS, [f"{begun + 6}: {phrase}" for phrase in phrases])
    sink = Kept()
    loop = Loop(plain.state, sink, Steady(), LINES, WORDS, typed=plain.typed)
    sink.open(loop.mixer)
    loop.run()
    sound = np.abs(np.concatenate(sink.blocks))
    parts = [sound[int((begun + at) * RATE) : int((begun + at + 4) * RATE)] for at in (1, 10)]
    before, after = (20 * np.log10(float(np.median(part[part > 0])) / 0.1) for part in parts)
    return round(before, 1), round(after, 1)


@pytest.mark.parametrize(
    ("phrases", "after"),
    [
        (["louder"], 4.0),
        (["softer"], -4.0),
        (["louder", "louder", "louder"], 8.0),
        (["softer", "louder"], 0.0),
    ],
)
def test_louder_and_softer_change_what_sounds_from_then_on(phrases: list[str], after: float) -> None:
    assert decibels(phrases) == (0.0, after)


def test_at_the_end_of_the_scale_the_coach_says_so() -> None:
    at = rest_of(coached(ARMS))
    timeline = coached(ARMS, [f"{at + n * 3}: louder" for n in range(3)])
    assert "That is as loud as I go." in said(timeline)


def test_a_note_is_written_down_with_its_place() -> None:
    begun = float(events(coached(ARMS), "set_done")[0]["start_s"])
    loop = loop_of(ARMS, [f"{begun + 5}: take a note"])
    loop.run()
    assert isinstance(loop.diary, Diary)
    assert [note.text for note in loop.diary.notes if note.kind == "note"] == ["biceps_curl, set 1, both: take a note"]


HELP = re.compile(r"^(?:You can say|Du kannst sagen:) (.*)\.$")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("state", sorted(WORDS.states))
def test_help_names_what_is_open_in_the_state_and_nothing_else(state: str, language: str) -> None:
    words = read_commands(language)
    sentence = read_lines(language).sentence(Line(f"help_{state}"))
    found = HELP.match(sentence)
    assert found, sentence
    phrases = [phrase.strip() for phrase in re.split(r",(?: or| oder)? ", found[1])]
    assert len(phrases) >= 3
    for phrase in phrases:
        assert words.parse(phrase, words.open_in(state)) is not None, phrase
        assert phrase.lower() in words.phrases(words.open_in(state)), phrase


@pytest.mark.parametrize(
    ("at", "names"), [(30.0, "ready"), (47.0, "slower"), (75.0, "next set")], ids=["before a set", "in it", "after it"]
)
def test_help_by_voice_says_what_can_be_said_now(at: float, names: str) -> None:
    program = ARMS.replace("start: countdown", "start: voice")
    timeline = coached(program, ["40: ready", f"{at}: what can i say"])
    [told] = [e["text"] for e in events(timeline, "reply") if str(e["text"]).startswith("You can say")]
    assert names in str(told)


def test_help_while_a_weight_is_held_is_a_cry() -> None:
    for state in ("set", "hold"):
        found = WORDS.parse("help", WORDS.open_in(state))
        assert found is not None
        assert found.name == "unsure"
    found = WORDS.parse("help", WORDS.open_in("rest"))
    assert found is not None
    assert found.name == "help"
