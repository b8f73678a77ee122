"""Hostile requests: whatever arrives, the receiver answers soon, stays small, and loses nothing."""

import gzip
import json
import time

import grpc
import pytest
from garble import Garble
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from centspan.collector.receiver.variants import LENIENT

REQUESTS = 400
GOOD_ONE_EVERY = 25
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


def spans_in(body: bytes) -> int:
    request = LENIENT.of(ExportTraceServiceRequest).FromString(body)
    return sum(len(scope.spans) for part in request.resource_spans for scope in part.scope_spans)


@pytest.fixture
def rich(new_traces):
    """A request with everything a span may have."""

    def build(service):
        traces = new_traces(service)
        for number in range(8):
            values = {"s": "x" * number, "i": number, "d": 0.1, "l": ["a", 1], "n": None}
            values |= {"m": {"k": [1, {"b": b"\1"}]}} if number % 4 == 0 else {}
            span = traces.span(values)
            span.events.add(name="e", time_unix_nano=time.time_ns()).attributes.add(key="k")
            span.links.add(trace_id=b"\1" * 16, span_id=b"\2" * 8)
            span.status.code = number % 4
        return traces.body

    return build


def test_mutated_requests_over_http(start_receiver, new_traces, rich):
    """Accepted = stored + refused with a reason; good requests in between are stored; no answer
    takes 5 s, and the process stays under 1 GB."""
    receiver = start_receiver(call_days=20)
    garble = Garble(1)
    accepted = 0
    sent = set()
    for number in range(REQUESTS):
        body, headers = hostile(garble, rich)
        answer = receiver.post(body, **headers)
        assert answer.status in (200, 400, 413, 415), (number, answer)
        if answer.status == 200 and counts(headers) and body not in sent:
            accepted += spans_in(body) - answer.partial.rejected_spans
            sent.add(body)
        if number % GOOD_ONE_EVERY == 0:
            good = new_traces("good")
            good.span()
            assert receiver.post(good.body).status == 200
            accepted += 1
    assert receiver.query("SELECT count() FROM otel_traces WHERE ServiceName = 'good'") == [[16]]
    assert receiver.query("SELECT count() FROM otel_traces") == [[accepted]]
    assert receiver.memory() < 10**9


def counts(headers: dict) -> bool:
    """The other hostile requests hold no span that could be stored."""
    return headers == {"path": "/v1/traces", "content_type": "application/x-protobuf"}


def hostile(garble: Garble, rich) -> tuple[bytes, dict]:
    body = rich("fuzz")
    path = garble.random.choice(("/v1/traces",) * 6 + ("/v1/logs", "/v1/metrics"))
    headers = {"path": path, "content_type": "application/x-protobuf"}
    kind = garble.random.randrange(10)
    if kind == 0:
        headers["content_type"] = "application/json"
        body = json.dumps(
            {"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "x"}]}]}]}
        ).encode()
    elif kind == 1:
        headers["content_encoding"] = garble.random.choice(("gzip", "deflate", "zstd", "snappy"))
        return garble(gzip.compress(b"\x0a\x00" * 9)), headers
    elif kind == 2:
        headers["content_type"] = garble.random.choice(("text/html", "application/x-proto", ""))
    return garble(body), headers


def test_mutated_calls_over_grpc(start_receiver, new_traces, rich):
    """As over HTTP: refused as invalid, or stored but for what is refused with a reason."""
    receiver = start_receiver(call_days=20)
    garble = Garble(2)
    accepted = 0
    with grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}") as channel:
        export = channel.unary_unary(EXPORT)
        for _ in range(REQUESTS // 4):
            body = garble(rich("fuzz"))
            try:
                response = ExportTraceServiceResponse.FromString(export(body, timeout=5))
            except grpc.RpcError as error:
                assert error.code() is grpc.StatusCode.INVALID_ARGUMENT  # noqa: PT017 - one of two ways a call may end
            else:
                accepted += spans_in(body) - response.partial_success.rejected_spans
    assert receiver.query("SELECT count() FROM otel_traces") == [[accepted]]
