"""Keeps the process small: what a large request or query took goes back to the system at once."""

import ctypes
import os
import sys

LIBRARIES = {
    # The engine keeps what a greedy query gave back for seconds, on top of what the next one takes; and whoever
    # reads its tables of memory profiles writes a file with each question.
    "JE_MALLOC_CONF": "oversize_threshold:2097152,prof:false",
}
UNUSED = ("pandas", "pyarrow")
"""The engine and its driver load them (65 MB) in case somebody hands them a table; here nobody does."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""From glibc's malloc.h."""
LARGE_BYTES = 1 << 20
ARENAS = 4


def return_memory() -> None:
    """Set allocators up and leave libraries out; call it before the engine is imported."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    for name, value in LIBRARIES.items():
        os.environ.setdefault(name, value)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    # glibc otherwise learns from each large block it frees to keep the next one.
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
    mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)
    mallopt(M_ARENA_MAX, ARENAS)
