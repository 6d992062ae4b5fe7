"""The sound card as a sink: one stream for the whole session, filled by the mixer in the device's callback."""

import logging
import threading
import time
from typing import Any, Final

import numpy as np

from coach.audio.clock import StreamClock, sane
from coach.audio.devices import Device, choose, devices
from coach.audio.ends import DeviceError
from coach.audio.portaudio import BlockStatus, BlockTimes, Refused, Stream, portaudio
from coach.audio.pulse import StreamWatch
from coach.mixer import Mixer, Sound
from coach.units import RATE, Samples

log = logging.getLogger(__name__)

LATENCY_S: Final = 0.4
"""Buffer asked for. With 0.2 the card ran dry once or more in some sessions beside the recogniser on two busy cores."""
STALE_S: Final = 0.5
"""A callback this old means that the sound server is frozen: nothing else tells."""
START_S: Final = 3.0
"""A fresh stream is given this long: some devices take their first buffer and then need 1-2 s to wake."""
WAIT_S: Final = 0.05
"""The longest `advance` waits, so that the session looks at its ears and its device often enough."""

SLEPT_S: Final = 1.0
"""Between two callbacks: so long is no hiccup, the machine slept, and nobody knows where the athlete is by now."""
GRACE_S: Final = 2.0
"""So long a device that is gone is waited for before another one is taken: a sound server that is begun anew brings
its devices back one after the other."""
SETTLED: Final = 8
"""Callbacks after which a stream runs evenly; the first ones fill its buffer."""
TAIL_S: Final = 0.1
"""Beyond the stream's own buffer, for what the sound server holds."""


class _Playback:
    """One opened stream: what its callback does, and what it leaves for others to read."""

    def __init__(self, mixer: Mixer, rate: int) -> None:
        self.mixer = mixer
        self.wanted = True
        """False silences a stream whose closing hangs: it may wake up beside its successor."""
        self.finished = False
        self.slept = False
        """Time passed in which nobody was called: see `SLEPT_S`."""
        self.made = self.beat = uptime()
        """When the callback last ran, or the stream was made."""
        self.calls = 0
        self.underflows = 0
        self.latency = LATENCY_S
        self.clock = StreamClock(RATE)
        self._mono = np.empty(rate, np.float32)
        self._converted = _Converted(mixer, rate) if rate != RATE else None

    def fill(self, out: Sound, frames: int, when: BlockTimes, status: BlockStatus) -> None:
        """The device's callback: mix, copy, count; takes no lock."""
        if not self.wanted:
            out.fill(0)
            return
        now = uptime()
        late = now - self.beat if self.calls > SETTLED else 0.0
        self.calls += 1
        self.beat = now
        # A server that stalls runs dry as well, and ALSA's plugin for PulseAudio mostly keeps that to itself.
        if status.output_underflow or late > self.latency:
            self.underflows += 1
        if late > SLEPT_S and now - self.made > START_S:
            self.slept = True
        ahead = self._converted.ahead if self._converted is not None else 0
        in_air = sane(when.currentTime, when.outputBufferDacTime, self.latency)
        self.clock.note(self.mixer.position - ahead, in_air)
        done = 0
        while done < frames:
            mono = self._mono[: min(frames - done, len(self._mono))]
            if self._converted is not None:
                self._converted.render(mono)
            else:
                self.mixer.render(mono)
            out[done : done + len(mono)] = mono[:, np.newaxis]
            done += len(mono)

    def finish(self) -> None:
        """PortAudio has ended the stream."""
        self.finished = True


