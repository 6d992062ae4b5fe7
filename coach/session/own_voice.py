"""What the coach itself says, as words and as sound, so that an open loudspeaker does not command the session."""

import re
import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from coach.mixer import Mixer, Sound
from coach.units import HEARING_RATE as EARS_RATE
from coach.units import RATE, Samples

Heard = npt.NDArray[np.int16]

TAIL_S: Final = 0.5
"""A room goes on sounding; words that begin this soon after the coach's may be an echo."""
KEPT_S: Final = 12
"""Longer than any command."""
DRIFT_S: Final = 0.05
"""The microphone's instants tremble; only from here on the two sounds are laid against each other anew."""
AUDIBLE: Final = 33
"""Samples (16 bit) above which the coach's own sound can be heard at all: -60 dB."""
ALIKE: Final = 0.78
"""How like its own sound its echo is, before the room is known."""
LESS: Final = 0.08
"""So much less like is no longer an echo alone. Echoes of one room lie within that of their median, the commands of
somebody who speaks over the coach below it; measured by `benchmarks/own_voice.py`."""
LESS_NAMED: Final = 0.2
"""The same for words that the coach is saying just then."""
BEFORE_S: Final = 0.28
"""Looked at as well, before sound that is little more than a room ringing out."""
NO_ECHO: Final = 0.4
"""Where its sentences are less like than that to what the microphone hears meanwhile, it does not hear them."""
ECHO: Final = 0.65
"""From here on it does, whatever else it hears."""
SENTENCES: Final = 30
"""The room is judged by so many, the last ones."""
FEWEST: Final = 4
LONG_S: Final = 0.35
"""Shorter words tell nothing about the room."""

_STEP: Final = RATE // EARS_RATE
_HOP: Final = EARS_RATE // 100
_FRAME: Final = 512
_SOONEST: Final = -20
_LATEST: Final = 45
"""Hops of 10 ms by which an echo may seem early or late: the cards' doubts about their latencies, and the room."""
_TREMBLE: Final = 4
"""Hops around the usual delay that are tried once it is known."""
_FADING: Final = 0.17
"""What a room loses in 10 ms, as a natural logarithm of energy: 60 dB in 0.8 s."""
_FEW: Final = 8
"""Fewer hops of 10 ms cannot be compared."""
_BANDS: Final = np.geomspace(200, 4_000, 17)
_FLOOR: Final = 1e-4
_TAPS: Final = 96


class Canceller(Protocol):
    """Takes the known sound out of what a microphone hears."""

    def process(self, near: Heard, far: Heard) -> Heard:
        """The next 10 ms of the microphone without their echo of `far`."""


@dataclass(frozen=True, slots=True)
class _Words:
    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Echo:
    alike: float
    late: int
    """Hops of 10 ms."""


