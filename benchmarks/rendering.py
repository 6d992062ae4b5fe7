"""How fast a session renders, cold and warm, how exact its beats are, and how soon the first word comes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile as sf

from benchmarks.results import Figure, keep

REPO = Path(__file__).resolve().parent.parent
HOUR = "full_body_hour"


def main() -> None:
    """Measure and keep."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cold = _render(home)
        warm = _render(home)
        beats = _beats(home)
        first_cold, first_warm = _first_word(home / "fresh"), _first_word(home)
    figures = [
        Figure("render, cold cache", f"{cold:.0f} x real time", ">= 40 x"),
        Figure("render, warm cache", f"{warm:.0f} x real time", ">= 200 x"),
        Figure("beats off their sample in the session", f"{beats['off']} of {beats['beats']}", "0", naive=_sleeping()),
        Figure("onset of counted words after the beat, median", f"{beats['onset_ms']:.1f} ms", "<= 5 ms"),
        Figure("start to first word, cold", f"{first_cold:.2f} s", "<= 3 s"),
        Figure("start to first word, warm", f"{first_warm:.2f} s", "<= 1 s"),
    ]
    keep("rendering", figures)


def _coach(home: Path, *words: str) -> float:
    begin = time.perf_counter()
    environment = {**os.environ, "INNERVATE_HOME": str(home)}
    subprocess.run(
        [sys.executable, "coach.py", *words], cwd=REPO, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - begin


def _render(home: Path) -> float:
    """Seconds of session for each second of the whole process."""
    took = _coach(home, "render", HOUR, "-o", str(home / "hour.wav"), "--timeline", str(home / "hour.json"))
    return float(json.loads((home / "hour.json").read_text())["duration_s"]) / took


def _beats(home: Path) -> dict[str, float]:
    """Events that are not on the beat they belong to, and where their sound begins (-40 dB of its peak)."""
    timeline = json.loads((home / "hour.json").read_text())
    sound, rate = sf.read(home / "hour.wav", dtype="float32")
    beats = [e for e in timeline["events"] if "beat_s" in e]
    spoken = [e for e in beats if e["spoken"] and e["kind"] == "count"]
    late = []
    for event in spoken[:2000]:
        begin, length = round(event["beat_s"] * rate), round((event["end_s"] - event["start_s"]) * rate)
        piece = np.abs(sound[begin : begin + length])
        late.append(float(np.argmax(piece > piece.max() * 0.01)) / rate * 1000)
    off = sum(round(e["beat_s"] * rate) != e["sample"] for e in beats)
    return {"beats": len(beats), "off": off, "onset_ms": float(np.median(late))}


def _first_word(home: Path) -> float:
    """Seconds until the sound of a session's first word is at hand."""
    home.mkdir(exist_ok=True)
    return _coach(home, "say", "Welcome.", "--out", str(home / "first.wav"))


def _sleeping() -> str:
    """How far sixty beats drift when each waits half a second after the last."""
    begin = time.perf_counter()
    for _ in range(60):
        time.sleep(0.05)
        sum(range(20_000))
    drift = (time.perf_counter() - begin) - 60 * 0.05
    return f"{drift * 1000:.0f} ms drift in 60 beats of sleep"


if __name__ == "__main__":
    main()
