"""Where cue scripts and programs are found, and which file wins."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach import CoachError, places
from coach.program.fields import ID_PATTERN
from coach.program.load import load_cues
from coach.program.merge import merge
from coach.program.model import CueScript, ExerciseStep, HoldStep, Program, RestStep, SayStep, Step, SupersetStep
from coach.program.near import did_you_mean
from coach.program.similar import kinship

_NO_SCRIPTS: Final = ("commands", "lines", "own")
"""Files in `cues/` that are something else, by the first part of their names."""
_KEY: Final = re.compile(r"""^(cues|program):[ \t]*(["']?)([^"'\n#]*?)\2[ \t]*(#.*)?$""", re.MULTILINE)
_FIELD: Final = re.compile(
    r"""^(language|area|muscle|isometric):[ \t]*(["']?)([^"'\n#]*?)\2[ \t]*(#.*)?$""", re.MULTILINE
)
_HEAD: Final = 4096
"""Bytes in which a file says what it is."""
_ALTERNATIVES: Final = 2
"""So many exercises stand by for each of a program's, should the athlete want another one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the beginning of a file says about it."""

    kind: str
    """`cues` or `program`."""
    name: str
    language: str
    area: str
    muscle: str
    isometric: bool


class UnknownNameError(CoachError):
    """No cue script or program has this name; `words` says so without the file that named it."""

    exit_code = 1

    def __init__(self, words: str, path: Path | None = None) -> None:
        super().__init__(words if path is None else f"{path}: {words}")
        self.words = words


class Library:
    """Cue scripts by id, from several folders; the first folder that has an id wins.

    An exercise has the same id in every language; a library knows the scripts of one language, in the folders
    and in their folders of that name (`cues/de`). The folders are read once, when first asked.
    """

    def __init__(
        self, folders: Iterable[Path], language: str = "en", others: "dict[str, Library] | None" = None
    ) -> None:
        self.folders = tuple(dict.fromkeys(folders))
        self.language = language
        self._files: dict[str, list[Path]] | None = None
        self._headings: dict[str, Heading] = {}
        self._scripts: dict[str, CueScript] = {}
        self._others = {} if others is None else others
        self._others[language] = self

    def speaking(self, language: str) -> "Library":
        """The library of the same folders in another language."""
        if language not in self._others:
            Library(self.folders, language, self._others)
        return self._others[language]

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
        if self.language != "en" and script_id in self.speaking("en"):
            return (
                f"{script_id!r} has no cue script in the language {self.language!r}; write one that begins with "
                f"'cues: {script_id}' and 'language: {self.language}'"
            )
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

    def area(self, script_id: str) -> str:
        """What an exercise trains, by the beginning of its file; empty where no file says so."""
        self._index()
        head = self._headings.get(script_id)
        return head.area if head is not None else ""

    def resolve(self, script: CueScript, path: Path) -> CueScript:
        """`script`, read from `path`, with what it extends merged in.

        Raises:
            UnknownNameError: what it extends is not there, or leads back to it.
            ProgramError: what it extends has mistakes.
        """
        library = self.speaking(script.language)
        return self._merged(script, path, ()) if library is self else library.resolve(script, path)

    def scripts_of(self, program: Program) -> dict[str, CueScript]:
        """Every script that `program` needs, by id.

        Raises:
            UnknownNameError: one is not there.
            ProgramError: one has mistakes.
        """
        library = self.speaking(program.language)
        return {name: library.script(name) for name in dict.fromkeys(exercise_ids(program.steps))}

    def alternatives(self, scripts: Iterable[CueScript]) -> dict[str, CueScript]:
        """The scripts nearest to each of `scripts` (same language, area and muscle, held or repeated), by id."""
        found: dict[str, CueScript] = {}
        for script in scripts:
            found |= self.speaking(script.language).like(script)
        return found

    def like(self, script: CueScript) -> dict[str, CueScript]:
        """The nearest exercises to one; one that has mistakes is passed over.

        Only the beginnings of files are read to find them.
        """
        self._index()
        alike = {
            name: kinship(script.muscle, head.muscle)
            for name, head in self._headings.items()
            if (head.area, head.isometric) == (script.area, script.isometric) and name != script.cues
        }
        found = {}
        for name in sorted((n for n in alike if alike[n]), key=lambda n: -alike[n])[:_ALTERNATIVES]:
            try:
                found[name] = self.script(name)
            except CoachError:
                continue
        return found

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
            places_in_order = (path for folder in self.folders for path in (folder / self.language, folder))
            for path in dict.fromkeys(path for folder in places_in_order for path in script_files(folder)):
                head = heading(path)
                if head and (head.kind, head.language) == ("cues", self.language):
                    self._files.setdefault(head.name, []).append(path)
                    self._headings.setdefault(head.name, head)
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


def is_words(path: Path) -> bool:
    """Whether the name is that of own phrases, lines or commands, such as `own.<language>.yaml`."""
    return re.fullmatch(r"(own|lines|commands)\.[^.]+\.yaml", path.name) is not None


def heading(path: Path) -> Heading | None:
    """What the beginning of a program or cue script says, without reading the rest; None for any other file."""
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
    fields = {found[1]: found[3] for found in _FIELD.finditer(text)}
    return Heading(
        kind=match[1],
        name=match[3],
        language=fields.get("language") or "en",
        area=fields.get("area", ""),
        muscle=fields.get("muscle", ""),
        isometric=fields.get("isometric") in ("true", "yes", "on"),
    )


def program_files() -> Iterator[Path]:
    """The athlete's own programs, then the shipped ones that theirs do not hide."""
    seen: set[str] = set()
    for folder in (places.own_programs(), places.shipped_programs()):
        for path in script_files(folder):
            if path.stem not in seen and (head := heading(path)) and head.kind == "program":
                seen.add(path.stem)
                yield path


def find_program(name: str) -> Path:
    """The program that `name` means: a path, or the bare name of an own or a shipped program.

    Raises:
        UnknownNameError: there is none; the message lists close names.
    """
    path = places.expanded(name)
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
