"""Where figures are kept, and how they are shown."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    value: str
    goal: str
    naive: str = ""
    """The same figure the obvious way, where it was measured."""


def keep(name: str, figures: Sequence[Figure], details: Mapping[str, object] | None = None) -> None:
    """Write figures down with the machine they were measured on, and print them."""
    FOLDER.mkdir(exist_ok=True)
    machine = {"system": platform.platform(), "python": platform.python_version(), "cores": _cores()}
    found = {"machine": machine, "figures": [asdict(figure) for figure in figures], **(details or {})}
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    width = max(len(figure.what) for figure in figures)
    print(f"\n{name}")
    for figure in figures:
        naive = f"   naive: {figure.naive}" if figure.naive else ""
        print(f"  {figure.what:<{width}}  {figure.value:>20}   goal: {figure.goal}{naive}")


def _cores() -> int:
    import os

    return os.cpu_count() or 1
