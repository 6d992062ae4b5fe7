"""Clips on the sample clock become blocks of sound; the same samples however the blocks are cut."""

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach.units import RATE, Samples

Sound = npt.NDArray[np.float32]
"""Mono float32 in -1..1 at `coach.units.RATE`."""

FADE = Samples(RATE // 100)
"""A cancelled clip fades out over 10 ms: shorter clicks."""
CEILING = np.float32(0.89)
"""-1 dBFS; a sum above it is bent, sample by sample, so that cutting blocks differently changes nothing."""
KNEE = np.float32(0.7)


@dataclass(slots=True)
class _Voice:
    sound: Sound
    at: int
    cut: int | None = None
    """Where the fade-out begins."""


@dataclass(frozen=True, slots=True)
class _Cancel:
    at: int
    cuts: bool


class Mixer:
    """Plays clips at absolute samples.

    `play` and `cancel` may be called from any thread; `render` belongs to one thread (the device
    callback or the file writer). Requests pass through a deque, whose ends are atomic: no lock.
    """

    def __init__(self) -> None:
        self.position = 0
        """The next sample that `render` will produce."""
        self._requests: deque[_Voice | _Cancel] = deque()
        self._voices: list[_Voice] = []

    def play(self, sound: Sound, at: Samples) -> None:
        """Sound `sound` from sample `at`; what lies before `position` by then is lost."""
        if len(sound):
            self._requests.append(_Voice(sound, at))

    def cancel(self, at: Samples, *, cuts: bool = True) -> None:
        """Drop every clip that begins at or after `at`; fade out over `FADE` what sounds there, unless not `cuts`.

        A clip that was to be dropped and has begun by the time this is learnt of fades out in any case.
        """
        self._requests.append(_Cancel(int(at), cuts))

    def _take_requests(self) -> None:
        while self._requests:
            request = self._requests.popleft()
            if isinstance(request, _Voice):
                self._voices.append(request)
                continue
            cut = max(request.at, self.position)
            self._voices = [voice for voice in self._voices if voice.at < cut]
            for voice in self._voices:
                if request.cuts or voice.at >= request.at:
                    voice.cut = cut if voice.cut is None else min(voice.cut, cut)

    def render(self, out: Sound) -> None:
        """Fill the mono block `out` and advance `position` by its length."""
        self._take_requests()
        begin, end = self.position, self.position + len(out)
        out.fill(0)
        done = False
        for voice in self._voices:
            stop = voice.at + len(voice.sound)
            if voice.cut is not None:
                stop = min(stop, voice.cut + FADE)
            low, high = max(voice.at, begin), min(stop, end)
            if low < high:
                piece = voice.sound[low - voice.at : high - voice.at]
                if voice.cut is not None and high > voice.cut:
                    piece = piece * _fade(low - voice.cut, high - voice.cut)
                out[low - begin : high - begin] += piece
            done = done or stop <= end
        if done:
            self._voices = [v for v in self._voices if min(v.at + len(v.sound), _stop(v)) > end]
        _limit(out)
        self.position = end


def _stop(voice: _Voice) -> int:
    return voice.at + len(voice.sound) if voice.cut is None else voice.cut + FADE


def _fade(low: int, high: int) -> Sound:
    """The fade's gain for samples `low..high` counted from its beginning; 1 before it, 0 after."""
    gain: Sound = 1.0 - np.arange(low, high, dtype=np.float32) / np.float32(FADE)
    return gain.clip(0.0, 1.0)


def _limit(block: Sound) -> None:
    """Bend what is above `KNEE` so that nothing passes `CEILING`; memoryless, so blocks do not matter."""
    loud = np.abs(block) > KNEE
    if loud.any():
        room = CEILING - KNEE
        over = (np.abs(block[loud]) - KNEE) / room
        block[loud] = np.sign(block[loud]) * (KNEE + room * np.tanh(over))
