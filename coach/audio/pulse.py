"""What only the sound server of a Linux desktop knows: that the earbuds have gone, and whose microphone is the default.

PulseAudio and PipeWire answer alike through `pactl`. Where it is missing, nothing is known and nothing is wrong.
"""

import contextlib
import json
import logging
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

log = logging.getLogger(__name__)

ANSWER_S: Final = 2.0
"""Seconds that the server is waited for; it takes 0.02."""
STREAM_S: Final = 5.0
"""Seconds after opening within which our own stream appears at the server."""

_REMOVED = re.compile(r"'remove' on (sink|source) #(\d+)")
Kept: TypeAlias = Literal["sink", "source"]
"""What a stream of this process is connected to: it plays on a sink and listens on a source."""


def _listed(kind: str) -> list[dict[str, Any]]:
    """The server's objects of a kind; none where it does not answer."""
    answer = _ask("-f", "json", "list", kind)
    try:
        listed: list[dict[str, Any]] = json.loads(answer) if answer else []
    except ValueError:
        return []
    return listed


def _ask(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            [_pactl(), *words], capture_output=True, text=True, timeout=ANSWER_S, check=True, env=_plain()
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _pactl() -> str:
    return shutil.which("pactl") or "pactl"


def _plain() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


class StreamWatch:
    """Notices that the sink which this process plays on, or the source it listens on, has been taken away.

    The server then moves the stream to another one, often the loudspeaker, and nothing else tells.
    """

    def __init__(self, kind: Kept) -> None:
        self._kind = kind
        self.gone = False
        self._stopped = threading.Event()
        self._events: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._watch, name=f"{kind} watch", daemon=True)

    def start(self) -> None:
        """Begin to watch; call it once the stream is open."""
        self._thread.start()

    def _watch(self) -> None:
        try:
            # Listening comes before asking, so that no removal falls between.
            self._events = subprocess.Popen(  # noqa: S603 - fixed words
                [_pactl(), "subscribe"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_plain()
            )
        except OSError:
            return
        with self._events as events:
            if self._stopped.is_set():
                events.kill()
            own = self._own()
            for line in events.stdout or ():
                removed = _REMOVED.search(line)
                if removed is not None and (removed[1], int(removed[2])) in own and not self._stopped.is_set():
                    log.info("the %s was taken away", self._kind)
                    self.gone = True
            if events.poll() is None:
                events.kill()

    def _own(self) -> set[tuple[str, int]]:
        """Where this process plays, or listens; empty if it does so past the server."""
        for _ in range(int(STREAM_S / 0.5)):
            streams = _listed("sink-inputs" if self._kind == "sink" else "source-outputs")
            own = {
                (str(self._kind), int(stream[self._kind]))
                for stream in streams
                if stream.get("properties", {}).get("application.process.id") == str(os.getpid())
            }
            if own or self._stopped.wait(0.5):
                return own
        return set()

    def stop(self) -> None:
        """End the watching."""
        self._stopped.set()
        if self._events is not None:
            self._events.kill()


@dataclass(frozen=True, slots=True)
class Instead:
    """A microphone to take in place of the default one."""

    name: str
    """The server's name for it."""
    description: str
    avoided: str
    """What a person calls the default, a Bluetooth headset."""


def other_than_headset() -> Instead | None:
    """A microphone that is no Bluetooth headset, where the default one is; None otherwise."""
    default = _ask("get-default-source").strip()
    sources = [source for source in _listed("sources") if source.get("monitor_source", "") == ""]
    chosen = next((source for source in sources if source["name"] == default), None)
    if chosen is None or not _is_bluetooth(chosen):
        return None
    for source in sources:
        if not _is_bluetooth(source):
            return Instead(
                source["name"], source.get("description", source["name"]), chosen.get("description", default)
            )
    return None


def _is_bluetooth(source: dict[str, Any]) -> bool:
    return bool(source["name"].startswith("bluez_")) or source.get("properties", {}).get("device.api") == "bluez5"


@contextlib.contextmanager
def default_source(name: str) -> Iterator[None]:
    """Streams opened meanwhile without a name listen on this source."""
    before = os.environ.get("PULSE_SOURCE")
    os.environ["PULSE_SOURCE"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SOURCE"]
        else:
            os.environ["PULSE_SOURCE"] = before
