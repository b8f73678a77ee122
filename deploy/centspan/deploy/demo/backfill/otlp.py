"""Spans as OTLP messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import (
    AnyValue,
    ArrayValue,
    InstrumentationScope,
    KeyValue,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from centspan.deploy.demo.backfill.labels import Source
from centspan.instrumentation.provider import SCOPE

ATTRIBUTES_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a span, at nanoseconds since the epoch."""

    name: str
    at: int
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saying:
    """A span in plain words; `client` says that it called another service, else it is internal."""

    name: str
    client: bool
    trace: bytes
    span: bytes
    parent: bytes
    started: int
    ended: int
    attributes: dict[str, Any]
    failed: bool = False
    events: tuple[Event, ...] = ()


def payload(said: Iterable[tuple[Source, Saying]]) -> bytes:
    """One request with all of them, by the process they come from."""
    by_source: dict[Source, list[Span]] = {}
    for source, saying in said:
        by_source.setdefault(source, []).append(span(saying))
    groups = [
        ResourceSpans(
            resource=Resource(attributes=_attributes(source.attributes())),
            scope_spans=[ScopeSpans(scope=InstrumentationScope(name=SCOPE), spans=spans)],
        )
        for source, spans in by_source.items()
    ]
    return ExportTraceServiceRequest(resource_spans=groups).SerializeToString()


def span(saying: Saying) -> Span:
    """The message of one span."""
    return Span(
        trace_id=saying.trace,
        span_id=saying.span,
        parent_span_id=saying.parent,
        name=saying.name,
        kind=Span.SPAN_KIND_CLIENT if saying.client else Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=saying.started,
        end_time_unix_nano=saying.ended,
        attributes=_attributes(saying.attributes),
        events=[
            Span.Event(
                name=event.name, time_unix_nano=event.at, attributes=_attributes(event.attributes)
            )
            for event in saying.events
        ],
        status=Status(code=Status.STATUS_CODE_ERROR) if saying.failed else None,
    )


def _attributes(values: dict[str, Any]) -> list[KeyValue]:
    return [_attribute(name, value) for name, value in values.items()]


@lru_cache(ATTRIBUTES_REMEMBERED, typed=True)
def _attribute(name: str, value: Any) -> KeyValue:
    """Most attributes have few values: their messages are built once."""
    return KeyValue(key=name, value=_value(value))


def _value(value: Any) -> AnyValue:
    match value:
        case bool():
            return AnyValue(bool_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case tuple():
            return AnyValue(array_value=ArrayValue(values=[_value(each) for each in value]))
        case _:
            return AnyValue(string_value=str(value))
