"""Runs one request on a connection: permitted, isolated, killable."""

import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from chdb.state.sqlitelike import Connection

from centspan.collector.engine import Engine
from centspan.deploy.stack.clickhouse_http.body import Body
from centspan.deploy.stack.clickhouse_http.errors import TOO_MUCH_MEMORY, ClickHouseError, error
from centspan.deploy.stack.clickhouse_http.externals import external_tables
from centspan.deploy.stack.clickhouse_http.fence import Rules, Statement, judge
from centspan.deploy.stack.clickhouse_http.fence_settings import settable
from centspan.deploy.stack.clickhouse_http.inserting import insert
from centspan.deploy.stack.clickhouse_http.reading import Flow, Reading
from centspan.deploy.stack.clickhouse_http.request import Request
from centspan.deploy.stack.clickhouse_http.seats import Room, Seats
from centspan.deploy.stack.clickhouse_http.sessions import Sessions, applied, query, quoted
from centspan.deploy.stack.clickhouse_http.statements import (
    decoded,
    formatted,
    statement_text,
)

MOST_SECONDS = 3600
DEFAULT_SECONDS = "30"
BEGIN = "SET log_comment = {}, max_memory_usage = {}"
MARK = "centspan-http"
TIME_LIMIT = re.compile(r"\bmax_execution_time = '?(\d+(?:\.\d+)?)")
TEXTS = "SELECT lower(name) FROM system.settings WHERE type IN ('String', 'Map')"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Names one query, and tells it when nobody wants its answer any more."""

    mark: str = field(default_factory=lambda: f"{MARK} {uuid.uuid4()}")
    abandoned: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a finished query did."""

    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0
    seconds: float = 0.0
    tail: bytes = b""
    """Native only: the header block of a result without rows."""


class Executor:
    """Runs requests against one engine."""

    def __init__(self, engine: Engine, sessions: Sessions) -> None:
        self._engine = engine
        self._sessions = sessions
        self._seats = Seats(engine.max_memory_bytes, engine.purge)
        self._judging = threading.Lock()
        asked = engine.new_connection()
        self._table_functions = _names(asked, "SELECT lower(name) FROM system.table_functions")
        self._text_settings = _names(asked, TEXTS)
        asked.close()

    def run(
        self, request: Request, body: Body, ticket: Ticket, started: Callable[[Flow], None]
    ) -> Summary:
        """Run `request` to its end; `started` is told when a result begins to flow.

        Raises ClickHouseError; 394 for a query that was abandoned before it began.
        """
        if ticket.abandoned.is_set():
            raise error(394, "the client has gone")
        settings = _settings(request, self._text_settings)
        patience = _seconds(settings.get("max_execution_time", DEFAULT_SECONDS))
        room = Room(self._seats, patience, ticket.abandoned)
        with self._sessions.connection(request.session_id, request.session_seconds) as connection:
            query(connection, BEGIN.format(quoted(ticket.mark), self._seats.much))
            if request.database:
                query(connection, f"USE {_identifier(request.database)}")
            with applied(connection, settings, lasting=bool(request.session_id)):
                if request.read_only and not request.session_id:
                    query(connection, "SET readonly = 2")
                return self._run(connection, request, body, room, started)

    def close(self) -> None:
        """Let no query wait for another any more."""
        self._seats.close()

    def kill(self, mark: str = MARK) -> None:
        """Stop the query that runs under `mark`, if any still does; every one by default."""
        kill_queries(self._engine, mark)

    def _run(
        self,
        connection: Connection,
        request: Request,
        body: Body,
        room: Room,
        started: Callable[[Flow], None],
    ) -> Summary:
        rules = Rules(self._table_functions, partial(formatted, connection), self._text_settings)
        with external_tables(connection, request.external, rules, self._seats):
            return self._judged(connection, request, body, rules, room, started)

    def _judged(
        self,
        connection: Connection,
        request: Request,
        body: Body,
        rules: Rules,
        room: Room,
        started: Callable[[Flow], None],
    ) -> Summary:
        sql = statement_text(request, body)
        canonical = formatted(connection, decoded(sql))
        with self._judging:  # many long ones at once would hold much, and none be sooner
            statement = judge(canonical, rules, request.parameters.values())
        if own := TIME_LIMIT.findall(canonical):
            room = replace(room, seconds=min(room.seconds, *map(float, own)))
        if request.read_only and statement.kind != "read":
            raise error(164, "Cannot execute query in readonly mode. GET only reads: use POST")
        if statement.kind == "read":
            done, tail = Reading(connection, statement, request, started).run(room)
            read = done.storage_rows_read(), done.storage_bytes_read()
            return Summary(*read, seconds=done.elapsed(), tail=tail)
        if statement.takes_data:
            done = insert(connection, statement, request, body, room)
            return Summary(written_rows=done.rows_written(), seconds=done.elapsed())
        done = _written(connection, statement, canonical, request, room)
        return Summary(written_rows=done.rows_written(), seconds=done.elapsed())


def _written(
    connection: Connection, statement: Statement, sql: str, request: Request, room: Room
) -> Any:
    """What changes the store, with little where that is enough."""
    if not statement.selects:
        try:
            query(connection, f"SET max_memory_usage = {room.seats.little}")
            return query(connection, sql, request.parameters)
        except ClickHouseError as failure:
            if failure.code != TOO_MUCH_MEMORY:
                raise
    with room.much() as most:
        query(connection, f"SET max_memory_usage = {most}")
        return query(connection, sql, request.parameters)


def kill_queries(engine: Engine, mark: str) -> None:
    """Stop the engine's queries whose log_comment begins with `mark`."""
    connection = engine.new_connection()
    try:
        connection.query(
            f"KILL QUERY WHERE startsWith(Settings['log_comment'], {quoted(mark)}) ASYNC"
        )
    finally:
        connection.close()


def _names(connection: Connection, sql: str) -> frozenset[str]:
    return frozenset(str(connection.query(sql, "TSV")).split())


def _settings(request: Request, texts: frozenset[str]) -> dict[str, str]:
    """The caller's settings, checked; a time limit is kept within bounds."""
    settings = dict(request.settings)
    for name, value in settings.items():
        if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            raise error(36, f"a setting cannot be named {name[:100]!r}")
        if not settable(name, texts) and not (name == "readonly" and value in "012"):
            raise error(497, f"centspan does not let remote callers change the setting {name}")
    settings.pop("readonly", None)
    limit = settings.get("max_execution_time")
    if limit is not None and not 0 < _seconds(limit) <= MOST_SECONDS:
        settings["max_execution_time"] = str(MOST_SECONDS)
    return settings


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise error(36, f"expected seconds in max_execution_time, found {text[:50]!r}") from None


def _identifier(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
