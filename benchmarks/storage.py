"""Bytes on disk per call, on the demo's traffic: what a month of calls takes."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from contract import Bar, Benchmark, Figure, Result, main, progress
from stack.up import running

_TEACHES = """\
Lets `centspan demo --once` fill a folder (30 days of simulated traffic, some minutes), or takes one
that it filled before, waits until merges have settled, and asks system.parts how many bytes the
tables take per call. Indexes and marks included.

examples:
  python benchmarks/storage.py
  python benchmarks/storage.py --data demo-data --columns 20
"""
_LLM_CALLS = "llm_calls"
_ROLLUPS = ("spend_rollup", "tenant_spend_rollup", "user_spend_rollup", "latency_1h")
_SETTLED_WITHIN = 120.0
_SIZES = """
SELECT table, sum(bytes_on_disk) AS bytes, sum(rows) AS rows, count() AS parts
FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table
"""
_COLUMNS = """
SELECT column, sum(column_bytes_on_disk) AS bytes
FROM system.parts_columns
WHERE active AND database = currentDatabase() AND table = 'llm_calls'
GROUP BY column ORDER BY bytes DESC
"""


def measure(options: argparse.Namespace) -> Result:
    """Ask the store of a demo."""
    with ExitStack() as stack:
        folder = options.data or _demo(stack, options.calls)
        up = stack.enter_context(running(folder))
        client = up.client()
        found = _sizes(client)
        progress("waiting for merges")
        _settle(client)
        settled = _sizes(client)
        calls = int(client.command("SELECT count() FROM llm_calls"))
        columns = client.query(_COLUMNS).result_rows[: options.columns]
    notes = [
        f"{calls:,} calls; tables as found, then merged: "
        + ", ".join(
            f"{table} {found[table][0] / calls:,.1f} → {settled[table][0] / calls:,.1f}"
            for table in _tables(settled)
        ),
        "largest columns of llm_calls, bytes a call: "
        + ", ".join(f"{name} {size / calls:.1f}" for name, size in columns),
    ]
    return Result(tuple(_figures(settled, calls)), tuple(notes))


def _figures(sizes: dict[str, tuple[int, int]], calls: int) -> list[Figure]:
    rollups = sum(sizes[table][0] for table in _ROLLUPS if table in sizes)
    return [
        Figure(_LLM_CALLS, "bytes a call", sizes[_LLM_CALLS][0] / calls, bars=(Bar(100),)),
        Figure("call_prefixes", "bytes a call", sizes["call_prefixes"][0] / calls),
        Figure("otel_traces", "bytes a call", sizes["otel_traces"][0] / calls),
        Figure("rollups", "bytes a call", rollups / calls),
    ]


def _tables(sizes: dict[str, tuple[int, int]]) -> list[str]:
    return sorted(sizes, key=lambda table: -sizes[table][0])


def _sizes(client: Any) -> dict[str, tuple[int, int]]:
    return {table: (size, rows) for table, size, rows, _ in client.query(_SIZES).result_rows}


def _settle(client: Any) -> None:
    """Merge what is left to merge: in small data the engine lets it lie."""
    for table in _sizes(client):
        client.command(f"OPTIMIZE TABLE {table} FINAL")
    until = time.monotonic() + _SETTLED_WITHIN
    while int(client.command("SELECT count() FROM system.merges")) and time.monotonic() < until:
        time.sleep(0.5)


def _demo(stack: ExitStack, calls: int) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="centspan-storage-")))
    progress("playing the demo")
    subprocess.run(
        [
            *(sys.executable, "-m", "centspan.deploy.cli", "demo", "--once"),
            *("--data", (folder / "demo").as_posix(), "--calls", str(calls)),
        ],
        check=True,
        stdout=sys.stderr,
    )
    return folder / "demo"


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    add("--data", type=Path, metavar="DIR", help="a folder that centspan demo filled")
    add("--calls", type=int, default=60_000, help="calls of the demo (default 60,000)")
    add("--columns", type=int, default=12, help="columns of llm_calls told (default 12)")


if __name__ == "__main__":
    progress("storage: bytes on disk per call")
    sys.exit(main(Benchmark("storage", _TEACHES, measure, options_of)))
