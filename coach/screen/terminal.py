"""The way to the terminal: nothing from a file or a microphone reaches it as anything but text."""

import unicodedata
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

_LOG_WIDTH: Final = 400
"""Columns where nobody looks at the width: lines of a log or a pipe are not folded."""
_SPACES: Final = "\t\n\v\f\r\x85\u2028\u2029"


def clean(text: str) -> str:
    r"""`text` on one line, with every control, formatting or unprintable character written out as `\x1b`, `\u202e`.

    Emoji joiners stay, tabs and line ends become spaces.
    """
    return "".join(_shown(char) for char in text)


def clean_lines(text: str) -> str:
    """As `clean`, keeping the line feeds: for messages of several lines."""
    return "\n".join(clean(line) for line in text.split("\n"))


def plain(text: object, style: str = "") -> Text:
    """`clean` text for rich, in which nothing is markup."""
    return Text(clean(str(text)), style=style)


def console(out: TextIO | None = None, *, color: bool | None = None) -> Console:
    """A console for `out` (None: standard output); into a file or a pipe it writes plain unfolded lines.

    Args:
        out: A text stream.
        color: False for none, True for always, None as the terminal and NO_COLOR say.
    """
    made = Console(
        file=out,
        markup=False,
        emoji=False,
        highlight=False,
        no_color=None if color is None else not color,
        force_terminal=True if color else None,
    )
    if not made.is_terminal:
        made.width = _LOG_WIDTH
    return made


def _shown(char: str) -> str:
    if char in _SPACES:
        return " "
    if char == "\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
