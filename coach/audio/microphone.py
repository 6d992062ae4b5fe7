"""The microphone as a source, and the instant of the session at which each of its samples was in the air."""

import time
from collections import deque
from contextlib import nullcontext
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from coach.audio.clock import StreamClock, sane
from coach.audio.devices import HEADSET_WARNING, Device, choose, devices
from coach.audio.ends import DeviceError
from coach.audio.portaudio import BlockStatus, BlockTimes, Refused, Stream, portaudio
from coach.audio.pulse import StreamWatch, default_source, other_than_headset
from coach.units import HEARING_RATE as EARS_RATE
from coach.units import RATE, Samples

LATENCY_S: Final = 0.1
STALE_S: Final = 0.5
FIRST_S: Final = 3.0
"""Grace for the first block: Bluetooth links change their profile first (audio-stack 5)."""
KEPT_BLOCKS: Final = 4_096
"""More than a minute; what nobody reads for longer is dropped."""
TRUST_S: Final = 0.5
"""Farther from where the sample must be by its arrival, the drivers' clocks are not believed."""


class OutputClock(Protocol):
    """What the microphone must know of the sound card to place a sample on the session's clock."""

    def in_air_at(self, seconds: float) -> Samples | None:
        """The sample in the air at `seconds` of the clock of all streams; None where nothing is known."""

    def in_air_now(self) -> Samples:
        """About which sample is in the air now."""

    def position(self) -> Samples:
        """The sample after the last that can have been heard."""


class _Capture:
    """One opened stream: its callback keeps blocks and counts."""

    def __init__(self, rate: int, before: int) -> None:
        self.rate = rate
        self.before = before
        """Samples at 16 kHz that earlier streams gave."""
        self.resampler = _resampler(rate)
        self.blocks: deque[npt.NDArray[np.int16]] = deque(maxlen=KEPT_BLOCKS)
        self.taken = 0
        """Frames arrived."""
        self.clock = StreamClock(rate, rank=0.9)
        self.finished = False
        self.beat = time.monotonic() + FIRST_S
        self.latency = LATENCY_S

    def take(self, block: npt.NDArray[np.int16], frames: int, when: BlockTimes, _status: BlockStatus) -> None:
        """The device's callback."""
        self.beat = time.monotonic()
        self.clock.note(self.taken, sane(when.currentTime, when.inputBufferAdcTime, -self.latency))
        self.blocks.append(block.copy())
        self.taken += frames

    def finish(self) -> None:
        """PortAudio has ended the stream."""
        self.finished = True


