"""Where words come from on disk: the shipped file, and the athlete's own beside it."""

import re
from pathlib import Path

from coach.language.commands import Commands
from coach.language.lines import Lines
from coach.language.source import WordsError
from coach.places import own_cues, shipped_cues
from coach.program.encoding import decode
from coach.program.mistakes import Mistake, ProgramError, Severity


def read_commands(language: str = "en") -> Commands:
    """The commands of a language, with the phrases of `own.<language>.yaml` in the athlete's cues folder.

    Raises:
        WordsError: there are none for this language, or a file is wrong.
    """
    shipped = shipped_cues() / f"commands.{language}.yaml"
    own = own_cues() / f"own.{language}.yaml"
    return Commands.from_yaml(_text(shipped), str(shipped), (_text(own), str(own)) if own.is_file() else None)


def words_mistakes(path: Path) -> tuple[Mistake, ...]:
    """What is wrong with own phrases or lines in any folder, or with the shipped commands or lines.

    A copy of the commands elsewhere is judged like them, and warned of: nothing reads it.
    """
    kind, language, _ = path.name.split(".")
    made, of = (Lines, "lines") if kind == "lines" else (Commands, "commands")
    shipped = shipped_cues() / f"{of}.{language}.yaml"
    is_shipped = path.resolve() == shipped.resolve()
    try:
        if is_shipped or kind == "commands":
            made.from_yaml(decode(path), str(path))
        else:
            made.from_yaml(_text(shipped), str(shipped), (decode(path), str(path)))
    except ProgramError as error:
        return error.mistakes
    except WordsError as error:
        cause = error.__cause__
        if isinstance(cause, ProgramError):
            return cause.mistakes
        return tuple(_placed(words, path) for words in str(error).splitlines())
    if kind == "commands" and not is_shipped:
        unread = f"this file is not read; write phrases of your own into own.{language}.yaml"
        return (Mistake(str(path), 1, 1, Severity.WARNING, unread),)
    return ()


def _placed(words: str, path: Path) -> Mistake:
    """A message that may begin with a place in the file at `path`."""
    place = re.match(rf"{re.escape(str(path))}:(\d+):(\d+): ", words)
    if place is None:
        return Mistake(str(path), 1, 1, Severity.ERROR, words)
    return Mistake(str(path), int(place[1]), int(place[2]), Severity.ERROR, words[place.end() :])


def read_lines(language: str = "en") -> Lines:
    """The coach's lines in a language; a line in the athlete's `lines.<language>.yaml` replaces the shipped one.

    A line that the language lacks is said in English: better than a session that breaks off.

    Raises:
        WordsError: there are none for this language, or a file is wrong.
    """
    shipped = shipped_cues() / f"lines.{language}.yaml"
    own = own_cues() / shipped.name
    mine = (_text(own), str(own)) if own.is_file() else None
    made = Lines.from_yaml(_text(shipped), str(shipped), mine, language)
    return made if language == "en" else made.above(read_lines())


def _text(path: Path) -> str:
    if not path.exists():
        raise WordsError(f"{path}: there is no such file; choose a language that has one")
    try:
        return decode(path)
    except ProgramError as error:
        raise WordsError(str(error)) from error