class OwnVoice:
    """Hears the coach through a mixer of its own, in step with the microphone.

    `say` and `forget` belong to the session's thread, the rest to the ears'.
    """

    def __init__(self, canceller: Canceller | None = None) -> None:
        """Nothing has been said yet; without a canceller the microphone's sound stays as it is."""
        self._canceller = canceller
        self._mixer = Mixer()
        self._decimate = _Decimator()
        self._lock = threading.Lock()
        self._words: deque[_Words] = deque(maxlen=200)
        self._far = np.zeros(0, np.int16)
        """Its own sound at 16 kHz, from the session's first sample on; what is older than `KEPT_S` is dropped."""
        self._far_from = 0
        self._near = np.zeros(0, np.int16)
        self._near_from = 0
        self._shift: int | None = None
        """Own sample that was in the air together with the microphone's sample 0."""
        self._pending = np.zeros(0, np.int16)
        self._taken = 0
        self._judged = 0
        """Own sample up to which sentences have been compared with what the microphone heard."""
        self._echoes: deque[_Echo] = deque(maxlen=SENTENCES)

    @property
    def cancels(self) -> bool:
        """Its echo is taken out before the recogniser hears it."""
        return self._canceller is not None

    def begin(self, position: int) -> None:
        """The session's sound begins at this sample."""
        self._mixer.position = position
        self._far_from = position // _STEP

    def say(self, text: str, sound: Sound, at: Samples) -> None:
        """This sounds from sample `at` on; no text for a tone."""
        self._mixer.play(sound, at)
        with self._lock:
            self._words.append(_Words(at, at + len(sound), _plain(text)))

    def forget(self, at: Samples, *, cuts: bool = True) -> None:
        """Nothing begins from `at` on, and with `cuts` what sounds there ends there."""
        self._mixer.cancel(at, cuts=cuts)
        with self._lock:
            kept = [replace(w, end=min(w.end, at) if cuts else w.end) for w in self._words if w.begin < at]
            self._words = deque(kept, maxlen=self._words.maxlen)

    def follow(self, block: Heard, first: Samples) -> Heard:
        """Take the next block of the microphone, whose first sample was in the air at `first`; give it without echo.

        With a canceller up to 10 ms are kept back until the next call.
        """
        self._pending = np.concatenate([self._pending, block])
        begin = first // _STEP - self._taken
        if self._shift is None or abs(begin - self._shift) > DRIFT_S * EARS_RATE:
            self._shift = begin
        self._taken += len(block)
        self._render(self._shift + self._taken)
        whole = len(self._pending) // _HOP * _HOP if self._canceller else len(self._pending)
        near, self._pending = self._pending[:whole], self._pending[whole:]
        at = self._near_from + len(self._near)
        self._near, self._near_from = _kept(np.concatenate([self._near, near]), self._near_from)
        self._learn()
        if self._canceller is None:
            return near
        clean = [
            self._canceller.process(near[k : k + _HOP], self._own(at + k, at + k + _HOP)) for k in range(0, whole, _HOP)
        ]
        return np.concatenate([np.zeros(0, np.int16), *clean])

    def _render(self, until: int) -> None:
        missing = until * _STEP - self._mixer.position
        if missing <= 0:
            return
        block = np.zeros(missing // _STEP * _STEP, np.float32)
        self._mixer.render(block)
        self._far, self._far_from = _kept(np.concatenate([self._far, self._decimate(block)]), self._far_from)

    def _own(self, begin: int, end: int) -> Heard:
        """Its own sound while the microphone took the samples `begin..end`."""
        low = begin + (self._shift or 0) - self._far_from
        high = low + end - begin
        found = self._far[max(0, low) : max(0, high)]
        before = max(0, min(end - begin, -low))
        return np.pad(found, (before, end - begin - before - len(found)))

    def speaking(self, begin: int, end: int) -> bool:
        """Whether the coach sounds in the room while the microphone takes the samples `begin..end`, or just did."""
        own = self._own(begin - round(TAIL_S * EARS_RATE) - max(0, self._late) * _HOP, end)
        return bool(np.abs(own.astype(np.int32)).max(initial=0) > AUDIBLE)

    def says(self, text: str, begin: int, end: int) -> bool:
        """Whether these words were among its own in that time."""
        shift = self._shift or 0
        low = (begin + shift) * _STEP - round(TAIL_S * RATE)
        high = (end + shift) * _STEP
        with self._lock:
            now = [words.text for words in self._words if words.begin < high and words.end > low]
        return any(f" {_plain(text)} " in f" {spoken} " for spoken in now)

    def likeness(self, begin: int, end: int) -> float:
        """How like its own sound the microphone's was, from 0 to 1 for an echo and nothing else.

        The courses of 16 bands are compared, over all delays that an echo may have in this room.
        """
        if len(self._echoes) < FEWEST:
            return self._compare(begin, end).alike
        return self._compare(begin, end, self._late - _TREMBLE, self._late + _TREMBLE).alike

    @property
    def _late(self) -> int:
        """Hops by which an echo comes late in this room."""
        return round(float(np.median([echo.late for echo in self._echoes]))) if len(self._echoes) >= FEWEST else 0

    def _compare(self, begin: int, end: int, soonest: int = _SOONEST, latest: int = _LATEST) -> _Echo:
        low, high = begin - self._near_from, end + 5 * _HOP - self._near_from
        heard = _courses(self._near[max(0, low) : high])
        best = _Echo(0.0, 0)
        if low < 0 or len(heard) < _FEW:
            return best
        own = _courses(self._own(begin - latest * _HOP, begin + (len(heard) - soonest + 4) * _HOP))
        for courses in (own, _lingering(own)):
            for late in range(soonest, latest + 1):
                first = latest - late
                alike = _alike(heard, courses[first : first + len(heard)])
                best = max(best, _Echo(alike, late), key=lambda echo: echo.alike)
        return best

    def _learn(self) -> None:
        """Compare each sentence that is over with what the microphone heard of it: so the room becomes known."""
        shift = self._shift or 0
        over = self._near_from + len(self._near) - round(TAIL_S * EARS_RATE)
        with self._lock:
            spans = sorted((w.begin, w.end) for w in self._words if w.text and w.begin >= self._judged)
        for begin, end in spans:
            low, high = begin // _STEP - shift, end // _STEP - shift
            if high > over:
                break
            self._judged = begin + 1
            if high - low >= LONG_S * EARS_RATE and low >= self._near_from + EARS_RATE // 2:
                late = self._compare(low, high).late * _HOP
                self._echoes.append(self._compare(low + late, high + late))

    def known(self) -> float | None:
        """How like its own sound an echo is in this room; None as long as too few sentences tell."""
        return float(np.median([echo.alike for echo in self._echoes])) if len(self._echoes) >= FEWEST else None

    def _rings_out(self, begin: int, end: int) -> bool:
        """What the room adds to the end of a word is like nothing by itself; the word before it tells."""
        own = self._own(begin - self._late * _HOP, end - self._late * _HOP)
        hops = np.abs(own[: len(own) // _HOP * _HOP].astype(np.int32)).reshape(-1, _HOP)
        return bool(np.mean(hops.max(axis=1) > AUDIBLE) < 0.5) if len(hops) else False

    def explains(self, text: str, begin: int, end: int) -> bool:
        """Whether what the microphone heard in the samples `begin..end` as `text` was the coach itself."""
        usual = self.known() or ALIKE
        if not self.speaking(begin, end):
            return False
        if self._rings_out(begin, end):
            begin -= round(BEFORE_S * EARS_RATE)
        alike = self.likeness(begin, end)
        return alike > usual - (LESS_NAMED if self.says(text, begin, end) else LESS)


class _Decimator:
    """From 48 to 16 kHz without delay worth speaking of, in blocks of any length that three divides."""

    def __init__(self) -> None:
        n = np.arange(_TAPS) - (_TAPS - 1) / 2
        taps = np.sinc(n * 7_200 / (RATE / 2)) * np.hanning(_TAPS)
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._before = np.zeros(_TAPS - 1, np.float32)

    def __call__(self, block: Sound) -> Heard:
        joined = np.concatenate([self._before, block])
        self._before = joined[len(block) :]
        low = np.convolve(joined, self._taps, "valid")[::_STEP]
        return np.asarray(np.clip(low * 32767, -32768, 32767), dtype=np.int16)


def _kept(sound: Heard, begin: int) -> tuple[Heard, int]:
    surplus = len(sound) - KEPT_S * EARS_RATE
    return (sound[surplus:], begin + surplus) if surplus > EARS_RATE else (sound, begin)


def _courses(sound: Heard) -> npt.NDArray[np.float64]:
    """Logarithms of the energy in each band, every 10 ms."""
    count = (len(sound) - _FRAME) // _HOP + 1
    if count < 1:
        return np.zeros((0, len(_BANDS) - 1))
    frames = np.lib.stride_tricks.sliding_window_view(sound / 32768.0, _FRAME)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2
    edges = np.searchsorted(np.fft.rfftfreq(_FRAME, 1 / EARS_RATE), _BANDS)
    bands = np.add.reduceat(power, edges, axis=1)[:, :-1]
    courses: npt.NDArray[np.float64] = np.log(bands + _FLOOR)
    return courses


def _lingering(courses: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The same courses in a room that goes on sounding."""
    made = courses.copy()
    for hop in range(1, len(made)):
        made[hop] = np.maximum(made[hop], made[hop - 1] - _FADING)
    return made


def _alike(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    one, other = one - one.mean(axis=0), other - other.mean(axis=0)
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum() + 1e-9))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.casefold()))
