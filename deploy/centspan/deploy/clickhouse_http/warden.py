"""Stops the greediest query when all remote ones together hold too much memory.

Each has a limit of its own, but the engine can add those of our callers up only together with what
the receiver and the background jobs hold, and these must not fail because of them.
"""

import logging
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from chdb.state.sqlitelike import Connection

from centspan.collector.engine import Engine
from centspan.deploy.clickhouse_http.errors import ClickHouseError, error
from centspan.deploy.clickhouse_http.sessions import quoted

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.05
REST_SECONDS = 0.5
SHARE = 0.25
"""Of the engine's memory, for all remote queries together."""
HELD = (
    "SELECT Settings['log_comment'], memory_usage, query_kind = 'Select' FROM system.processes "
    "WHERE startsWith(Settings['log_comment'], {}) ORDER BY memory_usage DESC"
)


class Warden:
    """Looks at the queries whose log_comment begins with `mark` while more than one runs."""

    def __init__(self, engine: Engine, mark: str) -> None:
        """Start the thread."""
        self._engine = engine
        self._held = HELD.format(quoted(mark))
        self._most = int(engine.max_memory_bytes * SHARE)
        self._running: set[str] = set()
        self._stopped: set[str] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="centspan-warden", daemon=True)
        self._thread.start()

    @contextmanager
    def watching(self, name: str) -> Generator[None]:
        """Run the query called `name` inside; raises ClickHouseError 241 where it was stopped."""
        with self._lock:
            self._running.add(name)
        try:
            yield
        except ClickHouseError as failure:
            if name not in self._stopped:
                raise
            reason = f"all queries together may hold {self._most} bytes: this one held the most"
            raise error(241, reason) from failure
        finally:
            with self._lock:
                self._running.discard(name)
                self._stopped.discard(name)

    def close(self) -> None:
        """End the thread."""
        self._closed.set()
        self._thread.join()

    def _watch(self) -> None:
        connection = self._engine.new_connection()
        while not self._closed.wait(LOOK_SECONDS if len(self._running) > 1 else REST_SECONDS):
            if len(self._running) > 1:
                try:
                    self._look(connection)
                except RuntimeError:
                    log.exception("could not look at the running queries")
        connection.close()

    def _look(self, connection: Connection) -> None:
        rows = [line.split("\t") for line in str(connection.query(self._held, "TSV")).splitlines()]
        for name in self._greedy(rows):
            with self._lock:
                if name in self._running:
                    self._stopped.add(name)
            connection.query(f"KILL QUERY WHERE Settings['log_comment'] = {quoted(name)} ASYNC")

    def _greedy(self, rows: list[list[str]]) -> Iterator[str]:
        """Those to stop; an insert is left alone, which has little and would be half done."""
        total = sum(int(memory) for _, memory, _ in rows)
        for name, memory, reads in rows:
            if total > self._most and reads == "1":
                total -= int(memory)
                yield name
