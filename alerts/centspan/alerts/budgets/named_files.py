"""Reads the files that people name: budgets, and the secrets that channels refer to.

A stack that holds itself to its own files (Linux's Landlock) begins a thread before it does, which may still
read others. No SQL ever runs in it.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import current_thread

_reader: ThreadPoolExecutor | None = None


def begin() -> None:
    """Read in a thread of its own from now on, with the rights that the caller has now."""
    global _reader
    if _reader is None:
        _reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="named files")
        _reader.submit(current_thread).result()  # it begins with its first work


def content(path: Path) -> bytes:
    """What the file holds; raises OSError."""
    return _reader.submit(path.read_bytes).result() if _reader else path.read_bytes()
