"""Every outer port of a session fails in every state: it is told once, no set is lost, and the end is heard.

The loop is the product's, with its studio, diary and listener; the ports are wrapped, and time is the sample clock.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from coach.audio.ends import DeviceError
from coach.audio.files import NullSink
from coach.ears.errors import EarsError
from coach.ears.utterance import RATE as EARS_RATE
from coach.ears.utterance import Utterance
from coach.ears.watched import Watched
from coach.engine.state import Asking, Closing, Paused, Question, Resting, State, Waiting, Working
from coach.events import Line, Record
from coach.history.clock import wall_clock
from coach.history.errors import HistoryError
from coach.history.store import Store
from coach.mixer import Sound
from coach.program.load import parse_program
from coach.session.diary import StoreDiary
from coach.session.foresee import GuessedSpeech
from coach.session.knowing import asking_about_care
from coach.session.listener import Listener
from coach.session.loop import Loop, Speech, finished
from coach.session.reading import first_state, scripts_for
from coach.session.speech import StudioSpeech
from coach.units import RATE, Samples
from coach.voice.studio import Studio
from tests.coached import COMMANDS, LIBRARY, LINES, said
from tests.test_voice_studio import Whistle

PROGRAM = """
program: Faults
defaults: {tempo: 1-0-1-0, rest: 12s, start: voice, ask_feel: each exercise, side_rest: 5s}
steps:
  - {exercise: biceps_curl, sets: 2, reps: 3, focus: none}
  - {hold: plank, sets: 1, for: 5s, focus: none}
