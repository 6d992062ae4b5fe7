"""The bytes of a file as text: size, encoding, and characters that no text holds."""

import codecs
import re
from pathlib import Path
from typing import Final

from coach.program.mistakes import Mistake, ProgramError, Severity

LARGEST: Final = 1_000_000
"""Bytes of a program or cue script; the longest shipped one has a hundredth of it."""

_OTHERS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def decode(path: Path) -> str:
    """The text of the file at `path`, which must be UTF-8, with or without a byte-order mark.

    Raises:
        ProgramError: it is not there, not a file, not readable, too large, or no text.
    """
    try:
        if not path.is_file():
            words = "this is a folder; name a file in it" if path.is_dir() else "there is no such file"
            raise _error(path, 1, 1, f"{words}; `programs` lists those that are known")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise _error(path, 1, 1, f"the file cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise _error(path, 1, 1, "no file can have this name; check the path") from None
    if len(raw) > LARGEST:
        raise _error(
            path,
            1,
            1,
            f"the file is larger than {LARGEST // 1_000_000} MB; nothing that is written by hand is that long",
        )
    for mark, name in _OTHERS:
        if raw.startswith(mark):
            raise _error(path, 1, 1, f"the file is written in {name}; save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", errors="replace")
        words = f"byte 0x{raw[error.start]:02x} is no UTF-8; save the file as UTF-8 text"
        raise _at(path, before, words) from None
    if match := _NO_TEXT.search(text):
        words = f"the character U+{ord(match[0]):04X} is no text; is this a text file? Save it as UTF-8"
        raise _at(path, text[: match.start()], words)
    return text


def _at(path: Path, before: str, words: str) -> ProgramError:
    line = before.count("\n") + 1
    return _error(path, line, len(before) - (before.rfind("\n") + 1) + 1, words)


def _error(path: Path, line: int, column: int, words: str) -> ProgramError:
    return ProgramError([Mistake(str(path), line, column, Severity.ERROR, words)])
