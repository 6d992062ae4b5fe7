"""The account of a session: every event that was heard, as the timeline JSON that checks and pictures read."""

import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, TypeAlias

from coach.events import Heard, Kind, Note, Place, Record
from coach.session.packed import Packed
from coach.timeline import Event
from coach.units import RATE, Samples, to_seconds

Json: TypeAlias = dict[str, object]


def _seconds(sample: int) -> float:
    return round(to_seconds(sample), 6)


def begins(event: Mapping[str, Any]) -> Samples:
    """The sample at which an event of the timeline begins."""
    return Samples(event["sample"])


def _place(place: Place) -> Json:
    return {
        "exercise": place.exercise or None,
        "set": place.set or None,
        "side": place.side.value,
        "rep": place.rep or None,
        "phase": place.phase.value if place.phase else None,
    }


def event_json(event: Event) -> Json:
    """One event of the timeline as DESIGN 7 fixes it; `spoken` tells words from tones."""
    made: Json = {
        "start_s": _seconds(event.start),
        "end_s": _seconds(event.end),
        "sample": event.start,
        "kind": event.kind.value,
        "text": event.text,
        "spoken": event.spoken,
        **_place(event.place),
    }
    if event.beat is not None:
        made["beat_s"] = _seconds(event.beat)
    return made


@dataclass(slots=True)
class Account:
    """Collects what happened, in the order in which it is told."""

    program: str
    notes: list[Json] = field(default_factory=list)
    sets: dict[int, Json] = field(default_factory=dict)
    """The finished sets by the numbers of their records."""
    _others: Packed = field(default_factory=Packed)
    """All other events: an hour has thousands."""
    _begins: "array[int]" = field(default_factory=lambda: array("q"))
    """Where each of them begins."""

    def events(self) -> Iterator[Json]:
        """Everything so far in order of beginning, made anew one by one: eight hours of them are 20 MB."""
        others = sorted(range(len(self._begins)), key=self._begins.__getitem__)
        sets = sorted(self.sets.values(), key=begins)
        return merge((json.loads(self._others[number]) for number in others), sets, key=begins)

    def _keep(self, made: Json) -> None:
        self._begins.append(begins(made))
        self._others.add(json.dumps(made).encode())

    def sounded(self, event: Event) -> Json:
        """An event that has been heard to its end."""
        made = event_json(event)
        self._keep(made)
        return made

    def heard(self, fact: Heard, place: Place) -> Json:
        """A command that was understood; its instant is when the words ended."""
        made: Json = {
            "start_s": _seconds(fact.ended),
            "end_s": _seconds(fact.at),
            "sample": int(fact.ended),
            "kind": Kind.HEARD.value,
            "text": fact.text,
            **_place(place),
            "intent": fact.intent,
            "slots": dict(fact.slots),
        }
        self._keep(made)
        return made

    def missed(self, at: int, text: str) -> Json:
        """Words that fit no command that is open now."""
        made: Json = {
            "start_s": _seconds(at),
            "end_s": _seconds(at),
            "sample": at,
            "kind": Kind.HEARD.value,
            "text": text,
            **_place(Place()),
            "intent": None,
            "slots": {},
        }
        self._keep(made)
        return made

    def set_done(self, request: Record) -> Json:
        """A finished set; a second record of the same number only fills in what was learnt since."""
        record = request.set
        made = self.sets.setdefault(request.id, {})
        made.update(
            {
                "start_s": _seconds(record.start),
                "end_s": _seconds(record.end),
                "sample": int(record.start),
                "kind": Kind.SET_DONE.value,
                "text": record.name,
                "exercise": record.exercise,
                "set": record.set,
                "side": record.side.value,
                "rep": None,
                "phase": None,
                "reps": record.reps,
                "target_reps": record.target_reps,
                "load": record.load or None,
                "held_s": round(record.held_s, 3),
                "tension_s": round(record.tension_s, 3),
                "feel": record.feel,
                "completed": record.completed,
                "rir": record.rir,
                "role": record.role.value,
            }
        )
        return made

    def noted(self, note: Note) -> None:
        """A change, a safety word, the end."""
        self.notes.append({"at_s": _seconds(note.at), "kind": note.kind, "text": note.text})

    def timeline(self, duration: int) -> Json:
        """The whole session, ordered by beginning."""
        return {**self._head(duration), "events": list(self.events()), "notes": self.notes}

    def written(self, duration: int, **more: object) -> Iterator[str]:
        """The same as pieces of a JSON text, one line an event, with `more` at its end; at no time all of it."""
        yield json.dumps(self._head(duration), ensure_ascii=False)[:-1] + ', "events": ['
        parted = "\n"
        for event in self.events():
            yield parted + json.dumps(event, ensure_ascii=False)
            parted = ",\n"
        yield "\n], " + json.dumps({"notes": self.notes, **more}, ensure_ascii=False)[1:] + "\n"

    def _head(self, duration: int) -> Json:
        return {"program": self.program, "sample_rate": RATE, "duration_s": _seconds(duration)}
