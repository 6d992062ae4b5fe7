"""Measures, writes the figures down, and lays the tables into docs/understanding.md."""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Final

import benchmarks.understanding as package
from benchmarks.results import Figure, keep
from benchmarks.understanding import accuracy, confusion, false_commands, material
from coach.ears import models
from coach.ears.choose import NAMES

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "understanding.md"
GOALS: Final = {None: ">= 99 %", 10.0: ">= 97 %", 5.0: ">= 92 %"}


def measure(engine: str, every: int, minutes: int, jobs: int) -> dict[str, object]:
    """All figures of one engine."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(jobs) as pool:
        session = false_commands.render_session(Path(folder))
        tries = list(pool.map(accuracy.attempt, accuracy.jobs(engine, every), chunksize=4))
        wrong = list(pool.map(false_commands.listen, false_commands.jobs(engine, minutes, session)))
        pairs = list(pool.map(confusion.mistaken, confusion.jobs(every), chunksize=16)) if engine == "phones" else []
        memory = pool.submit(_memory, engine).result()
    return {
        "minutes_taken": round((time.monotonic() - began) / 60, 1),
        "phrases_open_in_a_rest": len(material.open_phrases("rest")),
        "accuracy": accuracy.rows(tries),
        "by_intent": accuracy.by_intent(tries),
        "by_voice": accuracy.by(tries, "speaker"),
        "by_noise": accuracy.by(tries, "noise"),
        "waits_ms": accuracy.waits(tries),
        "false_commands": false_commands.rows(wrong),
        "confusion": confusion.matrix(pairs),
        "memory_mb": memory,
        "missed": [asdict(t) for t in tries if not t.right],
    }


def _memory(engine: str) -> int:
    """Most memory of a process that loaded the engine and listened, in MB."""
    accuracy.attempt(accuracy.Job(engine, "next set", 0))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 if sys.platform != "darwin" else 1024**2))


def figures(engine: str, found: Mapping[str, object]) -> list[Figure]:
    """The lines that have a goal."""
    lines = []
    for row in _listed(found["accuracy"]):
        level = row["decibels"]
        what = f"{engine}: {row['voices']}, {'quiet' if level is None else f'{level:g} dB'}"
        value = f"{row['understood']} % of {row['tries']}"
        wait = f"{row['wait_ms_median']} / {row['wait_ms_95']} ms"
        lines.append(Figure(what, value, GOALS.get(level if isinstance(level, float) else None, "")))
        lines.append(Figure(f"{what}: decided after, median / 95 %", wait, "<= 150 / 350 ms"))
    for row in _listed(found["false_commands"]):
        count, minutes = len(_listed(row["false"])), float(str(row["minutes"]))
        goal = "0" if row["sound"] == "the coach" else "<= 1 an hour"
        lines.append(Figure(f"{engine}: false commands, {row['sound']}", f"{count} in {minutes:g} min", goal))
    return lines


def _listed(rows: object) -> list[dict[str, object]]:
    return list(rows) if isinstance(rows, list) else []


def tables(results: Mapping[str, Mapping[str, object]]) -> str:
    """The tables of the page."""
    text = ""
    for engine, found in results.items():
        text += (
            f"\n### {engine}\n\n| voices | noise | tries | understood | misunderstood | median wait | 95 % | load |\n"
        )
        text += "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        for row in _listed(found["accuracy"]):
            noise = "quiet" if row["decibels"] is None else f"{row['decibels']:g} dB"
            text += (
                f"| {row['voices']} | {noise} | {row['tries']} | {row['understood']} % | {row['misunderstood']} % "
                f"| {row['wait_ms_median']} ms | {row['wait_ms_95']} ms | {row['load']} |\n"
            )
        text += "\n| sound that holds no command | minutes | taken for a command |\n| --- | ---: | --- |\n"
        for row in _listed(found["false_commands"]):
            text += f"| {row['sound']} | {row['minutes']} | {_names(row['false'])} |\n"
        pairs = found["confusion"]
        if isinstance(pairs, dict) and pairs["phrases"]:
            text += (
                f"\nOf {pairs['phrases']} phrases said once each in a quiet room, {pairs['right']} % are best matched "
            )
            text += "by a phrase of their own meaning. Intents taken for another:\n\n"
            text += "| meant | taken for | times | of |\n| --- | --- | ---: | ---: |\n"
            for row in _listed(pairs["pairs"]):
                text += f"| {row['meant']} | {row['taken']} | {row['times']} | {row['of']} |\n"
        text += f"\nMemory of a process that only listens: {found['memory_mb']} MB.\n"
    return text


def _names(found: object) -> str:
    names = [str(name) for name in found] if isinstance(found, list) else []
    return f"{len(names)}: " + ", ".join(names) if names else "0"


def lay_in(page: str, tables: str) -> str:
    """The page with what stands between its marks replaced."""
    before, begin, rest = page.partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- end of figures -->")
    return before + begin + tables.strip() + "\n" + end + after


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=package.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="every 12th phrase and 1 minute of chatter")
    options.add_argument("--full", action="store_true", help="every phrase and an hour of chatter")
    options.add_argument("--engine", choices=NAMES, action="append")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = options.parse_args(arguments)
    every, minutes = (12, 1) if given.quick else (1, 60) if given.full else (3, 10)
    results = {}
    for engine in given.engine or NAMES:
        if engine == "vosk" and models.find("en") is None:
            print("vosk: not measured, there is no English model on this machine (coach.py models install en)")
            continue
        results[engine] = measure(engine, every, minutes, given.jobs)
    lines = [line for engine, found in results.items() for line in figures(engine, found)]
    if lines:
        keep("understanding" if not given.quick else "understanding-quick", lines, results)
    if lines and not given.quick:
        PAGE.write_text(lay_in(PAGE.read_text(encoding="utf-8"), tables(results)), encoding="utf-8")
