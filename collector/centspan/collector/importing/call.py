"""From the fields of a row to what the store keeps of a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final

from centspan.collector.importing.cells import Cells
from centspan.collector.importing.identity import Identity
from centspan.collector.importing.prompt import hashed, is_hash, key_id, prompt_fingerprint
from centspan.collector.importing.settings import Settings
from centspan.collector.importing.tracks import Track, tracks_of
from centspan.collector.importing.usage import read_usage, split
from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.attribution import user_id
from centspan.instrumentation.dialects import context_band
from centspan.instrumentation.fingerprint import Fingerprint
from centspan.instrumentation.plain_count import MOST
from centspan.instrumentation.spellings import NOT_CALLS
from centspan.instrumentation.usage import Usage

Columns = dict[str, Any]
"""Column of the store → value; columns left out have their default."""
SAME: Final = (
    "request_id", "item_id", "service", "environment", "feature", "route", "team", "tenant",
    "session_id", "task_id", "prompt_version", "purpose", "provider", "model", "request_model",
    "error_type", "finish_reason", "served_from", "max_tokens", "temperature", "parent_span_id",
)  # fmt: skip
"""Fields that are columns as they are."""
SCOPE: Final = "centspan.import"
"""What stands for the instrumentation: one for all files, so that equal rows of two stay two calls."""
IN_BUCKETS: Final = attrgetter(*BUCKETS)
TOKENS: Final = tuple(f"{bucket}_tokens" for bucket in BUCKETS)


@dataclass(frozen=True, slots=True)
class Imported:
    """What one row becomes: a call (several where it stands for many), and what hangs on it."""

    calls: list[Columns]
    tracks: list[Track] = field(default_factory=list[Track])


def read_call(fields: Mapping[str, Any], ids: Identity, settings: Settings) -> Imported:
    """Read a row. Raises Refused with every reason against it; no call at all is an empty list."""
    cells = Cells(fields, settings.readers)
    said, problems = cells.said, cells.problems
    problems += [f"no {name}" for name in ("started_at", "model") if name not in fields]
    usage = read_usage(said, settings.counts_exclude)
    calls = said.get("calls", 1)
    if calls == 0 and not any(usage[: len(BUCKETS)]) and not problems:
        return Imported([])
    if said.get("operation") in NOT_CALLS:
        problems.append(f"operation: {said['operation']} calls no model")
    if calls > 1 and "cost_usd" in said:
        problems.append("cost_usd: a row that stands for several calls cannot carry one amount")
    shares = split(usage, max(calls, 1))
    problems += _too_many(shares)
    cells.check()
    row = {name: said[name] for name in SAME if said.get(name)}
    row["started_at"] = settings.moved(said["started_at"])
    row |= _how(said) | _recorded(said, row["started_at"], settings)
    row |= {
        "scope": SCOPE,
        "origin": settings.origin,
        "trace_id": ids.trace_id,
        "span_id": ids.span_id,
    }
    if "user_id" in said:
        row["user_id"] = said["user_id"] if settings.keep_users else _user(said["user_id"])
    prompt = prompt_fingerprint(said["prompt"]) if "prompt" in said else None
    row |= fingerprints(said, prompt)
    tracks = tracks_of(said, prompt, row, keep_prompts=settings.keep_prompts)
    return Imported(_shared(row, shares), tracks)


def fingerprints(said: Mapping[str, Any], prompt: Fingerprint | None) -> Columns:
    """Of the prompt, where there is one; a fingerprint that the file gives goes before."""
    columns: Columns = {}
    if prompt is not None:
        columns["request_fingerprint"] = int(prompt.request, 16)
        columns["system_fingerprint"] = int(prompt.system or "0", 16)
        columns["fingerprint_key_id"] = key_id()
    if given := said.get("request_fingerprint"):
        columns["request_fingerprint"] = hashed("request", given)
        columns["fingerprint_key_id"] = 0 if is_hash(given) else key_id()
    return columns


def _too_many(shares: Sequence[tuple[int, Usage]]) -> list[str]:
    most = max([max(IN_BUCKETS(each)) for _, each in shares])
    return [f"tokens: expected up to {MOST} in a call, found {most}"] if most > MOST else []


def _shared(row: Columns, shares: Sequence[tuple[int, Usage]]) -> list[Columns]:
    rows = [row | _tokens(each) | {"weight": float(weight)} for weight, each in shares]
    for position, part in enumerate(rows[1:], 1):
        seed = row["trace_id"] + row["span_id"] + position.to_bytes(4)
        part["span_id"] = sha256(seed).digest()[:8]
    return rows


def _tokens(usage: Usage) -> Columns:
    columns: Columns = {name: tokens for name, tokens in zip(TOKENS, usage, strict=False) if tokens}
    if usage.web_searches:
        columns["web_searches"] = usage.web_searches
    columns["requests"] = usage.requests
    columns["usage_source"] = usage.source
    columns["usage_status"] = usage.status
    columns["context_band"] = context_band(usage.total_input)
    return columns


def _how(said: Mapping[str, Any]) -> Columns:
    http, tier, attempt = (
        said.get("http_status", 0),
        said.get("service_tier", ""),
        said.get("attempt", 0),
    )
    failed = http >= 400 or "error_type" in said
    status, told = said.get("status", ("error" if failed else "ok", 0))
    started = said["started_at"]
    lasted = max(0, said.get("ended_at", started) - started)
    waited = max(0, said.get("first_token_at", started) - started)
    columns: Columns = {
        "operation": said.get("operation", "chat"),
        "duration_us": said.get("duration_ms", lasted),
        "time_to_first_token_us": said.get("time_to_first_token_ms", waited),
        "status": status,
        "http_status": http if 0 < http < 1000 else told,
        "attempts": 1,
        "counted": 1,
    }
    if tier:
        columns["service_tier"] = tier
    if attempt:
        columns |= {"attempt": min(attempt, 255), "is_retry": int(attempt > 1)}
    if said.get("stream"):
        columns["stream"] = 1
    if said.get("tool_names"):
        columns["has_tools"] = 1
    return columns


def _recorded(said: Mapping[str, Any], moment: int, settings: Settings) -> Columns:
    if "cost_usd" not in said:
        return {}
    usd = settings.in_usd(said["cost_usd"], said.get("currency", "USD").upper(), moment)
    return {"recorded_usd": usd, "recorded_by": said.get("recorded_by", "import")}


def _user(user: str) -> str:
    is_hashed = user.startswith("u_") and is_hash(user[2:])
    return user if is_hashed else user_id(user)
