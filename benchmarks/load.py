"""Long sessions: eight hours from file to file, and half an hour live on a virtual sound card with the recogniser on.

`python -m benchmarks.load [file] [live]`. The memory that counts is that of the process (RSS) after its warm-up.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile as sf

from benchmarks.results import Figure, keep
from coach.mixer import Sound
from coach.voice.choose import choose
from coach.voice.studio import Studio
from coach.voice.tones import tone
from tests.card import Card
from tests.heard import slips

REPO = Path(__file__).resolve().parent.parent
HOURS = 8
LIVE_MINUTES = 30
WARM_UP_S = {"file": 3600, "live": 300}
"""Session seconds after which nothing may grow any more."""
_AT = re.compile(r" *(?:(\d+):)?(\d+):(\d+)\.\d ")


@dataclass
class Watched:
    """What a session's process used, each time with the session second."""

    memory: list[tuple[int, float]] = field(default_factory=list)
    """In MB."""
    handles: list[tuple[int, int]] = field(default_factory=list)
    threads: list[tuple[int, int]] = field(default_factory=list)
    took_s: float = 0.0
    more: list[Figure] = field(default_factory=list)

    def after(self, warm_up_s: int) -> tuple[float, float, int, int]:
        """Memory at the end of the warm-up and the most of it afterwards; handles and threads gained since."""
        warm = [mb for at, mb in self.memory if at >= warm_up_s]
        handles = [number for at, number in self.handles if at >= warm_up_s]
        threads = [number for at, number in self.threads if at >= warm_up_s]
        return warm[0], max(warm), max(handles) - handles[0], max(threads) - threads[0]


