"""The linter behind `check`: mistakes, and warnings about what can be read but not well spoken or trained."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from coach.program.library import Library, UnknownNameError, is_script, is_words
from coach.program.lint_cues import lint_cues
from coach.program.lint_program import lint_program
from coach.program.load import as_cues, as_program
from coach.program.marks import Document, read_file
from coach.program.mistakes import Mistake, ProgramError, Severity, in_order
from coach.program.near import nearest

ClipLength = Callable[[str], float]
"""Seconds that a voice needs for a text."""
Voices = Callable[[str], ClipLength]
"""The voice of a language."""
Words = Callable[[Path], Iterable[Mistake]]
"""The mistakes in a file of own phrases, lines or commands."""


def check(paths: Iterable[Path], voices: Voices | None = None, words: Words | None = None) -> list[Mistake]:
    """Every mistake and warning in the files, and in all files that athletes write in the folders, at `paths`.

    Args:
        paths: files or folders.
        voices: measure cues with real voices; without them their words are counted.
        words: reads own phrases, lines and commands; without it they are passed over.
    """
    found: list[Mistake] = []
    libraries: dict[Path, Library] = {}
    for path in paths:
        for file in files(path):
            if is_words(file):
                found += words(file) if words else ()
                continue
            library = libraries.setdefault(file.parent, Library.standard(file))
            found += check_file(file, library, voices)
    return list(in_order(found))


def files(path: Path) -> Iterator[Path]:
    """`path` itself, or the programs, cue scripts, own phrases, lines and commands below it where it is a folder."""
    if not path.is_dir():
        yield path
        return
    found = (p for p in path.rglob("*.y*ml") if p.suffix in (".yaml", ".yml"))
    yield from sorted(p for p in found if is_script(p) or is_words(p))


def check_file(path: Path, library: Library, voices: Voices | None = None) -> list[Mistake]:
    """The mistakes and warnings of one file; `library` has the scripts that it names."""
    try:
        document = read_file(path)
        if _is_cues(document):
            return _check_cues(document, path, library, voices)
        program = as_program(document, library)
        scripts = library.scripts_of(program)
    except ProgramError as error:
        return list(error.mistakes)
    except UnknownNameError as error:
        return [Mistake(str(path), 1, 1, Severity.ERROR, str(error))]
    clip_length = voices(program.language) if voices else None
    return list(lint_program(document, program, scripts, clip_length))


def _check_cues(document: Document, path: Path, library: Library, voices: Voices | None) -> list[Mistake]:
    script = as_cues(document)
    found: list[Mistake] = []
    try:
        library.resolve(script, path)
    except UnknownNameError as error:
        found.append(document.mistake(document.find(("extends",))[0].mark, error.words))
    except ProgramError as error:
        found += error.mistakes
    twins = [
        p
        for p in library.speaking(script.language).files(script.cues)
        if p.parent == path.parent and p.name != path.name
    ]
    if twins:
        words = f"the id {script.cues!r} is also in {twins[0].name}; one folder has each id once"
        found.append(document.mistake(document.find(("cues",))[0].mark, words, Severity.WARNING))
    return [*found, *lint_cues(document, script, voices(script.language) if voices else None)]


def _is_cues(document: Document) -> bool:
    """Whether the file is meant to be a cue script (else a program), even where its first key is misspelt.

    Raises:
        ProgramError: it is neither.
    """
    content = document.root.content
    if isinstance(content, dict):
        for sign in ("program", "cues"):
            if sign in content:
                return sign == "cues"
        meant = next((near for key in content if (near := nearest(key, ("program", "cues")))), None)
        if meant or "steps" in content or "muscle" in content:
            return meant == "cues" or (meant is None and "muscle" in content)
    words = "neither a program nor a cue script; begin with 'program: a name' or 'cues: an_id'"
    raise ProgramError([*document.mistakes, document.mistake(document.root.mark, words)])
