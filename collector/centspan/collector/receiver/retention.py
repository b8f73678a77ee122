"""How long the store keeps what it takes in: what it would drop at once is refused instead."""

import re
from dataclasses import replace
from typing import Any

from centspan.collector.engine import Engine
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.values import text
from centspan.instrumentation.attributes import EVALUATION_EVENT
from centspan.instrumentation.dialects import is_llm_call

FOR_EVER_DAYS = 36_500
TASK_SPAN = "centspan.task"


def with_retention(limits: Limits, engine: Engine) -> Limits:
    """Refuse also what the tables would not keep."""
    trace_days = min(limits.trace_days, _days_kept(engine, "otel_traces"))
    call_days = min(limits.call_days, max(_days_kept(engine, "llm_calls"), trace_days))
    return replace(limits, trace_days=trace_days, call_days=call_days)


def outlives_traces(span: Any) -> bool:
    """Whether something of `span` is kept longer than the span itself: a call, a task, a verdict."""
    attributes = {attribute.key: text(attribute.value) for attribute in span.attributes}
    return (
        is_llm_call(attributes)
        or span.name.startswith(TASK_SPAN)
        or any(event.name == EVALUATION_EVENT for event in span.events)
    )


def _days_kept(engine: Engine, table: str) -> int:
    """Days a table keeps its rows; for ever where it has no such rule."""
    connection = engine.new_connection()
    try:
        engine_text = connection.query(
            "SELECT engine_full FROM system.tables "
            f"WHERE database = currentDatabase() AND name = '{table}'",
            "RawBLOB",
        )
    finally:
        connection.close()
    found = re.search(r"TTL .*?toIntervalDay\((\d+)\)", engine_text.bytes().decode())
    return int(found.group(1)) if found else FOR_EVER_DAYS
