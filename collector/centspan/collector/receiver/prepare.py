"""From a request's bytes to bytes the engine reads itself, with nothing in them it would lose."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from google.protobuf.message import DecodeError, EncodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from centspan.collector.receiver.checks import Checked, check_logs, check_spans
from centspan.collector.receiver.errors import TooLarge
from centspan.collector.receiver.evaluations import keep_evaluations
from centspan.collector.receiver.json_payload import parse_json
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.outline import (
    check_document,
    check_json_outline,
    check_outline,
    too_many,
)
from centspan.collector.receiver.repair import parse
from centspan.collector.receiver.values import spell_out
from centspan.collector.receiver.variants import PLAIN

Signal = Literal["traces", "logs", "metrics"]
Form = Literal["protobuf", "json"]
M = TypeVar("M", bound=Message)
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
        check_outline(signal, body, limits)
    else:
        check_json_outline(body, limits)
    data, checked = PREPARERS[signal](form, body, limits)
    if checked.kept + checked.refused > limits.request_items:
        raise too_many(checked.kept + checked.refused, limits)
    weight = len(data) + checked.repeated
    if weight > limits.row_bytes:
        raise TooLarge(
            f"the request becomes {weight} bytes of rows (each repeats its resource's attributes) "
            f"and may become {limits.row_bytes}; send smaller batches"
        )
    return Prepared(signal, digest.digest()[:16], data, weight, checked)


def _traces(form: Form, body: bytes, limits: Limits) -> tuple[bytes, Checked]:
    if form == "json":
        return _exact_traces(_from_json(ExportTraceServiceRequest, "traces", body, limits), limits)
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
    if form == "json":
        request = _from_json(ExportLogsServiceRequest, "logs", body, limits)
    else:
        request = parse(ExportLogsServiceRequest, body)
    keep_evaluations(request)
    checked = check_logs(request, limits)
    return _serialized(request), checked


def _metrics(form: Form, body: bytes, limits: Limits) -> tuple[bytes, Checked]:
    if form == "json":
        _from_json(ExportMetricsServiceRequest, "metrics", body, limits)
    return b"", NOTHING


def _from_json(kind: type[M], signal: Signal, body: bytes, limits: Limits) -> M:
    return parse_json(kind, body, lambda document: check_document(signal, document, limits))


def _serialized(request: Message) -> bytes:
    """Raises EncodeError for a value that otlp.proto cannot express."""
    # A known field of another wire type counts as unknown here, and as corrupt for the engine.
    request.DiscardUnknownFields()
    return request.SerializeToString()


PREPARERS: dict[Signal, Callable[[Form, bytes, Limits], tuple[bytes, Checked]]] = {
    "traces": _traces,
    "logs": _logs,
    "metrics": _metrics,
}
