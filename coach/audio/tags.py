"""Title and chapters in a finished sound file: ID3 in mp3, Vorbis comments in flac, ogg and opus, cues in wav.

The few bytes are written here: the one library that writes chapters, mutagen, is GPL, which this product is not.
"""

import shutil
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from coach.units import RATE, Samples

Chapters: TypeAlias = Sequence[tuple[Samples, str]]
"""Where each chapter begins, and what it is called; in order."""

MOST: Final = 200
"""Chapters beyond these are left out: what holds them has to fit one page of an Ogg file and one byte of an ID3 tag."""
_LONGEST_TITLE: Final = 120
"""Bytes. An ID3 frame of 128 and more has a size that some players (ffmpeg's) misread inside a chapter."""


def write_tags(path: Path, ending: str, title: str, chapters: Chapters, length: Samples) -> None:
    """Put `title` and `chapters` into the finished file `path`, which is `ending`'s kind of file.

    Args:
        path: the file; it is replaced as a whole where its beginning grows.
        ending: `.wav`, `.flac`, `.ogg`, `.opus` or `.mp3`.
        title: what the file is called in a player.
        chapters: instants on the file's own clock.
        length: the file's length, where the last chapter ends.

    Raises:
        OSError: the file cannot be written.
        ValueError: the file is not of that kind.
    """
    shown = [(at, _one_line(name)) for at, name in chapters[:MOST]]
    _WRITERS[ending](path, _one_line(title), shown, length)


def _one_line(text: str) -> str:
    words = " ".join(text.replace("\0", " ").split())
    return words.encode()[:_LONGEST_TITLE].decode(errors="ignore")


def _rewrite(path: Path, change: Callable[[BinaryIO, BinaryIO], None]) -> None:
    """Let `change` copy the file into a new one, which then takes its place."""
    draft = path.with_name(f"{path.name}.tags")
    try:
        with path.open("rb") as old, draft.open("wb") as new:
            change(old, new)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


# ID3v2.4: https://id3.org/id3v2.4.0-structure and https://id3.org/id3v2-chapters-1.0


