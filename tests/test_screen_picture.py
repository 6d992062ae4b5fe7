"""The pictures of a session: complete, well-formed, harmless, whatever the timeline holds."""

import math
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.screen.picture import timeline_svg
from coach.screen.svg import shortened
from coach.screen.zoom import zoom

Json = dict[str, Any]
WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TEMPO = (("concentric", "up", 2), ("squeeze", "squeeze", 1), ("eccentric", "down", 3), ("stretch", "long", 1))
CUES = ("Draw the forearm with the biceps alone.", "Let it lengthen.", "Soft grip, long wrist.")


class Session:
    """Writes the timeline of a made-up session, second by second."""

    def __init__(self) -> None:
        self.at = 0.0
        self.events: list[Json] = []

    def say(self, kind: str, text: str, seconds: float, **place: Any) -> None:
        self.event(kind, text, self.at, self.at + seconds, **place)
        self.at += seconds

    def event(self, kind: str, text: str, start: float, end: float, **more: Any) -> None:
        place = {"exercise": None, "set": None, "side": "both", "rep": None, "phase": None}
        self.events.append(
            {
                "start_s": start,
                "end_s": end,
                "sample": round(start * 48_000),
                "kind": kind,
                "text": text,
                **place,
                **more,
            }
        )

    def heard(self, text: str, intent: str | None, at: float) -> None:
        self.event("heard", text, at, at, intent=intent, slots={})

    def reps(self, exercise: str, name: str, number: int, side: str, reps: int, target: int, load: str) -> None:
        start = self.at
        where: Json = {"exercise": exercise, "set": number, "side": side}
        for rep in range(1, reps + 1):
            for phase, word, beats in TEMPO:
                for beat in range(beats):
                    place = {**where, "rep": rep, "phase": phase, "beat_s": self.at}
                    cue = phase == "eccentric" and rep % 3 == 0
                    if cue and beat == 0:
                        self.event("cue", CUES[rep // 3 % 3], self.at, self.at + 2.2, **place)
                    elif cue:
                        self.event("tick", "tick", self.at, self.at + 0.03, **place)
                    else:
                        text = word if beat == 0 else WORDS[beat]
                        self.event("count", text, self.at, self.at + 0.42, **place)
                    self.at += 1
        for left in (3, 2, 1):
            place = {**where, "rep": reps, "phase": "squeeze", "beat_s": self.at}
            self.event("hold", WORDS[left - 1], self.at, self.at + 0.4, **place)
            self.at += 1
        done = {"reps": reps, "target_reps": target, "load": load, "held_s": 3.0, "tension_s": reps * 7.0, "feel": 3}
        self.event("set_done", name, start, self.at, **where, **done)

    def hold(self, exercise: str, name: str, number: int, seconds: int) -> None:
        start = self.at
        where: Json = {"exercise": exercise, "set": number, "side": "both"}
        for left in range(seconds, 0, -1):
            if left % 10 == 0 or left <= 5:
                self.event("hold", str(left), self.at, self.at + 0.4, **where, rep=1, phase="squeeze", beat_s=self.at)
            self.at += 1
        done = {"reps": 0, "target_reps": 0, "load": None, "held_s": float(seconds), "tension_s": 30.0, "feel": None}
        self.event("set_done", name, start, self.at, **where, **done)

    def rest(self, seconds: float) -> None:
        end = self.at + seconds
        self.say("ask", "How well did you feel it, one to five?", 2)
        self.at += seconds / 2 - 2
        self.say("rest", "Half way.", 0.8)
        self.at = end - 10
        self.say("rest", "Ten seconds.", 1)
        self.at = end - 6
        self.say("ready", "Ready?", 0.6)
        self.heard("ready", "ready", self.at + 1)
        self.at = end


def arms() -> Json:
    session = Session()
    session.say("announce", "Arms, feel first. Two light sets that you feel, then holds.", 5)
    session.say("rehearse", "I feel the biceps gather under the skin.", 12)
    for number in (1, 2, 3):
        session.say("announce", f"Biceps curl, set {number} of 3.", 3)
        session.reps("biceps_curl", "Biceps curl", number, "both", 10, 10, "8 kg")
        if number == 3:
            session.heard("left arm weak", "weak", session.at + 14)
            session.heard("yes", "yes", session.at + 22)
            session.event("reply", "Left first, right matches, one extra left set.", session.at + 23, session.at + 27)
        session.rest(75)
    for number, reps in ((1, 8), (2, 9), (3, 8)):
        for side in ("left", "right"):
            session.say("announce", f"Hammer curl, {side}.", 2)
            session.reps("hammer_curl", "Single-arm hammer curl", number, side, reps, 10, "6 kg")
            session.at += 15
        session.heard("more rest thirty seconds" if number == 2 else "how many left", "more_rest", session.at + 10)
        session.rest(60)
    session.say("announce", "Hammer curl, left.", 2)
    session.reps("hammer_curl", "Single-arm hammer curl", 4, "left", 7, 10, "6 kg")
    session.heard("is anybody using this bench", None, session.at + 20)
    session.rest(75)
    for number in (1, 2):
        session.say("announce", "Plank, thirty seconds.", 2)
        session.hold("plank", "Plank", number, 30)
        session.rest(45)
    session.say("announce", "Done. Twelve sets, the left arm had one more.", 5)
    return {"program": "Arms, feel first", "sample_rate": 48_000, "duration_s": session.at, "events": session.events}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own picture


def texts(svg: str) -> list[str]:
    return [[*element.itertext()][-1] for element in parsed(svg).iter() if element.tag.endswith("}text")]


def test_a_session_shows_its_exercises_sides_reps_and_commands() -> None:
    svg = timeline_svg(arms())
    shown = texts(svg)
    assert 'width="1200"' in svg
    for words in ("Arms, feel first", "Biceps curl", "Plank", "8 kg", "10", "L 8/10", "R 9/10", "30s", "1m17s", "22"):
        assert words in shown, words
    for words in ("left arm weak", "more rest thirty seconds", "is anybody using this bench"):
        assert words in shown, words
    assert "12 sets" in " ".join(shown)
    assert "14 commands understood" in " ".join(shown)


def test_a_set_from_near_shows_every_word_on_its_beat_and_nothing_of_other_sets() -> None:
    timeline = arms()
    done = next(event for event in timeline["events"] if event["kind"] == "set_done" and event["side"] == "left")
    svg = zoom(timeline, done["start_s"] - 2, done["end_s"] + 1)
    shown = texts(svg)
    inside = [event for event in timeline["events"] if done["start_s"] <= event["start_s"] < done["end_s"]]
    counted = [event["text"] for event in inside if event["kind"] in ("count", "hold")]
    assert [text for text in shown if text in {*WORDS, "up", "down", "long"}] == [
        text for text in counted if text != "squeeze"
    ]
    assert "Single-arm hammer curl, set 1, left, 6 kg" in shown
    assert "Let it lengthen." in shown
    assert "left arm weak" not in shown


EVIL = '</text><script>alert("1")</script> & \x1b[2J\x00\u202e " onload=\'x'


@pytest.mark.parametrize("draw", [timeline_svg, lambda timeline: zoom(timeline, 0, 30)])
def test_no_text_can_become_markup(draw: Callable[[Json], str]) -> None:
    session = Session()
    session.heard(EVIL, EVIL, 3)
    session.reps(EVIL, EVIL, 1, EVIL, 3, 10, EVIL)
    session.events.append({"start_s": 1, "end_s": 2, "kind": "cue", "text": EVIL})
    svg = draw({"program": EVIL, "duration_s": session.at, "events": session.events})
    tree = parsed(svg)
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= {
        "svg",
        "title",
        "defs",
        "pattern",
        "rect",
        "line",
        "circle",
        "text",
    }
    assert all(not name.startswith("on") for element in tree.iter() for name in element.attrib)
    assert "&lt;script&gt;" in svg
    assert not any(ord(char) < 0x20 and char != "\n" for char in svg)


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = ("start_s", "end_s", "kind", "text", "set", "side", "rep", "phase", "beat_s", "reps", "held_s", "intent")
KINDS = st.sampled_from(["set_done", "count", "hold", "cue", "heard", "rest", "tick"])
EVENT = st.fixed_dictionaries({"kind": KINDS | ANYTHING}, optional=dict.fromkeys(KEYS[:2] + KEYS[3:], ANYTHING))


@given(st.fixed_dictionaries({}, optional={"program": ANYTHING, "duration_s": ANYTHING, "events": st.lists(EVENT)}))
@settings(max_examples=150, deadline=None)
def test_any_timeline_becomes_a_finite_well_formed_picture(timeline: Json) -> None:
    for svg in (timeline_svg(timeline), zoom(timeline, 0.0, 45.0)):
        root = parsed(svg)
        numbers = [element.get(name) for element in root.iter() for name in ("x", "y", "width", "height", "x1", "x2")]
        assert all(math.isfinite(float(number)) for number in numbers if number is not None)
        assert len(svg) < 400_000


def test_an_empty_stretch_has_no_picture() -> None:
    with pytest.raises(ValueError, match="nothing lies between"):
        zoom(arms(), 10, 10)


@pytest.mark.parametrize(
    ("text", "room", "shown"), [("Plank", 100, "Plank"), ("Plank" * 9, 40, "Plank…"), ("No", 3, "")]
)
def test_words_that_do_not_fit_are_cut(text: str, room: float, shown: str) -> None:
    assert shortened(text, 11, room) == shown
