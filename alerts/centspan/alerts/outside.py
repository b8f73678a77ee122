"""What alerts need of the machine outside of the stack: files that people name, and the way to receivers.

A stack that holds itself to its own files (Linux's Landlock) begins a thread before it does, which still may open
others, as may the threads that it begins: budgets, secrets of channels, what names of hosts and certificates are read
from. No SQL ever runs in them.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread, current_thread

_outside: ThreadPoolExecutor | None = None


def begin() -> None:
    """From now on read, and start threads, with the rights that the caller has now."""
    global _outside
    if _outside is None:
        _outside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outside")
        _outside.submit(current_thread).result()  # it begins with its first work


def content(path: Path) -> bytes:
    """What the file holds; raises OSError."""
    return _outside.submit(path.read_bytes).result() if _outside else path.read_bytes()


def start(thread: Thread) -> None:
    """Start a thread that talks to receivers."""
    if _outside:
        _outside.submit(thread.start).result()
    else:
        thread.start()
