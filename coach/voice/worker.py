"""The process that holds pyttsx3: reads one JSON request a line, answers one JSON line, ends when its input ends.

Requests: `{"voices": true}` and `{"text": ..., "file": ...}`; answers hold `ok` or `error` (and `remedy`).
"""

import json
import logging
import os
import queue
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

Answer = dict[str, Any]
"""One line of JSON; its values are strings, booleans or a list of voices."""

REMEDY = {
    "linux": "install it: sudo apt-get install libespeak-ng1 espeak-ng-data",
    "darwin": "install it: brew install espeak-ng",
}.get(sys.platform, "install a speech voice in the system's settings")

WRITES_LATE = sys.platform == "linux"
"""espeak's driver returns while another thread still writes, and says when that has finished; others return then."""
LATEST_S = 5.0
"""How long that may take."""


class Speaker:
    """One pyttsx3 engine with one voice; used by one thread only."""

    def __init__(self, wanted: str, language: str, rate: int) -> None:
        import pyttsx3

        self._engine = pyttsx3.init()
        self._written = threading.Event()
        self._engine.connect("finished-utterance", self._finished)
        self.problem = ""
        voice = self._choose(wanted, language)
        if voice is None:
            kind = f"voice called {wanted!r}" if wanted else f"voice for the language {language!r}"
            self.problem = f"the system has no {kind}"
            return
        if voice:
            self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)

    def voices(self) -> list[dict[str, str]]:
        """Every voice of the system: id, name and language (empty where the system does not say)."""
        return [
            {"id": str(v.id), "name": str(v.name or v.id), "language": _language(v.languages)}
            for v in self._engine.getProperty("voices")
        ]

    def render(self, text: str, file: Path) -> None:
        """Write `text` as a sound file. One call, one run: pyttsx3 loses what is queued."""
        self._written.clear()
        self._engine.save_to_file(text, str(file))
        self._engine.runAndWait()
        if WRITES_LATE:
            self._written.wait(LATEST_S)

    def _finished(self, name: str | None = None, completed: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - pyttsx3 calls by name
        if completed:
            self._written.set()

    def _choose(self, wanted: str, language: str) -> str | None:
        """The id of the voice to use; empty for the system's own; None where there is none that fits."""
        voices = self.voices()
        if wanted:
            sought = wanted.casefold()
            for key in ("id", "name", "language"):
                for voice in voices:
                    if voice[key].casefold() == sought:
                        return voice["id"]
            return None
        if language in {"en", "en-us"} and not any(v["language"] == "en-us" for v in voices):
            return ""
        sought = "en-us" if language == "en" else language
        for near in (sought, sought.partition("-")[0]):
            fits = [v for v in voices if v["language"] == near] or [
                v for v in voices if v["language"].partition("-")[0] == near
            ]
            if fits:
                return fits[0]["id"]
        return None


def _language(languages: Any) -> str:  # noqa: ANN401 - drivers give strings, bytes or nothing
    first = next(iter(languages or ()), "")
    text = first.decode("utf-8", "ignore") if isinstance(first, bytes) else str(first)
    return "".join(char for char in text if char.isprintable()).replace("_", "-").lower()


def answer(speaker: Speaker, request: Answer) -> Answer:
    """Do what one request asks for."""
    if request.get("voices"):
        return {"ok": True, "voices": speaker.voices()}
    if speaker.problem:
        return {"error": speaker.problem, "remedy": "choose another with --voice; coach.py voices lists them"}
    file = Path(request["file"])
    speaker.render(request["text"], file)
    if not file.is_file() or file.stat().st_size < 100:
        return {"error": "the system voice wrote no sound", "unsayable": True}
    return {"ok": True}


def main(wanted: str, language: str, rate: str) -> None:
    """Serve until the input ends, which it also does when the parent is killed."""
    replies = _private_stdout()
    logging.disable(logging.CRITICAL)
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    failure: Answer = {}
    speaker: Speaker | None = None
    try:
        speaker = Speaker(wanted, language, int(rate))
    except Exception as error:  # noqa: BLE001 - every driver fails in its own way
        failure = {"error": f"the system voice does not start ({type(error).__name__})", "remedy": REMEDY}
    while True:
        request = json.loads(requests.get())
        try:
            reply = failure if speaker is None else answer(speaker, request)
        except Exception as error:  # noqa: BLE001 - a driver's failure is an answer
            reply = {"error": f"the system voice failed: {error}", "remedy": "try another voice"}
        _reply(replies, reply)


def _private_stdout() -> TextIO:
    """The pipe to the parent; what drivers print on the usual outputs goes nowhere."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return pipe


def _read(requests: "queue.SimpleQueue[str]") -> None:
    """Pass requests on; at the end of the input leave at once, even out of a hanging driver."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _reply(pipe: TextIO, reply: Answer) -> None:
    pipe.write(json.dumps(reply) + "\n")
    pipe.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
