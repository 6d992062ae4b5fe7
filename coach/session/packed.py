"""What hours of a session collect, in little memory: pieces of bytes, compressed as they gather."""

import zlib
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

PAGE_BYTES: Final = 1 << 17
"""Gathered before they are compressed."""
OPEN_PAGES: Final = 4
"""Pages that stay uncompressed while pieces are read: neighbours are mostly read one after the other."""


class Packed:
    """Pieces that are added one by one and read rarely: all together, or each by its number."""

    def __init__(self) -> None:
        self._pages: list[bytes] = []
        self._fresh = bytearray()
        self._where = array("q")
        """For each piece its page, and where it begins and ends there."""
        self._open: OrderedDict[int, bytes] = OrderedDict()

    def __len__(self) -> int:
        """How many pieces there are."""
        return len(self._where) // 3

    def __getitem__(self, number: int) -> bytes:
        """The piece that was added as number `number`, counted from 0."""
        page, begin, end = self._where[3 * number : 3 * number + 3]
        return bytes(self._page(page)[begin:end])

    def add(self, piece: bytes) -> None:
        """Keep `piece` behind the others."""
        begin = len(self._fresh)
        self._where.extend((len(self._pages), begin, begin + len(piece)))
        self._fresh += piece
        if len(self._fresh) >= PAGE_BYTES:
            self._pages.append(zlib.compress(self._fresh, 1))
            self._fresh = bytearray()

    def pages(self) -> Iterator[bytes]:
        """All of it in order, cut anywhere."""
        for page in self._pages:
            yield zlib.decompress(page)
        yield bytes(self._fresh)

    def _page(self, number: int) -> bytes | bytearray:
        if number == len(self._pages):
            return self._fresh
        if number not in self._open:
            self._open[number] = zlib.decompress(self._pages[number])
            if len(self._open) > OPEN_PAGES:
                self._open.popitem(last=False)
        return self._open[number]
