"""A file of budgets that stands in the store from the start, and again whenever it is edited."""

import logging
from pathlib import Path
from typing import Any

from centspan.alerts.budgets.model import BudgetsFile
from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.instrumentation.errors import CentspanError

log = logging.getLogger(__name__)


class Followed:
    """What the file says; where an edit has errors, what it said before them."""

    def __init__(self, path: Path | None, by: str) -> None:
        """`by` is who the store says made the edits. Raises CentspanError for a file with errors."""
        self._path = path
        self._by = by
        self._seen: tuple[int, int] | None = None
        self._file = read(path) if path else None
        self.problem = ""
        """Why the newest edit does not stand; '' while it does."""

    @property
    def file(self) -> BudgetsFile | None:
        """What stands, as the file has it; None without a file."""
        return self._file

    def refresh(self, client: Any) -> None:
        """Apply the file where it is new or was edited since."""
        if self._path is None:
            return
        try:
            stamp = self._stamp(self._path)
            if stamp == self._seen:
                return
            file = read(self._path)
            store(client, file, self._by)
        except CentspanError as error:
            if str(error) != self.problem:
                log.error("budgets are left as they stand: %s", error)
            self.problem = str(error)
            return
        self._file, self._seen, self.problem = file, stamp, ""

    @staticmethod
    def _stamp(path: Path) -> tuple[int, int]:
        try:
            found = path.stat()
        except OSError as error:
            raise CentspanError(
                f"{path}: expected the file of budgets, found: {error.strerror}"
            ) from None
        return found.st_mtime_ns, found.st_size
