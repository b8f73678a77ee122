"""The gRPC services in what exporters do not show."""

import contextlib
import socket

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from odd_http2 import PREFACE, SETTINGS, call, frame, message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

EXPORT = "/opentelemetry.proto.collector.{}.v1.{}Service/Export"
MIB = 1024 * 1024


@pytest.fixture
def export():
    """Sends bytes to a receiver's trace service, or another one."""
    channels = []

    def call(receiver, body, service="Trace", **options):
        channel = grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}")
        channels.append(channel)
        send = channel.unary_unary(EXPORT.format(service.lower(), service))
        return send(body, timeout=20, **options)

    yield call
    for channel in channels:
        channel.close()


def status_of(error: grpc.RpcError) -> Status:
    return Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])


def test_a_good_call_is_answered_with_an_empty_response(served, export, traces, service):
    """Success after the spans are stored."""
    traces.span()
    assert export(served, traces.body) == b""
    assert served.count(service) == 1


def test_bad_spans_are_counted_in_a_partial_success(served, export, traces, service):
    """As over HTTP: how many and why, and the others are stored."""
    traces.span()
    traces.span(span_id=b"")
    response = ExportTraceServiceResponse.FromString(export(served, traces.body))
    assert response.partial_success.rejected_spans == 1
    assert "span_id" in response.partial_success.error_message
    assert served.count(service) == 1


@pytest.mark.parametrize("service_name", ["Trace", "Logs", "Metrics"])
def test_nonsense_is_an_invalid_argument(served, export, service_name):
    """INVALID_ARGUMENT, which no client repeats."""
    with pytest.raises(grpc.RpcError) as caught:
        export(served, b"\xff" * 50, service_name)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert not status_of(caught.value).details


def test_a_message_over_the_limit_is_refused(served, export):
    """Before it is parsed, by gRPC itself."""
    with pytest.raises(grpc.RpcError) as caught:
        export(served, bytes(16 * MIB + 1))
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_bomb_is_not_held_in_memory(served, export):
    """A message that inflates far over the limit is refused, and the process stays small."""
    before = served.memory()
    with pytest.raises(grpc.RpcError):
        export(served, bytes(300 * MIB), compression=grpc.Compression.Gzip)
    assert served.memory() - before < 150 * MIB


def test_a_full_receiver_asks_to_wait(start_receiver, export, traces):
    """RESOURCE_EXHAUSTED with RetryInfo, and over HTTP 429 with Retry-After."""
    full = start_receiver(pending_bytes=100)
    traces.span()
    with pytest.raises(grpc.RpcError) as caught:
        export(full, traces.body)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert retry_seconds(caught.value) == 1
    answer = full.post(traces.body)
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert "send this request again later" in answer.error


def test_a_slow_store_asks_to_wait_and_still_stores_once(start_receiver, export, traces, service):
    """UNAVAILABLE with RetryInfo, over HTTP 503 with Retry-After; repeats do not add rows."""
    slow = start_receiver(answer_seconds=0.01)
    traces.span()
    with pytest.raises(grpc.RpcError) as caught:
        export(slow, traces.body)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert retry_seconds(caught.value) == 1
    answer = slow.post(traces.body)
    while answer.status != 200:
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        answer = slow.post(traces.body)
    assert slow.count(service) == 1


def test_callers_who_never_finish_keep_no_one_waiting(start_receiver, export, traces, service):
    """More calls without their message than calls are served at once: given up, others are stored."""
    receiver = start_receiver(concurrent_calls=4, silent_seconds=0.5)
    traces.span()
    with contextlib.ExitStack() as stalled:
        for _ in range(8):
            one = socket.create_connection(("127.0.0.1", receiver.grpc_port))
            stalled.enter_context(contextlib.closing(one))
            one.sendall(PREFACE + frame(SETTINGS, 0, 0) + call(1, message(b"x" * 100))[:-50])
        assert export(receiver, traces.body) == b""
    assert receiver.count(service) == 1


def test_a_path_that_is_no_text_ends_nothing(served, export, traces):
    """A call of bytes that are not UTF-8 is refused, and the server goes on."""
    with socket.create_connection(("127.0.0.1", served.grpc_port)) as one:
        one.sendall(PREFACE + frame(SETTINGS, 0, 0) + call(1, message(b""), "/\xff"))
        one.recv(1000)
    traces.span()
    assert export(served, traces.body) == b""


def retry_seconds(error: grpc.RpcError) -> int:
    info = RetryInfo()
    assert status_of(error).details[0].Unpack(info)
    return info.retry_delay.seconds
