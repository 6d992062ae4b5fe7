"""One session's pages in the history; a history that fails never stops a session."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from coach.events import Fact, Learnt, Note, Record
from coach.history.clock import wall_clock
from coach.history.errors import HistoryError
from coach.history.rows import Ending
from coach.history.store import Store
from coach.units import Samples

_ENDINGS = {"done": Ending.DONE, "finished": Ending.FINISHED, "safety": Ending.SAFETY}

log = logging.getLogger(__name__)


@dataclass(slots=True)
class StoreDiary:
    """Writes into an open store.

    What cannot be written is kept in memory, in order, and tried again with every finished set and at the
    end; meanwhile `failed` says why.
    """

    store: Store
    session: int
    failed: str = ""
    clock: Callable[[], datetime] = wall_clock
    """When it is."""
    facts: int = 0
    """How many facts there are."""
    _unwritten: deque[Callable[[], None]] = field(default_factory=deque)

    def record(self, request: Record) -> None:
        """Write a finished set; returns when it is on disk, or cannot be."""
        self._unwritten.append(lambda: self.store.record(self.session, request))
        self._catch_up()

    def note(self, request: Note) -> None:
        """Write down something that is not a set."""
        self._write(lambda: self.store.note(self.session, request))

    def learnt(self, request: Learnt) -> None:
        """Keep, or forget, something about the athlete."""
        at = self.clock()
        self._write(lambda: self.store.learn(self.session, request, at=at))

    def fact(self, fact: Fact) -> None:
        """Write down what the engine is about to be told."""
        number, self.facts = self.facts, self.facts + 1
        self._write(lambda: self.store.fact(self.session, number, fact))

    def reached(self, at: Samples) -> None:
        """Write down how much has been heard; of this only the last counts."""
        if not self.failed:
            self._write(lambda: self.store.reached(self.session, at))

    def end(self, how: str) -> None:
        """The session is over: `done`, `finished`, `safety`, `unheard` or `interrupted`."""
        ending = _ENDINGS.get(how, Ending.INTERRUPTED)
        self._unwritten.append(lambda: self.store.end(self.session, ending, at=self.clock()))
        self._catch_up()

    def _write(self, write: Callable[[], None]) -> None:
        self._unwritten.append(write)
        if not self.failed:
            self._catch_up()

    def _catch_up(self) -> None:
        """Write what is still to be written, until something fails."""
        while self._unwritten:
            try:
                self._unwritten[0]()
            except HistoryError as error:
                if not self.failed:
                    log.warning("the history cannot be written: %s", error)
                self.failed = str(error)
                return
            self._unwritten.popleft()
        self.failed = ""
