"""YAML text as plain trees whose every scalar stays text and knows the line it stands on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from coach import CoachError
from coach.program.marks import Mark, Node, read_text
from coach.program.mistakes import ProgramError


class WordsError(CoachError):
    """A file of words (commands, phrases, lines) that cannot be used.

    Its message has a line for each mistake, which starts with `file:line:column`.
    """

    exit_code = 1


def each(attempts: Iterable[Callable[[], object]]) -> None:
    """Try all of them, so that several mistakes are told at once, one for each place.

    Raises:
        WordsError: one or more of them did.
    """
    wrong: dict[str, str] = {}
    for attempt in attempts:
        try:
            attempt()
        except WordsError as error:
            wrong.setdefault(str(error).partition(": ")[0], str(error))
    if wrong:
        raise WordsError("\n".join(wrong.values()))


@dataclass(frozen=True, slots=True)
class Written:
    """A scalar as it was written."""

    text: str
    at: str
    """`file:line:column`."""


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: "tuple[Tree, ...]"
    at: str


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping."""

    rows: "dict[str, Tree]"
    at: str
    places: dict[str, str]
    """Where each key stands."""


Tree: TypeAlias = Written | Items | Table


def read_table(text: str, source: str) -> Table:
    """Read a YAML document that must be a mapping; an empty document is an empty mapping.

    Raises:
        WordsError: not YAML, more than its bounds allow, a key twice, or no mapping at the top.
    """
    if all(line.lstrip()[:1] in ("", "#") for line in text.splitlines()):
        return Table({}, f"{source}:1:1", {})
    try:
        document = read_text(text, source)
        if document.mistakes:
            raise ProgramError(document.mistakes)
    except ProgramError as error:
        raise WordsError(str(error)) from error
    return table(_tree(document.root, source))


def table(tree: Tree) -> Table:
    """The mapping that must stand here."""
    if isinstance(tree, Table):
        return tree
    raise WordsError(f"{tree.at}: expected `key: value` lines here")


def texts(tree: Tree) -> tuple[Written, ...]:
    """The texts that must stand here: one, or a list of them."""
    if isinstance(tree, Written):
        return (tree,)
    if isinstance(tree, Items):
        return tuple(written(item) for item in tree.items)
    raise WordsError(f"{tree.at}: expected a text or a list of texts here")


def written(tree: Tree) -> Written:
    """The single text that must stand here."""
    if isinstance(tree, Written):
        return tree
    raise WordsError(f"{tree.at}: expected one text here")


def _tree(node: Node, source: str) -> Tree:
    at = _place(source, node.mark)
    if isinstance(node.content, list):
        return Items(tuple(_tree(item, source) for item in node.content), at)
    if isinstance(node.content, dict):
        places = {key: _place(source, mark) for key, mark in node.keys.items()}
        return Table({key: _tree(value, source) for key, value in node.content.items()}, at, places)
    return Written(node.content, at)


def _place(source: str, mark: Mark) -> str:
    return f"{source}:{mark.line}:{mark.column}"
