"""From the fields of a row to what the store keeps of a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from centspan.collector.importing.cells import Cells, Refused
from centspan.collector.importing.identity import Identity, span_bytes
from centspan.collector.importing.moments import micros
from centspan.collector.importing.prompt import hashed, is_hash, key_id, prompt_fingerprint
from centspan.collector.importing.settings import Settings
from centspan.collector.importing.tracks import Track, content_of, outcome_of, prefixes_of
from centspan.collector.importing.usage import many, read_usage, split
from centspan.collector.importing.values import (
    NO,
    YES,
    NotThis,
    count,
    items,
    milliseconds,
    number,
    truth,
    usd,
    word,
)
from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.attribution import user_id
from centspan.instrumentation.dialects import context_band
from centspan.instrumentation.spellings import NOT_CALLS, STANDARD_TIERS
from centspan.instrumentation.usage import Usage

Columns = dict[str, Any]
"""Column of the store → value; columns left out have their default."""
RECORDED_BY: Final = ("provider", "gateway", "client", "import")
ERRORS: Final = frozenset(
    {"timeout", "timed_out", "cancelled", "canceled", "exception", "rejected"}
)
FINE: Final = frozenset({"completed", "complete", "done", "unset", "finished"})
WORDS: Final = (
    "request_id", "item_id", "service", "environment", "feature", "route", "team", "tenant",
    "session_id", "task_id", "prompt_version", "purpose", "request_model", "error_type",
    "finish_reason", "served_from",
)  # fmt: skip
"""Fields that are taken as they are written."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What one row becomes: a call (several where it stands for many), and what hangs on it."""

    calls: list[Columns]
    tracks: list[Track] = field(default_factory=list[Track])


def read_call(fields: dict[str, Any], ids: Identity, settings: Settings) -> Imported:
    """Read a row. Raises Refused with every reason against it; no call at all is an empty list."""
    cells = Cells(fields)
    started = cells.read("started_at", lambda value: micros(value, settings.unit), 0)
    if "started_at" not in fields or "model" not in fields:
        cells.problems.append(f"no {'started_at' if 'started_at' not in fields else 'model'}")
    usage = read_usage(cells, settings.counts_exclude)
    calls = cells.read("calls", many, 1)
    if calls == 0 and not any(usage[: len(BUCKETS)]):
        return Imported([])
    labels = {name: text for name in WORDS if name in fields and (text := word(fields[name]))}
    row = labels | _what(cells) | _how(cells, started, settings) | _who(cells, settings)
    recorded, by = cells.read("cost_usd", usd, None), _recorded_by(cells)
    row |= _fingerprints(cells)
    tracks = prefixes_of(cells, row), content_of(cells, settings), outcome_of(cells, row)
    cells.check()
    row["started_at"] = settings.moved(started)
    if recorded is not None:
        row["recorded_usd"] = _in_usd(cells, recorded, row["started_at"], settings)
        row["recorded_by"] = by
    row |= {"scope": settings.scope, "trace_id": ids.trace_id, "span_id": ids.span_id}
    return Imported(
        list(_shared(row, usage, max(calls, 1))), [each.on(row) for each in tracks if each]
    )


def _shared(row: Columns, usage: Usage, calls: int) -> list[Columns]:
    shares = split(usage, calls)
    rows = [{**row, **_tokens(each), "weight": float(weight)} for weight, each in shares]
    for position, (weight, _) in enumerate(shares):
        if position:
            seed = row["trace_id"] + row["span_id"] + position.to_bytes(4)
            rows[position]["span_id"] = sha256(seed).digest()[:8]
        if weight != calls and row.get("recorded_usd") is not None:
            raise Refused("cost_usd: a row that stands for several calls cannot carry one amount")
    return rows


def _tokens(usage: Usage) -> Columns:
    columns: Columns = {f"{name}_tokens": getattr(usage, name) for name in BUCKETS}
    columns |= {"web_searches": usage.web_searches, "requests": usage.requests}
    columns |= {"usage_source": usage.source, "usage_status": usage.status}
    columns["context_band"] = context_band(usage.total_input)
    return columns


