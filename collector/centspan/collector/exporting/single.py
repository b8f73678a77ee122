"""Every call, one row each."""

from datetime import datetime
from typing import Final

from centspan.collector.exporting.question import Question, moment
from centspan.collector.money_sql import UNIT_COLUMNS

COLUMNS: Final = (
    "started_at", "trace_id", "span_id", "parent_span_id", "request_id", "item_id", "service",
    "environment", "feature", "route", "team", "tenant", "user_id", "session_id", "task_id",
    "task_outcome", "prompt_version", "purpose", "provider", "model", "request_model", "operation",
    "service_tier", "context_band", "stream", "has_tools", "temperature", "max_tokens", "status",
    "error_type", "http_status", "finish_reason", "abandoned", "superseded", "is_retry", "attempts",
    "duration_ms", "time_to_first_token_ms", *UNIT_COLUMNS, "usage_source", "usage_status",
    "price_status", "served_from", "request_fingerprint", "system_fingerprint", "fingerprint_key_id",
    "weight", "recorded_usd", "recorded_by", "list_usd", "effective_usd", "counted",
    "not_counted_because",
)  # fmt: skip
"""Columns of the view `calls`, in the order of the file."""


def single(start: datetime, end: datetime, *, uncounted: bool = False) -> Question:
    """Ask for the calls that began from `start` until before `end`; those that do not count on demand."""
    counted = "" if uncounted else " AND counted = 1"
    sql = (
        f"SELECT {', '.join(COLUMNS)} FROM calls WHERE started_at >= {{start:DateTime64(6, 'UTC')}} "
        f"AND started_at < {{end:DateTime64(6, 'UTC')}}{counted} ORDER BY started_at, trace_id, span_id"
    )
    return Question(sql, {"start": moment(start), "end": moment(end)})
