"""Rounds in which every worker is asked once, in random order, and their paired differences."""

import json
import os
import random
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from contract import progress

_WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True)
class Entrant:
    """A setup in an environment; `against` is the baseline worker of the same environment."""

    name: str
    setup: str
    sdk: str
    python: Path
    environment: str

    @property
    def against(self) -> str:
        return f"{self.environment} without, {self.sdk}"


class Worker:
    """A process that makes calls when asked."""

    def __init__(self, entrant: Entrant, address: str, cpu: int | None) -> None:
        pinned = [] if cpu is None else ["--cpu", str(cpu)]
        self._process = subprocess.Popen(
            [
                *(entrant.python.as_posix(), _WORKER.as_posix(), "--setup", entrant.setup),
                *("--sdk", entrant.sdk, "--provider", address, *pinned),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if not os.environ.get("BENCH_DEBUG") else None,
            text=True,
            env=variables(f"{address}/sink/{entrant.setup}-{entrant.sdk}"),
        )

    def ready(self) -> bool:
        """Wait until the setup is on and warm; False where it cannot be switched on."""
        return self._process.stdout.readline().strip() == "ready"

    def trouble(self) -> str:
        """Return the last line of what it complained about."""
        self.close()
        lines = self._process.stderr.read().strip().splitlines() if self._process.stderr else []
        return lines[-1] if lines else f"exit code {self._process.returncode}"

    def ask(self, size: str, calls: int) -> dict[str, float]:
        """Make so many calls and return what one took, in µs."""
        self._process.stdin.write(f"{size} {calls}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Let the process end; it has nothing left to send."""
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def variables(sink: str) -> dict[str, str]:
    """Return an environment in which traces, and nothing else, go to `sink`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "CENTSPAN_"))}
    return kept | {
        "OTEL_EXPORTER_OTLP_ENDPOINT": sink,
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_SERVICE_NAME": "bench",
        "NO_PROXY": "127.0.0.1",
    }


Added = dict[tuple[str, str], list[float]]
"""(entrant, size) → µs of CPU that a call took more than its baseline's, one number a round."""


@contextmanager
def started(
    entrants: Sequence[Entrant], address: str, cpu: int | None
) -> Iterator[tuple[dict[str, Worker], list[str]]]:
    """Start a worker each, all alive at once; yields those that work, and why others do not."""
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        broken: list[str] = []
        for entrant in entrants:
            worker = Worker(entrant, address, cpu)
            if worker.ready():
                workers[entrant.name] = worker
                stack.callback(worker.close)
            else:
                broken.append(f"{entrant.name}: {worker.trouble()}")
        yield workers, broken


def play(
    entrants: Sequence[Entrant], workers: dict[str, Worker], rounds: int, sizes: dict[str, int]
) -> tuple[Added, Added]:
    """Return the added µs of every entrant by size, and the plain ones of the baselines."""
    added: Added = defaultdict(list)
    plain: Added = defaultdict(list)
    order = list(workers)
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        random.shuffle(order)
        for size, calls in sizes.items():
            took = {name: workers[name].ask(size, calls)["cpu_us"] for name in order}
            for entrant in entrants:
                if entrant.name not in took or entrant.against not in took:
                    continue
                if entrant.name == entrant.against:
                    plain[entrant.name, size].append(took[entrant.name])
                else:
                    added[entrant.name, size].append(took[entrant.name] - took[entrant.against])
    return added, plain


def medians(added: Added) -> dict[tuple[str, str], float]:
    """Return the median over the rounds."""
    return {key: statistics.median(values) for key, values in added.items()}
