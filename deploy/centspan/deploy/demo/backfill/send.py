"""Delivers payloads to an OTLP/HTTP receiver, each until it is taken."""

import gzip
import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from centspan.instrumentation.errors import CentspanError

ATTEMPTS = 20
BUSY = (429, 502, 503, 504)
LONGEST_WAIT_SECONDS = 5.0
TIMEOUT_SECONDS = 60
FAST = 1
"""gzip's level: the receiver is on this machine."""


class DeliveryError(CentspanError):
    """The receiver did not take a payload."""


def send(payloads: Iterable[tuple[int, bytes]], endpoint: str, sent: Callable[[int], None]) -> None:
    """Send each payload to `endpoint`/v1/traces, and tell `sent` how many calls it held.

    A payload that got no success is sent again byte for byte, which a receiver stores once.
    Raises DeliveryError when it is refused, taken in part, or not taken after ATTEMPTS.
    """
    connection = _connect(endpoint)
    try:
        for count, payload in payloads:
            _deliver(connection, gzip.compress(payload, FAST, mtime=0))
            sent(count)
    finally:
        connection.close()


def _connect(endpoint: str) -> HTTPConnection:
    parts = urlsplit(endpoint)
    return HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)


def _deliver(connection: HTTPConnection, body: bytes) -> None:
    problem = ""
    for attempt in range(ATTEMPTS):
        try:
            status, answer, wait = _post(connection, body)
        except (OSError, HTTPException) as error:
            connection.close()  # the next request opens it anew
            status, answer, wait = 503, repr(error).encode(), 0.0
        if status == 200:
            _check(answer)
            return
        problem = f"{status} {answer[:200].decode(errors='replace')}"
        if status not in BUSY:
            break
        time.sleep(min(max(wait, 0.1 * 2**attempt), LONGEST_WAIT_SECONDS))
    raise DeliveryError(
        f"expected {connection.host}:{connection.port} to take the demo's spans, found {problem}; "
        "look at what `centspan up` printed"
    )


def _post(connection: HTTPConnection, body: bytes) -> tuple[int, bytes, float]:
    headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}
    connection.request("POST", "/v1/traces", body, headers)
    response = connection.getresponse()
    wait = response.headers.get("Retry-After", "")
    return response.status, response.read(), float(wait) if wait.isdecimal() else 0.0


def _check(answer: bytes) -> None:
    partial = ExportTraceServiceResponse.FromString(answer).partial_success
    if partial.rejected_spans:
        raise DeliveryError(
            f"expected every span to be taken, found {partial.rejected_spans} refused: "
            f"{partial.error_message}"
        )
