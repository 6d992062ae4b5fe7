"""From a source to commands: in step with a file, or in a thread beside a microphone."""

import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from coach.audio.ends import AudioError, Sink, Source
from coach.audio.health import Health, MicHealth
from coach.ears.utterance import RATE as EARS_RATE
from coach.ears.utterance import Recogniser, Utterance
from coach.language.commands import Commands
from coach.session.attention import Attention
from coach.session.own_voice import ECHO, NO_ECHO, OwnVoice
from coach.units import RATE, Samples

log = logging.getLogger(__name__)

STEP = Samples(RATE // 20)
"""A recording is listened to in steps of 0.05 s of the session: no acknowledgement comes later than that."""
LOST_BLOCKS = 6
"""Looks, 0.3 s, at a microphone that is gone: where all sound is, the session holds by then and has it reopened."""
REOPENED: Final = 3
"""How often in a row a microphone that is gone by itself is opened again."""
WELL_BLOCKS: Final = 200
"""Looks, 10 s, after which a microphone is as good as new."""
BLOCK_S = 0.05
"""The microphone is looked at this often."""
BEHIND_S: Final = 4
"""So far behind, a recogniser on a busy machine does not catch up: a command obeyed late is worse than one missed."""
CAUGHT_UP_S: Final = 0.5
TROUBLES: Final = {
    Health.SILENT: "mic_silent",
    Health.CLIPPING: "mic_clipping",
    Health.NARROW: "mic_narrow",
}
"""The line that tells what is the matter with a microphone."""
MARKS: Final = {
    Health.SILENT: "the microphone gives no sound: is it muted?",
    Health.CLIPPING: "the microphone is turned up too far",
    Health.NARROW: "the microphone has telephone quality",
}


@dataclass(frozen=True, slots=True)
class Utter:
    """Words that a recogniser decided on."""

    text: str
    ended: Samples
    """When they ended in the air, on the output clock."""
    confidence: float


class Listener:
    """Feeds a source to a recogniser and keeps what it decided until the session asks."""

    def __init__(
        self,
        source: Source,
        recogniser: Recogniser,
        commands: Commands,
        *,
        wake: frozenset[str] = frozenset(),
        own: OwnVoice | None = None,
        guards: bool = False,
    ) -> None:
        """Nothing is listened to yet.

        Args:
            source: where the athlete's voice comes from.
            recogniser: owned by the listener from now on.
            commands: what can be understood.
            wake: states in which commands need the wake word.
            own: the coach's voice, to notice where the microphone hears it; None where it cannot.
            guards: the coach sounds in the room: what may be its own voice is no command. Without it, that holds from
                when the microphone turned out to hear it.
        """
        self._source = source
        self._recogniser = recogniser
        self._attention = Attention(commands, wake)
        self.own = own
        """To be told what the coach says."""
        self._guards = guards
        self._wanted = ""
        self._listens: tuple[str, bool] = ("", True)
        self._samples = 0
        """Read from the source so far."""
        self._heard: deque[Utter] = deque()
        self._health = MicHealth()
        self._state_of_health = Health.FINE
        self._told: set[str] = set()
        self._troubles: deque[str] = deque()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._gone = False
        self._missing = 0
        self._well = 0
        self._reopened = 0
        self._held = threading.Event()

    def gone(self) -> bool:
        """Nothing can be heard through it any more."""
        return self._gone

    @property
    def live(self) -> bool:
        """A microphone, listened to in a thread."""
        return self._source.live

    @property
    def mark(self) -> str:
        """What is the matter with the microphone now, for the screen; empty while all is well."""
        return MARKS.get(self._state_of_health, "")

    def expect(self, state: str) -> None:
        """Listen for what can be said in this state of the session, once what is being said is over."""
        self._wanted = state

    def open(self, sink: Sink, position: int = 0) -> None:
        """Begin to listen; a live source wakes `sink` when something was understood.

        Args:
            sink: the session's.
            position: the first sample of the session's sound.

        Raises:
            AudioError: the source cannot be opened.
        """
        if self.own is not None:
            self.own.begin(position)
        self._source.open()
        if self._source.live:
            self._thread = threading.Thread(target=self._run, args=(sink,), name="ears", daemon=True)
            self._thread.start()

    def advance(self, until: Samples) -> None:
        """Hear a recording up to `until`; a live source hears by itself."""
        if self._thread is None and not self._gone:
            self._attend(until)

    def take(self) -> list[Utter]:
        """What has been decided since the last call."""
        taken = []
        while self._heard:
            taken.append(self._heard.popleft())
        return taken

    def warn(self, line: str) -> None:
        """Something about the ears is to be said aloud, once; `line` names the sentence."""
        if line not in self._told:
            self._told.add(line)
            self._troubles.append(line)

    def troubles(self) -> list[str]:
        """Names of the lines to be said since the last call: a microphone out of order, or "again?"."""
        taken = []
        while self._troubles:
            taken.append(self._troubles.popleft())
        return taken

    def _run(self, sink: Sink) -> None:
        while not self._stop.wait(BLOCK_S):
            if self._held.is_set():
                self._missing = 0
                continue
            self._attend(Samples(0))
            if self._heard or self._troubles or self._gone:
                sink.interrupt()
            if self._gone:
                return

    def _attend(self, until: Samples) -> None:
        try:
            self._hear(until)
        except Exception as error:  # noqa: BLE001 - ears must never end a session
            log.warning("the ears failed: %s", error)
            self._gone = True

    def _hear(self, until: Samples) -> None:
        self._listen_for()
        try:
            block = self._source.read(until)
        except AudioError as error:
            log.warning("the source of commands failed: %s", error)
            self._end()
            return
        if self._source.live and len(block) > BEHIND_S * EARS_RATE:
            block = self._caught_up(block)
        if len(block):
            self._keep(self._recogniser.feed(self._without_echo(block)))
        self._watch(block)
        if self._source.ended or not self._still_there():
            self._end()

    def _listen_for(self) -> None:
        wanted = (self._wanted, self._attention.awake(self._wanted, self._samples))
        if wanted != self._listens:
            self._listens = wanted
            state, awake = wanted
            self._recogniser.listen_for(self._attention.phrases(state, awake=awake), state)

    def _without_echo(self, block: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        first, self._samples = self._samples, self._samples + len(block)
        return block if self.own is None else self.own.follow(block, self._source.captured_at(first))

    def _caught_up(self, block: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """Silence, which costs nothing, in place of all but the last moment."""
        log.warning("the ears were %.1f s behind", len(block) / EARS_RATE)
        self.warn("ears_behind")
        late = block.copy()
        late[: -round(CAUGHT_UP_S * EARS_RATE)] = 0
        return late

    def _watch(self, block: npt.NDArray[np.int16]) -> None:
        health = self._health.feed(block)
        still = health is Health.SILENT and not self._source.live  # between what is said in a recording; see `notice`
        self._state_of_health = Health.FINE if still else health
        if self._state_of_health in TROUBLES:
            self.warn(TROUBLES[self._state_of_health])
        own = self.own if self._source.live and not self._guards else None
        if own is not None and (own.known() or 0.0) > ECHO:
            self.warn("mic_hears_coach")

    def _still_there(self) -> bool:
        """Wait a moment with a microphone that is lost, then open it again; False where that is in vain."""
        if not self._source.lost():
            self._missing, self._well = 0, self._well + 1
            if self._well >= WELL_BLOCKS:
                self._reopened = 0
            return True
        self._missing, self._well = self._missing + 1, 0
        if self._missing < LOST_BLOCKS:
            return True
        self._missing, self._reopened = 0, self._reopened + 1
        try:
            self._source.close()
            self._source.open()
        except AudioError as error:
            log.warning("the microphone is gone: %s", error)
            return False
        return self._reopened <= REOPENED

    def _end(self) -> None:
        self._keep(self._recogniser.finish())
        self._gone = True

    def _keep(self, decided: list[Utterance]) -> None:
        state = self._listens[0]
        for words in decided:
            if self._is_own(words, state):
                log.info("the coach heard itself: %s", words.text)
                self._recogniser.disregard()
            elif words.accepted and (text := self._attention.counts(words, state)) is not None:
                self._attention.understood()
                self._heard.append(Utter(text, self._source.captured_at(words.end), words.confidence))
            elif self._attention.asks_again(words, state):
                self._troubles.append("not_understood")

    def _is_own(self, words: Utterance, state: str) -> bool:
        """Whether this is the coach's voice from the loudspeaker, or cannot be told from it.

        While it speaks, whatever is heard is half its own, and one command is easily taken for another: then only
        words that stop everything count, and those only where the sound is not its own.
        """
        own = self.own
        if own is None or not own.speaking(words.start, words.end):
            return False
        known = own.known()
        if (known is not None and known < NO_ECHO) or not (self._guards or (known or 0.0) > ECHO):
            return False
        stops = words.accepted and self._attention.is_safety(words.text, state)
        return not stops or own.explains(words.text, words.start, words.end)

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
            except AudioError as error:
                log.warning("the microphone did not come back: %s", error)
                self._gone = True
        self._held.clear()

    def close(self) -> None:
        """Stop listening; waits for the thread, but not for ever."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2)
        self._source.close()
        self._recogniser.close()
