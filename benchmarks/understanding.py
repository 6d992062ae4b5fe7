"""How well spoken commands are understood, how fast, and what else is taken for one.

    python benchmarks/understanding.py [--recogniser phones|vosk] [--every 1] [--jobs 2]

Prints a table and writes benchmarks/results/understanding.json. Noise comes from ../shared/audio where that is there,
else it is generated. A reply counts as right when exactly one command is accepted and it means what was said.
"""

import argparse
import json
import sys
import time
from collections.abc import Hashable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coach.ears.choose import choose  # noqa: E402
from coach.ears.hear import hear, read_sound  # noqa: E402
from coach.ears.phones import Phones  # noqa: E402
from coach.ears.utterance import RATE, Recogniser  # noqa: E402
from coach.language.commands import Commands  # noqa: E402
from coach.language.files import read_commands  # noqa: E402
from tests import voices  # noqa: E402

AUDIO = ROOT.parent / "shared" / "audio"
SAY = (
    *voices.COMMANDS, "i'm ready", "skip the rest", "hold longer", "release", "heavier", "lighter", "too heavy",
    "too easy", "one more set", "switch sides", "both arms weak", "say that again", "new cue", "talk less", "louder",
    "softer", "what changed", "help", "take that back", "ten reps", "left shoulder is weaker", "other side",
    "forty five more seconds", "i feel it in my forearms", "i can't feel it",
)  # fmt: skip
SPEAKERS = (*voices.NATURAL, voices.AMERICAN_MAN, voices.SCOT, voices.LANCASTER)
LEVELS = (None, 10.0, 5.0)


@dataclass(frozen=True)
class Try:
    speaker: str
    said: str
    decibels: float | None
    right: bool
    wrong: bool
    heard: list[str]
    wait_ms: float | None
    cpu: float
    seconds: float


@cache
def commands() -> Commands:
    return read_commands("en")


@cache
def grammar(said: str) -> tuple[str, ...]:
    """What is listened for when this may be said: yes and no after a question, the rest in a rest."""
    if said in ("yes", "no"):
        return tuple(commands().phrases(commands().open_in("confirm")))
    listed = commands().phrases(commands().open_in("rest"))
    return tuple(dict.fromkeys([*listed, *(s for s in SAY if s not in ("yes", "no"))]))


@cache
def meaning(text: str) -> Hashable:
    intent = commands().parse(text)
    return (intent.name, str(intent.slots)) if intent else text


@cache
def recogniser(name: str) -> Recogniser:
    return Phones(meaning=meaning) if name == "phones" else choose(name, "en")


@cache
def noises() -> tuple[tuple[str, np.ndarray], ...]:
    files = sorted((AUDIO / "noise").glob("*.flac"))
    if not files:
        return tuple((f"pink {k}", voices.pink(20.0, seed=k)) for k in range(3))
    return tuple((f.stem, read_sound(f)) for f in files)


