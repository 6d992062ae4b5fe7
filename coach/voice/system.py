"""The system's voice through pyttsx3, in a process of its own: it may hang, crash and chatter there."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from coach import places
from coach.mixer import Sound
from coach.voice import UnsayableError, VoiceError
from coach.voice.spoken import in_english

RATE_WPM: Final = 170
"""Words a minute: clear, and slower than the drivers' own 200."""
TIMEOUT_S: Final = 10.0
"""How long one sentence, with the start of the process, may take."""
_LANGUAGE_OF_DEFAULT = "en"


class System:
    """Engine `system`: espeak-ng on Linux, SAPI5 on Windows, NSSpeechSynthesizer on macOS.

    Args:
        language: which voice to take, as in `en` (American where espeak speaks), `en-gb` or `de`.
        voice: a voice's id or name instead, as `voices()` lists them.
        rate_wpm: words a minute.
        timeout_s: after this long without an answer the process is killed, and started anew for the next text.
        command: the program that answers; the product's own worker unless given.
    """

    def __init__(
        self,
        language: str = _LANGUAGE_OF_DEFAULT,
        voice: str = "",
        rate_wpm: int = RATE_WPM,
        timeout_s: float = TIMEOUT_S,
        command: Sequence[str] | None = None,
    ) -> None:
        self.language = language.lower().replace("_", "-")
        self.voice = voice
        self._rate_wpm = rate_wpm
        self._timeout_s = timeout_s
        own = [sys.executable, "-P", "-m", "coach.voice.worker", voice, self.language, str(rate_wpm)]
        self._command = list(own if command is None else command)
        self._process: _Process | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """Platform, pyttsx3 version, voice and rate; reading it starts nothing."""
        try:
            version = metadata.version("pyttsx3")
        except metadata.PackageNotFoundError:
            version = "missing"
        return f"system:{sys.platform}:{version}:{self.voice or self.language}:{self._rate_wpm}"

    def render(self, text: str) -> tuple[Sound, int]:
        """`text` as mono float32 sound and its rate.

        Raises:
            VoiceError: no speech system, no such voice, a crash, or no answer within the time-out.
        """
        words = in_english(text) if self.language.startswith("en") else text
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="innervate-voice-")
            file = Path(self._folder.name) / "sentence.wav"
            file.unlink(missing_ok=True)
            self._ask({"text": words, "file": str(file)})
            return _read(file)

    def voices(self) -> list[tuple[str, str, str]]:
        """Id, name and language of every voice of the system.

        Raises:
            VoiceError: no speech system, or no answer within the time-out.
        """
        with self._lock:
            listed = self._ask({"voices": True}).get("voices", [])
        return [(voice["id"], voice["name"], voice["language"]) for voice in listed]

    def close(self) -> None:
        """End the process, even while another thread waits for it, and remove its files."""
        while not self._lock.acquire(timeout=0.05):
            waited_for = self._process
            if waited_for is not None:
                waited_for.kill()
        try:
            self._stop()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None
        finally:
            self._lock.release()

    def _ask(self, request: dict[str, object]) -> dict[str, Any]:
        if self._process is None or self._process.ended:
            self._stop()
            self._process = _Process(self._command)
        try:
            answer = self._process.ask(request, self._timeout_s)
        except VoiceError:
            self._stop()
            raise
        if "error" in answer:
            failure = UnsayableError if answer.get("unsayable") else VoiceError
            raise failure(f"{answer['error']}; {answer.get('remedy', 'try another voice')}")
        return answer

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


class _Process:
    """One run of the worker; its answers arrive through a reading thread, because pipes know no time-out."""

    def __init__(self, command: list[str]) -> None:
        paths = [str(places.SHIPPED), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1"}
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise VoiceError(f"the system voice's process does not start: {error}; try --voice natural") from error
        assert self._popen.stdin is not None  # noqa: S101 - both ends were asked for
        assert self._popen.stdout is not None  # noqa: S101
        self._stdin, self._stdout = self._popen.stdin, self._popen.stdout
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._pass_on, name="voice-answers", daemon=True)
        self._reader.start()

    @property
    def ended(self) -> bool:
        return self._popen.poll() is not None

    def ask(self, request: dict[str, object], timeout_s: float) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        try:
            self._stdin.write(json.dumps(request) + "\n")
            self._stdin.flush()
            line = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            raise VoiceError(f"the system voice gave no answer in {timeout_s:g} s; it is started anew") from None
        except OSError:
            line = self._last_words()
        try:
            answer = json.loads(line)
        except json.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            raise VoiceError("the system voice's process ended unexpectedly; it is started anew")
        return answer

    def kill(self) -> None:
        """End the process at once; whoever waits for its answer gets the failure."""
        self._popen.kill()

    def stop(self) -> None:
        """Kill the process and collect what it leaves."""
        self.kill()
        self._popen.wait()
        self._reader.join(timeout=5)
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()

    def _last_words(self) -> str:
        """What a process said that ended before it was asked."""
        with contextlib.suppress(queue.Empty):
            return self._answers.get(timeout=1)
        return ""

    def _pass_on(self) -> None:
        for line in self._stdout:
            self._answers.put(line)
        self._answers.put("")


def _read(file: Path) -> tuple[Sound, int]:
    """The first channel of a sound file; whatever container the driver wrote."""
    import soundfile

    try:
        sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise VoiceError(f"the system voice wrote no readable sound ({error}); try another voice") from error
    return sound[:, 0].copy(), int(rate)