"""
PLANNED = {("biceps_curl", 1), ("biceps_curl", 2), ("plank", 1)}
STEP = RATE // 4
NOISE = np.full(9_600, np.nan, np.float32)
HISS = np.array([-40, -1, -90, -20], np.int16)
PHRASES = ("", "ready", "four", "left arm weak", "yes", "no", "pause", "resume")

STATES: dict[str, Callable[[State, int], bool]] = {
    "opening question": lambda state, _: asked(state, Question.CARE),
    "ready": lambda state, _: isinstance(state.stage, Waiting),
    "countdown": lambda state, at: isinstance(state.stage, Working) and at < state.stage.origin,
    "repetition": lambda state, at: isinstance(state.stage, Working) and at > state.stage.origin + 3 * RATE,
    "hold": lambda state, at: (
        isinstance(state.stage, Working)
        and state.current is not None
        and state.current.exercise == "plank"
        and at > state.stage.origin + RATE
    ),
    "rest": lambda state, _: isinstance(state.stage, Resting),
    "confirm question": lambda state, _: asked(state, Question.LONG_STANDING),
    "pause": lambda state, _: isinstance(state.stage, Paused) and not state.stage.lost,
    "feel question": lambda state, _: asked(state, Question.FEEL),
    "end": lambda state, _: isinstance(state.stage, Closing),
}


def asked(state: State, question: Question) -> bool:
    return isinstance(state.stage, Asking) and state.stage.question is question


class Earbuds(NullSink):
    """Time passes in pieces, and the sound may go."""

    live = True
    name = "earbuds"
    gone = False
    refusals = 0
    back_on = "earbuds"

    def advance(self, until: Samples) -> Samples:
        return super().advance(Samples(min(until, self._mixer.position + STEP)))

    def lost(self) -> bool:
        return self.gone

    def reopen(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise DeviceError("no device yet")
        self.gone, self.name = False, self.back_on


class Mouth:
    """An athlete at a microphone: a word is a block that holds its number."""

    live = True
    ended = False
    name = "mic"

    def __init__(self, loop: Callable[[], Loop]) -> None:
        self._loop = loop
        self._stage: object = None
        self._since = 0
        self._read = 0
        self._own = [("rest", "left arm weak"), ("rest", "pause")]
        self.happens: Callable[[], None] = lambda: None
        self.gone = False
        self.returns = False
        self.backlog = 0

    def open(self) -> None:
        if self.gone and not self.returns:
            raise DeviceError("no such microphone")
        self.gone = False

    def read(self, until: Samples) -> npt.NDArray[np.int16]:
        self.happens()
        block = np.resize(HISS, max(0, until * EARS_RATE // RATE - self._read) + self.backlog)
        self.backlog = 0
        self._read += len(block)
        if self.gone:
            return block[:0]
        if len(block):
            block[-1] = PHRASES.index(self._word(until))
        return block

    def _word(self, now: int) -> str:
        stage = self._loop().state.stage
        if stage is not self._stage:
            self._stage, self._since = stage, now
        if now - max(self._since, self._loop().quiet_from) < RATE:
            return ""
        self._since = now + 4 * RATE
        match stage:
            case Waiting():
                return "ready"
            case Asking(question=question):
                return {Question.FEEL: "four", Question.LONG_STANDING: "yes"}.get(question, "no")
            case Resting() if self._own:
                return self._own.pop(0)[1]
            case Paused(lost=False):
                return "resume"
            case _:
                return ""

    def captured_at(self, sample: int) -> Samples:
        return Samples(sample * RATE // EARS_RATE)

    def lost(self) -> bool:
        return self.gone

    def close(self) -> None:
        pass


class Ears:
    """Understands the numbers."""

    def __init__(self, name: str = "vosk") -> None:
        self.id = name
        self.happens: Callable[[], None] = lambda: None
        self._fed = 0

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        pass

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(phrases[:0])

    def disregard(self) -> None:
        pass

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        self.happens()
        self._fed += len(block)
        word = PHRASES[int(block.max(initial=0))]
        return [Utterance(word, self._fed - 800, self._fed, self._fed, 1.0, accepted=True)] if word else []

    def finish(self) -> list[Utterance]:
        return []

    def close(self) -> None:
        pass


class Paper(Store):
    """A history that may refuse."""

    refusals = 0

    def _refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise HistoryError("database or disk is full")

    def record(self, session: int, request: Record) -> None:
        self._refuse()
        super().record(session, request)

    def fact(self, *arguments: Any) -> None:
        self._refuse()
        super().fact(*arguments)

    def reached(self, *arguments: Any) -> None:
        self._refuse()
        super().reached(*arguments)


class Voice(Whistle):
    """An engine to which something may happen; short, so that the studio has little to do."""

    happens: Callable[[], Sound | None] = staticmethod(lambda: None)

    def render(self, text: str) -> tuple[Sound, int]:
        found = self.happens()
        sound, rate = super().render(text[:12])
        return (sound if found is None else found), rate


@dataclass
class Session:
    """One session with all its ports."""

    folder: Path
    speaks: bool
    sink: Earbuds = field(default_factory=Earbuds)
    voice: Voice = field(default_factory=Voice)
    now: Callable[[], datetime] = wall_clock

    def __post_init__(self) -> None:
        program = parse_program(PROGRAM, "faults.yaml", LIBRARY)
        state = asking_about_care(first_state(program, scripts_for(program, LIBRARY), 0))
        self.mouth, self.ears = Mouth(lambda: self.loop), Ears()
        self.store = Paper.open(self.folder / "history.db")
        number = self.store.begin("Faults", "faults.yaml", 0, at=wall_clock(), text_hash="x")
        self.studio = Studio([self.voice, Voice("spare")], self.folder / "clips")
        speech: Speech = StudioSpeech(self.studio) if self.speaks else GuessedSpeech()
        self.loop = Loop(
            state,
            self.sink,
            speech,
            LINES,
            COMMANDS,
            diary=StoreDiary(self.store, number, clock=lambda: self.now()),
            pause=lambda _seconds: None,
        )
        self.spares: list[Callable[[], Ears]] = [Ears, partial(Ears, "phones")]
        watched = Watched(self.ears, [self._spare] * 2, lambda line: self.listener.warn(line))
        self.listener = Listener(self.mouth, watched, COMMANDS)
        self.loop.listener = self.listener
        self.sink.open(self.loop.mixer)

    def _spare(self) -> Ears:
        if not self.spares:
            raise EarsError("no model")
        return self.spares.pop(0)()

    def run(self, states: Sequence[str], fault: Callable[["Session"], None]) -> str:
        """Everything that was said, with the fault struck in each of `states` as soon as the session is there."""
        left = list(states)

        def glance(now: State, at: Samples) -> None:
            if there := [state for state in left if STATES[state](now, at)]:
                left.remove(there[0])
                fault(self)

        self.loop.glance = glance
        timeline = self.loop.run()
        assert not left
        assert finished(self.loop.state)
        assert isinstance(self.loop.diary, StoreDiary)
        self.loop.diary.end(self.loop.state.how)
        return said(timeline)

    def kept(self) -> list[tuple[str, int, str]]:
        """The sets in the history."""
        return [(row.exercise, row.set, row.side.value) for row in self.store.sets(1)]

    def close(self) -> None:
        self.studio.close()
        self.listener.close()
        self.store.close()


def raises(error: BaseException) -> Callable[[], Any]:
    def throw() -> Any:
        raise error

    return throw


def vanishes(session: Session, refusals: int, back_on: str) -> None:
    session.sink.gone, session.sink.refusals, session.sink.back_on = True, refusals, back_on


def deaf(session: Session, *, returns: bool) -> None:
    session.mouth.gone, session.mouth.returns = True, returns


def dies_for_good(session: Session) -> None:
    session.spares.clear()
    session.ears.happens = raises(RuntimeError("the decoder broke"))


def spoil(session: Session) -> None:
    for clip in (session.folder / "clips").glob("*.clip"):
        clip.write_bytes(b"INNCLIP1 spoilt")


def take_away(session: Session) -> None:
    shutil.rmtree(session.folder / "clips", ignore_errors=True)
    (session.folder / "clips").write_text("a file where the folder was")


def year(session: Session, number: int) -> None:
    session.now = lambda: datetime(number, 1, 1, tzinfo=UTC)


FOR_GOOD: dict[str, tuple[Callable[[Session], None], str]] = {
    "microphone vanishes": (lambda s: deaf(s, returns=False), "ears_lost"),
    "microphone comes back": (lambda s: deaf(s, returns=True), ""),
    "recogniser dies": (lambda s: setattr(s.ears, "happens", raises(RuntimeError("broke"))), "ears_restarted"),
    "no recogniser is left": (dies_for_good, "ears_lost"),
    "voice dies": (lambda s: setattr(s.voice, "happens", raises(RuntimeError("broke"))), "natural_voice_failed"),
}
"""What a session has only one of: in each state a session of its own."""
OTHERWISE: dict[str, tuple[Callable[[Session], None], str, str]] = {
    "microphone breaks": (lambda s: setattr(s.mouth, "happens", raises(DeviceError("gone"))), "ears_lost", "rest"),
    "its driver throws": (lambda s: setattr(s.mouth, "happens", raises(OSError("?"))), "ears_lost", "repetition"),
    "recogniser leaves": (lambda s: setattr(s.ears, "happens", raises(SystemExit())), "ears_restarted", "ready"),
    "voice leaves": (lambda s: setattr(s.voice, "happens", raises(SystemExit())), "natural_voice_failed", "ready"),
    "voice gives noise": (lambda s: setattr(s.voice, "happens", lambda: NOISE), "natural_voice_failed", "rest"),
}
"""Other ways to the same failures."""
AGAIN: dict[str, tuple[Callable[[Session], None], str]] = {
    "output vanishes": (lambda s: vanishes(s, 0, "earbuds"), "output_back"),
    "output opens late": (lambda s: vanishes(s, 7, "earbuds"), "output_back"),
    "output comes back elsewhere": (
        lambda s: vanishes(s, 2, "speaker" if s.sink.name == "earbuds" else "earbuds"),
        "output_elsewhere",
    ),
    "recogniser falls behind": (lambda s: setattr(s.mouth, "backlog", 6 * EARS_RATE), "ears_behind"),
    "history refuses": (lambda s: setattr(s.store, "refusals", 2), "history_failed"),
    "clock falls back": (lambda s: year(s, 2001), ""),
    "clock leaps": (lambda s: year(s, 2100), ""),
    "clips are damaged": (spoil, ""),
    "clips cannot be written": (take_away, ""),
}
"""What passes: one session is struck in every state."""
TROUBLES = [
    *("output_back", "output_elsewhere", "ears_lost", "ears_restarted", "recogniser_changed", "ears_behind"),
    *("history_failed", "natural_voice_failed", "no_voice", "mic_silent"),
]


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Callable[[str], Session]]:
    """Makes the session for a fault; the studio is only there where it matters, for it takes most of the time."""
    made: list[Session] = []

    def begin(fault: str) -> Session:
        made.append(Session(tmp_path, speaks=fault.startswith(("voice", "clips"))))
        return made[-1]

    yield begin
    for session in made:
        session.close()


def holds(session: Session, words: str, told: dict[str, int]) -> None:
    """The property: told so often, every set kept and none doubled."""
    assert {name: words.count(LINES.sentence(Line(name))) for name in TROUBLES} == {
        **dict.fromkeys(TROUBLES, 0),
        **told,
    }
    kept = session.kept()
    assert len(kept) == len(set(kept)) == len(session.loop.account.sets)
    if session.loop.state.how == "done":
        assert {row[:2] for row in kept} >= PLANNED


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("fault", FOR_GOOD)
def test_a_port_fails_for_good(begun: Callable[[str], Session], fault: str, state: str) -> None:
    strike, line = FOR_GOOD[fault]
    session = begun(fault)
    words = session.run([state], strike)
    # Nobody can end a pause that is not heard any more: the session closes, and can be resumed.
    assert session.loop.state.how == ("unheard" if (line, state) == ("ears_lost", "pause") else "done")
    # At the end every sentence has been rendered: the voice is not asked any more.
    holds(session, words, {line: 1} if line and (fault, state) != ("voice dies", "end") else {})


@pytest.mark.parametrize("fault", OTHERWISE)
def test_a_port_fails_in_another_way(begun: Callable[[str], Session], fault: str) -> None:
    strike, line, state = OTHERWISE[fault]
    session = begun(fault)
    holds(session, session.run([state], strike), {line: 1})
    assert session.loop.state.how == "done"


@pytest.mark.parametrize("fault", AGAIN)
def test_a_port_fails_again_and_again(begun: Callable[[str], Session], fault: str) -> None:
    strike, line = AGAIN[fault]
    session = begun(fault)
    words = session.run(list(STATES), strike)
    times = words.count(LINES.sentence(Line(line))) if line.startswith("output") else 1
    assert times in (1, len(STATES) - 1, len(STATES))
    holds(session, words, {line: times} if line else {})
    assert session.loop.state.how == "done"
