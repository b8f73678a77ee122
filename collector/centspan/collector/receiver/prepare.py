"""From a request's bytes to bytes the engine reads itself, with nothing in them it would lose."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from google.protobuf.message import DecodeError, EncodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from centspan.collector.receiver.checks import Checked, check_logs, check_spans
from centspan.collector.receiver.errors import BadPayload, TooLarge
from centspan.collector.receiver.evaluations import keep_evaluations
from centspan.collector.receiver.json_payload import parse_json
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.repair import parse
from centspan.collector.receiver.values import spell_out
from centspan.collector.receiver.variants import OUTLINE, PLAIN

Signal = Literal["traces", "logs", "metrics"]
Form = Literal["protobuf", "json"]
PlainTraces = PLAIN.of(ExportTraceServiceRequest)
NOTHING = Checked(kept=0, days=frozenset(), refused=0, why="", repeated=0)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One request, ready to be stored."""

    signal: Signal
    digest: bytes
    """16 bytes that name the request as it was sent."""
    data: bytes
    """The messages of otlp.proto, serialized."""
    weight: int
    """Bytes of the rows they become: each repeats its resource's attributes."""
    checked: Checked


def prepare(signal: Signal, form: Form, body: bytes, limits: Limits) -> Prepared:
    """Parse, check and simplify a request; `body` has no content encoding any more.

    Raises BadPayload and TooLarge.
    """
    digest = hashlib.sha256(f"{signal} {form} ".encode())
    digest.update(body)
    if form == "protobuf":
        _check_outline(signal, body, limits)
    data, checked = PREPARERS[signal](form, body, limits)
    if checked.kept + checked.refused > limits.request_items:
        raise _too_many(checked.kept + checked.refused, limits)
    weight = len(data) + checked.repeated
    if weight > limits.row_bytes:
        raise TooLarge(
            f"the request becomes {weight} bytes of rows (each repeats its resource's attributes) "
            f"and may become {limits.row_bytes}; send smaller batches"
        )
    return Prepared(signal, digest.digest()[:16], data, weight, checked)


def _traces(form: Form, body: bytes, limits: Limits) -> tuple[bytes, Checked]:
    if form == "json":
        return _exact_traces(parse_json(ExportTraceServiceRequest, body), limits)
    try:
        plain = PlainTraces.FromString(body)
        checked = check_spans(plain, len(body), limits)
        return _serialized(plain), checked
    except (DecodeError, EncodeError):  # a value otlp.proto cannot express, or not UTF-8
        return _exact_traces(parse(ExportTraceServiceRequest, body), limits)


def _exact_traces(request: ExportTraceServiceRequest, limits: Limits) -> tuple[bytes, Checked]:
    """Some ten times slower: every attribute passes through Python."""
    for resource in request.resource_spans:
        spell_out(resource.resource.attributes)
        for scope in resource.scope_spans:
            scope.scope.ClearField("attributes")  # not stored
            for span in scope.spans:
                spell_out(span.attributes)
                for part in (*span.events, *span.links):
                    spell_out(part.attributes)
    checked = check_spans(request, request.ByteSize(), limits)
    return _serialized(request), checked


def _logs(form: Form, body: bytes, limits: Limits) -> tuple[bytes, Checked]:
    read = parse_json if form == "json" else parse
    request = read(ExportLogsServiceRequest, body)
    keep_evaluations(request)
    checked = check_logs(request, limits)
    return _serialized(request), checked


def _metrics(form: Form, body: bytes, limits: Limits) -> tuple[bytes, Checked]:
    if form == "json":
        parse_json(ExportMetricsServiceRequest, body)
    return b"", NOTHING


def _serialized(request: Message) -> bytes:
    """Raises EncodeError for a value that otlp.proto cannot express."""
    # A known field of another wire type counts as unknown here, and as corrupt for the engine.
    request.DiscardUnknownFields()
    return request.SerializeToString()


def _check_outline(signal: Signal, body: bytes, limits: Limits) -> None:
    """Refuse a request of too many items before each of them takes memory and time."""
    kind, parts, groups, items = OUTLINES[signal]
    try:
        outline = kind.FromString(body)
    except DecodeError as error:
        raise BadPayload(
            f"expected a serialized {kind.DESCRIPTOR.name}, found {len(body)} bytes that are not one"
        ) from error
    count = len(getattr(outline, parts))
    for part in getattr(outline, parts) if count <= limits.request_items else ():
        inside = getattr(part, groups)
        count += len(inside)
        if count > limits.request_items:
            break
        count += sum(len(getattr(group, items)) for group in inside)
    if count > limits.request_items:
        raise _too_many(count, limits)


def _too_many(items: int, limits: Limits) -> TooLarge:
    return TooLarge(
        f"one request holds {items} spans, scopes and resources and may hold "
        f"{limits.request_items}; send smaller batches"
    )


PREPARERS: dict[Signal, Callable[[Form, bytes, Limits], tuple[bytes, Checked]]] = {
    "traces": _traces,
    "logs": _logs,
    "metrics": _metrics,
}
OUTLINES: dict[Signal, tuple[Any, str, str, str]] = {
    "traces": (OUTLINE.of(ExportTraceServiceRequest), "resource_spans", "scope_spans", "spans"),
    "logs": (OUTLINE.of(ExportLogsServiceRequest), "resource_logs", "scope_logs", "log_records"),
    "metrics": (
        OUTLINE.of(ExportMetricsServiceRequest),
        "resource_metrics",
        "scope_metrics",
        "metrics",
    ),
}
