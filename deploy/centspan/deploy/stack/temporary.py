"""A folder for the temporary files of one process. What killed ones left is removed when the next begins."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

PREFIX: Final = "centspan-up-"
YOUNG_SECONDS: Final = 60
"""So old a folder may be without its process holding it yet."""


@contextlib.contextmanager
def own_folder() -> Generator[Path]:
    """A folder that only this user may enter, for as long as the process lives."""
    for left in Path(gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            _remove(left)
    with TemporaryDirectory(prefix=PREFIX) as name, _held(Path(name)):
        yield Path(name)


def _remove(left: Path) -> None:
    """Remove the folder of a process that is gone; raises OSError for one that is not, or another user's."""
    found = left.lstat()
    if found.st_uid == os.getuid() and time.time() - found.st_mtime > YOUNG_SECONDS:
        with _held(left):
            shutil.rmtree(left)


@contextlib.contextmanager
def _held(folder: Path) -> Generator[None]:
    """Hold a folder, as one process may; raises OSError where another does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
