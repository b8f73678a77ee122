"""The client's promise to the app: our own failures are counted and logged once, never raised."""

import logging
import threading
from collections import Counter
from typing import Final

_log: Final = logging.getLogger("centspan")
_lock = threading.Lock()
_swallowed: Counter[str] = Counter()


def swallow(where: str, error: BaseException) -> None:
    """Count a failure of ours at `where`; the first one there is logged by its class' name."""
    with _lock:
        _swallowed[where] += 1
        first = _swallowed[where] == 1
    if first:
        _log.warning("centspan: %s failed with %s; the app goes on", where, type(error).__name__)


def swallowed() -> dict[str, int]:
    """Return how often each place failed since the process started."""
    with _lock:
        return dict(_swallowed)
