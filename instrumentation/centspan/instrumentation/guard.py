"""The client's promise to the app: our own failures are counted and logged once, never raised."""

import logging
from typing import Final

_log: Final = logging.getLogger("centspan")
# Without a lock: a finaliser or a forked child may come here while another thread counts. Two
# failures at the same place in the same moment may count as one.
_swallowed: Final[dict[str, int]] = {}


def swallow(where: str, error: BaseException) -> None:
    """Count a failure of ours at `where`; the first one there is logged by its class' name."""
    count = _swallowed[where] = _swallowed.get(where, 0) + 1
    if count == 1:
        _log.warning("centspan: %s failed with %s; the app goes on", where, type(error).__name__)


def swallowed() -> dict[str, int]:
    """Return how often each place failed since the process started."""
    return dict(_swallowed)
