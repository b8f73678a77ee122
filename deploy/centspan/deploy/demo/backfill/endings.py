"""How calls end, as the SDKs' exceptions and the providers' finish reasons say it."""

from dataclasses import dataclass

from centspan.deploy.demo.backfill.calls import (
    ABANDONED,
    NONE,
    RATE_LIMITED,
    SERVER_ERROR,
    TIMED_OUT,
)
from centspan.instrumentation.call_facts import Course

TOOL_CALL = {"openai": "tool_calls", "anthropic": "tool_use", "gcp.gemini": "STOP"}
STOP = {"openai": "stop", "anthropic": "end_turn", "gcp.gemini": "STOP"}
PACKAGES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "gcp.gemini": "google",
    "inhouse": "openai",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception of the SDK, and the status it came with, None where no answer did."""

    error: str
    http_status: int | None = None


FAILURES = {
    RATE_LIMITED: Failure("RateLimitError", 429),
    SERVER_ERROR: Failure("InternalServerError", 500),
    TIMED_OUT: Failure("APITimeoutError"),
}


def course(ending: int, provider: str, attempts: int, first_chunk: float | None) -> Course:
    """How a call went, apart from the answer; `first_chunk` in seconds, None without a stream."""
    failure = FAILURES.get(ending)
    unseen = attempts if ending == TIMED_OUT and first_chunk is None else 0
    return Course(
        to_first_chunk_s=first_chunk if failure is None or ending == TIMED_OUT else None,
        failed_attempts=attempts - 1,
        unseen_attempts=unseen,
        error=f"{PACKAGES[provider]}.{failure.error}" if failure else "",
        http_status=failure.http_status if failure else None,
        abandoned=ending == ABANDONED,
    )


def finish_reasons(provider: str, called: int) -> tuple[str, ...]:
    """What the provider says of an answer that is whole."""
    return ((STOP if called == NONE else TOOL_CALL).get(provider, "stop"),)
