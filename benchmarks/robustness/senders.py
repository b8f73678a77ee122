"""Clients that send again until they are answered with success, and remember what was."""

import contextlib
import http.client
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

import grpc
from odd_http2 import EXPORT
from odd_spans import plain
from running import Stack

SPANS = 20
HOURS = 3
TOKENS_IN, TOKENS_OUT = 10, 5
"""Of every span that `plain` builds."""
RETRY_SECONDS = 0.1


class Sender(ABC, threading.Thread):
    """Sends one unit of work after another until told to stop; a unit is repeated until it is done."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(daemon=True)
        self.stack = stack
        self.attempts = 0
        self._leaving = threading.Event()

    def run(self) -> None:
        """Work until told to stop; what was begun is finished."""
        while not self._leaving.is_set():
            self.one()

    @abstractmethod
    def one(self) -> None:
        """Do one unit of work."""

    def insistently(self, attempt: Callable[[], bool]) -> None:
        """Repeat `attempt` until it succeeds."""
        while not self._tried(attempt):
            time.sleep(RETRY_SECONDS)

    def leave(self) -> None:
        """Finish the unit under way and begin none more."""
        self._leaving.set()

    def _tried(self, attempt: Callable[[], bool]) -> bool:
        self.attempts += 1
        with contextlib.suppress(OSError, http.client.HTTPException, grpc.RpcError):
            return attempt()
        return False


class SpanSender(Sender):
    """Sends requests of LLM calls; `acknowledged` are the ids of those answered with success."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self.acknowledged: list[str] = []
        self._dice = random.Random()

    def one(self) -> None:
        """Send one request."""
        request = plain("killed", SPANS)
        spans = request.resource_spans[0].scope_spans[0].spans
        for span in spans:
            back = self._dice.randrange(HOURS) * 3600 * 10**9
            span.start_time_unix_nano -= back
            span.end_time_unix_nano -= back
        body = request.SerializeToString()
        self.insistently(lambda: self.export(body))
        self.acknowledged.extend(span.span_id.hex() for span in spans)
        time.sleep(self._dice.random() * 0.2)

    @abstractmethod
    def export(self, body: bytes) -> bool:
        """Send a request once."""


class HttpSender(SpanSender):
    """Over OTLP/HTTP."""

    def export(self, body: bytes) -> bool:
        """Send a request once."""
        kind = {"Content-Type": "application/x-protobuf"}
        status, answer = self.stack.post("otlp_http", "/v1/traces", body, 10, **kind)
        return status == 200 and not answer


class GrpcSender(SpanSender):
    """Over OTLP/gRPC, on a channel that reconnects by itself."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        options = (("grpc.max_reconnect_backoff_ms", 500),)
        self._channel = grpc.insecure_channel(f"127.0.0.1:{stack.port('otlp_grpc')}", options)

    def export(self, body: bytes) -> bool:
        """Send a request once."""
        return self._channel.unary_unary(EXPORT)(body, timeout=10) == b""


class RowSender(Sender):
    """Inserts rows by SQL with a token, as any ClickHouse client may."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self.acknowledged: list[int] = []
        self._next = 0

    def one(self) -> None:
        """Insert three rows."""
        rows = range(self._next, self._next + 3)
        self._next += 3
        values = ", ".join(f"({row})" for row in rows)
        sql = f"INSERT INTO killed_rows SETTINGS insert_deduplication_token = '{rows[0]}' VALUES "
        self.insistently(lambda: self._command(sql + values))
        self.acknowledged.extend(rows)
        time.sleep(0.02)

    def _command(self, sql: str) -> bool:
        return self.stack.post("clickhouse", "/?database=centspan", sql.encode(), 20)[0] == 200


class Merger(Sender):
    """Forces merges, one table after another."""

    TABLES = ("otel_traces", "llm_calls", "dirty_hours", "spend_rollup", "killed_rows")

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self._tables = self._round()

    def one(self) -> None:
        """Merge one table whole; whether that succeeds does not matter."""
        sql = f"OPTIMIZE TABLE {next(self._tables)} FINAL"
        self._tried(
            lambda: self.stack.post("clickhouse", "/?database=centspan", sql.encode(), 20)[0] == 200
        )
        time.sleep(0.3)

    def _round(self) -> Iterator[str]:
        while True:
            yield from self.TABLES
