"""The loop that a live session, a rendered file and the tests share: facts in, requests out, sound on."""

import heapq
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import sleep
from typing import Protocol

import numpy as np

from coach.audio.ends import AudioError, Sink
from coach.engine.state import Over, State, expects
from coach.engine.step import step
from coach.events import (
    Cancel,
    Ended,
    Fact,
    Heard,
    Learnt,
    Listening,
    Note,
    OutputBack,
    OutputLost,
    Place,
    Reached,
    Record,
    Request,
    Resumed,
    Said,
    Say,
    Started,
    Tone,
    Trouble,
    WakeAt,
)
from coach.language.commands import Commands
from coach.language.lines import Lines
from coach.mixer import Mixer, Sound
from coach.session.account import Account, Json
from coach.session.listener import STEP, Listener
from coach.timeline import LEAD, Timeline
from coach.units import RATE, Samples

log = logging.getLogger(__name__)

AHEAD = Samples(RATE * 4)
"""A live mixer knows what comes in the next four seconds, so that no stall of this thread is heard: not even one as
long as a voice's patience (`voice.booth.LIVE_S`)."""
LONGEST_WAIT_S = 5.0
"""Between two attempts to get a lost device back."""
HEARTBEAT = Samples(RATE)
"""How far the session has come is written down this often, so that `resume` stands at the right repetition."""
TAIL = Samples(RATE // 2)
"""Silence after the last sound."""


class Speech(Protocol):
    """Sentences and tones as sound."""

    def speech(self, text: str) -> Sound:
        """The sound of a sentence; never fails."""

    def tone(self, name: str) -> Sound:
        """The sound of a tone."""

    def lead_in(self, length: Samples) -> Sound:
        """The quiet before speech that keeps a link awake."""

    def troubles(self) -> list[str]:
        """Names of lines to be said once about voices that failed since the last call."""


class Diary(Protocol):
    """Where a session is written down."""

    @property
    def failed(self) -> str:
        """Why nothing is written down any more; empty while all is well."""

    def record(self, request: Record) -> None:
        """Write a finished set; returns when it is on disk."""

    def note(self, request: Note) -> None:
        """Write down something that is not a set."""

    def learnt(self, request: Learnt) -> None:
        """Keep, or forget, something about the athlete."""

    def fact(self, fact: Fact) -> None:
        """Write down what the engine is about to be told."""

    def reached(self, at: Samples) -> None:
        """Write down how much has been heard."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A phrase that is typed, or was given with `--at`."""

    at: Samples
    text: str


@dataclass(slots=True)
class Loop:
    """Runs one session from its first word to its last."""

    state: State
    sink: Sink
    voice: Speech
    lines: Lines
    commands: Commands
    typed: Sequence[Typed] = ()
    listener: Listener | None = None
    diary: Diary | None = None
    watch: Callable[[Json], None] = lambda _: None
    tell: Callable[[str], None] = lambda _: None
    """Takes a line for the screen that is no part of the session."""
    glance: Callable[[State, Samples], None] = lambda _state, _position: None
    """Takes where the session stands, several times a second."""
    company: Callable[[State, Samples], Sequence[Typed]] = lambda _state, _at: ()
    """Somebody who follows the session and is asked after every fact what they will say, and when."""
    keys: Callable[[], list[str]] = list
    """Lines typed by hand since the last call."""
    latency: Samples = Samples(0)  # noqa: RUF009 - an integer by another name
    """How much later the athlete hears than the sink knows: a word about a beat is judged that much earlier."""
    resumed: bool = False
    """The state is one that a broken-off session had come to."""
    hand: bool = False
    """Somebody may type while the session runs."""
    notices: list[str] = field(default_factory=list)
    """Lines to be said once, as soon as the session has begun."""
    pause: Callable[[float], None] = sleep
    """Waits for so many seconds of real time; used only while no device sounds."""
    mixer: Mixer = field(default_factory=Mixer)
    _due: list[tuple[int, int, Fact | Typed]] = field(default_factory=list)
    _order: int = 0
    _over_at: int | None = None
    _quiet: int = 0
    _told: set[str] = field(default_factory=set)
    _beat: int = 0
    _deaf: bool = False
    """The listener is gone, and the session knows it."""
    _timeline: Timeline = field(init=False)
    account: Account = field(init=False)

    def __post_init__(self) -> None:
        self._timeline = Timeline(
            self.lines.sentence,
            lambda text: Samples(len(self.voice.speech(text))),
            lambda name: Samples(len(self.voice.tone(name))),
        )
        self.account = Account(self.state.program)

    def timeline(self) -> Json:
        """What has been heard so far, in the form of `--timeline`."""
        return self.account.timeline(self.mixer.position)

    def run(self) -> Json:
        """As `play`; returns the timeline."""
        self.play()
        return self.timeline()

    def play(self) -> None:
        """Coach the session to its end.

        Raises:
            AudioError: a file could not be written.
        """
        for typed in self.typed:
            self._push(typed.at, typed)
        begin = Samples(self.mixer.position) if self.resumed else Samples(0)
        self._deliver((Resumed if self.resumed else Started)(begin, listening=self._anybody()))
        while self._over_at is None or self.mixer.position < self._over_at:
            self._advance()

    @property
    def quiet_from(self) -> int:
        """Where the last sound that is on the clock ends."""
        return max(self._timeline.busy_until, self._quiet)

    def _anybody(self) -> bool:
        ears = self.listener is not None and not self.listener.gone()
        return ears or self.hand or any(isinstance(item, Typed) for _, _, item in self._due)

    def _push(self, at: Samples, item: Fact | Typed) -> None:
        self._order += 1
        heapq.heappush(self._due, (at, self._order, item))

    def _advance(self) -> None:
        """Let the sound go on to the next thing that is due, then tell the engine."""
        position = self.mixer.position
        until = self._due[0][0] if self._due else position + STEP
        if self._over_at is not None:
            until = min(until, self._over_at)
        if self.listener is not None and not self.listener.gone() and not self.listener.live:
            until = min(until, position - position % STEP + STEP)
        until = max(until, position)
        self._hand_out(until + AHEAD if self.sink.live else until)
        reached = self.sink.advance(Samples(until)) if until > position else Samples(position)
        if self.sink.lost():
            self._bring_back()
            return
        self._account_for(reached)
        self.glance(self.state, reached)
        self._listen(reached)
        while self._due and self._due[0][0] <= reached:
            at, _, item = heapq.heappop(self._due)
            now = Samples(max(at, reached)) if self.sink.live else Samples(at)
            if isinstance(item, Typed):
                self._understand(item.text, now, now, typed=True)
                self._still_listening(now)
            else:
                self._deliver(item)
        self._keep_count(reached)

    def _keep_count(self, reached: Samples) -> None:
        """Tell the diary once a second how much has been heard."""
        if self.diary is not None and reached >= self._beat:
            self._beat = reached + HEARTBEAT
            self.diary.reached(Samples(max(0, reached - round(self.sink.latency() * RATE))))

    def _bring_back(self) -> None:
        """The device is gone: stand still, and try until there is one again; the sample clock waits meanwhile."""
        lost = self.sink.name
        self.tell(f"The sound on {lost} is gone; the session holds until there is some again.")
        self._deliver(OutputLost(Samples(self.mixer.position)))
        if self.listener is not None:
            self.listener.hold()
        wait_s = 0.5
        while True:
            try:
                self.sink.reopen()
                break
            except AudioError as error:
                log.info("no sound yet: %s", error)
                self.pause(wait_s)
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)
        if self.listener is not None:
            self.listener.release()
        self.tell(f"The sound is back on {self.sink.name}.")
        self._deliver(OutputBack(Samples(self.mixer.position), elsewhere=self.sink.name != lost))

    def _hand_out(self, until: int) -> None:
        changes = self._timeline.hand_out(until)
        if changes.cut is not None:
            self._take_back(Samples(changes.cut), cuts=True)
        if changes.forget is not None:
            self._take_back(Samples(changes.forget), cuts=False)
        for event in changes.events:
            sound = self.voice.speech(event.text) if event.spoken else self.voice.tone(event.text)
            if self.state.loudness_db:
                sound = sound * np.float32(10 ** (self.state.loudness_db / 20))
            self._play(event.text if event.spoken else "", sound, Samples(event.start))
            if event.leads_in:
                self._play("", self.voice.lead_in(LEAD), Samples(event.start - LEAD))

    def _play(self, words: str, sound: Sound, at: Samples) -> None:
        self.mixer.play(sound, at)
        if self.listener is not None and self.listener.own is not None:
            self.listener.own.say(words, sound, at)

    def _take_back(self, at: Samples, *, cuts: bool) -> None:
        self.mixer.cancel(at, cuts=cuts)
        if self.listener is not None and self.listener.own is not None:
            self.listener.own.forget(at, cuts=cuts)

    def _account_for(self, reached: Samples) -> None:
        for event in self._timeline.over_by(reached):
            self._quiet = max(self._quiet, event.end)
            self.watch(self.account.sounded(event))

    def _listen(self, reached: Samples) -> None:
        for line in self.keys():
            if not self._anybody():
                self.hand = True
                self._deliver(Listening(reached, on=True))
            self._understand(line, reached, reached, typed=True)
        listener = self.listener
        if listener is None or self._deaf:
            return
        listener.expect(expects(self.state))
        listener.advance(reached)
        # A microphone goes at any moment, in its own thread; what was heard before is still taken below.
        self._deaf = listener.gone()
        for utter in listener.take():
            self._understand(utter.text, reached, Samples(max(0, utter.ended - self.latency)))
            listener.expect(expects(self.state))
        for line in listener.troubles():
            self._deliver(Trouble(reached, line))
        if self._deaf:
            self._still_listening(reached)
            if listener.live:
                self._deliver(Trouble(reached, "ears_lost"))

    def _still_listening(self, at: Samples) -> None:
        if not self._anybody():
            self._deliver(Listening(at, on=False))

    def _understand(self, text: str, at: Samples, ended: Samples, *, typed: bool = False) -> None:
        # Nobody types by accident: what the ears do not listen for in this state is still meant.
        otherwise = self.commands.open_in("rest") if typed else None
        intent = self.commands.parse(text, self.commands.open_in(expects(self.state)), otherwise)
        if intent is None:
            self.watch(self.account.missed(at, text))
            return
        fact = Heard(at, min(ended, at), intent.name, intent.slots, text)
        self.watch(self.account.heard(fact, self._place()))
        self._deliver(fact)

    def _place(self) -> Place:
        current = self.state.current
        return Place(current.exercise, current.set, current.side) if current else Place()

    def _deliver(self, fact: Fact) -> None:
        if self.diary is not None:
            self.diary.fact(fact)
        self.state, requests = step(self.state, fact)
        for request in requests:
            self._carry_out(request, fact.at)
        for typed in self.company(self.state, fact.at):
            self._push(typed.at, typed)
        for line in self._troubles():
            self._deliver(Trouble(fact.at, line))

    def _troubles(self) -> list[str]:
        """Lines to be said once about parts that have failed since the last call."""
        lines = [*self.voice.troubles(), *self.notices]
        self.notices.clear()
        if self.diary is not None:
            news = "history_failed" if self.diary.failed else "history_back" if "history_failed" in self._told else ""
            if news and news not in self._told:
                self._told.add(news)
                lines.append(news)
        return lines

    def _carry_out(self, request: Request, now: Samples) -> None:
        match request:
            case Say() | Tone():
                self._place_sound(request, now)
            case Cancel(at=at, cuts=cuts):
                self._timeline.cancel(Samples(max(at, self.mixer.position)), cuts=cuts)
            case WakeAt(at=at, wake=wake):
                self._push(at, Reached(at, wake))
            case Record():
                if self.diary is not None:
                    self.diary.record(request)
                known = request.id in self.account.sets
                done = self.account.set_done(request)
                if not known:
                    self.watch(done)
            case Note():
                if self.diary is not None:
                    self.diary.note(request)
                self.account.noted(request)
            case Learnt():
                if self.diary is not None:
                    self.diary.learnt(request)
            case Ended():
                self._over_at = self._timeline.busy_until + TAIL

    def _place_sound(self, request: Say | Tone, now: Samples) -> None:
        earliest = Samples(max(now, self.mixer.position))
        event = self._timeline.place(request, earliest)
        if isinstance(request, Say) and request.ticket:
            end = Samples(event.end if event is not None else earliest)
            self._push(end, Said(end, request.ticket))


def finished(state: State) -> bool:
    """Whether the session came to its own end."""
    return isinstance(state.stage, Over)
