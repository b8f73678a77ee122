"""What became of the spans we send ourselves, and one warning a minute when they do not arrive."""

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import Final

WARN_EVERY: Final = 60.0
_log: Final = logging.getLogger("centspan")
# Re-entrant: the garbage collector may end an abandoned stream's span while we count.
_lock = threading.RLock()


@dataclass(frozen=True, slots=True)
class Health:
    """Spans counted since the process started, and why the last export failed."""

    sent: int = 0
    dropped_queue_full: int = 0
    """The app made spans faster than the endpoint took them."""
    dropped_not_accepted: int = 0
    """The endpoint did not take them in several attempts."""
    dropped_at_exit: int = 0
    """The process ended before the endpoint had taken them."""
    last_error: str = ""


_health = Health()
_warned_at = float("-inf")


def health() -> Health:
    """The counters of this process."""
    return _health


def sent(spans: int) -> None:
    """Count spans that the endpoint accepted."""
    global _health
    with _lock:
        _health = replace(_health, sent=_health.sent + spans)


def dropped(why: str, spans: int) -> None:
    """Count lost spans; `why` is `queue_full`, `not_accepted` or `at_exit`."""
    global _health
    name = f"dropped_{why}"
    with _lock:
        _health = replace(_health, **{name: getattr(_health, name) + spans})


def not_arriving(endpoint: str, reason: str) -> None:
    """Remember why an export failed, and say so at most once a minute."""
    global _health, _warned_at
    with _lock:
        _health = replace(_health, last_error=reason)
        quiet = time.monotonic() - _warned_at < WARN_EVERY
        if not quiet:
            _warned_at = time.monotonic()
    if not quiet:
        _log.warning(
            "centspan: expected an OTLP endpoint at %s, found none that takes spans (%s); the app "
            "goes on, spans wait in memory and the newest are dropped when it is full. Start the "
            "collector or set OTEL_EXPORTER_OTLP_ENDPOINT; `centspan doctor` tells more.",
            endpoint,
            reason,
        )


def forget() -> None:
    """Start counting anew, as a forked child does: the parent reports what it counted."""
    global _health, _warned_at, _lock
    _lock = threading.RLock()
    _health = Health()
    _warned_at = float("-inf")
