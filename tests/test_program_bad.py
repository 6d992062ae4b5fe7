"""Broken files and their exact reports: `tests/bad/x.yaml` beside `x.txt`.

Rewrite the reports after a change of words: `python -m tests.test_program_bad`.
"""

from pathlib import Path

import pytest

from coach.program.check import check_file
from coach.program.library import Library
from coach.program.mistakes import in_order

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def report(path: Path) -> str:
    found = in_order(check_file(path, Library.standard()))
    return "".join(f"{mistake}\n".replace(str(path.parent) + "/", "") for mistake in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_gets_its_report(path: Path) -> None:
    assert report(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_corpus_is_large_and_every_file_in_it_is_broken() -> None:
    assert len(FILES) >= 40
    assert all(report(path) for path in FILES)


def test_every_report_says_where_and_what_to_do() -> None:
    for path in FILES:
        for line in report(path).splitlines():
            name, row, column, severity, words = line.split(":", 4)
            assert name == path.name
            assert int(row) >= 1
            assert int(column) >= 1
            assert severity.strip() in ("error", "warning")
            assert ";" in words or "?" in words, line


if __name__ == "__main__":
    for file in FILES:
        file.with_suffix(".txt").write_text(report(file), encoding="utf-8")
