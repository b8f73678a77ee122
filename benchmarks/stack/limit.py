"""The limit: the same rows, already in ClickHouse's own format, inserted into the engine itself."""

import http.client
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from stack.up import Up

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate

ROWS = 10_000
"""In one insert, as many as the receiver puts into one."""
INSERTS_AT_ONCE = 2
"""As many as the receiver makes."""


def native_blocks(up: Up, spans: int, folder: Path) -> list[Path]:
    """Write the stored spans to files of `ROWS` in the Native format."""
    files: list[Path] = []
    for start in range(0, spans, ROWS):
        rows = f"SELECT * FROM otel_traces ORDER BY SpanId LIMIT {ROWS} OFFSET {start}"
        files.append(folder / f"{start}.native")
        files[-1].write_bytes(_ask(up, f"{rows} FORMAT Native"))
    return files


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one way to insert the rows."""

    rate: float
    """Rows a second."""
    cpu_us: float
    """CPU time per row, all threads."""


def speeds(folder: Path, files: Sequence[Path]) -> tuple[Speed, Speed]:
    """Measure with all tables and views that hang on the spans, and without them."""
    engine = Engine(folder)
    try:
        with engine.client() as client:
            migrate(client)
            client.command("CREATE TABLE bare AS otel_traces")
            return _speed(engine, client, "otel_traces", files), _speed(
                engine, client, "bare", files
            )
    finally:
        engine.close()


def _speed(engine: Engine, client: Any, table: str, files: Sequence[Path]) -> Speed:
    local = threading.local()

    def insert(file: Path) -> None:
        if not hasattr(local, "connection"):
            local.connection = engine.new_connection()
        local.connection.query(f"INSERT INTO {table} SELECT * FROM file('{file}', Native)")

    began, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(INSERTS_AT_ONCE) as pool:
        list(pool.map(insert, files))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    rows = int(client.command(f"SELECT count() FROM {table}"))
    return Speed(rows / seconds, cpu / rows * 1e6)


def _ask(up: Up, sql: str) -> bytes:
    where = urlsplit(up.clickhouse)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=300)
    connection.request("GET", f"/?database=centspan&query={quote(sql)}")
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{sql[:80]}: {said[:300]!r}")
    return said
