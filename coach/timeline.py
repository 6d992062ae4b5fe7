"""Puts what the session asks for on the sample clock: words on their beats, never two voices at once."""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field

from coach.events import Kind, Place, Say, Text, Tone, Words
from coach.units import RATE, Samples

GAP = Samples(RATE * 3 // 100)
"""At least 30 ms between two utterances."""

BREATH = Samples(RATE // 4)
"""A quarter of a second between sentences that follow each other."""


LEAD = Samples(RATE * 3 // 10)
"""A quiet lead-in before speech after silence: a Bluetooth link that has gone to sleep swallows first syllables."""

SILENCE = RATE
"""After a second without a sound a link may sleep; while beats are counted it does not."""


@dataclass(order=True, slots=True)
class Event:
    """Something that is heard, with its place on the clock."""

    start: int
    number: int
    """Breaks ties in the order of placing."""
    end: int = field(compare=False)
    kind: Kind = field(compare=False)
    text: str = field(compare=False)
    """What is spoken; for a tone its name."""
    place: Place = field(compare=False)
    spoken: bool = field(compare=False, default=True)
    """False for a tone."""
    beat: int | None = field(compare=False, default=None)
    """The ideal instant where the event belongs to a beat."""
    ticket: int = field(compare=False, default=0)
    reserved: int = field(compare=False, default=0)
    """No count is spoken before this sample: a cue has its phase to itself."""
    handed: bool = field(compare=False, default=False)
    """The mixer has it."""
    leads_in: bool = field(compare=False, default=False)
    """There was silence before it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the mixer has to learn, in this order."""

    cut: int | None
    """Where it falls silent; None: nowhere."""
    forget: int | None
    """What begins from here on is no longer wanted."""
    events: list[Event]
    """What it does not have yet."""


class Timeline:
    """The events to come, and those that are sounding.

    `length` gives a sentence's length in samples, `tone_length` a tone's, `sentence` the words in
    the athlete's language. Utterances on beats (`Say.beat`) keep their sample or give way to a tick;
    all others queue.
    """

    def __init__(
        self,
        sentence: Callable[[Words], str],
        length: Callable[[str], Samples],
        tone_length: Callable[[str], Samples],
    ) -> None:
        self._sentence = sentence
        self._length = length
        self._tone_length = tone_length
        self._events: list[Event] = []
        self._number = 0
        self._voice_free = 0
        """Where the queue of free utterances ends."""
        self._sounded_until = -SILENCE
        """Where the last of the events ended that are over."""
        self._changed_from: int | None = None
        self._cut_at: int | None = None

    def place(self, request: Say | Tone, now: Samples) -> Event | None:
        """Put a request on the clock, not before `now`; None where nothing of it can be heard."""
        if isinstance(request, Tone):
            at = max(request.at, now)
            beat = request.at if request.name == "tick" and at == request.at else None
            end = at + self._tone_length(request.name)
            return self._add(at, end, request.kind, request.name, request, spoken=False, beat=beat)
        if request.beat:
            return self._on_beat(request, now)
        return self._when_free(request, now)

    def _on_beat(self, request: Say, now: Samples) -> Event | None:
        """The first choice that fits between its beat and `until`, untouched by other voices; else a tick."""
        if request.at < now:
            return None
        for words in request.choices:
            text = self._sentence(words)
            end = request.at + self._length(text)
            fits = request.until is None or end + GAP <= request.until
            if fits and not self._speaking(request.at, end + GAP):
                event = self._add(request.at, end, request.kind, text, request, beat=request.at)
                event.reserved = request.until or 0 if request.kind is Kind.CUE else 0
                return event
        if request.kind is Kind.CUE or request.kind is Kind.REHEARSE:
            return None
        return self._tick(request)

    def _tick(self, request: Say) -> Event:
        end = request.at + self._tone_length("tick")
        tick = Tone("tick", request.at, place=request.place)
        return self._add(request.at, end, Kind.TICK, "tick", tick, spoken=False, beat=request.at)

    def _when_free(self, request: Say, now: Samples) -> Event | None:
        start = max(request.at, now, self._voice_free)
        if request.kind is not Kind.SAFETY and self._silent_before(start):
            start = max(start, now + LEAD)
        for event in self._events:
            # Words that have begun by then are let finish; a sentence that is queued, whenever it begins.
            begun = event.start < start or (event.start == start and event.start <= now)
            if event.spoken and event.end + GAP > start and (begun or event.beat is None):
                start = event.end + GAP
        for words in request.choices:
            text = self._sentence(words)
            end = start + self._length(text)
            if isinstance(words, Text) and words.over is not None and end + GAP <= start + words.over:
                return None
            if request.until is None or end <= request.until:
                self._voice_free = end + BREATH
                self._give_way(start, end)
                return self._add(start, end, request.kind, text, request, ticket=request.ticket)
        return None

    def _give_way(self, start: int, end: int) -> None:
        """Counts and cues that would sound below an answer become ticks."""
        for event in [e for e in self._events if e.spoken and e.beat is not None]:
            if start <= event.start < end + GAP:
                event.spoken, event.kind, event.text = False, Kind.TICK, "tick"
                event.end = event.start + self._tone_length("tick")
                self._changed(start)

    def _speaking(self, start: int, end: int) -> bool:
        return any(
            event.spoken and event.start < end and (start < event.end + GAP or start < event.reserved)
            for event in self._events
        )

    def _silent_before(self, start: int) -> bool:
        before = max((event.end for event in self._events if event.start < start), default=self._sounded_until)
        return start - max(before, self._sounded_until) >= SILENCE

    def _add(
        self,
        start: int,
        end: int,
        kind: Kind,
        text: str,
        request: Say | Tone,
        *,
        spoken: bool = True,
        beat: int | None = None,
        ticket: int = 0,
    ) -> Event:
        self._number += 1
        event = Event(start, self._number, end, kind, text, request.place, spoken, beat, ticket)
        insort(self._events, event)
        return event

    def _changed(self, at: int) -> None:
        self._changed_from = at if self._changed_from is None else min(self._changed_from, at)

    def cancel(self, at: Samples, *, cuts: bool = True) -> None:
        """Nothing begins from `at` on; with `cuts`, what sounds there ends there."""
        self._events = [event for event in self._events if event.start < at]
        if cuts:
            for event in self._events:
                event.end = min(event.end, at)
                if event.end == at:
                    event.ticket = 0
            self._cut_at = at if self._cut_at is None else min(self._cut_at, at)
        self._voice_free = min(self._voice_free, at)
        self._changed(at)

    def hand_out(self, until: int) -> Changes:
        """What the mixer has to learn so that it is right up to `until`."""
        forget, self._changed_from = self._changed_from, None
        cut, self._cut_at = self._cut_at, None
        if forget is not None:
            for event in self._events:
                event.handed = event.handed and event.start < forget
        fresh = [event for event in self._events if event.start - LEAD < until and not event.handed]
        for event in fresh:
            event.handed, event.leads_in = True, event.spoken and self._silent_before(event.start)
        return Changes(cut, forget, fresh)

    def over_by(self, at: int) -> list[Event]:
        """Take out the events that have ended by `at`, in order of their beginning."""
        over = [event for event in self._events if event.end <= at]
        if over:
            self._sounded_until = max(self._sounded_until, *(event.end for event in over))
            self._events = [event for event in self._events if event.end > at]
        return over

    @property
    def busy_until(self) -> int:
        """Where the last event ends; 0 for none."""
        return max((event.end for event in self._events), default=0)
