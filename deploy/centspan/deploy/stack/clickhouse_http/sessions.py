"""Connections for remote callers: one a request, or one a session, always bound to the restricted role."""

import base64
import re
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chdb.state.sqlitelike import Connection

from centspan.collector.engine import Engine
from centspan.deploy.stack.clickhouse_http.errors import error, from_engine

MOST_SESSIONS = 100
REMOTE = (
    "max_execution_time = 30, max_result_bytes = 8000000000, max_threads = 2",
    "max_untracked_memory = 1000000, memory_usage_overcommit_max_wait_microseconds = 500000",
    # The Collector's batches stay one block, which is stored whole or not at all; larger inserts are cut.
    "min_insert_block_size_bytes = 64000000, input_format_parallel_parsing = 0",
    # A file that is mapped is one piece, and memory taken for a value of its size is told when it is held.
    "storage_file_read_method = 'pread'",
    "max_temporary_data_on_disk_size_for_query = 4000000000",
    # A statement of 256 KiB as the engine writes it.
    "max_query_size = 1100000",
    # Names of columns that are made of one another double as they are written out; a rule of ours takes 30,000.
    "max_expanded_ast_elements = 100000",
    "implicit_select = 0, allow_introspection_functions = 0",
    # What its compiler takes for a pattern is held by no limit of memory or time.
    "allow_hyperscan = 0",
    # What stands in VALUES is no part of the statement that was judged: see inserting.py.
    "input_format_values_interpret_expressions = 0",
    "input_format_values_deduce_templates_of_expressions = 0",
    # A mutation runs with every right; what it asks of other tables is asked with the caller's.
    "mutations_execute_subqueries_on_initiator = 1, validate_mutation_query = 1",
)
"""Settings that every connection of a remote caller starts with."""
_PYTHON = re.compile(r"(python\s*)\(", re.IGNORECASE)


@dataclass(slots=True)
class _Session:
    connection: Connection
    seconds: int
    busy: threading.Lock = field(default_factory=threading.Lock)
    used_at: float = field(default_factory=time.monotonic)


class Sessions:
    """Hands out connections; none ever carries one caller's settings to another.

    Without a session id a request gets a connection of its own (about a millisecond), thrown away
    after it. With one, settings and temporary tables last until the session's timeout.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions: dict[str, _Session] = {}
        self._lock = threading.Lock()

    @contextmanager
    def connection(self, session_id: str, seconds: int) -> Generator[Connection]:
        """A connection for one request; raises ClickHouseError 373 for a session in use."""
        if not session_id:
            connection = self._new()
            try:
                yield connection
            finally:
                connection.close()
            return
        session = self._session(session_id, seconds)
        try:
            yield session.connection
        finally:
            session.used_at = time.monotonic()
            session.busy.release()

    def close(self) -> None:
        """Close every session; none may be in use."""
        with self._lock:
            for session in self._sessions.values():
                session.connection.close()
            self._sessions.clear()

    def _session(self, session_id: str, seconds: int) -> _Session:
        with self._lock:
            self._expire()
            session = self._sessions.get(session_id)
            if session is None:
                session = self._sessions[session_id] = _Session(self._new(), seconds)
            if not session.busy.acquire(blocking=False):
                raise error(373, f"session {session_id[:100]} is in use by another query")
            return session

    def _expire(self) -> None:
        """Drop sessions past their timeout, and the longest unused beyond the limit."""
        now = time.monotonic()
        idle = sorted(
            (item for item in self._sessions.items() if not item[1].busy.locked()),
            key=lambda item: item[1].used_at,
        )
        over = len(self._sessions) - MOST_SESSIONS + 1
        for position, (name, session) in enumerate(idle):
            if position < over or now - session.used_at > session.seconds:
                session.connection.close()
                del self._sessions[name]

    def _new(self) -> Connection:
        connection = self._engine.new_connection()
        most = self._engine.max_memory_bytes
        # From there on a query works on disk; what it may hold, each is told when it begins.
        spills = (
            f"max_bytes_before_external_group_by = {most // 15}",
            f"max_bytes_before_external_sort = {most // 30}",
        )
        connection.query("SET ROLE remote")
        connection.query(f"SET {', '.join((*spills, *REMOTE))}")
        # Last: it brings the profile's constraints, not its values, and then forbids to set some.
        connection.query("SET profile = 'remote'")
        return connection


@contextmanager
def applied(connection: Connection, settings: Mapping[str, str], lasting: bool) -> Generator[None]:
    """`settings` in force on `connection`; put back afterwards where the connection lives on."""
    if not settings:
        yield
        return
    before = _values(connection, settings) if lasting else {}
    _set(connection, settings)
    try:
        yield
    finally:
        if lasting:
            _set(connection, before)


def _set(connection: Connection, settings: Mapping[str, str]) -> None:
    try:
        listed = ", ".join(f"{name} = {quoted(value)}" for name, value in settings.items())
        connection.query(f"SET {listed}")
    except Exception as failure:
        raise from_engine(failure) from failure


def _values(connection: Connection, names: Mapping[str, str]) -> dict[str, str]:
    wanted = ", ".join(quoted(name) for name in names)
    listed = connection.query(
        f"SELECT name, base64Encode(value) FROM system.settings WHERE name IN ({wanted})",
        "TSV",
    )
    rows = (line.split("\t") for line in str(listed).splitlines() if line)
    return {name: base64.b64decode(value).decode() for name, value in rows}


def query(connection: Connection, sql: str, parameters: Mapping[str, str] | None = None) -> Any:
    """The engine's result of one statement; raises ClickHouseError."""
    # Wherever chDB sees `Python(name)`, in a text too, it looks for a variable of that name in this process.
    told = _PYTHON.sub(r"\1\\x28", sql)
    try:
        return connection.query(told, "TabSeparated", dict(parameters or {}))
    except (RuntimeError, UnicodeDecodeError) as failure:
        raise from_engine(failure) from failure


def quoted(text: str) -> str:
    """`text` as a SQL string literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