def _what(cells: Cells) -> Columns:
    tier = cells.read("service_tier", word, "").lower()
    operation = cells.read("operation", word, "chat").lower()
    if operation in NOT_CALLS:
        cells.problems.append(f"operation: {operation} calls no model")
    return {
        "provider": cells.read("provider", word, "").lower(),
        "model": cells.read("model", word, ""),
        "operation": operation,
        "service_tier": "" if tier in STANDARD_TIERS else tier,
        "stream": int(cells.read("stream", truth, False)),
        "temperature": cells.read("temperature", number, None),
        "max_tokens": cells.read("max_tokens", count, 0),
    }


def _how(cells: Cells, started: int, settings: Settings) -> Columns:
    def until(value: Any) -> int:
        return max(0, micros(value, settings.unit) - started)

    http = cells.read("http_status", count, 0)
    failed = http >= 400 or "error_type" in cells.fields
    status, told = cells.read("status", _status, ("error" if failed else "ok", 0))
    http = http or told
    duration = cells.read("ended_at", until, 0)
    first = cells.read("first_token_at", until, 0)
    attempt = cells.read("attempt", count, 0)
    return {
        "duration_us": cells.read("duration_ms", milliseconds, duration),
        "time_to_first_token_us": cells.read("time_to_first_token_ms", milliseconds, first),
        "status": status,
        "http_status": http if http < 1000 else 0,
        "attempt": min(attempt, 255),
        "attempts": 1,
        "is_retry": int(attempt > 1),
        "counted": 1,
    }


def _status(value: Any) -> tuple[str, int]:
    text = str(value).strip().lower()
    if text.isdigit() and 100 <= int(text) <= 599:
        return ("error" if int(text) >= 400 else "ok"), int(text)
    if text in YES or text in FINE:
        return "ok", 0
    if text in NO or text in ERRORS:
        return "error", 0
    raise NotThis("ok, error or an HTTP status")


def _who(cells: Cells, settings: Settings) -> Columns:
    user = cells.read("user_id", word, "")
    is_hashed = user.startswith("u_") and is_hash(user[2:])
    parent = cells.read("parent_span_id", span_bytes, b"")
    return {
        "user_id": user if settings.keep_users or is_hashed else user_id(user),
        **({"parent_span_id": parent} if parent else {}),
    }


def _recorded_by(cells: Cells) -> str:
    who = cells.read("recorded_by", word, "import").lower()
    if who not in RECORDED_BY:
        cells.problems.append(f"recorded_by: expected {', '.join(RECORDED_BY)}; found {who!r}")
    return who


def _in_usd(cells: Cells, amount: Decimal, moment: int, settings: Settings) -> Decimal:
    currency = cells.read("currency", word, "USD").upper()
    return settings.in_usd(amount, currency, moment)


def _fingerprints(cells: Cells) -> Columns:
    """Of the prompt, where there is one; a fingerprint that the file gives goes before."""
    columns: Columns = {}
    prompt: Any = cells.fields.get("prompt")
    own = prompt_fingerprint(prompt) if prompt is not None else None
    if own is not None:
        columns["request_fingerprint"] = int(own.request, 16)
        columns["system_fingerprint"] = int(own.system or "0", 16)
        columns["fingerprint_key_id"] = key_id()
    if (given := cells.fields.get("request_fingerprint")) is not None:
        text = str(given).strip()
        columns["request_fingerprint"] = hashed("request", text)
        columns["fingerprint_key_id"] = 0 if is_hash(text) else key_id()
    if "tool_names" in cells.fields:
        columns["has_tools"] = int(bool(cells.read("tool_names", items, [])))
    return columns


def fingerprint_columns(fields: Mapping[str, Any]) -> Columns:
    """The same for a row of another kind."""
    found = _fingerprints(Cells(dict(fields)))
    return {
        name: found[name] for name in ("request_fingerprint", "fingerprint_key_id") if name in found
    }
