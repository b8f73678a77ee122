"""How calls end, as the SDKs' exceptions and the providers' finish reasons say it."""

from dataclasses import dataclass
from typing import Any

from centspan.deploy.demo.backfill.calls import (
    ABANDONED,
    FINE,
    NONE,
    RATE_LIMITED,
    SERVER_ERROR,
    TIMED_OUT,
)
from centspan.instrumentation import attributes as names

TOOL_CALL = {"openai": "tool_calls", "anthropic": "tool_use", "gcp.gemini": "STOP"}
STOP = {"openai": "stop", "anthropic": "end_turn", "gcp.gemini": "STOP"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception of the SDK; status 0 where no answer came."""

    error: str
    status: int


FAILURES = {
    RATE_LIMITED: Failure("RateLimitError", 429),
    SERVER_ERROR: Failure("InternalServerError", 500),
    TIMED_OUT: Failure("APITimeoutError", 0),
}


def ending(how: int, provider: str, attempts: int, called: int) -> dict[str, Any]:
    """The attributes that say how a call ended and how often it was tried."""
    found: dict[str, Any] = {}
    if failure := FAILURES.get(how):
        found[names.ERROR_TYPE] = failure.error
        if failure.status:
            found[names.HTTP_STATUS] = failure.status
    if how == FINE:
        reason = (STOP if called == NONE else TOOL_CALL).get(provider, "stop")
        found |= {names.FINISH_REASONS: (reason,), names.HTTP_STATUS: 200}
    if how == ABANDONED:
        found |= {names.ABANDONED: True, names.HTTP_STATUS: 200}
    if how == TIMED_OUT:
        found[names.UNSEEN_ATTEMPTS] = attempts
    if attempts > 1:
        found |= {names.ATTEMPTS: attempts, names.RESEND_COUNT: attempts - 1}
    return found