def attempt(job: tuple[str, voices.TestVoice, str, float | None, int]) -> Try:
    name, speaker, said, decibels, number = job
    ears = recogniser(name)
    ears.listen_for(grammar(said))
    word = voices.say(speaker, said, before=0.0, after=0.0)
    sound = np.concatenate([np.zeros(RATE * 3 // 2, np.int16), word, np.zeros(RATE, np.int16)])
    if decibels is not None:
        beds = [n for n in noises() if "music" not in n[0]]
        bed = beds[number % len(beds)][1]
        sound = voices.with_noise(sound, np.roll(bed, -number * 7919), decibels)
    before = time.process_time()
    heard = [u for u in _clocked(ears, sound) if u[1]]
    cpu = time.process_time() - before
    right = len(heard) == 1 and meaning(heard[0][0]) == meaning(said)
    wait = (heard[0][2] - (RATE * 3 // 2 + len(word))) / RATE * 1000 if right else None
    seconds = len(sound) / RATE
    texts = [h[0] for h in heard]
    return Try(speaker.id, said, decibels, right, bool(heard) and not right, texts, wait, cpu, seconds)


def _clocked(ears: Recogniser, sound: np.ndarray) -> Iterator[tuple[str, bool, int]]:
    """Text, accepted, and how much of this sound had been fed when it was decided."""
    for start in range(0, len(sound), 320):
        for u in ears.feed(sound[start : start + 320]):
            yield u.text, u.accepted, min(start + 320, len(sound))
    for u in ears.finish():
        yield u.text, u.accepted, len(sound)


def false_commands(name: str) -> dict[str, dict[str, object]]:
    """What is accepted in recordings that hold no command, with all that is open in a rest."""
    ears = recogniser(name)
    ears.listen_for(commands().phrases(commands().open_in("rest")))
    report = {}
    for folder in ("common-voice-clips", "mycroft-not-wake-words", "noise"):
        files = sorted((AUDIO / folder).glob("*.flac"))
        found = [(f.name, u.text) for f in files for u in hear(read_sound(f), ears) if u.accepted]
        minutes = sum(len(read_sound(f)) for f in files) / RATE / 60
        report[folder] = {"minutes": round(minutes, 1), "false": found}
    return report


def people(name: str) -> dict[str, float]:
    """Share of one-word recordings of people that are understood, 8 open words."""
    words = ("stop", "yes", "no", "left", "right", "up", "down", "go")
    ears = recogniser(name)
    ears.listen_for(words)
    files = [f for w in words for f in sorted((AUDIO / "speech-commands-v0.01-sample").glob(f"{w}__*.flac"))]
    right = [[u.text for u in hear(read_sound(f), ears) if u.accepted] == [f.name.partition("__")[0]] for f in files]
    return {"recordings": len(files), "understood": round(100 * float(np.mean(right)), 1)} if files else {}


def table(tries: list[Try]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for group, member in (("neural", "joe"), ("robot", "")):
        for decibels in LEVELS:
            chosen = [t for t in tries if t.decibels == decibels and t.speaker.startswith("joe") == (member == "joe")]
            waits = [t.wait_ms for t in chosen if t.wait_ms is not None] or [float("nan")]
            rows.append(
                {
                    "voices": group,
                    "noise_db": decibels,
                    "tries": len(chosen),
                    "understood": round(100 * float(np.mean([t.right for t in chosen])), 1),
                    "misunderstood": round(100 * float(np.mean([t.wrong for t in chosen])), 1),
                    "wait_ms_median": round(float(np.median(waits))),
                    "wait_ms_95": round(float(np.percentile(waits, 95))),
                    "cpu_per_second": round(sum(t.cpu for t in chosen) / sum(t.seconds for t in chosen), 2),
                }
            )
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--recogniser", default="phones")
    options.add_argument("--every", type=int, default=1, help="take every n-th phrase only")
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    jobs = [
        (given.recogniser, speaker, said, decibels, number)
        for decibels in LEVELS
        for number, (speaker, said) in enumerate((v, s) for v in SPEAKERS for s in SAY)
    ][:: given.every]
    with ProcessPoolExecutor(given.jobs) as pool:
        tries = list(pool.map(attempt, jobs, chunksize=8))
    result = {
        "recogniser": given.recogniser,
        "phrases_open": len(grammar("stop")),
        "table": table(tries),
        "missed": [asdict(t) for t in tries if not t.right],
        "people": people(given.recogniser),
        "no_commands": false_commands(given.recogniser),
    }
    for row in result["table"]:
        print(" ".join(f"{k}={v}" for k, v in row.items()))
    for t in tries:
        if not t.right:
            print(f"  {t.speaker} at {t.decibels}: '{t.said}' -> {t.heard}")
    print("people:", result["people"])
    for folder, found in result["no_commands"].items():
        print(f"{folder}: {found}")
    target = ROOT / "benchmarks" / "results" / "understanding.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