class _Converted:
    """The mixer's sound at another rate, for devices that refuse 48 kHz."""

    def __init__(self, mixer: Mixer, rate: int) -> None:
        import soxr

        self._mixer = mixer
        self._rate = rate
        self._resampler: Any = soxr.ResampleStream(RATE, rate, 1, dtype="float32")
        self._ready = np.zeros(0, np.float32)
        self._put = 0
        self._made = 0

    @property
    def ahead(self) -> int:
        """Samples of the mixer that were rendered and not handed on."""
        handed_on = self._made - len(self._ready)
        return self._put - handed_on * RATE // self._rate

    def render(self, out: Sound) -> None:
        """Fill `out` at the device's rate."""
        while len(self._ready) < len(out):
            block = np.empty((len(out) - len(self._ready)) * RATE // self._rate + 64, np.float32)
            self._mixer.render(block)
            made = self._resampler.resample_chunk(block)
            self._put += len(block)
            self._made += len(made)
            self._ready = np.concatenate((self._ready, made))
        out[:] = self._ready[: len(out)]
        self._ready = self._ready[len(out) :]


def uptime() -> float:
    """Seconds on a clock that goes on while the machine sleeps, where the system has one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class CardSink:
    """Plays the session on a sound device, which may die and come back meanwhile."""

    live = True

    def __init__(self, device: str | int | None = None) -> None:
        """Nothing is opened yet.

        Args:
            device: an index, or part of a name; None takes the system's choice.
        """
        self.name = str(device) if device is not None else "the default sound output"
        self._wanted = device
        self._mixer = Mixer()
        self._playback: _Playback | None = None
        self._stream: Stream | None = None
        self._watch: StreamWatch | None = None
        self._underflows = 0
        self._known: set[str] = set()
        """The devices there were when this one was opened."""
        self._lost_at: float | None = None
        self._wake = threading.Event()

    def open(self, mixer: Mixer) -> None:
        """Open the device; the mixer begins to move within a moment.

        Raises:
            NoSoundDevice: there is no output at all.
            DeviceError: no such device, it refuses, or there is no way to reach it.
        """
        self._mixer = mixer
        known = devices()
        self._open_first(choose(known, "output", self._wanted), known)

    def reopen(self) -> None:
        """After a loss: begin PortAudio anew, then open the same device, else the next best; `name` tells which.

        Every other stream of the process is closed by this: the microphone is to be opened again, too.

        Raises:
            DeviceError: there is none that works yet; try again in a while.
        """
        self.abort()
        portaudio().restart()
        known = devices()
        self._lost_at = uptime() if self._lost_at is None else self._lost_at
        missing = self._known - {device.name for device in known}
        if missing and uptime() - self._lost_at < GRACE_S:
            raise DeviceError(f"waiting for {', '.join(sorted(missing))} to come back")
        same = [device for device in known if device.outputs and device.name == self.name]
        self._open_first(same + [device for device in choose(known, "output", None) if device not in same], known)

    def _open_first(self, candidates: list[Device], known: list[Device]) -> None:
        refusal: DeviceError | None = None
        for device in candidates:
            try:
                self._open_on(device)
            except DeviceError as error:
                log.info("%s", error)
                refusal = refusal or error
            else:
                self._known, self._lost_at = {device.name for device in known}, None
                return
        if refusal is not None:
            raise refusal

    def _open_on(self, device: Device) -> None:
        port = portaudio()
        channels, reason = min(2, device.outputs), ""
        for rate in dict.fromkeys((RATE, device.rate)):
            playback = _Playback(self._mixer, rate)
            options = {
                "device": device.index,
                "channels": channels,
                "samplerate": rate,
                "dtype": "float32",
                "latency": LATENCY_S,
                "blocksize": 0,
                "callback": playback.fill,
                "finished_callback": playback.finish,
            }
            try:
                stream = port.open("output", options)
            except Refused as error:
                reason = str(error)
                continue
            except DeviceError:
                playback.wanted = False
                raise
            playback.latency = stream.latency
            self._playback, self._stream, self.name = playback, stream, device.name
            if device.host == "ALSA":
                self._watch = StreamWatch("sink")
                self._watch.start()
            return
        raise DeviceError(
            f"the sound output {device.name!r} cannot be opened ({reason}); is it in use or switched off? "
            "Choose another with --out, see: coach.py devices"
        )

    def advance(self, until: Samples) -> Samples:
        """Wait until the device has taken the samples before `until`, at most `WAIT_S`."""
        left = (until - self._mixer.position) / RATE
        if left > 0:
            self._wake.wait(min(left, WAIT_S))
        self._wake.clear()
        return Samples(self._mixer.position)

    def interrupt(self) -> None:
        """End the waiting in `advance`."""
        self._wake.set()

    def lost(self) -> bool:
        """The stream has ended, its callback has not run for a while, the machine slept, or the sink was taken away."""
        playback, watch = self._playback, self._watch
        if playback is None:
            return False
        if playback.finished or playback.slept or (watch is not None and watch.gone):
            return True
        now = uptime()
        return now - playback.beat > (STALE_S if now - playback.made > START_S else START_S)

    def underflows(self) -> int:
        """How often the buffer ran dry since the first opening."""
        return self._underflows + (self._playback.underflows if self._playback is not None else 0)

    def latency(self) -> float:
        """Seconds from the mixer's position to the device; a wireless link adds its own."""
        return self._playback.latency if self._playback is not None else LATENCY_S

    def in_air_at(self, seconds: float) -> Samples | None:
        """The sample that is in the air at `seconds` of PortAudio's clock; None where nothing is known."""
        playback = self._playback
        if playback is None or not playback.clock.known:
            return None
        return Samples(playback.clock.sample_at(seconds))

    def in_air_now(self) -> Samples:
        """About which sample is in the air now, never after the mixer's position; it stands still while lost."""
        return Samples(max(0, self._mixer.position - round(self.latency() * RATE)))

    def position(self) -> Samples:
        """The mixer's position: nothing after it can have been heard."""
        return Samples(self._mixer.position)

    def close(self) -> None:
        """Let what was rendered be heard, unless the device is lost, and let go."""
        # Not `Stream.stop`: behind ALSA's PulseAudio plugin it drops what is buffered, as measured.
        end = Samples(self._mixer.position + round((self.latency() + TAIL_S) * RATE))
        while self._playback is not None and not self.lost() and self.advance(end) < end:
            pass
        self.abort()

    def abort(self) -> None:
        """Fall silent and let go."""
        playback, stream = self._playback, self._stream
        self._playback, self._stream = None, None
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        if playback is None or stream is None:
            return
        self._underflows += playback.underflows
        playback.wanted = False
        portaudio().close(stream)
