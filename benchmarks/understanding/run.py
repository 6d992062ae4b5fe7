"""Measures within a budget, writes the figures down, and lays the tables into docs/understanding.md."""

import argparse
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Final

import benchmarks.understanding as package
from benchmarks.results import FOLDER, Figure, keep
from benchmarks.understanding import accuracy, confusion, engines, false_commands, in_a_row, material
from benchmarks.understanding.spending import kept, share_out, spent

RESULTS: Final = FOLDER / "understanding.json"
PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "understanding.md"
GOALS: Final = {None: ">= 99 %", 10.0: ">= 97 %", 5.0: ">= 92 %"}
QUICK: Final = 1.5
USUAL: Final = 13.0
"""Minutes of one core."""
LONGEST: Final = 10_000.0
SHARES: Final = {
    engines.PHONES: {"accuracy": 0.46, "in a row": 0.1, "false commands": 0.32, "confusion": 0.12},
    engines.VOSK: {"accuracy": 0.13, "in a row": 0.03, "false commands": 0.09},
    engines.PLAIN: {"accuracy": 0.1, "false commands": 0.05},
}
"""Of the budget, by engine and by what is measured; Vosk asks for a quarter of the work."""
TALK: Final = 60
"""Minutes of conversation at most."""


def measure(engine: str, minutes: float, people: list[Path]) -> dict[str, object]:
    """All figures of one engine, from so many minutes of one core, with recordings of more people who talk."""
    began, begun = time.monotonic(), spent()
    tries: list[accuracy.Try] = []
    followed: list[list[in_a_row.Said]] = []
    wrong: list[list[false_commands.Found]] = []
    taken: list[list[confusion.Taken]] = []
    share = SHARES[engine]
    with tempfile.TemporaryDirectory() as folder:
        few = false_commands.PROGRAMS[:1] if minutes <= QUICK else false_commands.PROGRAMS
        sessions = [false_commands.render_session(program, Path(folder)) for program in few]
        work = {
            "accuracy": kept(map(accuracy.attempt, accuracy.jobs(engine)), tries),
            "false commands": kept(
                map(false_commands.listen, false_commands.jobs(engine, TALK, sessions, people)), wrong
            ),
        }
        if "in a row" in share:
            work["in a row"] = kept(map(in_a_row.attempt, in_a_row.jobs(engine)), followed)
        if engine == engines.PHONES:
            work["confusion"] = kept(map(confusion.listen, confusion.jobs()), taken)
        parts = {name: (share[name], part) for name, part in work.items()}
        share_out(parts, 60 * minutes * sum(share[name] for name in work))
    return {
        "minutes_taken": round((time.monotonic() - began) / 60, 1),
        "processor_minutes_taken": round((spent() - begun) / 60, 1),
        "phrases_open_in_a_rest": len(material.open_phrases("rest")),
        "accuracy": accuracy.rows(tries),
        "by_intent": accuracy.by_intent(tries),
        "by_voice": accuracy.by(tries, "speaker"),
        "by_noise": accuracy.by(tries, "noise"),
        "waits_ms": accuracy.waits(tries),
        "in_a_row": in_a_row.rows(chain.from_iterable(followed)),
        "false_commands": false_commands.rows([*chain.from_iterable(wrong)]),
        "confusion": confusion.matrix([*chain.from_iterable(taken)]),
        "memory_mb": _memory(engine),
        "missed": [asdict(t) for t in tries if not t.right],
    }


def _memory(engine: str) -> int:
    """Most memory of a process that loaded the engine and listened, in MB."""
    command = [sys.executable, "-m", "benchmarks.understanding", "--memory", engine]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _tell_memory(engine: str) -> None:
    accuracy.attempt(accuracy.Job(engine, "next set", 0))
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there begins with the memory of the process that started this one
        most = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]
        print(round(int(most) / 1024))
    else:
        print(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2))


def figures(engine: str, found: Mapping[str, object], naive: Mapping[str, object] | None = None) -> list[Figure]:
    """The lines that have a goal, with the same figures of the obvious way beside them."""
    obvious = {line.what: line.value for line in figures(engine, naive)} if naive else {}
    lines = []
    for row in _listed(found["accuracy"]):
        level = row["decibels"]
        what = f"{engine}: {row['voices']}, {accuracy.level_name(level)}"
        value = f"{row['understood']} % of {row['tries']}"
        wait = f"{row['wait_ms_median']} / {row['wait_ms_95']} ms"
        lines.append(Figure(what, value, GOALS.get(level if isinstance(level, float) else None, "")))
        lines.append(Figure(f"{what}: decided after, median / 95 %", wait, "<= 150 / 350 ms"))
    later = [row for row in _listed(found.get("in_a_row")) if row["after_others"]]
    if later:
        right, tries = (sum(int(str(row[what])) for row in later) for what in ("understood", "tries"))
        what = f"{engine}: people, one word after others, {accuracy.level_name(in_a_row.DECIBELS)}"
        lines.append(Figure(what, f"{right} of {tries}", GOALS[in_a_row.DECIBELS]))
    for row in _listed(found["false_commands"]):
        count, minutes = len(_listed(row["false"])), float(str(row["minutes"]))
        goal = "0" if row["sound"] == false_commands.COACH else "<= 1 an hour"
        what = f"{engine}: false commands, {row['sound']}, all that is open in '{row['state']}'"
        lines.append(Figure(what, f"{count} in {minutes:g} min", goal))
    matrix = found["confusion"]
    if isinstance(matrix, dict) and matrix["phrases"]:
        often = [
            row for row in matrix["pairs"] if row["meant"] != row["taken"] and row["per_cent"] > confusion.CONFUSED
        ]
        names = ", ".join(f"{row['meant']} for {row['taken']}" for row in often)
        what = f"{engine}: intents taken for another more often than in {confusion.CONFUSED:g} %"
        lines.append(Figure(what, f"{len(often)}: {names}" if often else "0", "0"))
    return [replace(line, naive=obvious.get(line.what, "")) for line in lines]


