"""Every example in the guides is a file that checks clean."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.program.check import check_file
from coach.program.choices import AskFeel, Counting, Focus, RepNumber, Sides, Start
from coach.program.explain import keys_of
from coach.program.library import Library
from coach.program.model import Defaults, ExerciseStep, HoldStep, OwnWords, Program
from coach.program.script import CueScript
from coach.program.texts import SLOTS

DOCS = Path(__file__).resolve().parent.parent / "docs"
PROGRAMS = (DOCS / "programs.md").read_text(encoding="utf-8")
CUES = (DOCS / "cues.md").read_text(encoding="utf-8")


def examples() -> Iterator[tuple[str, str]]:
    for guide, text in (("programs", PROGRAMS), ("cues", CUES)):
        for match in re.finditer(r"```yaml\n(.*?)```", text, re.DOTALL):
            yield f"{guide}.md:{text[: match.start()].count(chr(10)) + 2}", match[1]


def whole(example: str, guide: str) -> str:
    """The file that a fragment is part of."""
    if re.match(r"(program|cues):", example):
        return example
    if guide.startswith("programs"):
        return "program: Example\nsteps:\n" + textwrap.indent(example, "  ")
    return "cues: example\nname: Example\narea: arm\nmuscle: biceps\n" + example


@pytest.mark.parametrize(("where", "example"), list(examples()), ids=lambda value: value if ".md:" in value else "")
def test_examples_check_clean(where: str, example: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(whole(example, where), encoding="utf-8")
    assert [str(mistake) for mistake in check_file(path, Library.standard(path))] == []


@pytest.mark.parametrize("model", [Program, Defaults, ExerciseStep, HoldStep, OwnWords])
def test_every_key_of_a_program_is_explained(model: type[Program]) -> None:
    assert [key for key in keys_of(model) if not re.search(rf"`{key}`|^ *(- )?{key}:", PROGRAMS, re.MULTILINE)] == []


def test_every_key_of_a_cue_script_is_explained() -> None:
    assert [key for key in keys_of(CueScript) if f"`{key}`" not in CUES and f"{key}:" not in CUES] == []


@pytest.mark.parametrize("choices", [AskFeel, Counting, Focus, RepNumber, Sides, Start])
def test_every_choice_is_named(choices: type[Focus]) -> None:
    assert [choice.value for choice in choices if f"`{choice.value}`" not in PROGRAMS] == []


def test_every_slot_is_named_in_both_guides() -> None:
    for guide in (PROGRAMS, CUES):
        assert [slot for slot in sorted(SLOTS) if f"`{{{slot}}}`" not in guide] == []