def main() -> None:
    """Measure and keep."""
    wanted = sys.argv[1:] or ["file", "live"]
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="vc") as folder:
            watched, timeline = {"file": _file, "live": _live}[name](Path(folder))
        warm, most, handles, threads = watched.after(WARM_UP_S[name])
        what = f"{HOURS} hours, file to file" if name == "file" else f"{LIVE_MINUTES} minutes, live"
        beats = [e for e in timeline["events"] if "beat_s" in e]
        figures = [
            *watched.more,
            Figure(f"{what}: length", f"{timeline['duration_s'] / 60:.0f} min in {watched.took_s / 60:.1f} min", ""),
            Figure("sets done, beats", f"{_count(timeline, 'set_done')}, {len(beats)}", ""),
            Figure("memory after the warm-up", f"{warm:.0f} MB", ""),
            Figure("growth from then on, at most", f"{most - warm:.1f} MB", "<= 5 MB"),
            Figure("underruns", f"{timeline['underflows']}", "0"),
            Figure("file handles gained", f"{handles}", "0"),
            Figure("threads gained", f"{threads}", "0"),
        ]
        keep(f"load_{name}", figures, {"memory_mb": watched.memory[:: max(1, len(watched.memory) // 60)]})


def _program(folder: Path, minutes: int) -> Path:
    """About so many minutes of arm work, a different exercise every quarter of an hour."""
    names = (
        "biceps_curl",
        "triceps_pushdown",
        "hammer_curl",
        "push_up",
        "goblet_squat",
        "glute_bridge",
        "lateral_raise",
    )
    lines = ["program: Long", "defaults: {tempo: 2-1-2-1, rest: 60s, start: countdown}", "steps:"]
    steps = range(max(1, minutes // 15))
    lines += [f"  - {{exercise: {names[number % len(names)]}, sets: 7, reps: 10}}" for number in steps]
    path = folder / "long.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _file(folder: Path) -> tuple[Watched, dict]:  # type: ignore[type-arg]
    commands = folder / "noise.flac"
    rng = np.random.default_rng(1)
    minute = (rng.standard_normal(16_000 * 60) * 20).astype(np.int16)
    with sf.SoundFile(commands, "w", 16_000, 1, subtype="PCM_16") as file:
        for _ in range(HOURS * 60):
            file.write(minute)
    ends = ["--out", str(folder / "long.ogg"), "--mic", str(commands)]
    return _watch(folder, _program(folder, HOURS * 60), ends, {})


def _live(folder: Path) -> tuple[Watched, dict]:  # type: ignore[type-arg]
    card = Card(folder)
    recorded = folder / "played"
    over = threading.Event()

    def keep_played() -> None:
        with recorded.open("wb") as file:
            while not over.wait(2):
                file.write(card.recording.take())
            file.write(card.recording.take())

    keeper = threading.Thread(target=keep_played, daemon=True)
    keeper.start()
    try:
        ends = ["--out", "earbuds", "--mic", "mic"]
        watched, timeline = _watch(folder, _program(folder, LIVE_MINUTES), ends, card.environment)
    finally:
        over.set()
        keeper.join()
        card.die()
    watched.more += _as_played(recorded, timeline, folder / "home" / "clips")
    return watched, timeline


def _as_played(recorded: Path, timeline: dict, clips: Path) -> list[Figure]:  # type: ignore[type-arg]
    """Whether the sound server played everything where it belongs: `underflows` says nothing about that."""
    heard = np.memmap(recorded, "<i2", "r").reshape(-1, 2)[:, 0]
    events = [event for event in timeline["events"] if "spoken" in event]
    spoken = [event for event in events if event["spoken"]]
    # A tick beneath a cue is too faint to be told from it.
    events = [event for event in events if event["spoken"] or not any(_together(event, word) for word in spoken)]
    with Studio(choose("natural", "en"), clips) as studio:
        found = slips(
            heard, events, lambda e: studio.clip(str(e["text"])).sound if e["spoken"] else _tone(str(e["text"]))
        )
    moved = [slip / 48 for slip in found if slip]
    return [
        Figure("sounds looked for in a recording of what was played", f"{len(found)}", ""),
        Figure("of these not found", f"{found.count(None)}", "0"),
        Figure(
            "of these later than the one before", f"by {sum(slip for slip in moved if slip > 0):.1f} ms in all", "0"
        ),
        Figure("of these earlier", f"by {-sum(slip for slip in moved if slip < 0):.1f} ms in all", "0"),
    ]


def _together(one: dict, other: dict) -> bool:  # type: ignore[type-arg]
    return bool(one["start_s"] < other["end_s"] and other["start_s"] < one["end_s"])


def _watch(folder: Path, program: Path, ends: list[str], environment: dict[str, str]) -> tuple[Watched, dict]:  # type: ignore[type-arg]
    timeline = folder / "long.json"
    home = folder / "home"
    command = [sys.executable, "coach.py", "start", str(program), *ends, "--recogniser", "phones"]
    begin = time.monotonic()
    process = subprocess.Popen(
        [*command, "--timeline", str(timeline)],
        cwd=REPO,
        env={**os.environ, **environment, "INNERVATE_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watched = Watched()
    looked = 0.0
    last: list[str] = []
    for line in process.stdout or ():
        last = [*last[-5:], line]
        at = _AT.match(line)
        if at and time.monotonic() - looked > 1.0:
            looked = time.monotonic()
            _look(process.pid, int(at[1] or 0) * 3600 + int(at[2]) * 60 + int(at[3]), watched)
    if process.wait():
        raise SystemExit("".join(last))
    watched.took_s = time.monotonic() - begin
    shutil.copy(timeline, f"/tmp/{timeline.stem}-last.json")  # noqa: S108 - to look at afterwards
    return watched, json.loads(timeline.read_text())


def _look(pid: int, at: int, watched: Watched) -> None:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return
    watched.memory.append((at, int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024))
    watched.threads.append((at, int(re.findall(r"Threads:\s+(\d+)", status)[0])))
    watched.handles.append((at, handles))


def _tone(name: str) -> Sound:
    return tone(name).sound


def _count(timeline: dict, kind: str) -> int:  # type: ignore[type-arg]
    return sum(event["kind"] == kind for event in timeline["events"])


if __name__ == "__main__":
    main()
