"""From a source to commands: in step with a file, or in a thread beside a microphone."""

import logging
import threading
from collections import deque
from dataclasses import dataclass

from coach.audio.ends import AudioError, Sink, Source
from coach.ears.utterance import Recogniser, Utterance
from coach.language.commands import Commands
from coach.units import RATE, Samples

log = logging.getLogger(__name__)

STEP = Samples(RATE // 10)
"""A recording is listened to in steps of 0.1 s of the session."""
BLOCK_S = 0.05
"""The microphone is looked at this often."""


@dataclass(frozen=True, slots=True)
class Utter:
    """Words that a recogniser decided on."""

    text: str
    ended: Samples
    """When they ended in the air, on the output clock."""
    confidence: float


class Listener:
    """Feeds a source to a recogniser and keeps what it decided until the session asks."""

    def __init__(self, source: Source, recogniser: Recogniser, commands: Commands) -> None:
        self._source = source
        self._recogniser = recogniser
        self._commands = commands
        self._wanted = ""
        self._state = ""
        self._heard: deque[Utter] = deque()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._gone = False
        self._held = threading.Event()

    def gone(self) -> bool:
        """Nothing can be heard through it any more."""
        return self._gone

    @property
    def live(self) -> bool:
        """A microphone, listened to in a thread."""
        return self._source.live

    def expect(self, state: str) -> None:
        """Listen for what can be said in this state of the session from the next utterance on."""
        self._wanted = state

    def open(self, sink: Sink) -> None:
        """Begin to listen; a live source wakes `sink` when something was understood.

        Raises:
            AudioError: the source cannot be opened.
        """
        self._source.open()
        if self._source.live:
            self._thread = threading.Thread(target=self._run, args=(sink,), name="ears", daemon=True)
            self._thread.start()

    def advance(self, until: Samples) -> None:
        """Hear a recording up to `until`; a live source hears by itself."""
        if self._thread is None and not self._gone:
            self._hear(until)

    def take(self) -> list[Utter]:
        """What has been decided since the last call."""
        taken = []
        while self._heard:
            taken.append(self._heard.popleft())
        return taken

    def _run(self, sink: Sink) -> None:
        while not self._stop.wait(BLOCK_S):
            if self._held.is_set():
                continue
            try:
                self._hear(Samples(0))
            except Exception:  # a recogniser must never end a session
                log.exception("the ears failed")
                self._gone = True
            if self._heard or self._gone:
                sink.interrupt()
            if self._gone:
                return

    def _hear(self, until: Samples) -> None:
        if self._wanted != self._state:
            self._state = self._wanted
            self._recogniser.listen_for(self._commands.phrases(self._commands.open_in(self._state)))
        try:
            block = self._source.read(until)
        except AudioError:
            log.warning("the source of commands failed", exc_info=True)
            self._end()
            return
        if len(block):
            self._keep(self._recogniser.feed(block))
        if self._source.ended or self._source.lost():
            self._end()

    def _end(self) -> None:
        self._keep(self._recogniser.finish())
        self._gone = True

    def _keep(self, decided: list[Utterance]) -> None:
        for words in decided:
            if words.accepted:
                self._heard.append(Utter(words.text, self._source.captured_at(words.end), words.confidence))

    def hold(self) -> None:
        """The sound system is about to be begun anew: let go of the microphone."""
        self._held.set()
        if self._source.live:
            self._source.close()

    def release(self) -> None:
        """It has been: take the microphone up again, or be gone."""
        if self._source.live:
            try:
                self._source.open()
            except AudioError:
                log.warning("the microphone did not come back", exc_info=True)
                self._gone = True
        self._held.clear()

    def close(self) -> None:
        """Stop listening; waits for the thread, but not for ever."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2)
        self._source.close()
        self._recogniser.close()
