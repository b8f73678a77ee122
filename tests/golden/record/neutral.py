"""Spans as they came over OTLP, without text, machine names and ids that say nothing."""

import json
import re
from collections.abc import Iterable
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status

from centspan.instrumentation.spellings import COUNTS as SPELT_COUNTS
from centspan.instrumentation.spellings import TEXTS

CONTENT = re.compile(
    r"message|content|prompt\.|completion\.|(^|\.)(input|output|prompt|tools?|text|headers|object"
    r"|instructions|definitions|arguments|toolCalls|response|providerMetadata)$"
    r"|^request_data$|value$|json_schema|code\.|logfire\.msg|thread\.|embedding\.|invocation_param"
    r"|model\.parameters|^url\.|stack|spec\.|result$|description|function\."
)
COUNTS = re.compile(r"token|usage|cost|model_name|unit")
"""Attributes whose text might be someone's words; those that are counts are kept."""
KNOWN = {
    spelling.partition("#")[0]
    for table in (SPELT_COUNTS, TEXTS)
    for spellings in table.values()
    for spelling in spellings
}
"""What our rules read is kept as it is."""
_LONGEST = 120


def spans_of(
    requests: Iterable[ExportTraceServiceRequest], ports: tuple[int, ...]
) -> list[dict[str, Any]]:
    """All spans in the order they ended, times in microseconds after the first began."""
    found = [
        (_service(resource), scoped.scope, span)
        for request in requests
        for resource in request.resource_spans
        for scoped in resource.scope_spans
        for span in scoped.spans
    ]
    if not found:
        return []
    start = min(span.start_time_unix_nano for _, _, span in found)
    ids = _Small()
    return [
        {"service": service} | _span(scope, span, start, ids, ports)
        for service, scope, span in found
    ]


def _service(resource: ResourceSpans) -> str:
    named = [
        each.value.string_value
        for each in resource.resource.attributes
        if each.key == "service.name"
    ]
    return named[0] if named else ""


class _Small:
    """Small numbers for ids, in the order they are met."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}

    def __call__(self, identity: bytes) -> int:
        return self._known.setdefault(identity, len(self._known) + 1) if identity else 0


def _span(
    scope: Any, span: Span, start: int, ids: _Small, ports: tuple[int, ...]
) -> dict[str, Any]:
    ended = span.end_time_unix_nano - span.start_time_unix_nano
    return {
        "name": span.name if len(span.name) < 60 else span.name[:60],
        "scope": scope.name,
        "scope_version": scope.version,
        "kind": Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").capitalize(),
        "status": Status.StatusCode.Name(span.status.code)
        .removeprefix("STATUS_CODE_")
        .capitalize(),
        "trace": ids(span.trace_id),
        "span": ids(span.span_id),
        "parent": ids(span.parent_span_id),
        "start_us": (span.start_time_unix_nano - start) // 1000,
        "duration_us": ended // 1000,
        "attributes": _attributes(span, ports),
    }


def _attributes(span: Span, ports: tuple[int, ...]) -> dict[str, Any]:
    told = {each.key: _value(each.value) for each in sorted(span.attributes, key=lambda a: a.key)}
    return {
        key: kept for key, value in told.items() if (kept := _kept(key, value, ports)) is not None
    }


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(each) for each in value.array_value.values]
    if kind == "kvlist_value":
        return {each.key: _value(each.value) for each in value.kvlist_value.values}
    if kind == "bytes_value":
        return None
    return getattr(value, kind) if kind else ""


def _kept(key: str, value: Any, ports: tuple[int, ...]) -> Any:
    """The value, … for text, None for what is left out."""
    if key in KNOWN and (not isinstance(value, str) or len(value) <= _LONGEST * 4):
        return value
    if value in ports:
        return 80
    if key.startswith("centspan.fingerprint"):
        return "0" * 16 if key.endswith(("request", "system", "key_id")) else None
    if not isinstance(value, str):
        wordy = isinstance(value, (list, dict)) and CONTENT.search(key) and not COUNTS.search(key)
        return None if wordy else value
    if _is_counts(value):
        return value
    if CONTENT.search(key) and not COUNTS.search(key):
        return "…"
    if any(str(port) in value for port in ports) or "/" in value[:1]:
        return None
    return value if len(value) <= _LONGEST else "…"


def _is_counts(value: str) -> bool:
    """A JSON object that holds nothing but numbers and names of tiers, at any depth."""
    try:
        found = json.loads(value)
    except ValueError:
        return False
    return isinstance(found, dict) and _countable(found)


def _countable(found: dict[str, Any]) -> bool:
    plain = (int, float, type(None))
    return all(
        isinstance(each, plain)
        or key in ("service_tier", "tier", "modality", "inference_geo", "speed")
        or (isinstance(each, dict) and _countable(each))
        for key, each in found.items()
    )
