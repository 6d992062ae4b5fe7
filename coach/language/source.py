"""YAML text as plain trees whose every scalar stays text and knows the line it stands on."""

from dataclasses import dataclass
from typing import TypeAlias

import yaml

from coach import CoachError


class WordsError(CoachError):
    """A file of words (commands, own phrases, lines) that cannot be used; the message starts with `file:line`."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Written:
    """A scalar as it was written."""

    text: str
    at: str
    """`file:line`."""


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
        WordsError: not YAML, a key twice, or no mapping at the top.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WordsError(f"{source}:{line}: not YAML: {error.problem}; check indents, quotes and colons") from error
    except yaml.YAMLError as error:
        raise WordsError(f"{source}:1: not YAML: {error}") from error
    if node is None:
        return Table({}, f"{source}:1", {})
    return table(_tree(node, source))


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


def _tree(node: yaml.Node, source: str) -> Tree:
    at = f"{source}:{node.start_mark.line + 1}"
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_tree(item, source) for item in node.value), at)
    if isinstance(node, yaml.MappingNode):
        rows: dict[str, Tree] = {}
        places: dict[str, str] = {}
        for key, value in node.value:
            name, place = str(key.value), f"{source}:{key.start_mark.line + 1}"
            if name in rows:
                raise WordsError(f"{place}: {name!r} stands here a second time; merge it with {places[name]}")
            rows[name], places[name] = _tree(value, source), place
        return Table(rows, at, places)
    return Written(str(node.value), at)
