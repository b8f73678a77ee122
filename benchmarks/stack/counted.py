"""Waits until what was sent is stored, as a second client sees it."""

import time
from typing import Any

WITHIN = 60.0
"""Seconds without a new row after which the rest counts as lost."""


def stored(client: Any) -> int:
    """How many spans stand in the table of spans and in that of calls, the fewer of both."""
    spans = client.command("SELECT count() FROM otel_traces")
    calls = client.command("SELECT uniqExact(trace_id, span_id) FROM llm_calls")
    return min(int(spans), int(calls))


def wait_for(client: Any, expected: int) -> int:
    """Wait until `expected` are stored, or nothing comes any more; return how many are."""
    now, until = stored(client), time.perf_counter() + WITHIN
    while now < expected and time.perf_counter() < until:
        time.sleep(0.05)
        before, now = now, stored(client)
        until = time.perf_counter() + WITHIN if now > before else until
    return now
