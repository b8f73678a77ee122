"""Delivers payloads to an OTLP/HTTP receiver, each until it is taken."""

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from centspan.instrumentation.errors import CentspanError

AT_ONCE = 3
"""Requests under way: the receiver stores what comes together as one block."""
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
    free = threading.Semaphore(AT_ONCE)
    under_way: list[Future[None]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for count, payload in payloads:
            free.acquire()
            if problems := [done for done in under_way if done.done() and done.exception()]:
                problems[0].result()
            future = pool.submit(_deliver, endpoint, payload)
            future.add_done_callback(lambda done, count=count: _tell(done, count, sent, free))
            under_way.append(future)
    for future in under_way:
        future.result()


def _tell(
    done: Future[None], count: int, sent: Callable[[int], None], free: threading.Semaphore
) -> None:
    free.release()
    if done.exception() is None:
        sent(count)


def _deliver(endpoint: str, payload: bytes) -> None:
    body = gzip.compress(payload, FAST, mtime=0)
    problem = ""
    for attempt in range(ATTEMPTS):
        try:
            status, answer, wait = _post(endpoint, body)
        except (OSError, HTTPException) as error:
            status, answer, wait = 503, repr(error).encode(), 0.0
        if status == 200:
            _check(answer)
            return
        problem = f"{status} {answer[:200].decode(errors='replace')}"
        if status not in BUSY:
            break
        time.sleep(min(max(wait, 0.1 * 2**attempt), LONGEST_WAIT_SECONDS))
    raise DeliveryError(
        f"expected {endpoint} to take the demo's spans, found {problem}; look at the stack's log"
    )


def _post(endpoint: str, body: bytes) -> tuple[int, bytes, float]:
    parts = urlsplit(endpoint)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}
        connection.request("POST", "/v1/traces", body, headers)
        response = connection.getresponse()
        wait = response.headers.get("Retry-After", "")
        return response.status, response.read(), float(wait) if wait.isdecimal() else 0.0
    finally:
        connection.close()


def _check(answer: bytes) -> None:
    partial = ExportTraceServiceResponse.FromString(answer).partial_success
    if partial.rejected_spans:
        raise DeliveryError(
            f"expected every span to be taken, found {partial.rejected_spans} refused: "
            f"{partial.error_message}"
        )
