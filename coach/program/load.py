"""Files to models: programs and cue scripts, every mistake of a file at once."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol, TypeVar

from pydantic import ValidationError

from coach.program.explain import MISSING, mistakes_of
from coach.program.fields import ID_PATTERN, LANGUAGE_PATTERN, Model
from coach.program.marks import Document, Node, read_file, read_text
from coach.program.mistakes import Mistake, ProgramError, Severity
from coach.program.model import CueScript, Program

M = TypeVar("M", bound=Model)

_REQUIRED: Final = ("name", "area", "muscle")


class Scripts(Protocol):
    """What the loader asks a library."""

    def __contains__(self, script_id: str) -> bool:
        """Whether a cue script has this id."""
        ...

    def speaking(self, language: str) -> "Scripts":
        """The same in another language."""
        ...

    def unknown(self, script_id: str) -> str:
        """What to tell somebody who wrote an id that is not there."""
        ...


def load_program(path: Path, scripts: Scripts | None = None) -> Program:
    """The program in the file at `path`; exercises that `scripts` does not know are mistakes at their places.

    Raises:
        ProgramError: every mistake of the file.
    """
    return as_program(read_file(path), scripts)


def parse_program(text: str, path: str = "program", scripts: Scripts | None = None) -> Program:
    """`text` as a program; `path` stands in the mistakes.

    Raises:
        ProgramError: every mistake of the text.
    """
    return as_program(read_text(text, path), scripts)


def load_cues(path: Path) -> CueScript:
    """The cue script in the file at `path`, without what it may extend (`Library.script` merges that).

    Raises:
        ProgramError: every mistake of the file.
    """
    return as_cues(read_file(path))


def parse_cues(text: str, path: str = "cues") -> CueScript:
    """`text` as a cue script; `path` stands in the mistakes.

    Raises:
        ProgramError: every mistake of the text.
    """
    return as_cues(read_text(text, path))


def as_program(document: Document, scripts: Scripts | None = None) -> Program:
    """A document as a program.

    Raises:
        ProgramError: every mistake of it.
    """
    content = document.root.content
    if isinstance(content, dict) and "cues" in content and "program" not in content:
        words = "this is a cue script, not a program; `preview` plays it, a program names its id in a step"
        raise ProgramError([document.mistake(document.root.mark, words)])
    unknown = list(_unknown(document, scripts.speaking(_language(document)))) if scripts is not None else []
    return _model(document, Program, unknown)


def as_cues(document: Document) -> CueScript:
    """A document as a cue script.

    Raises:
        ProgramError: every mistake of it.
    """
    content = document.root.content
    missing: list[Mistake] = []
    if isinstance(content, dict):
        if "program" in content and "cues" not in content:
            words = "this is a program, not a cue script; `start` and `render` play it"
            raise ProgramError([document.mistake(document.root.mark, words)])
        if "extends" in content:
            wanted: tuple[str, ...] = ()
        else:
            wanted = _REQUIRED
            if "replace" in content:
                words = "'replace' works only beside 'extends'; add extends: and an id, or remove it"
                missing.append(document.mistake(document.root.keys["replace"], words))
        missing += [
            document.mistake(document.root.mark, f"{key!r} is missing; {MISSING[key]}")
            for key in wanted
            if key not in content
        ]
    return _model(document, CueScript, missing)


def load_as(path: Path, model: type[M]) -> M:
    """The file at `path` as another kind of model.

    Raises:
        ProgramError: every mistake of the file.
    """
    return _model(read_file(path), model, [])


def _model(document: Document, model: type[M], found: list[Mistake]) -> M:
    mistakes: list[Mistake] = [*document.mistakes, *found]
    try:
        made = model.model_validate(document.root.plain())
    except ValidationError as error:
        raise ProgramError([*mistakes, *mistakes_of(error, document, model)]) from None
    if any(mistake.severity is Severity.ERROR for mistake in mistakes):
        raise ProgramError(mistakes)
    return made


def exercises(document: Document) -> Iterator[tuple[str, Node]]:
    """Every id of a cue script that the steps of a program name, with its place; valid or not."""
    content = document.root.content
    if isinstance(content, dict) and "steps" in content:
        yield from _exercises(content["steps"])


def _exercises(steps: Node) -> Iterator[tuple[str, Node]]:
    for step in steps.content if isinstance(steps.content, list) else ():
        block = step.content
        if not isinstance(block, dict):
            continue
        key = "exercise" if "exercise" in block else "hold"
        if key in block and isinstance(name := block[key].content, str) and not block[key].blank:
            yield name, block[key]
        for rounds in ("superset", "circuit"):
            if rounds in block and isinstance(inner := block[rounds].content, dict) and "steps" in inner:
                yield from _exercises(inner["steps"])


def _language(document: Document) -> str:
    """The language that the program says it has; English where it says nothing, or nonsense."""
    content = document.root.content
    said = content["language"].content if isinstance(content, dict) and "language" in content else ""
    return said if isinstance(said, str) and re.fullmatch(LANGUAGE_PATTERN, said) else "en"


def _unknown(document: Document, scripts: Scripts) -> Iterator[Mistake]:
    for name, node in exercises(document):
        if re.fullmatch(ID_PATTERN, name) and name not in scripts:
            yield document.mistake(node.mark, scripts.unknown(name))
