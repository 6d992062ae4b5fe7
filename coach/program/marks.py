"""YAML text as plain data whose every value knows its line and column, within bounds that no file can break.

Only YAML's events are read, never its constructors: no tag can run code, and scalars stay text, so that
`1:30` is not 90 and `on` not True.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import yaml

from coach.program.encoding import decode
from coach.program.fields import kind_of
from coach.program.mistakes import Mistake, ProgramError, Severity
from coach.program.syntax import syntax_fault

DEEPEST: Final = 24
"""Levels of nesting; a program needs eight."""
MOST_VALUES: Final = 20_000
"""Values in a file, with all aliases written out; a long program has a few hundred."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, both counted from 1."""

    line: int
    column: int


@dataclass(slots=True, eq=False)
class Node:
    """One value with the places of itself and of its keys."""

    mark: Mark
    content: "str | list[Node] | dict[str, Node]"
    keys: dict[str, Mark] = field(default_factory=dict)
    size: int = 1
    """Values in it, with aliases written out."""
    blank: bool = False
    """Nothing stands where a value should."""

    def plain(self) -> Plain:
        """The value without its places."""
        if isinstance(self.content, str):
            return self.content
        if isinstance(self.content, list):
            return [entry.plain() for entry in self.content]
        return {key: entry.plain() for key, entry in self.content.items()}


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read as far as YAML goes."""

    path: str
    root: Node
    mistakes: tuple[Mistake, ...]
    """Doubled keys, missing values, tags: mistakes that YAML or its reader would swallow."""

    def find(self, path: tuple[str | int, ...]) -> tuple[Node, Mark]:
        """The deepest node on `path` and the mark of its key (or of itself); unknown parts are passed over."""
        node, key = self.root, self.root.mark
        for part in path:
            content = node.content
            if isinstance(content, dict) and isinstance(part, str) and part in content:
                node, key = content[part], node.keys[part]
            elif isinstance(content, list) and isinstance(part, int) and part < len(content):
                node = content[part]
                key = node.mark
        return node, key

    def mistake(self, mark: Mark, text: str, severity: Severity = Severity.ERROR) -> Mistake:
        """A mistake of this file."""
        return Mistake(self.path, mark.line, mark.column, severity, text)


def read_file(path: Path) -> Document:
    """The YAML file at `path`.

    Raises:
        ProgramError: it is not there, too large, no text, or no YAML.
    """
    return read_text(decode(path), str(path))


def read_text(text: str, path: str) -> Document:
    """`text` as the content of the file `path`.

    Raises:
        ProgramError: it is no YAML, or breaks the bounds.
    """
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        line, column, words = syntax_fault(error, text)
        earlier = [mistake for mistake in builder.mistakes if mistake.line < line]
        raise ProgramError([*earlier, Mistake(path, line, column, Severity.ERROR, words)]) from None
    except (yaml.YAMLError, RecursionError) as error:
        words = f"this is no YAML: {error}; save the file as plain UTF-8 text"
        raise ProgramError([Mistake(path, 1, 1, Severity.ERROR, words)]) from None
    if builder.root is None:
        raise ProgramError([Mistake(path, 1, 1, Severity.ERROR, "the file is empty; `new program` writes a start")])
    return Document(path, builder.root, tuple(builder.mistakes))


@dataclass(slots=True, eq=False)
class _Open:
    """A list or a block of keys that has not ended yet."""

    node: Node
    anchor: str | None
    key: str | None = None
    key_mark: Mark = Mark(1, 1)
    skip: bool = False
    """The value that follows belongs to a doubled key."""


class _Builder:
    """Takes YAML events one by one; nothing here recurses, so that no nesting can exhaust the stack."""

    def __init__(self, path: str) -> None:
        self.root: Node | None = None
        self.mistakes: list[Mistake] = []
        self._path = path
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._values = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False once no more are wanted."""
        begins = event.start_mark
        mark = Mark(begins.line + 1, begins.column + 1) if begins else Mark(1, 1)
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                self._fault(mark, "a second document begins here ('---'); one file holds one document")
                return False
            case yaml.AliasEvent():
                self._alias(event.anchor or "", mark)
            case yaml.ScalarEvent():
                self._tag(event.tag, mark)
                self._scalar(event, mark)
            case yaml.SequenceStartEvent():
                self._tag(event.tag, mark)
                self._begin(Node(mark, []), event.anchor)
            case yaml.MappingStartEvent():
                self._tag(event.tag, mark)
                self._begin(Node(mark, {}), event.anchor)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._end()
            case _:
                pass
        return True

    def _fault(self, mark: Mark, text: str) -> None:
        self.mistakes.append(Mistake(self._path, mark.line, mark.column, Severity.ERROR, text))

    def _fatal(self, mark: Mark, text: str) -> ProgramError:
        self._fault(mark, text)
        return ProgramError(self.mistakes)

    def _tag(self, tag: str | None, mark: Mark) -> None:
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")[:60]
            self._fault(mark, f"the tag {shown!r} is not read here; remove it and write the value alone")

    def _alias(self, name: str, mark: Mark) -> None:
        if any(level.anchor == name for level in self._open):
            raise self._fatal(mark, f"'*{name}' stands inside what it repeats; write the values out")
        if name not in self._anchors:
            raise self._fatal(mark, f"'*{name}' repeats nothing: no '&{name}' stands before it; write the values out")
        if self._expects_key():
            raise self._fatal(mark, f"'*{name}' cannot be a key; write the key out")
        self._place(self._anchors[name], mark)

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.content, dict) and self._open[-1].key is None

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        if self._expects_key():
            self._key(event.value, mark)
            return
        level = self._open[-1] if self._open else None
        blank = event.value == "" and event.style in (None, "") and level is not None
        if blank and level is not None:
            where = level.key_mark if level.key is not None else mark
            what = f"{kind_of(level.key)} has" if level.key is not None else "this entry has"
            if level.key is None or not level.skip:
                self._fault(where, f"{what} no value; write one after it, or remove the line")
        node = Node(mark, event.value, blank=blank)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._place(node, mark)

    def _key(self, key: str, mark: Mark) -> None:
        level = self._open[-1]
        level.key, level.key_mark, level.skip = key, mark, key in level.node.keys
        if level.skip:
            earlier = level.node.keys[key]
            self._fault(mark, f"{kind_of(key)} is written twice, first in line {earlier.line}; keep one of them")

    def _begin(self, node: Node, anchor: str | None) -> None:
        if self._expects_key():
            raise self._fatal(node.mark, "a key must be plain text; write 'key: value'")
        if len(self._open) >= DEEPEST:
            raise self._fatal(node.mark, f"nested more than {DEEPEST} levels deep; nothing here needs that")
        self._open.append(_Open(node, anchor))

    def _end(self) -> None:
        level = self._open.pop()
        if level.anchor:
            self._anchors[level.anchor] = level.node
        self._place(level.node, level.node.mark)

    def _place(self, node: Node, mark: Mark) -> None:
        """Put a finished value where it belongs."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise self._fatal(mark, f"more than {MOST_VALUES} values; split the file")
        if not self._open:
            self.root = node
            return
        level = self._open[-1]
        content = level.node.content
        if isinstance(content, list):
            content.append(node)
        elif isinstance(content, dict) and level.key is not None:
            if not level.skip:
                content[level.key] = node
                level.node.keys[level.key] = level.key_mark
            level.key = None
        level.node.size += node.size
        if level.node.size > MOST_VALUES:
            raise self._fatal(mark, f"aliases make more than {MOST_VALUES} values of this; write out what is needed")
