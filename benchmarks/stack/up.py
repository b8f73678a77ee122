"""A real `centspan up` in a process of its own, as a user starts it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import clickhouse_connect

_ANY_PORTS = ("--otlp-grpc-port", "--otlp-http-port", "--clickhouse-port", "--ui-port")
_STARTS_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Up:
    """Its process and where it listens."""

    pid: int
    otlp_http: str
    otlp_grpc: str
    clickhouse: str

    def client(self, **options: Any) -> Any:
        """An ordinary ClickHouse client on the stack's ClickHouse port."""
        where = urlsplit(self.clickhouse)
        return clickhouse_connect.get_client(
            host=where.hostname, port=where.port, **{"database": "centspan"} | options
        )

    def memory(self) -> dict[str, float]:
        """MB in use now and at most so far; empty where the system does not tell."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return {}
        lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return {name: int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")}

    def cpu_seconds(self) -> float:
        """CPU time the process has used, all threads; 0 where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def running(data: Path, launch: Sequence[str] = ("-m", "centspan.deploy.cli")) -> Iterator[Up]:
    """Start the stack on `data` and stop it again; raises RuntimeError where it does not start."""
    process = subprocess.Popen(
        [
            *(sys.executable, *launch, "up", "--json"),
            *("--data", data.as_posix()),
            *(each for name in _ANY_PORTS for each in (name, "0")),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        if not said:
            raise RuntimeError("centspan up did not start; its own words stand above")
        found = json.loads(said)
        wait_for(f"{found['ui']}/healthz")
        yield Up(process.pid, found["otlp_http"], found["otlp_grpc"], found["clickhouse"])
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    """Return once something answers there; raises OSError where nothing does in time."""
    until = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
