"""Hostile input at every place where something is read: mutated files, and nothing but clear answers.

`python -m benchmarks.fuzzing [seed] [rounds]`. An answer is a result or a `CoachError`, within a second. Half of the
mutants are changed byte by byte, the other half in their structure, so that they are still YAML or JSON.
"""

import copy
import json
import logging
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import soundfile as sf
import yaml

from benchmarks.results import Figure, keep
from coach import CoachError
from coach.audio.files import FileSource
from coach.engine.step import step
from coach.events import Started
from coach.history.clock import wall_clock
from coach.history.facts import decode
from coach.history.store import Store
from coach.language.files import read_commands, read_lines
from coach.program.check import check
from coach.program.library import Library
from coach.program.load import parse_program
from coach.screen.page import page
from coach.session.reading import first_state, scripts_for
from coach.session.wishes import timed
from coach.units import Samples
from coach.voice.cache import ClipFolder

ROUNDS = 10_000
"""Mutants of the four kinds of YAML together."""
SHARES = {"program": 0.5, "cues": 0.3, "phrases": 0.1, "lines": 0.1}
PATIENCE_S = 1.0
TOKENS = (
    *"\t[]{}\n'\">%@~#\r\x85\0\u2028\ud7ff\U0001f4aa-:|*&!?,",
    *("&a ", "*a", "!!python/name:os.system ", ": ", "- ", "<<: *a", "---\n", "1e99", "-5", ".inf", ".nan", "0x7f"),
    *(
        "\x1b]0;owned\x07",
        "\x1b[2J",
        "$(reboot)",
        "`id`",
        "; rm -rf ~",
        "../../../etc/passwd",
        "<script>alert(1)</script>",
    ),
    *("<speak><break time='999s'/></speak>", "[[p@]]", "{name}", "{x", "[pause 99999999s]", "[pause -1s]", "9" * 400),
    *("(" * 200, "[a|" * 60, "{a}" * 90, "null", "true", "\u202e", "e\u0301" * 50, "a" * 5000),
)
WORDS = (
    *(
        "steps",
        "exercise",
        "sets",
        "reps",
        "load",
        "hold",
        "for",
        "rest",
        "superset",
        "rounds",
        "sides",
        "say",
        "tempo",
    ),
    *("defaults", "extends", "squeeze", "before", "at", "on", "focus", "rehearse", "warm_up", "language", "", "<<"),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        "",
        [],
        {},
        True,
        -1,
        0,
        1,
        10**400,
        0.1,
        -0.0,
        "1e999",
        "0010",
        "1:30",
        "1:99:99",
        "9999999h",
        "-1 kg",
        "8-12",
    ),
    *(
        "0-0-0-0",
        "31X1",
        "X-X-X-X",
        "@",
        "each",
        "left",
        "1000000",
        "amrap",
        [[[[[]]]]],
        [None],
        {"": ""},
        {"a": {"b": []}},
    ),
    *(
        "{side}{side}",
        "{",
        "}",
        "{{}}",
        "[pause 1h]",
        "auto",
        "None",
        ["a"] * 400,
        "x" * 100_000,
        "on",
        "\ud83d",
        "NaN",
    ),
)
SHIPPED = Path(__file__).resolve().parent.parent


def mutated(chance: random.Random, material: bytes) -> bytes:
    """`material` after a few changes: cut, doubled, overwritten, with strange pieces put in."""
    data = bytearray(material)
    for _ in range(chance.randint(1, 8)):
        begin = chance.randint(0, len(data))
        end = min(len(data), begin + chance.choice((0, 1, 4, 40, 400)))
        put = chance.choice(
            (
                chance.choice(TOKENS).encode("utf-8", "surrogatepass"),
                bytes(data[begin:end]) * 2,
                chance.randbytes(chance.choice((1, 4, 16))),
                b"",
            )
        )
        data[begin:end] = put
    return bytes(data)


def reshaped(chance: random.Random, material: bytes) -> bytes:
    """`material`, YAML or JSON, with values, keys and branches exchanged, doubled and taken out; else as it is."""
    try:
        whole = yaml.safe_load(material)
    except (yaml.YAMLError, ValueError):
        return material
    branches: list[Any] = []

    def collect(node: object) -> None:
        if isinstance(node, dict | list):
            branches.append(node)
            for inner in node.values() if isinstance(node, dict) else node:
                collect(inner)

    collect(whole)
    for _ in range(chance.randint(1, 4) if branches else 0):
        branch = chance.choice(branches)
        other = chance.choice((chance.choice(VALUES), copy.deepcopy(chance.choice(branches))))
        if isinstance(branch, dict):
            key = chance.choice([*branch, chance.choice(WORDS)])
        elif branch:
            key = chance.randrange(len(branch))
        else:
            continue
        what = chance.random()
        if what < 0.7:
            branch[key] = other
        elif isinstance(branch, list):
            branch.insert(key, other)
        else:
            branch.pop(key, None)
    try:
        return json.dumps(whole).encode("utf-8", "surrogatepass")
    except (ValueError, TypeError, RecursionError):
        return material


def hostile(chance: random.Random, material: bytes) -> bytes:
    """A mutant of either kind, or of both."""
    kind = chance.random()
    data = reshaped(chance, material) if kind < 0.5 else material
    return mutated(chance, data) if kind > 0.45 else data


