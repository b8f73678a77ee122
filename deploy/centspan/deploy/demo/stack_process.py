"""`centspan up` in a process of its own, for as long as the demo needs it."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from centspan.deploy.cli.up import PORTS
from centspan.deploy.demo import budgets
from centspan.instrumentation.errors import CentspanError

LOG = "stack.log"
START_SECONDS = 90
STOP_SECONDS = 20
GUARDS = ("CENTSPAN_TOKEN", "CENTSPAN_TOKEN_FILE")
"""The demo's stack is reached from this machine only, and asks for no token."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running stack: its process, and where its parts listen."""

    process: subprocess.Popen[str]
    ui: str
    clickhouse: str
    otlp_http: str
    otlp_grpc: str
    data: str


@contextmanager
def running_stack(data: Path) -> Generator[Running]:
    """Start a stack on `data`, on the usual ports where they are free, and stop it in the end.

    What it says goes to `stack.log` in `data`. Raises CentspanError when it does not start, or
    does not stop cleanly.
    """
    with (data / LOG).open("w") as log:
        process = subprocess.Popen(
            _command(data), stdout=subprocess.PIPE, stderr=log, text=True, env=_environment()
        )
    try:
        yield Running(process, **_addresses(process, data))
    finally:
        _stop(process)
    if process.returncode not in (0, -signal.SIGINT):
        raise CentspanError(f"the stack ended with {process.returncode}; {_last_words(data)}")


def is_free(port: int) -> bool:
    """Whether a loopback port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _command(data: Path) -> list[str]:
    ports = [
        word
        for name, port, _ in PORTS
        for word in (f"--{name}-port", str(port if is_free(port) else 0))
    ]
    return [
        *(sys.executable, "-m", "centspan.deploy.cli", "up", "--json", "--data", str(data)),
        *("--budgets", str(budgets.begin(data))),
        *ports,
    ]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in GUARDS}


def _addresses(process: subprocess.Popen[str], data: Path) -> dict[str, str]:
    """Wait for the one line that a stack prints when it is ready."""
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 0.2)[0]:
            if line := process.stdout.readline():
                return json.loads(line)
            raise CentspanError(f"the stack did not start; {_last_words(data)}")
    raise CentspanError(f"the stack was not ready after {START_SECONDS} s; {_last_words(data)}")


def _last_words(data: Path) -> str:
    lines = (data / LOG).read_text("utf-8", errors="replace").strip().splitlines()
    return f"its last words: {lines[-1]}" if lines else "it said nothing"


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
