"""What is fired at each port."""

import contextlib
import http.client
import json
import random
import threading
import time
from collections.abc import Callable

from agent_targets import AgentGrpc, AgentHttp
from barrage import Outcome, Target
from odd_http import raw_requests, send
from odd_sql import odd_query
from otlp_targets import OtlpGrpc, OtlpHttp
from running import Stack

PATHS = ("/", "/healthz", "/page.css", "/icon.svg", "/nothing", "/page.html", "/..%2f", "/healthz/")


class ClickHouse:
    """The SQL port: hostile statements, data and HTTP; rows that were written are counted."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.good_sent = 0
        self.written = 0
        self._lock = threading.Lock()
        for table in ("scratch", "good"):
            columns = "(n UInt64, s String DEFAULT 'a')"
            stack.query(f"CREATE TABLE {table} {columns} ENGINE = MergeTree ORDER BY n")

    def bad(self, dice: random.Random) -> Outcome:
        """Send one hostile request."""
        if dice.random() < 0.3:
            raw = raw_requests(dice, "/?database=centspan", b"SELECT 1")
            sent = send(self.stack.port("clickhouse"), raw, dice)
            return Outcome(f"raw {raw.name}", f"raw {sent.status}", sent.seconds)
        asked = odd_query(dice)
        status, headers, body, seconds = self._send(
            asked.method, asked.path, asked.body, asked.headers
        )
        if status == 200 and asked.method == "POST":
            rows = int(json.loads(headers.get("x-clickhouse-summary", "{}")).get("written_rows", 0))
            with self._lock:
                self.written += rows
        return Outcome(asked.name, str(status), seconds, _problem(status, headers, body))

    def good(self) -> Outcome:
        """Insert a row and read it back."""
        with self._lock:
            self.good_sent += 1
            number = self.good_sent
        began = time.monotonic()
        inserted = self._send(
            "POST", "/?database=centspan", b"INSERT INTO good VALUES (%d, 'x')" % number, {}
        )
        read = self._send(
            "POST", "/?database=centspan", b"SELECT count() FROM good WHERE n = %d" % number, {}
        )
        fine = inserted[0] == 200 and read[0] == 200 and read[2] == b"1\n"
        problem = "" if fine else f"{inserted[0]} {inserted[2][:200]!r} {read[0]} {read[2][:200]!r}"
        return Outcome("good", f"good {inserted[0]}", time.monotonic() - began, problem)

    def settle(self) -> list[str]:
        """Compare what was said to be written with what is there."""
        found = self.stack.query("SELECT (SELECT count() FROM good), (SELECT count() FROM scratch)")
        expected = [self.good_sent, self.written]
        return [] if found[0] == expected else [f"rows written {expected}, found {found[0]}"]

    def watch(self) -> int:
        """Return the most bytes held."""
        return self.stack.watch()

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.stack.port("clickhouse"), timeout=30
        )
        began = time.monotonic()
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                seconds = time.monotonic() - began
                content = answer.read()
            except (OSError, http.client.HTTPException) as error:
                return -1, {}, repr(error).encode(), time.monotonic() - began
        lower = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, lower, content, seconds


def _problem(status: int, headers: dict[str, str], body: bytes) -> str:
    if status == -1:
        return body.decode()[:200]
    if status >= 400 and not headers.get("x-clickhouse-exception-code"):
        return f"an error without a code: {body[:200]!r}"
    if headers.get("x-clickhouse-exception-code") == "1002":
        return f"an error outside the engine: {body[:200]!r}"
    return ""


class Ui:
    """The start page's port."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def bad(self, dice: random.Random) -> Outcome:
        """Send one hostile request."""
        raw = raw_requests(dice, dice.choice(PATHS), b"a=1&b=2")
        sent = send(self.stack.port("ui"), raw, dice)
        problem = "a server error" if sent.status in (500, 502) else ""
        return Outcome(f"raw {raw.name}", f"raw {sent.status}", sent.seconds, problem)

    def good(self) -> Outcome:
        """Read the page and the health."""
        began = time.monotonic()
        statuses: list[int] = []
        for path in ("/", "/healthz"):
            connection = http.client.HTTPConnection("127.0.0.1", self.stack.port("ui"), timeout=30)
            with contextlib.closing(connection):
                connection.request("GET", path)
                statuses.append(connection.getresponse().status)
        problem = "" if statuses == [200, 200] else f"answered {statuses}"
        return Outcome("good", f"good {statuses[0]}", (time.monotonic() - began) / 2, problem)

    def settle(self) -> list[str]:
        """Nothing is stored here."""
        return []

    def watch(self) -> int:
        """Return the most bytes held."""
        return self.stack.watch()


TARGETS: dict[str, Callable[[Stack], Target]] = {
    "otlp_grpc": OtlpGrpc,
    "otlp_http": OtlpHttp,
    "clickhouse": ClickHouse,
    "ui": Ui,
    "agent_grpc": AgentGrpc,
    "agent_http": AgentHttp,
}
