"""Clients that send ready-made OTLP requests as fast as they are answered, and obey "later"."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import grpc
from stack.payloads import Payload

Send = Callable[[bytes], bool]
"""Takes a request; False where the receiver said that it should come again later."""
_PAUSE_SECONDS = 1.0
"""What the receiver asks for, and what an SDK waits at first."""
_EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
_LATER = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)


@dataclass(frozen=True, slots=True)
class Sent:
    """Seconds until the last request was acknowledged, and how many had to be sent again."""

    seconds: float
    repeated: int


@contextmanager
def over_http(address: str) -> Iterator[Send]:
    """A connection of OTLP/HTTP."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)

    def send(body: bytes) -> bool:
        connection.request("POST", "/v1/traces", body, {"Content-Type": "application/x-protobuf"})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status in (429, 503):
            return False
        if answer.status != 200:
            raise RuntimeError(f"expected 200, found {answer.status}: {said[:300]!r}")
        return True

    try:
        yield send
    finally:
        connection.close()


@contextmanager
def over_grpc(address: str) -> Iterator[Send]:
    """A connection of OTLP/gRPC."""
    options = (
        ("grpc.max_send_message_length", -1),
        ("grpc.use_local_subchannel_pool", 1),  # else all senders share one connection
    )
    with grpc.insecure_channel(urlsplit(address).netloc, options) as channel:
        export = channel.unary_unary(_EXPORT)

        def send(body: bytes) -> bool:
            try:
                export(body, timeout=60)
            except grpc.RpcError as error:
                if error.code() not in _LATER:
                    raise
                return False
            return True

        yield send


OVER = {"OTLP/HTTP": over_http, "OTLP/gRPC": over_grpc}


def send_all(over: str, address: str, payloads: Sequence[Payload], senders: int) -> Sent:
    """Send every payload over `senders` connections; raises what a sender ran into."""
    left: SimpleQueue[bytes] = SimpleQueue()
    for each in payloads:
        left.put(each.body)
    repeated: list[int] = []
    problems: list[Exception] = []

    def work() -> None:
        try:
            with OVER[over](address) as send:
                repeated.append(_until_empty(left, send))
        except Exception as problem:  # noqa: BLE001 - raised again by who started the thread
            problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(senders)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return Sent(time.perf_counter() - began, sum(repeated))


def _until_empty(left: "SimpleQueue[bytes]", send: Send) -> int:
    repeated = 0
    while True:
        try:
            body = left.get_nowait()
        except Empty:
            return repeated
        while not send(body):
            repeated += 1
            time.sleep(_PAUSE_SECONDS)
