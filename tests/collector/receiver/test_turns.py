"""Large requests at once: each waits for its turn, and is turned away unread where none comes."""

import http.client
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

KIB = 1024
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
MANY = 8


def over_http(receiver, body):
    return receiver.post(body).status == 200


def over_grpc(receiver, body):
    with grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}") as channel:
        channel.unary_unary(EXPORT)(body, timeout=120)
    return True


@pytest.mark.parametrize("send", [over_http, over_grpc])
def test_large_requests_that_do_not_fit_side_by_side_are_all_stored(
    start_receiver, new_traces, service, send
):
    """Eight requests of 300 kB into room for two: none is turned away."""
    receiver = start_receiver(pending_bytes=1200 * KIB, large_bytes=100 * KIB, answer_seconds=240)
    bodies = []
    for _ in range(MANY):
        traces = new_traces(service)
        traces.span({"text": "a" * 300 * KIB})
        bodies.append(traces.body)
    with ThreadPoolExecutor(MANY) as pool:
        assert all(pool.map(lambda body: send(receiver, body), bodies))
    assert receiver.count(service) == MANY


def test_a_large_request_without_room_is_turned_away_unread(start_receiver):
    """It is answered 429 before its body is sent."""
    receiver = start_receiver(pending_bytes=200 * KIB, large_bytes=100 * KIB, answer_seconds=0.1)
    connection = http.client.HTTPConnection("127.0.0.1", receiver.http_port, timeout=60)
    connection.putrequest("POST", "/v1/traces")
    connection.putheader("Content-Type", "application/x-protobuf")
    connection.putheader("Content-Length", str(300 * KIB))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    connection.close()


def test_more_large_messages_than_may_wait_are_turned_away(start_receiver, new_traces, service):
    """Over gRPC they are in memory already: beyond what may wait they are told to come again."""
    receiver = start_receiver(waiting_bytes=200 * KIB, large_bytes=100 * KIB)
    traces = new_traces(service)
    traces.span({"text": "a" * 300 * KIB})
    with pytest.raises(grpc.RpcError) as caught:
        over_grpc(receiver, traces.body)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_who_dribbles_in_its_turn_holds_no_other_up(start_receiver, new_traces, service):
    """A large request that never arrives leaves the next one to be stored."""
    receiver = start_receiver(large_bytes=100 * KIB, silent_seconds=600, answer_seconds=4)
    traces = new_traces(service)
    traces.span({"text": "a" * 300 * KIB})
    connection = http.client.HTTPConnection("127.0.0.1", receiver.http_port, timeout=60)
    connection.putrequest("POST", "/v1/traces")
    connection.putheader("Content-Type", "application/x-protobuf")
    connection.putheader("Content-Length", str(300 * KIB))
    connection.endheaders(b"a")
    while receiver.post(traces.body).status != 200:  # a busy machine may take longer than it should
        pass
    connection.close()
    assert receiver.count(service) == 1
