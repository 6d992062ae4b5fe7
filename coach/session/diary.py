"""One session's pages in the history; a history that fails never stops a session."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from coach.events import Fact, Learnt, Note, Record
from coach.history.clock import wall_clock
from coach.history.errors import HistoryError
from coach.history.rows import Ending
from coach.history.store import Store

_ENDINGS = {"done": Ending.DONE, "finished": Ending.FINISHED, "safety": Ending.SAFETY}

log = logging.getLogger(__name__)


@dataclass(slots=True)
class StoreDiary:
    """Writes into an open store; after the first failure it keeps still, and `failed` says why."""

    store: Store
    session: int
    failed: str = ""
    facts: int = 0
    """How many facts have been written."""

    def record(self, request: Record) -> None:
        """Write a finished set; returns when it is on disk."""
        if not self.failed:
            self._guarded(lambda: self.store.record(self.session, request))

    def note(self, request: Note) -> None:
        """Write down something that is not a set."""
        if not self.failed:
            self._guarded(lambda: self.store.note(self.session, request))

    def learnt(self, request: Learnt) -> None:
        """Keep, or forget, something about the athlete."""
        if not self.failed:
            self._guarded(lambda: self.store.learn(self.session, request, at=wall_clock()))

    def fact(self, fact: Fact) -> None:
        """Write down what the engine is about to be told."""
        if not self.failed:
            number, self.facts = self.facts, self.facts + 1
            self._guarded(lambda: self.store.fact(self.session, number, fact))

    def end(self, how: str) -> None:
        """The session is over: `done`, `finished`, `safety`, `unheard` or `interrupted`."""
        if not self.failed:
            self._guarded(lambda: self.store.end(self.session, _ENDINGS.get(how, Ending.INTERRUPTED), at=wall_clock()))

    def _guarded(self, write: Callable[[], None]) -> None:
        try:
            write()
        except HistoryError as error:
            self.failed = str(error)
            log.warning("the history cannot be written: %s", error)
