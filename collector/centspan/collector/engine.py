"""The embedded ClickHouse engine: one data directory, owned by one process."""

import contextlib
import threading
import weakref
from pathlib import Path
from urllib.parse import urlencode

import chdb
import clickhouse_connect
from chdb.state.sqlitelike import Connection
from clickhouse_connect.driver.client import Client

from centspan.collector import engine_lock
from centspan.collector.engine_config import DEFAULT_MAX_MEMORY_BYTES, write_config
from centspan.instrumentation.errors import CentspanError

DEFAULT_DATABASE = "centspan"


class Engine:
    """Owns a chDB directory inside this process; every thread gets its own connection.

    A process can have one directory open at a time, and a directory one process.
    """

    def __init__(
        self,
        path: str | Path,
        database: str = DEFAULT_DATABASE,
        max_memory_bytes: int = DEFAULT_MAX_MEMORY_BYTES,
    ) -> None:
        """Open `path`, made if missing, with `database` in it.

        Raises CentspanError when the directory cannot be used or another process holds it.
        """
        self.path = _prepared(Path(path))
        self.database = database
        self.max_memory_bytes = max_memory_bytes
        self._config = _written(self.path, max_memory_bytes)
        self._per_thread = threading.local()
        self._connections: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._clients: weakref.WeakSet[Client] = weakref.WeakSet()
        self._anchor: Connection | None = self._open()
        _close_to_files(self._anchor)
        self._anchor.query(f"CREATE DATABASE IF NOT EXISTS {_quoted(database)}")

    def connect(self) -> Connection:
        """The calling thread's own raw connection, with the database selected."""
        connection: Connection | None = getattr(self._per_thread, "connection", None)
        if connection is None or self._anchor is None:
            connection = self.new_connection()
            self._per_thread.connection = connection
        return connection

    def new_connection(self) -> Connection:
        """A raw connection of the caller's own, about 0.6 ms; the caller closes it."""
        if self._anchor is None:
            raise CentspanError(f"the store at {self.path} was closed; open a new Engine on it")
        connection = self._open()
        connection.query(f"USE {_quoted(self.database)}")
        self._connections.add(connection)
        return connection

    def client(self) -> Client:
        """A new `clickhouse_connect` client on this engine; use it from one thread at a time."""
        if self._anchor is None:
            raise CentspanError(f"the store at {self.path} was closed; open a new Engine on it")
        client = clickhouse_connect.get_client(
            interface="chdb",
            path=str(self.path),
            database=self.database,
            chdb_options={"config-file": str(self._config)},
        )
        self._clients.add(client)
        return client

    def warm_up(self) -> None:
        """Make the process's first insert here: it costs up to 3 s, later ones milliseconds."""
        connection = self.new_connection()
        connection.query("CREATE TEMPORARY TABLE warm_up (a UInt64, b String) ENGINE = Memory")
        connection.query("INSERT INTO warm_up SELECT number, toString(number) FROM numbers(10)")
        connection.query("SELECT count(), max(b) FROM warm_up", "Native")
        connection.close()

    def purge(self) -> None:
        """Give freed memory back to the machine at once, 3 to 30 ms; the engine itself keeps it for seconds."""
        with contextlib.suppress(
            RuntimeError
        ):  # an engine that was built without its own allocator
            self.connect().query("SYSTEM JEMALLOC PURGE")

    def close(self) -> None:
        """Close every connection and release the directory; no query may be running."""
        for client in tuple(self._clients):
            client.close()
        for connection in tuple(self._connections):
            connection.close()
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None

    def _open(self) -> Connection:
        try:
            return chdb.connect(f"{self.path}?{urlencode({'config-file': str(self._config)})}")
        except RuntimeError as error:
            raise _explained(self.path, str(error)) from error


def _prepared(path: Path) -> Path:
    resolved = path.expanduser().resolve()
    if "?" in str(resolved):
        raise CentspanError(f"data directory {resolved}: the engine takes no '?' in its path")
    process = engine_lock.holder(resolved)
    if process is not None:
        raise _in_use(resolved, f"process {process}")
    return resolved


def _close_to_files(connection: Connection) -> None:
    """Leave the database `default` its tables alone: chDB lays every file of the machine into it.

    What the engine does by itself, such as a mutation, holds every right and would read them.
    """
    asked = (
        "SELECT toString(uuid) FROM system.databases WHERE name = 'default' AND engine = 'Overlay'"
    )
    if uuid := connection.query(asked, "TSVRaw").data().strip():
        connection.query("DETACH DATABASE default")
        connection.query(f"ATTACH DATABASE default UUID '{uuid}' ENGINE = Atomic")


def _written(path: Path, max_memory_bytes: int) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return write_config(path / "config", max_memory_bytes)
    except OSError as error:
        raise CentspanError(
            f"data directory {path} cannot be used: {error.strerror}; name another one"
        ) from error


def _in_use(path: Path, who: str) -> CentspanError:
    return CentspanError(
        f"data directory {path} is already served by {who}; stop it, or name another directory"
    )


def _explained(path: Path, message: str) -> CentspanError:
    if "already initialized with path" in message:
        return CentspanError(
            f"cannot open {path}: this process has another data directory open; close that first"
        )
    # The engine names no reason when it finds the directory locked.
    if message.rstrip().endswith("EmbeddedServer: . (BAD_ARGUMENTS)"):
        return _in_use(path, "another process")
    return CentspanError(f"data directory {path} cannot be opened: {message.splitlines()[0]}")


def _quoted(identifier: str) -> str:
    escaped = identifier.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