def _id3(path: Path, title: str, chapters: Chapters, length: Samples) -> None:
    def change(old: BinaryIO, new: BinaryIO) -> None:
        new.write(_id3_tag(title, chapters, length))
        head = old.read(10)
        if head.startswith(b"ID3"):
            seven = (byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
            old.seek(sum(seven), 1)
        else:
            old.seek(0)
        shutil.copyfileobj(old, new)

    _rewrite(path, change)


def _id3_tag(title: str, chapters: Chapters, length: Samples) -> bytes:
    frames = _id3_text("TIT2", title) + _id3_text("TLEN", str(_milliseconds(length)))
    if chapters:
        names = b"".join(b"c%d\0" % number for number in range(len(chapters)))
        top_level_in_order = 3
        frames += _id3_frame("CTOC", b"toc\0" + bytes([top_level_in_order, len(chapters)]) + names)
    ends = [at for at, _ in chapters[1:]] + [length]
    for number, ((at, name), end) in enumerate(zip(chapters, ends, strict=False)):
        no_byte_offsets = 0xFFFFFFFF
        span = struct.pack(">4I", _milliseconds(at), _milliseconds(end), no_byte_offsets, no_byte_offsets)
        frames += _id3_frame("CHAP", b"c%d\0" % number + span + _id3_text("TIT2", name))
    return b"ID3\x04\0\0" + _seven_bits(len(frames)) + frames


def _id3_text(name: str, text: str) -> bytes:
    utf_8 = b"\x03"
    return _id3_frame(name, utf_8 + text.encode() + b"\0")


def _id3_frame(name: str, body: bytes) -> bytes:
    return name.encode("ascii") + _seven_bits(len(body)) + b"\0\0" + body


def _seven_bits(number: int) -> bytes:
    """A size as ID3 writes it: four bytes whose highest bit is 0."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _milliseconds(at: Samples) -> int:
    return at * 1000 // RATE


# Vorbis comments: https://xiph.org/vorbis/doc/v-comment.html; chapters: https://wiki.xiph.org/Chapter_Extension


def _comments(vendor: bytes, title: str, chapters: Chapters) -> bytes:
    fields = [f"TITLE={title}"]
    for number, (at, name) in enumerate(chapters, 1):
        seconds, thousandths = divmod(_milliseconds(at), 1000)
        clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"
        fields += [f"CHAPTER{number:03d}={clock}", f"CHAPTER{number:03d}NAME={name}"]
    parts = [vendor, *(field.encode() for field in fields)]
    sized = [struct.pack("<I", len(part)) + part for part in parts]
    return sized[0] + struct.pack("<I", len(fields)) + b"".join(sized[1:])


def _vendor(comments: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", comments)
    return comments[4 : 4 + size]


def _flac(path: Path, title: str, chapters: Chapters, length: Samples) -> None:
    """Replace the comment block among the blocks before the sound (RFC 9639, section 8)."""
    del length
    comment_block = 4

    def change(old: BinaryIO, new: BinaryIO) -> None:
        if old.read(4) != b"fLaC":
            raise ValueError(f"{path}: not a FLAC file")
        blocks: list[tuple[int, bytes]] = []
        last = False
        while not last:
            head = old.read(4)
            last, size = bool(head[0] & 0x80), int.from_bytes(head[1:])
            blocks.append((head[0] & 0x7F, old.read(size)))
        vendor = next((_vendor(body) for kind, body in blocks if kind == comment_block), b"")
        kept = [block for block in blocks if block[0] != comment_block]
        kept.insert(1, (comment_block, _comments(vendor, title, chapters)))
        new.write(b"fLaC")
        heads = [
            bytes([kind | 0x80 * (n == len(kept))]) + len(body).to_bytes(3) for n, (kind, body) in enumerate(kept, 1)
        ]
        new.writelines(head + body for head, (_, body) in zip(heads, kept, strict=True))
        shutil.copyfileobj(old, new)

    _rewrite(path, change)


def _ogg(path: Path, title: str, chapters: Chapters, length: Samples) -> None:
    """Replace the comment packet in the second page (RFC 3533, section 6); all other pages stay as they are."""
    del length

    def change(old: BinaryIO, new: BinaryIO) -> None:
        new.write(b"".join(_ogg_page(old, path)))
        head, packets = _ogg_page(old, path)
        lacing = list(head[27:])
        first = next((n for n, size in enumerate(lacing) if size < 255), len(lacing) - 1) + 1
        size = sum(lacing[:first])
        old_packet, rest = packets[:size], packets[size:]
        mark = next((m for m in (b"\x03vorbis", b"OpusTags") if old_packet.startswith(m)), None)
        if mark is None:
            raise ValueError(f"{path}: no comments where an Ogg file has them")
        framing = b"\x01" if mark == b"\x03vorbis" else b""
        packet = mark + _comments(_vendor(old_packet[len(mark) :]), title, chapters) + framing
        table = [255] * (len(packet) // 255) + [len(packet) % 255] + lacing[first:]
        page = bytearray(head[:22] + bytes(4) + bytes([len(table)]) + bytes(table) + packet + rest)
        page[22:26] = struct.pack("<I", _ogg_sum(page))
        new.write(page)
        shutil.copyfileobj(old, new)

    _rewrite(path, change)


def _ogg_page(file: BinaryIO, path: Path) -> tuple[bytes, bytes]:
    """The next page's head with its table of sizes, and its body."""
    head = file.read(27)
    if not head.startswith(b"OggS"):
        raise ValueError(f"{path}: not an Ogg file")
    table = file.read(head[26])
    return head + table, file.read(sum(table))


def _ogg_sum(page: bytes | bytearray) -> int:
    """The page's checksum: CRC-32 with polynomial 0x04C11DB7, from 0, neither reflected nor inverted."""
    total = 0
    for byte in page:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1 ^ (0x04C11DB7 if total & 0x80000000 else 0)) & 0xFFFFFFFF
    return total


# RIFF: Multimedia Programming Interface and Data Specifications 1.0, LIST INFO, cue and adtl chunks


def _wav(path: Path, title: str, chapters: Chapters, length: Samples) -> None:
    """Append the title, and a cue point with a label for each chapter, behind the sound."""
    del length
    points = b"".join(struct.pack("<II4sIII", n, at, b"data", 0, 0, at) for n, (at, _) in enumerate(chapters, 1))
    labels = b"".join(
        _chunk(b"labl", struct.pack("<I", n) + name.encode() + b"\0") for n, (_, name) in enumerate(chapters, 1)
    )
    added = _chunk(b"LIST", b"INFO" + _chunk(b"INAM", title.encode() + b"\0"))
    if chapters:
        added += _chunk(b"cue ", struct.pack("<I", len(chapters)) + points) + _chunk(b"LIST", b"adtl" + labels)
    with path.open("r+b") as file:
        if file.read(4) != b"RIFF":
            raise ValueError(f"{path}: not a WAV file")
        size = file.seek(0, 2)
        pad = b"\0" * (size % 2)
        file.write(pad + added)
        file.seek(4)
        file.write(struct.pack("<I", size + len(pad) + len(added) - 8))


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


_WRITERS: Final[dict[str, Callable[[Path, str, Chapters, Samples], None]]] = {
    ".wav": _wav,
    ".flac": _flac,
    ".ogg": _ogg,
    ".opus": _ogg,
    ".mp3": _id3,
}
