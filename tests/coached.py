"""Whole sessions in tests: a program and timed phrases in, the timeline out. Speech has guessed lengths."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from coach.audio.files import NullSink
from coach.events import Fact, Learnt, Note, Record
from coach.language.files import read_commands, read_lines
from coach.program.library import Library
from coach.program.load import parse_program
from coach.session.account import Json
from coach.session.foresee import GuessedSpeech
from coach.session.loop import Loop
from coach.session.reading import first_state, scripts_for
from coach.session.wishes import timed
from coach.units import Samples

COMMANDS = read_commands()
LINES = read_lines()
LIBRARY = Library.standard()

ARMS = """
program: Test arms
defaults: {rest: 45s, start: countdown, tempo: 2-1-1-1}
steps:
  - exercise: biceps_curl
    sets: 2
    reps: 4
    load: 8 kg
  - exercise: triceps_pushdown
    sets: 1
    reps: 3
  - hold: plank
    sets: 1
    for: 15s
"""
"""Two arm exercises and a plank."""


class Diary:
    """Remembers what a session wrote down."""

    failed = ""

    def __init__(self) -> None:
        self.records: dict[int, Record] = {}
        self.notes: list[Note] = []
        self.facts: list[Fact] = []
        self.learned: list[Learnt] = []
        self.heard = Samples(0)

    def record(self, request: Record) -> None:
        self.records[request.id] = request

    def note(self, request: Note) -> None:
        self.notes.append(request)

    def learnt(self, request: Learnt) -> None:
        self.learned.append(request)

    def fact(self, fact: Fact) -> None:
        self.facts.append(fact)

    def reached(self, at: Samples) -> None:
        self.heard = at


def loop_of(program: str, at: Sequence[str] = (), seed: int = 0) -> Loop:
    """The loop of a session into nothing, ready to run."""
    read = parse_program(program, "test.yaml", LIBRARY)
    state = first_state(read, scripts_for(read, LIBRARY), seed)
    sink = NullSink()
    loop = Loop(state, sink, GuessedSpeech(), LINES, COMMANDS, typed=timed(at), diary=Diary())
    sink.open(loop.mixer)
    return loop


def coached(program: str, at: Sequence[str] = (), seed: int = 0) -> Json:
    """The timeline of the whole session."""
    return loop_of(program, at, seed).run()


Event: TypeAlias = dict[str, Any]
"""An event of the timeline; Any, as what JSON holds is compared and added in tests."""


def events(timeline: Json, *kinds: str) -> list[Event]:
    """Its events, or those of some kinds, in order."""
    found = timeline["events"]
    assert isinstance(found, list)
    return [event for event in found if not kinds or event["kind"] in kinds]


def asks(timeline: Json) -> list[Event]:
    """The questions that were asked, but for the one of every session: any pain today?"""
    return [event for event in events(timeline, "ask") if not str(event["text"]).startswith("Any pain")]


def sets(timeline: Json) -> list[tuple[object, ...]]:
    """(exercise, set, side, reps) of every finished set."""
    return [(e["exercise"], e["set"], e["side"], e["reps"]) for e in events(timeline, "set_done")]


def said(timeline: Json) -> str:
    """All words, one utterance a line."""
    return "\n".join(str(e["text"]) for e in events(timeline) if e.get("spoken"))
