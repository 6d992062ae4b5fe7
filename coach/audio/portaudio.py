"""The process's one PortAudio library: found, asked, begun anew, and never waited for without an end."""

import atexit
import contextlib
import functools
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from queue import SimpleQueue
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar

from coach.audio.ends import DeviceError

log = logging.getLogger(__name__)

PATIENCE_S: Final = 3.0
"""Seconds given to any one call: a frozen sound server never answers, a healthy one within 0.2 s (audio-stack 1.4)."""
STUCK_PATIENCE_S: Final = 0.2
"""Seconds given to a call while an earlier one still hangs."""

T = TypeVar("T")
Way: TypeAlias = Literal["output", "input"]


class BlockTimes(Protocol):
    """What a callback is told about the instants of its block: seconds on a clock all streams share."""

    currentTime: float  # noqa: N815 - sounddevice's name
    outputBufferDacTime: float  # noqa: N815
    inputBufferAdcTime: float  # noqa: N815


class BlockStatus(Protocol):
    """What a callback is told about lost sound."""

    output_underflow: bool
    input_overflow: bool


class Stream(Protocol):
    """An open sounddevice stream."""

    latency: float
    """Seconds of buffer that it really has."""

    def start(self) -> None:
        """Begin to call back."""

    def abort(self) -> None:
        """End at once."""

    def close(self) -> None:
        """Give the device back."""


class Refused(DeviceError):  # noqa: N818 - reads as what is the matter
    """A device does not open as asked; the message is PortAudio's reason."""


class SoundSystemHangs(DeviceError):  # noqa: N818 - reads as what is the matter
    """The sound system does not answer; a later try may find it well again."""

    def __init__(self) -> None:
        super().__init__("the sound system does not answer; wait a moment, or restart it (or the computer)")


class PortAudio:
    """All calls into PortAudio, one after the other, in a daemon thread of their own.

    Opening, stopping and closing hang for as long as the sound server is frozen; here only the
    daemon thread does. One thread for all of them, since some systems bind a stream to its thread.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._open: list[Stream] = []
        self._stuck: Future[Any] | None = None
        threading.Thread(target=self._work, name="portaudio", daemon=True).start()
        try:
            self.library = self.call(_imported)
        except DeviceError:
            self._jobs.put(None)
            raise
        # sounddevice's own handler would wait for a frozen server when the process ends.
        atexit.unregister(self.library._exit_handler)  # noqa: SLF001
        atexit.register(self._end)

    def _work(self) -> None:
        while (request := self._jobs.get()) is not None:
            job, future = request
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except Exception as error:  # noqa: BLE001 - raised again in the thread that asked
                future.set_exception(error)

    def call(self, job: Callable[[], T], undo: Callable[[T], object] | None = None) -> T:
        """The result of `job`, waited for up to `PATIENCE_S`; what comes later goes to `undo`, in the owning thread.

        Raises:
            SoundSystemHangs: it, or one before it, did not end in time.
        """
        future: Future[T] = Future()
        self._jobs.put((job, future))
        stuck = self._stuck is not None and not self._stuck.done()
        if wait([future], STUCK_PATIENCE_S if stuck else PATIENCE_S).done:
            return future.result()
        if not future.cancel():
            self._stuck = future
            if undo is not None:
                future.add_done_callback(lambda late: undo(late.result()) if late.exception() is None else None)
        raise SoundSystemHangs

    def devices(self) -> tuple[list[dict[str, Any]], list[str], dict[str, int]]:
        """As they were at initialisation: the devices, the names of the host interfaces, the index of each default."""

        def default(way: str) -> int:
            try:
                return int(self.library.query_devices(kind=way)["index"])
            except (self.library.PortAudioError, ValueError):
                return -1

        def ask() -> tuple[list[dict[str, Any]], list[str], dict[str, int]]:
            hosts = [str(host["name"]) for host in self.library.query_hostapis()]
            return list(self.library.query_devices()), hosts, {way: default(way) for way in ("input", "output")}

        return self.call(ask)

    def open(self, way: Way, options: Mapping[str, object]) -> Stream:
        """Make a stream and start it; it stays referenced, and so its callback alive, until it is closed.

        Args:
            way: its direction.
            options: what `sounddevice.OutputStream` and `InputStream` take.

        Raises:
            Refused: the device does not open with these options.
            SoundSystemHangs: as `call`.
        """

        def start() -> Stream:
            make = self.library.OutputStream if way == "output" else self.library.InputStream
            stream: Stream = make(**options)
            self._open.append(stream)
            try:
                stream.start()
            except self.library.PortAudioError:
                self._shut(stream)
                raise
            return stream

        with _quiet():
            try:
                return self.call(start, undo=self._shut)
            except self.library.PortAudioError as error:
                raise Refused(str(error.args[0] if error.args else error)) from error

    def close(self, stream: Stream) -> bool:
        """End and close a stream at once; False if that hangs and goes on in its thread."""
        try:
            self.call(lambda: self._shut(stream))
        except SoundSystemHangs:
            log.warning("closing a sound device hangs; it is left behind")
            return False
        return True

    def _shut(self, stream: Stream) -> None:
        if stream in self._open:
            stream.abort()
            stream.close()
            self._open.remove(stream)

    def restart(self) -> None:
        """Close every stream of the process and begin anew: only so are devices that came or went seen.

        Raises:
            DeviceError: no sound system can be reached.
        """

        def anew() -> None:
            self._terminate()
            self.library._initialize()  # noqa: SLF001 - as below

        try:
            self.call(anew)
        except self.library.PortAudioError as error:
            raise DeviceError(f"the sound system cannot be reached ({error}); try again, or restart it") from error

    def _terminate(self) -> None:
        for stream in list(self._open):
            self._shut(stream)
        # Private names, but the only way there is (python-sounddevice issue 125).
        while self.library._initialized:  # noqa: SLF001
            self.library._terminate()  # noqa: SLF001

    def _end(self) -> None:
        with contextlib.suppress(SoundSystemHangs):
            self.call(self._terminate)


@functools.cache
def portaudio() -> PortAudio:
    """The process's PortAudio, loaded at the first call.

    Raises:
        DeviceError: the library is not installed; the message has the line that installs it.
    """
    return PortAudio()


def _imported() -> Any:  # noqa: ANN401 - an untyped module
    try:
        import sounddevice
    except OSError as error:
        remedy = "brew install portaudio" if sys.platform == "darwin" else "sudo apt-get install libportaudio2"
        raise DeviceError(f"the library PortAudio, which reaches sound cards, is missing; run: {remedy}") from error
    return sounddevice


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hide what C libraries write to stderr meanwhile: ALSA's remarks would cut through the screen."""
    try:
        saved = os.dup(2)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """For a whole live session: hide what C libraries write to a terminal, and let through what Python writes.

    PortAudio's own thread complains about a dying device at any moment. Where stderr is no terminal,
    nothing is hidden.
    """
    if not os.isatty(2):
        yield
        return
    before = sys.stderr
    with os.fdopen(os.dup(2), "w", buffering=1) as terminal, _quiet():
        sys.stderr = terminal
        try:
            yield
        finally:
            sys.stderr = before