def main() -> None:
    """Throw it all, and keep what came back."""
    logging.disable()
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    figures = []
    with tempfile.TemporaryDirectory() as name:
        os.environ["INNERVATE_HOME"] = name
        for target, (material, attack) in targets(Path(name)).items():
            chance = random.Random(f"{seed} {target}")
            worst, bad = 0.0, 0
            count = max(1, round(rounds * SHARES.get(target, 0.1)))
            for number in range(count):
                data = hostile(chance, chance.choice(material))
                # On a busy machine even processor time is stretched: what was slow once is tried again.
                took = _answered(attack, data, f"{target} {number}")
                if took > PATIENCE_S:
                    took = min(_answered(attack, data, f"{target} {number}") for _ in range(3))
                bad += took < 0
                worst = max(worst, took)
                if took > PATIENCE_S:
                    print(f"{target} {number}: {took:.2f} s", flush=True)
                    Path(f"/tmp/fuzz-slow-{target}-{number}").write_bytes(data)  # noqa: S108
            figures.append(Figure(f"{target}: {count} mutants", f"{bad} bad, worst {worst:.2f} s", "0 bad, <= 1 s"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    keep("fuzzing", [*figures, Figure("peak memory", f"{peak:.0f} MB", "<= 500 MB")], {"seed": seed})


def _answered(attack: Callable[[bytes], object], data: bytes, what: str) -> float:
    """Seconds until there was an answer; less than 0 where there was none."""
    begin = time.process_time()
    try:
        attack(data)
    except CoachError:
        pass
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        print(f"{what}: {type(error).__name__}: {str(error)[:200]}", flush=True)
        Path(f"/tmp/fuzz-{what.replace(' ', '-')}").write_bytes(data)  # noqa: S108
        return -1.0
    return time.process_time() - begin


def targets(home: Path) -> dict[str, tuple[list[bytes], Callable[[bytes], object]]]:
    """What is attacked: material to mutate, and who has to bear it."""
    library = Library.standard()
    commands = read_commands()
    programs = [path.read_bytes() for path in sorted((SHIPPED / "programs").glob("*.yaml"))]
    cues = [path.read_bytes() for path in sorted((SHIPPED / "cues").glob("*.yaml"))]
    own = home / "cues"
    own.mkdir(parents=True)

    def of_program(data: bytes) -> None:
        path = home / "program.yaml"
        path.write_bytes(data)
        check([path])
        program = parse_program(data.decode("utf-8", "replace"), "x.yaml", library)
        state = first_state(program, scripts_for(program, library))
        step(state, Started(Samples(0), listening=True))

    def of_cues(data: bytes) -> None:
        path = home / "squat_cue.yaml"
        path.write_bytes(data)
        check([path])

    def of_words(name: str, read: Callable[[], object]) -> Callable[[bytes], None]:
        def attack(data: bytes) -> None:
            path = own / name
            path.write_bytes(data)
            try:
                read()
            finally:
                path.unlink()

        return attack

    def of_sound(data: bytes) -> None:
        path = home / "x.wav"
        path.write_bytes(data)
        source = FileSource(path)
        source.open()
        for second in range(1, 20):
            source.read(Samples(second * 48_000))
        source.close()

    def of_at(data: bytes) -> None:
        for typed in timed([data.decode("utf-8", "replace")]):
            commands.parse(typed.text)

    def of_clip(data: bytes) -> None:
        folder = ClipFolder(home / "clips")
        (file,) = (home / "clips").glob("*.clip")
        file.write_bytes(data)
        folder.load("x")
        file.write_bytes(clip)

    def of_history(data: bytes) -> None:
        path = home / "history.db"
        for old in home.glob("history*"):
            old.unlink()
        path.write_bytes(data)
        with Store.open(path) as store:
            for row in store.sessions():
                store.sets(row.id)
                store.notes(row.id)
                store.facts(row.id)
            store.profile()

    folder = ClipFolder(home / "clips")
    import numpy as np

    folder.store("x", np.arange(4000, dtype=np.int16))
    clip = next((home / "clips").glob("*.clip")).read_bytes()
    sf.write(home / "a.wav", np.zeros(16_000), 16_000)
    sf.write(home / "a.flac", np.zeros(16_000), 16_000)
    sounds = [(home / name).read_bytes() for name in ("a.wav", "a.flac")]
    facts = [
        b'{"fact":"Heard","at":5,"ended":4,"intent":"felt","slots":{"n":3},"text":"three"}',
        b'{"fact":"Reached","at":5,"wake":4}',
        b'{"fact":"OutputBack","at":5,"elsewhere":true}',
    ]
    timelines = _timelines()
    with Store.open(home / "history.db") as store:
        store.begin("A", "a.yaml", 1, at=wall_clock(), text_hash="x", settings={"mic": None})
        store.fact(1, 0, Started(Samples(0), listening=False))
        store.remember("name", "Kim", at=wall_clock())
    history = [(home / "history.db").read_bytes()]
    return {
        "program": (programs, of_program),
        "cues": (cues, of_cues),
        "phrases": (
            [(SHIPPED / "cues" / "commands.en.yaml").read_bytes()[:6000], b"commands: {}\n"],
            of_words("own.en.yaml", read_commands),
        ),
        "lines": ([(SHIPPED / "cues" / "lines.en.yaml").read_bytes()[:3000]], of_words("lines.en.yaml", read_lines)),
        "sound": (sounds, of_sound),
        "clip": ([clip], of_clip),
        "journal": (facts, lambda data: decode(data.decode("utf-8", "replace"))),
        "history": (history, of_history),
        "--at": ([b"12.5: next set", b"1:30: left arm weak", b"90s: set load 8 kg"], of_at),
        "timeline": (timelines, lambda data: page(json.loads(data), b"", "audio/mpeg") if _is_json(data) else None),
    }


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False


def _timelines() -> list[bytes]:
    from tests.coached import ARMS, coached

    return [json.dumps(coached(ARMS)).encode()]


if __name__ == "__main__":
    main()
