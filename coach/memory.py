"""Memory that the process has freed and still holds: numpy's large arrays leave glibc's allocator with 100 MB of it."""

import contextlib
import ctypes
from typing import Final

_MMAP_THRESHOLD: Final = -3
"""glibc's number (malloc.h) for the size from which a block is the system's and goes back to it when freed."""
LARGE: Final = 1 << 19
"""Half a megabyte. Left alone, glibc raises its threshold to the largest block that was freed, up to 32 MB."""


def hold_little() -> None:
    """From now on return large blocks as soon as they are free; does nothing where the C library is not glibc.

    Fresh memory costs the system time: a rendering is a third slower for it, a live session has that time.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Return what is free now; does nothing where the C library is not glibc."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
