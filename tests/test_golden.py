"""Whole sessions as transcripts: a change of what the coach does shows as a diff.

Rewrite them with `python -m tests.test_golden`, and read the diff.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from coach.program.library import find_program
from coach.screen.live import event_line
from tests.coached import coached, events

FOLDER = Path(__file__).parent / "golden"
SESSIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "short_demo": ("short_demo", ()),
    "arms_left_weak": (
        "arms_feel_first",
        (
            "46: ready",
            "72: how many left",
            "160: left arm weak",
            "171: yes",
            "200: ready",
            "420: undo",
            "500: slower",
            "640: hold ten more seconds",
        ),
    ),
    "every_minute": ("every_minute", ()),
    "circuit_broken_off": (
        "bodyweight_circuit",
        ("60: pause", "75: resume", "100: skip exercise", "180: finish", "186: yes"),
    ),
    "pain": ("chest_holds", ("75: ouch", "95: resume", "150: i feel dizzy", "340: i'm fine")),
}
"""By the name of the transcript: a program, and what is said when."""


def transcript(program: str, at: tuple[str, ...]) -> str:
    """The session's events, one a line, without ticks."""
    timeline = coached(find_program(program).read_text(encoding="utf-8"), at)
    lines = [event_line(event) for event in events(timeline) if event["kind"] != "tick"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", SESSIONS)
def test_the_session_is_what_it_was(name: str) -> None:
    assert transcript(*SESSIONS[name]) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for golden, session in SESSIONS.items():
        (FOLDER / f"{golden}.txt").write_text(transcript(*session), encoding="utf-8")