class MicSource:
    """Listens on a sound device."""

    live = True
    ended = False

    def __init__(self, device: str | int | None = None, output: OutputClock | None = None) -> None:
        """Nothing is opened yet.

        Args:
            device: an index, or part of a name; None takes the best that is no Bluetooth headset.
            output: the sound card of the session; without one, instants count from the first sample heard.
        """
        self.name = str(device) if device is not None else "the default microphone"
        self.notice = ""
        """A word for the athlete about the choice; empty where there is nothing to say."""
        self.on_headset = False
        """What was opened is the microphone of Bluetooth earbuds."""
        self._wanted = device
        self._output = output
        self._capture: _Capture | None = None
        self._stream: Stream | None = None
        self._watch: StreamWatch | None = None
        self._read = 0

    def open(self) -> None:
        """Open the device.

        Raises:
            NoSoundDevice: there is no microphone at all.
            DeviceError: no such device, it refuses, or there is no way to reach it.
        """
        known = devices()
        candidates = choose(known, "input", self._wanted)
        instead = other_than_headset() if self._wanted is None and candidates[0].stands_for_another else None
        refusal: DeviceError | None = None
        for device in candidates:
            try:
                with default_source(instead.name) if instead is not None else nullcontext():
                    self._open_on(device)
            except DeviceError as error:
                refusal = refusal or error
                continue
            self.notice = notice(device, known)
            self.on_headset = device.headset
            if instead is not None and device.stands_for_another:
                self.name = instead.description
                self.notice = f"listening on {instead.description} and not on {instead.avoided}: {HEADSET_WARNING}"
            return
        if refusal is not None:
            raise refusal

    def _open_on(self, device: Device) -> None:
        port = portaudio()
        reason = ""
        for rate, channels in dict.fromkeys(((EARS_RATE, 1), (device.rate, 1), (device.rate, min(2, device.inputs)))):
            capture = _Capture(rate, self._read)
            options = {
                "device": device.index,
                "channels": channels,
                "samplerate": rate,
                "dtype": "int16",
                "latency": LATENCY_S,
                "blocksize": 0,
                "callback": capture.take,
                "finished_callback": capture.finish,
            }
            try:
                stream = port.open("input", options)
            except Refused as error:
                reason = str(error)
                continue
            capture.latency = stream.latency
            self._capture, self._stream, self.name = capture, stream, device.name
            if device.host == "ALSA":
                self._watch = StreamWatch("source")
                self._watch.start()
            return
        raise DeviceError(
            f"the microphone {device.name!r} cannot be opened ({reason}); is it in use or forbidden? "
            "Choose another with --mic, see: coach.py devices"
        )

    def read(self, until: Samples) -> npt.NDArray[np.int16]:  # noqa: ARG002 - real time decides
        """What has arrived since the last call."""
        capture = self._capture
        blocks: list[npt.NDArray[np.int16]] = []
        while capture is not None and capture.blocks:
            blocks.append(capture.blocks.popleft())
        if capture is None or not blocks:
            return np.zeros(0, np.int16)
        frames = np.concatenate(blocks)
        mono = frames[:, 0] if frames.shape[1] == 1 else frames.mean(axis=1).astype(np.int16)
        if capture.resampler is not None:
            mono = capture.resampler.resample_chunk(mono)
        self._read += len(mono)
        return np.ascontiguousarray(mono)

    def captured_at(self, sample: int) -> Samples:
        """The sample of the session that was in the air together with sample number `sample`."""
        output, capture = self._output, self._capture
        if output is None:
            return Samples(sample * RATE // EARS_RATE)
        if capture is None:
            return output.in_air_now()
        frame = (sample - capture.before) * capture.rate / EARS_RATE
        age = (capture.taken - frame) / capture.rate + capture.latency
        expected = output.in_air_now() - round(age * RATE)
        measured = output.in_air_at(capture.clock.seconds_at(frame)) if capture.clock.known else None
        if measured is None or abs(measured - expected) > TRUST_S * RATE:
            measured = Samples(expected)
        return Samples(max(0, min(measured, output.position())))

    def lost(self) -> bool:
        """The stream has ended by itself, nothing has arrived for `STALE_S`, or the server listens elsewhere now."""
        capture, watch = self._capture, self._watch
        if capture is None:
            return False
        gone = watch is not None and watch.gone
        return capture.finished or gone or time.monotonic() - capture.beat > STALE_S

    def close(self) -> None:
        """Let go of the device; `open` may follow."""
        stream, self._stream = self._stream, None
        self._capture = None
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        if stream is not None:
            portaudio().close(stream)


def _resampler(rate: int) -> Any:  # noqa: ANN401 - an untyped module's class
    if rate == EARS_RATE:
        return None
    import soxr

    return soxr.ResampleStream(rate, EARS_RATE, 1, dtype="int16")


def notice(chosen: Device, known: list[Device]) -> str:
    """What the athlete should know about this choice of microphone; empty where there is nothing to say."""
    if chosen.headset:
        return f"listening on {chosen.name}: {HEADSET_WARNING}"
    avoided = next((device for device in known if device.default_input and device.headset), None)
    if avoided is not None and avoided != chosen:
        return f"listening on {chosen.name} and not on {avoided.name}: {HEADSET_WARNING}"
    return ""
