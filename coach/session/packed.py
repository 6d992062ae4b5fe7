"""What hours of a session collect, in little memory: pieces of bytes, compressed as they gather."""

import zlib
from collections.abc import Iterator
from typing import Final

PAGE_BYTES: Final = 1 << 17
"""Gathered before they are compressed."""


class Packed:
    """Pieces that are added one by one and read all together, rarely."""

    def __init__(self) -> None:
        self._pages: list[bytes] = []
        self._fresh = bytearray()

    def add(self, piece: bytes) -> None:
        """Keep `piece` behind the others."""
        self._fresh += piece
        if len(self._fresh) >= PAGE_BYTES:
            self._pages.append(zlib.compress(self._fresh, 1))
            self._fresh = bytearray()

    def pages(self) -> Iterator[bytes]:
        """All of it in order, cut anywhere."""
        for page in self._pages:
            yield zlib.decompress(page)
        yield bytes(self._fresh)
