"""Our encoder writes what OpenTelemetry's writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from centspan.instrumentation.fast_exporter import FastSpanExporter
from centspan.instrumentation.span_bytes import encode

WORDS = st.sampled_from(["", "a", "stop", "é" * 40, "x" * 300, "ok\x00\n"])
NUMBERS = st.sampled_from([0, 1, -1, 127, 128, 2**31, 2**63 - 1, -(2**63), 0.0, -2.5, 1e300])
SINGLE = WORDS | NUMBERS | st.booleans() | st.binary(max_size=3)
VALUES = SINGLE | st.lists(SINGLE, max_size=3) | st.dictionaries(WORDS.filter(bool), SINGLE)


def ended(attributes, **options):
    tracer = TracerProvider(resource=Resource({"service.name": "s", "n": 1})).get_tracer(
        "scope", "1.0", "https://schema", {"a": "b"}
    )
    return tracer.start_span("name", attributes=attributes, **options)


def same(spans):
    readable = [span._readable_span() for span in spans]
    return ExportTraceServiceRequest.FromString(encode(readable)) == encode_spans(readable)


@given(st.dictionaries(WORDS.filter(bool), VALUES, max_size=6))
def test_every_attribute_is_written_as_opentelemetry_writes_it(attributes):
    """Words, numbers to the edge of 64 bits, booleans, bytes, lists and mappings."""
    span = ended(attributes)
    span.end()
    assert same([span])


@pytest.mark.parametrize("kind", SpanKind)
@pytest.mark.parametrize("remote", [True, False])
def test_everything_else_of_a_span_is_written_too(kind, remote):
    """Ids, parent, kind, times, status, trace state and flags."""
    state = TraceState([("ot", "th:8"), ("x", "y")])
    above = SpanContext(1, 2, remote, TraceFlags(1), state)
    span = ended({}, kind=kind, context=set_span_in_context(NonRecordingSpan(above)), start_time=5)
    span.set_status(Status(StatusCode.ERROR, "why"))
    span.end(7)
    good = ended({"a": True})
    good.set_status(StatusCode.OK)
    good.end()
    assert same([span, good])


def test_spans_with_events_and_links_take_the_ordinary_way():
    """Nothing is lost of a span that is no call of ours."""
    plain, rich = ended({"a": 1}), ended({}, links=[Link(SpanContext(1, 2, False), {"l": "m"})])
    rich.add_event("happened", {"e": 1})
    plain.end()
    rich.end()
    readable = [plain._readable_span(), rich._readable_span()]
    found = ExportTraceServiceRequest.FromString(encode(readable))
    spans = [s for r in found.resource_spans for scope in r.scope_spans for s in scope.spans]
    assert [(len(s.events), len(s.links)) for s in spans] == [(0, 0), (1, 1)]


def test_a_lone_surrogate_does_not_lose_a_batch():
    """Text that is no Unicode loses its odd character, not the spans around it."""
    span = ended({"a": "x\ud800y"})
    span.end()
    found = ExportTraceServiceRequest.FromString(encode([span._readable_span()]))
    assert found.resource_spans[0].scope_spans[0].spans[0].attributes[0].value.string_value == "x?y"


def test_the_exporter_sends_and_tells_failure(otlp_sink):
    """Through the standard exporter's connection, to the standard endpoint."""
    exporter = FastSpanExporter(endpoint=f"{otlp_sink.endpoint}/v1/traces", timeout=1)
    span = ended({"a": 1})
    span.end()
    assert exporter.export([span._readable_span()]) is SpanExportResult.SUCCESS
    assert otlp_sink.spans()[0]["attributes"] == {"a": 1}
    otlp_sink.answer = 400
    assert exporter.export([span._readable_span()]) is SpanExportResult.FAILURE
    exporter.shutdown()
    assert exporter.export([span._readable_span()]) is SpanExportResult.FAILURE
