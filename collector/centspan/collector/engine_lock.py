"""Who holds a data directory."""

import fcntl
import os
import re
from pathlib import Path


def holder(directory: Path) -> int | None:
    """Process id that serves `directory` now; None when nobody, or this process, does.

    The engine locks its `status` file and writes its process id there. Looked at before
    opening because the engine prints several lines to stderr when it finds the lock taken.
    """
    try:
        with (directory / "status").open("rb") as status:
            if not _locked(status.fileno()):
                return None
            found = re.search(rb"PID: (\d+)", status.read())
    except OSError:
        return None
    process = int(found.group(1)) if found else 0
    return None if process == os.getpid() else process


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
