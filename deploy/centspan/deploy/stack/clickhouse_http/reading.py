"""Runs a statement that answers with rows; they flow through a pipe."""

import json
import os
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from chdb.state.sqlitelike import Connection

from centspan.deploy.stack.clickhouse_http import native
from centspan.deploy.stack.clickhouse_http.errors import TOO_MUCH_MEMORY, ClickHouseError
from centspan.deploy.stack.clickhouse_http.fence import Statement
from centspan.deploy.stack.clickhouse_http.formats import checked
from centspan.deploy.stack.clickhouse_http.request import Request
from centspan.deploy.stack.clickhouse_http.seats import Room
from centspan.deploy.stack.clickhouse_http.sessions import query


@dataclass(slots=True)
class Flow:
    """A result on its way: the engine writes into a pipe, the answer is read from it."""

    format: str
    read_end: int
    write_end: int
    drained: "Future[int]" = field(default_factory=lambda: Future[int]())
    """Set by the reader at the end: how many bytes came."""
    gone_out: bool = False
    """Set by the reader before that: whether any of them went on, so that nothing can come instead."""
    again: "Future[Flow | None]" = field(default_factory=lambda: Future["Flow | None"]())
    """Set by the writer at the end: what flows instead, where nothing went on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One such statement; `started` is told when a result begins to flow."""

    connection: Connection
    statement: Statement
    request: Request
    started: Callable[[Flow], None]

    def run(self, room: Room) -> tuple[Any, bytes]:
        """The engine's result and, for a Native one without rows, its header; raises ClickHouseError."""
        flow = self._flow()
        self.started(flow)
        try:
            if not room.seats.known(self.statement.body):
                try:
                    return self._into(flow, room.seats.little), self._tail(flow)
                except ClickHouseError as failure:
                    if failure.code != TOO_MUCH_MEMORY:
                        raise
                    room.seats.remember(self.statement.body)
                    if _gone_out(flow):
                        raise
                    first, flow = flow, self._flow()
                    first.again.set_result(flow)
            with _much(room, flow) as most:
                return self._into(flow, most), self._tail(flow)
        finally:
            flow.again.set_result(None)

    def _flow(self) -> Flow:
        return Flow(checked(self.statement.format or self.request.default_format), *os.pipe())

    def _into(self, flow: Flow, most: int) -> Any:
        try:
            query(self.connection, f"SET max_memory_usage = {most}")
            return query(
                self.connection,
                f"{self.statement.body} INTO OUTFILE '/dev/fd/{flow.write_end}' TRUNCATE "
                f"FORMAT `{flow.format}` {self.statement.settings}",
                self.request.parameters,
            )
        finally:
            os.close(flow.write_end)

    def _tail(self, flow: Flow) -> bytes:
        """The engine writes nothing for a Native result without rows; a server writes its columns."""
        if flow.format != "Native" or not self.statement.is_select or flow.drained.result():
            return b""
        listed = query(
            self.connection,
            f"DESCRIBE TABLE ({self.statement.body}) FORMAT JSONCompactEachRow",
            self.request.parameters,
        )
        rows = (json.loads(line) for line in listed.bytes().decode().splitlines())
        return native.header([(row[0], row[1]) for row in rows])


@contextmanager
def _much(room: Room, flow: Flow) -> Generator[int]:
    """Much room; where there is none in time, the flow ends with nothing in it."""
    with ExitStack() as stack:
        try:
            most = stack.enter_context(room.much())
        except ClickHouseError:
            os.close(flow.write_end)
            raise
        yield most


def _gone_out(flow: Flow) -> bool:
    flow.drained.result()
    return flow.gone_out
