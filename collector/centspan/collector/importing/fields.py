"""The fields a file can fill: what `--map column=field` and `--set field=value` may name, and how each
cell is read. docs/import.md explains them; a test holds the two lists to each other."""

from collections.abc import Callable
from typing import Any, Final

from centspan.collector.importing.identity import span_bytes, trace_bytes
from centspan.collector.importing.moments import micros
from centspan.collector.importing.values import (
    count,
    items,
    milliseconds,
    number,
    temperature,
    truth,
    usd,
    word,
)
from centspan.collector.importing.words import operation, outcome, provider, recorder, status, tier

Reader = Callable[[Any], Any]


def as_it_is(value: Any) -> Any:
    """What is read further on: ids and prompts."""
    return value


CALL_FIELDS: Final[dict[str, Reader]] = {
    "request_id": word,
    "started_at": micros,
    "provider": provider,
    "model": word,
    "operation": operation,
    "input_tokens": count,
    "output_tokens": count,
    "cache_read_tokens": count,
    "cache_write_tokens": count,
    "cache_write_1h_tokens": count,
    "reasoning_tokens": count,
    "cost_usd": usd,
    "recorded_by": recorder,
    "currency": word,
    "feature": word,
    "tenant": word,
    "team": word,
    "user_id": word,
    "session_id": word,
    "task_id": word,
    "task_ok": outcome,
    "route": word,
    "prompt_version": word,
    "purpose": word,
    "environment": word,
    "service": word,
    "status": status,
    "error_type": word,
    "finish_reason": word,
    "attempt": count,
    "duration_ms": milliseconds,
    "max_tokens": count,
    "service_tier": tier,
    "request_fingerprint": word,
    "prefix_fingerprints": items,
    "prefix_block_tokens": count,
    "tool_names": items,
    "prompt": as_it_is,
    "item_id": word,
    "trace_id": trace_bytes,
    # What single formats bring besides.
    "span_id": span_bytes,
    "parent_span_id": span_bytes,
    "request_model": word,
    "ended_at": micros,
    "first_token_at": micros,
    "time_to_first_token_ms": milliseconds,
    "http_status": count,
    "stream": truth,
    "temperature": temperature,
    "total_tokens": count,
    "cache_write_5m_tokens": count,
    "audio_input_tokens": count,
    "audio_output_tokens": count,
    "image_input_tokens": count,
    "image_output_tokens": count,
    "web_searches": count,
    "served_from": word,
    "calls": count,
}

EVALUATION_FIELDS: Final[dict[str, Reader]] = {
    "item_id": word,
    "feature": word,
    "class": word,
    "request_fingerprint": word,
    "trace_id": trace_bytes,
    "span_id": span_bytes,
    "model": word,
    "score": number,
    "max_score": number,
    "evaluator": word,
    "judged_at": micros,
    "input_tokens": count,
    "output_tokens": count,
    "cost_usd": usd,
    "duration_ms": number,
    "prompt": as_it_is,
    # What single formats bring besides.
    "id": word,
    "name": word,
    "label": word,
    "request_id": word,
    "currency": word,
}

FIELDS: Final = {"calls": CALL_FIELDS, "evaluations": EVALUATION_FIELDS}
NEEDED: Final = {"calls": ("started_at", "model"), "evaluations": ("score", "judged_at")}
"""What a file must bring, or `--set` give, for any row of it to be taken."""