def _listed(rows: object) -> list[dict[str, object]]:
    return list(rows) if isinstance(rows, list) else []


def tables(results: Mapping[str, Mapping[str, object]]) -> str:
    """The tables of the page."""
    text = ""
    for engine, found in results.items():
        text += (
            f"\n### {engine}\n\n{found['phrases_open_in_a_rest']} phrases open in a rest; a process that only listens "
            f"takes {found['memory_mb']} MB.\n\n"
            "| voices | noise | tries | understood | misunderstood | median wait | 95 % | load |\n"
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        )
        for row in _listed(found["accuracy"]):
            text += (
                f"| {row['voices']} | {accuracy.level_name(row['decibels'])} | {row['tries']} | {row['understood']} % "
                f"| {row['misunderstood']} % | {row['wait_ms_median']} ms | {row['wait_ms_95']} ms | {row['load']} |\n"
            )
        text += f"\nUnderstood, by noise: {_counted(found['by_noise'])}.\n\nBy voice: {_counted(found['by_voice'])}.\n"
        text += _in_a_row(_listed(found.get("in_a_row")))
        text += "\n| sound that holds no command | open | minutes | taken for a command |\n"
        text += "| --- | --- | ---: | --- |\n"
        for row in _listed(found["false_commands"]):
            text += f"| {row['sound']} | {row['state']} | {row['minutes']} | {_names(row['false'])} |\n"
        pairs = found["confusion"]
        if isinstance(pairs, dict) and pairs["phrases"]:
            text += (
                f"\nOf {pairs['phrases']} phrases said once each in a quiet room, in every state where they are open "
                f"({pairs['matches']} matches), {pairs['right']} % are best matched by a phrase of their own "
                "meaning.\n"
            )
            others = [row for row in _listed(pairs["pairs"]) if row["meant"] != row["taken"]]
            if others:
                text += (
                    "\nIntents taken for another:\n\n| meant | taken for | times | of |\n| --- | --- | ---: | ---: |\n"
                )
            for row in others:
                text += f"| {row['meant']} | {row['taken']} | {row['times']} | {row['of']} |\n"
    return text


def _in_a_row(rows: Sequence[Mapping[str, object]]) -> str:
    if not rows:
        return ""
    text = (
        f"\n{in_a_row.WORDS} words of one person after the other, {in_a_row.DECIBELS:g} dB, other phrases open each "
        "time:\n\n| noise | word | tries | understood | misunderstood |\n| --- | --- | ---: | ---: | ---: |\n"
    )
    for row in rows:
        word = "later ones" if row["after_others"] else "the first"
        text += f"| {row['noise']} | {word} | {row['tries']} | {row['understood']} | {row['misunderstood']} |\n"
    return text


def _counted(found: object) -> str:
    return ", ".join(f"{name} {share}" for name, share in found.items()) if isinstance(found, dict) else ""


def _names(found: object) -> str:
    names = [str(name) for name in found] if isinstance(found, list) else []
    return f"{len(names)}: " + ", ".join(names) if names else "0"


def lay_in(page: str, tables: str) -> str:
    """The page with what stands between its marks replaced."""
    before, begin, rest = page.partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- end of figures -->")
    return before + begin + tables.strip() + "\n" + end + after


def kept_from(file: Path) -> dict[str, Mapping[str, object]]:
    """What an earlier run found of each engine: who measures one again keeps the others."""
    return dict(json.loads(file.read_text(encoding="utf-8"))["engines"]) if file.exists() else {}


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=package.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help=f"{QUICK:g} minutes of one core, for a first look")
    options.add_argument("--full", action="store_true", help="everything, an hour of talk: some hours of one core")
    options.add_argument("--minutes", type=float, default=USUAL, help="of one core (%(default)s); more is surer")
    options.add_argument("--talk", type=Path, help="a folder of .flac in which people say no command, minutes each")
    options.add_argument("--engine", choices=engines.ALL, action="append")
    options.add_argument("--memory", choices=engines.ALL, help=argparse.SUPPRESS)
    given = options.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in the background without it
    if given.memory:
        _tell_memory(given.memory)
        return
    minutes = QUICK if given.quick else LONGEST if given.full else given.minutes
    found = {}
    for engine in given.engine or engines.ALL:
        if lacks := engines.missing(engine):
            print(f"{engine}: not measured, {lacks}")
        else:
            found[engine] = measure(engine, minutes, material.recordings(given.talk))
    if found:
        others = kept_from(RESULTS) if given.engine and not given.quick else {}
        write_down({**others, **found}, quick=given.quick)


def write_down(results: Mapping[str, Mapping[str, object]], *, quick: bool) -> None:
    """Keep the figures, and lay the tables into the page unless it was a quick run."""
    lines = [
        line
        for engine, found in results.items()
        if engine != engines.PLAIN or engines.VOSK not in results
        for line in figures(engine, found, results.get(engines.PLAIN) if engine == engines.VOSK else None)
    ]
    keep("understanding" if not quick else "understanding-quick", lines, {"engines": results})
    if not quick:
        PAGE.write_text(lay_in(PAGE.read_text(encoding="utf-8"), tables(results)), encoding="utf-8")
