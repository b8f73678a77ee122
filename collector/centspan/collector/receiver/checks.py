"""Which spans and log records of a request cannot be stored, and why."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from centspan.collector.receiver.limits import DAY_NS, YEAR_2000_NS, Limits
from centspan.collector.receiver.retention import outlives_traces

NO_TRACE_ID = bytes(16)
NO_SPAN_ID = bytes(8)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check left in a request, and what it took out of it."""

    kept: int
    days: frozenset[int]
    """Days since 1970 that the kept items fall on."""
    refused: int
    why: str
    """The reasons with their counts, for a person; '' when nothing was refused."""
    repeated: int
    """Bytes of resource and scope, counted once for each row that repeats them."""


def check_spans(request: ExportTraceServiceRequest, size: int, limits: Limits) -> Checked:
    """Take the spans that cannot be stored out of `request`, which has `size` bytes.

    A span that ends before it starts is kept (clocks are set back): its duration becomes 0.
    """
    problem = _span_problem(limits, size > limits.span_bytes)

    def spans() -> Iterator[Any]:
        return (scope.spans for part in request.resource_spans for scope in part.scope_spans)

    refused = _sift(spans(), problem)
    days = {span.start_time_unix_nano // DAY_NS for group in spans() for span in group}
    if len(days) > limits.request_days:
        days = set(sorted(days)[-limits.request_days :])
        reason = f"more than {limits.request_days} different days in one request; newest kept"
        refused += _sift(
            spans(), lambda span: "" if span.start_time_unix_nano // DAY_NS in days else reason
        )
    repeated = sum(
        (part.resource.ByteSize() + scope.scope.ByteSize()) * len(scope.spans)
        for part in request.resource_spans
        for scope in part.scope_spans
    )
    return _checked(sum(map(len, spans())), days, refused, repeated)


def check_logs(request: ExportLogsServiceRequest, limits: Limits) -> Checked:
    """Take the log records that cannot be stored out of `request`."""
    latest = time.time_ns() + limits.ahead_ns

    def problem(record: LogRecord) -> str:
        if len(record.trace_id) not in (0, 16) or len(record.span_id) not in (0, 8):
            return "trace_id must be absent or 16 bytes, span_id absent or 8"
        if not YEAR_2000_NS <= logged_at(record) <= latest:
            return "time_unix_nano must lie between 2000 and tomorrow"
        return ""

    groups = [scope.log_records for part in request.resource_logs for scope in part.scope_logs]
    refused = _sift(iter(groups), problem)
    days = {logged_at(record) // DAY_NS for group in groups for record in group}
    repeated = sum(
        (part.resource.ByteSize() + scope.scope.ByteSize()) * len(scope.log_records)
        for part in request.resource_logs
        for scope in part.scope_logs
    )
    return _checked(sum(map(len, groups)), days, refused, repeated)


def logged_at(record: LogRecord) -> int:
    """When a record was made, or at least seen; nanoseconds since 1970."""
    return record.time_unix_nano or record.observed_time_unix_nano


def _span_problem(limits: Limits, sizes_matter: bool) -> Callable[[Span], str]:
    now = time.time_ns()
    earliest = max(now - limits.call_days * DAY_NS, YEAR_2000_NS)
    earliest_trace = max(now - limits.trace_days * DAY_NS, YEAR_2000_NS)
    latest = now + limits.ahead_ns

    def problem(span: Span) -> str:
        if len(trace_id := span.trace_id) != 16 or trace_id == NO_TRACE_ID:
            return "trace_id must be 16 bytes, not all zero"
        if len(span_id := span.span_id) != 8 or span_id == NO_SPAN_ID:
            return "span_id must be 8 bytes, not all zero"
        if len(span.parent_span_id) not in (0, 8):
            return "parent_span_id must be absent or 8 bytes"
        if not earliest <= span.start_time_unix_nano <= latest:
            return f"start_time_unix_nano must lie between {limits.call_days} days ago and tomorrow"
        if span.start_time_unix_nano < earliest_trace and not outlives_traces(span):
            return (
                f"a span older than {limits.trace_days} days is kept only if it is a model's call"
            )
        if span.end_time_unix_nano > latest:
            return "end_time_unix_nano must not lie after tomorrow"
        if sizes_matter and span.ByteSize() > limits.span_bytes:
            return f"a span must not have more than {limits.span_bytes} bytes"
        return ""

    return problem


def _sift(groups: Iterator[Any], problem: Callable[[Any], str]) -> Counter[str]:
    """Leave only items without a problem in each repeated field; count the problems."""
    refused: Counter[str] = Counter()
    for items in groups:
        good: list[Any] = []
        for item in items:
            if why := problem(item):
                refused[why] += 1
            else:
                good.append(item)
        if len(good) < len(items):
            del items[:]
            items.extend(good)
    return refused


def _checked(kept: int, days: set[int], refused: Counter[str], repeated: int) -> Checked:
    why = "; ".join(f"{count} × {reason}" for reason, count in refused.most_common())
    return Checked(kept, frozenset(days), refused.total(), why, repeated)
