"""Thousands of hostile requests on each port of a running stack, a good one between every fifty."""

import argparse
import math
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from barrage import SLOW_SECONDS, Tally, Wanted, barrage
from contract import Bar, Benchmark, Figure, Result, main, progress
from running import PORTS, Stack
from targets import TARGETS

_TEACHES = """\
Starts `centspan up` on a data directory of its own and sends each port hostile requests: garbled
and senseless bodies, broken framing, half-closed and torn connections, floods. A good request
between every fifty must be answered and stored; what was accepted must be stored or refused with a
reason; the process must stay small and no answer may take five seconds. The ports of an agent are
those of a Collector that sends through a gateway to the stack (built by `make collector`).

examples:
  python benchmarks/robustness/fuzz.py --requests 10000
  python benchmarks/robustness/fuzz.py --requests 1000000 --minutes 10
  python benchmarks/robustness/fuzz.py --requests 500 --port clickhouse --seed 7
  python benchmarks/robustness/fuzz.py --requests 500 --port agent_http"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument("--requests", type=int, default=10_000, help="to each port (10000)")
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="for each port at most (no limit)"
    )
    parser.add_argument("--port", choices=(*TARGETS, "all"), default="all")
    parser.add_argument("--seed", type=int, default=1, help="the same seed sends the same (1)")
    parser.add_argument("--senders", type=int, default=4, help="connections at once (4)")
    parser.add_argument("--log", type=Path, help="where the stack's stderr goes")


def measure(chosen: argparse.Namespace) -> Result:
    """Run the barrage on every chosen port, one stack each."""
    ports = PORTS if chosen.port == "all" else (chosen.port,)
    figures: list[Figure] = []
    notes: list[str] = []
    for port in ports:
        with tempfile.TemporaryDirectory(prefix="centspan-fuzz-") as folder:
            stack = Stack(Path(folder) / "data", chosen.log or Path(folder) / "log")
            stack.start()
            try:
                target = TARGETS[port](stack)
                wanted = Wanted(chosen.requests, chosen.minutes * 60)
                tally = barrage(target, wanted, chosen.senders, chosen.seed, progress)
                tally.problems += target.settle()
                stopped = stack.stop()
            finally:
                stack.kill()
        figures += _figures(port, tally, target.watch(), stopped)
        notes += _notes(port, tally)
    return Result(tuple(figures), tuple(notes))


def _figures(port: str, tally: Tally, peak: int, stopped: float) -> tuple[Figure, ...]:
    return (
        Figure(f"{port}: hostile requests", "requests", tally.sent, better="more"),
        Figure(f"{port}: broken promises", "count", len(tally.problems), bars=(Bar(0),)),
        Figure(f"{port}: answers over {SLOW_SECONDS} s", "count", tally.slow, bars=(Bar(0),)),
        Figure(f"{port}: slowest answer", "s", tally.slowest, bars=(Bar(SLOW_SECONDS),)),
        Figure(f"{port}: peak memory", "MB", peak / 1e6, bars=(Bar(1000),)),
        Figure(f"{port}: stop after it", "s", stopped, bars=(Bar(10),)),
    )


def _notes(port: str, tally: Tally) -> list[str]:
    answers = ", ".join(f"{name} × {count}" for name, count in sorted(tally.answers.items()))
    slow = f"slowest: {tally.slowest_name}"
    return [f"{port}: {answers}; {slow}", *(f"{port}: {each}" for each in tally.problems[:20])]


if __name__ == "__main__":
    sys.exit(main(Benchmark("robustness/fuzz", _TEACHES, measure, options)))
