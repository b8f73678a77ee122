"""The demo's data folder: made anew each time, and never one that a demo did not make."""

import shutil
from pathlib import Path

from centspan.collector import engine_lock
from centspan.instrumentation.errors import CentspanError

MARK = ".made-by-centspan-demo"


def fresh(folder: Path) -> Path:
    """Return the folder, empty; what an earlier demo left in it is removed.

    Raises CentspanError for a folder with anything in it that no demo made.
    """
    folder = folder.expanduser().resolve()
    if folder.is_file():
        raise CentspanError(f"expected a folder, found the file {folder}; choose another --data")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise CentspanError(
                f"{folder} is not empty and was not made by a demo; choose another --data"
            )
        if process := engine_lock.holder(folder):
            raise CentspanError(
                f"{folder} is in use by process {process}: stop that demo first, or choose "
                "another --data"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("This folder was made by `centspan demo`, which may remove it.\n")
    return folder
