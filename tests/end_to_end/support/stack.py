"""A real `centspan up`, its data, and what it knows of an app's calls."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clickhouse_connect

PORTS = ("otlp-grpc", "otlp-http", "clickhouse", "ui")
FOREIGN = ("OTEL_", "CENTSPAN_", "OPENAI_", "ANTHROPIC_", "COVERAGE_")


@dataclass
class Stack:
    """Addresses, data folder and log of a running stack, and a client of its store."""

    ui: str
    clickhouse: str
    otlp_http: str
    otlp_grpc: str
    data: str
    log: Path
    client: Any = None

    def rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Ask the store; one dict a row."""
        return list(self.client.query(sql, parameters=parameters).named_results())

    def rows_once(self, sql: str, number: int, **parameters: Any) -> list[dict[str, Any]]:
        """As `rows`, as soon as there are so many, within a minute."""
        deadline = time.monotonic() + 60
        while len(found := self.rows(sql, **parameters)) < number and time.monotonic() < deadline:
            time.sleep(0.2)
        return found

    def calls(self, service: str, *, priced: bool = False) -> list[dict[str, Any]]:
        """Every call of a service in order of time; `priced` waits until each has its price."""
        sql = "SELECT * FROM calls WHERE service = {service:String} ORDER BY started_at"
        deadline = time.monotonic() + 30
        while True:
            found = self.rows(sql, service=service)
            waiting = priced and any(row["price_status"] == "unpriced" for row in found)
            if not waiting or time.monotonic() > deadline:
                return found
            time.sleep(0.2)


def clean_environment() -> dict[str, str]:
    """This process' environment without anything that configures telemetry or providers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {"NO_PROXY": "*", "no_proxy": "*"}


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """`centspan up` on ephemeral ports in a process of its own."""
    command = [sys.executable, "-m", "centspan.deploy.cli", "up", "--json", "--data"]
    ports = [word for name in PORTS for word in (f"--{name}-port", "0")]
    log = folder / "stack.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(
            [*command, str(folder / "data"), *ports],
            stdout=subprocess.PIPE,
            stderr=said,
            env=clean_environment(),
        ) as process,
    ):
        try:
            line = process.stdout.readline()
            assert line, log.read_text()
            stack = Stack(**json.loads(line), log=log)
            port = int(stack.clickhouse.rpartition(":")[2])
            with clickhouse_connect.get_client(
                host="127.0.0.1", port=port, database="centspan"
            ) as stack.client:
                yield stack
        finally:
            process.terminate()
            process.wait(20)
