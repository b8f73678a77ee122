"""A `centspan up` in a process of its own: started, asked, watched, killed, started again."""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

PORTS = ("otlp_grpc", "otlp_http", "clickhouse", "ui")


def free_port() -> int:
    """A port that nobody listens at now, and that nobody is given who only wants to connect.

    Of the others one might belong to somebody else when who listened there is started again.
    """
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", random.randrange(10_000, max(lowest, 20_000))))
            return one.getsockname()[1]


def peak_bytes(pid: int) -> int:
    """The most bytes that a process has held; 0 when it is gone."""
    with contextlib.suppress(OSError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    return 0


class Stack:
    """One data directory and the process that serves it; `log` takes what it writes to stderr."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data = data
        self.peak_bytes = 0
        self.start_seconds: list[float] = []
        self._log = log
        self._ports = {name: free_port() for name in PORTS}

    def launch(self) -> None:
        """Start the process on the ports it had before, without waiting until it is ready."""
        chosen = [
            argument
            for name, port in self._ports.items()
            for argument in (f"--{name.replace('_', '-')}-port", str(port))
        ]
        command = [sys.executable, "-m", "centspan.deploy.cli", "up", "--json"]
        self._launched = time.monotonic()
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--data", str(self.data), *chosen],
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"PYTHONFAULTHANDLER": "1"},
            )

    def wait(self) -> None:
        """Wait until it is ready; raises RuntimeError when it ends instead."""
        line = self.process.stdout.readline() if self.process.stdout else b""
        if not line:
            raise RuntimeError(f"up ended with {self.process.wait()}: see {self._log}")
        self.start_seconds.append(time.monotonic() - self._launched)
        self.addresses = json.loads(line)
        self._ports = {name: urlsplit(self.addresses[name]).port or 0 for name in PORTS}

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        self.wait()

    def port(self, name: str) -> int:
        """Return the number of a port by its name."""
        return self._ports[name]

    def query(self, sql: str, timeout: float = 60) -> list[list]:
        """Return the rows of a query as JSON gives them (64-bit numbers as numbers)."""
        asked = {"database": "centspan", "default_format": "JSONCompactEachRow"}
        asked |= {"output_format_json_quote_64bit_integers": "0"}
        status, body = self.post("clickhouse", f"/?{urlencode(asked)}", sql.encode(), timeout)
        if status != 200:
            raise RuntimeError(f"{status}: {body[:500]!r}")
        return [json.loads(line) for line in body.splitlines()]

    def post(
        self, port: str, path: str, body: bytes, timeout: float = 60, **headers: str
    ) -> tuple[int, bytes]:
        """Send one request; raises OSError or HTTPException."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port(port), timeout=timeout)
        with contextlib.closing(connection):
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def watch(self) -> int:
        """Remember and return the most bytes the process has held."""
        self.peak_bytes = max(self.peak_bytes, peak_bytes(self.process.pid))
        return self.peak_bytes

    def descriptors(self) -> int:
        """Return how many files and sockets the process holds open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def kill(self) -> None:
        """Kill -9; harmless when it is gone."""
        self.watch()
        self.process.kill()
        self._gone()

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Stop it cleanly; returns the seconds that took."""
        self.watch()
        began = time.monotonic()
        self.process.send_signal(number)
        self._gone()
        return time.monotonic() - began

    def _gone(self) -> None:
        self.process.wait(60)
        if self.process.stdout:
            self.process.stdout.close()
