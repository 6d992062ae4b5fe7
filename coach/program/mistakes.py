"""What is wrong in a file: where, what, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coach import CoachError

MOST = 200
"""Mistakes that one file reports; a file with more is not read line by line any more."""


class Severity(StrEnum):
    """Whether a session can run with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong, at the place where an editor should put the cursor."""

    path: str
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    severity: Severity
    text: str
    """What was expected, what was found, and a remedy."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity.value}: {self.text}"


class ProgramError(CoachError):
    """A file that cannot be used; all its mistakes are in `mistakes`."""

    exit_code = 1

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: tuple[Mistake, ...] = in_order(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def in_order(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """By file and place, each once, and no more than `MOST` of a file."""
    found = sorted(set(mistakes))
    kept: list[Mistake] = []
    left: dict[str, int] = {}
    for mistake in found:
        left[mistake.path] = left.get(mistake.path, 0) + 1
        if left[mistake.path] <= MOST:
            kept.append(mistake)
        elif left[mistake.path] == MOST + 1:
            kept.append(Mistake(mistake.path, mistake.line, mistake.column, Severity.ERROR, "more mistakes follow"))
    return tuple(kept)
