"""Where cue scripts and programs are found, and which file wins."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from coach import CoachError, places
from coach.program.fields import ID_PATTERN
from coach.program.load import load_cues
from coach.program.merge import merge
from coach.program.model import CueScript, ExerciseStep, HoldStep, Program, RestStep, SayStep, Step, SupersetStep
from coach.program.near import did_you_mean

_NO_SCRIPTS: Final = ("commands", "lines", "own")
"""Files in `cues/` that are something else, by the first part of their names."""
_KEY: Final = re.compile(r"""^(cues|program):[ \t]*(["']?)([^"'\n#]*?)\2[ \t]*(#.*)?$""", re.MULTILINE)
_HEAD: Final = 4096
"""Bytes in which a file says what it is."""


class UnknownNameError(CoachError):
    """No cue script or program has this name; `words` says so without the file that named it."""

    exit_code = 1

    def __init__(self, words: str, path: Path | None = None) -> None:
        super().__init__(words if path is None else f"{path}: {words}")
        self.words = words


class Library:
    """Cue scripts by id, from several folders; the first folder that has an id wins.

    The folders are read once, when first asked.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(dict.fromkeys(folders))
        self._files: dict[str, list[Path]] | None = None
        self._scripts: dict[str, CueScript] = {}

    @classmethod
    def standard(cls, beside: Path | None = None) -> "Library":
        """The folder of the file `beside`, the athlete's own scripts, the shipped ones."""
        near = [beside.parent] if beside is not None else []
        return cls([*near, places.own_cues(), places.shipped_cues()])

    def ids(self) -> tuple[str, ...]:
        """Every known id, in alphabetical order."""
        return tuple(sorted(self._index()))

    def __contains__(self, script_id: str) -> bool:
        return script_id in self._index()

    def files(self, script_id: str) -> tuple[Path, ...]:
        """All files of this id, the winner first."""
        return tuple(self._index().get(script_id, ()))

    def origin(self, script_id: str) -> Path:
        """The file that wins.

        Raises:
            UnknownNameError: no file has this id.
        """
        files = self.files(script_id)
        if not files:
            raise UnknownNameError(self.unknown(script_id))
        return files[0]

    def unknown(self, script_id: str) -> str:
        """What to tell somebody who wrote an id that is not there."""
        near = did_you_mean(script_id, self.ids())
        return f"no cue script has the id {script_id!r}{near or '; `exercises` lists those that are known'}"

    def script(self, script_id: str) -> CueScript:
        """The script of this id, with what it extends merged in.

        Raises:
            UnknownNameError: no file has this id, or the script extends one that is not there.
            ProgramError: the file has mistakes.
        """
        if script_id not in self._scripts:
            self._scripts[script_id] = self._resolve(self.origin(script_id), ())
        return self._scripts[script_id]

    def resolve(self, script: CueScript, path: Path) -> CueScript:
        """`script`, read from `path`, with what it extends merged in.

        Raises:
            UnknownNameError: what it extends is not there, or leads back to it.
            ProgramError: what it extends has mistakes.
        """
        return self._merged(script, path, ())

    def scripts_of(self, program: Program) -> dict[str, CueScript]:
        """Every script that `program` needs, by id.

        Raises:
            UnknownNameError: one is not there.
            ProgramError: one has mistakes.
        """
        return {name: self.script(name) for name in dict.fromkeys(exercise_ids(program.steps))}

    def _resolve(self, path: Path, seen: tuple[Path, ...]) -> CueScript:
        return self._merged(load_cues(path), path, (*seen, path))

    def _merged(self, script: CueScript, path: Path, seen: tuple[Path, ...]) -> CueScript:
        if script.extends is None:
            return script
        others = [f for f in self.files(script.extends) if not _same(f, path)]
        if not others:
            words = self.unknown(script.extends)
            if script.extends in self:
                words = f"{script.extends!r} is in no other file than this one; remove 'extends', or name another id"
            raise UnknownNameError(words, path)
        if any(_same(others[0], earlier) for earlier in seen):
            words = f"'extends: {script.extends}' leads back to itself; end the circle in one of the files"
            raise UnknownNameError(words, path)
        return merge(self._resolve(others[0], (*seen, path)), script)

    def _index(self) -> dict[str, list[Path]]:
        if self._files is None:
            self._files = {}
            for folder in self.folders:
                for path in script_files(folder):
                    if (head := heading(path)) and head[0] == "cues":
                        self._files.setdefault(head[1], []).append(path)
        return self._files


def exercise_ids(steps: Iterable[Step]) -> Iterator[str]:
    """The ids that `steps` name, in order, with repetitions."""
    for step in steps:
        match step:
            case ExerciseStep():
                yield step.exercise
            case HoldStep():
                yield step.hold
            case SupersetStep():
                yield from exercise_ids(step.superset.steps)
            case RestStep() | SayStep():
                pass


def _same(one: Path, other: Path) -> bool:
    return one == other or one.resolve() == other.resolve()


def script_files(folder: Path) -> Iterator[Path]:
    """YAML files directly in `folder` that are programs or cue scripts, by name."""
    try:
        found = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        return
    yield from (path for path in found if is_script(path))


def is_script(path: Path) -> bool:
    """Whether the name allows a program or a cue script; commands and lines are files of other kinds."""
    parts = path.name.split(".")
    return not (len(parts) == 3 and parts[0] in _NO_SCRIPTS)


def heading(path: Path) -> tuple[str, str] | None:
    """`("cues", id)` or `("program", name)` as the beginning of the file says, without reading the rest."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            text = file.read(_HEAD).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    except OSError:
        return None
    match = _KEY.search(text)
    if match is None or (match[1] == "cues" and not re.fullmatch(ID_PATTERN, match[3])):
        return None
    return match[1], match[3]


def program_files() -> Iterator[Path]:
    """The athlete's own programs, then the shipped ones that theirs do not hide."""
    seen: set[str] = set()
    for folder in (places.own_programs(), places.shipped_programs()):
        for path in script_files(folder):
            if path.stem not in seen and (head := heading(path)) and head[0] == "program":
                seen.add(path.stem)
                yield path


def find_program(name: str) -> Path:
    """The program that `name` means: a path, or the bare name of an own or a shipped program.

    Raises:
        UnknownNameError: there is none; the message lists close names.
    """
    path = Path(name).expanduser()
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        raise UnknownNameError("no file can have this name; check the path of the program") from None
    known = {p.stem: p for p in program_files()}
    wanted = name.removesuffix(".yaml").strip().replace(" ", "_").replace("-", "_")
    if wanted in known:
        return known[wanted]
    listed = did_you_mean(wanted, known) or (f"; known: {', '.join(sorted(known))}" if known else "")
    raise UnknownNameError(f"no program is called {name!r}{listed}; give a path, or see `programs`")
