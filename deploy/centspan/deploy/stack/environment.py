"""Takes what this process was started with out of /proc, where it stays to be read: tokens and keys among it."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path
from typing import Final

START, END = 47, 48
"""Of the environment's memory, among the fields of /proc/self/stat after the name: 50 and 51 of proc(5)."""
MOST_BYTES: Final = 1 << 24


def blank_environment() -> bool:
    """Overwrite /proc/self/environ and its likes with zeros; variables stay as they are. False: it cannot."""
    if sys.platform != "linux":
        return False
    fields = Path("/proc/self/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    start, end = int(fields[START]), int(fields[END])
    if not 0 < end - start < MOST_BYTES:
        return False
    for name, value in os.environb.items():
        with contextlib.suppress(OSError, ValueError):  # a name that only others could set
            os.putenv(name, value)  # into memory of its own
    ctypes.memset(start, 0, end - start)
    return True
