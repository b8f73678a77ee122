"""Spans a second through one Collector into the store, against the same Collector into nothing."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contract import Bar, Benchmark, Figure, Result, main, progress
from stack import gateway, limit
from stack.counted import stored, wait_for
from stack.gateway import Gateway
from stack.payloads import Payload, payloads
from stack.senders import send_all
from stack.up import Up, running

_TEACHES = """\
Starts the Collector that `make collector` builds with the configuration of a gateway, in front of a
real `centspan up`, and sends it LLM spans over OTLP/gRPC: 30 attributes and about 1.3 kB each, no two
alike, encoded before the clock runs. The clock stops when a second client has counted every span in
otel_traces and llm_calls. Beside it the same Collector with its `nop` exporter, which throws away what
it is given once the processors are done with it, and a raw insert of the same rows.

examples:
  python benchmarks/collector.py
  python benchmarks/collector.py --spans 300000 --json results/collector.json
"""
_NOTHING = "the same Collector into nothing"
_CHAIN = "raw insert, same tables and views"
_MOST = 40_000
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Passed:
    """What one run brought."""

    rate: float
    """Spans a second."""
    taken_rate: float
    """As acknowledged by the Collector, which keeps them on disk until they are stored."""
    missing: int
    doubled: int
    collector_us: float
    """CPU time of the Collector per span."""
    stack_us: float
    generator_us: float


def measure(options: argparse.Namespace) -> Result:
    """Send through the Collector into nothing, into the store, then insert the same rows raw."""
    gateway.built()
    progress(f"making {options.spans:,} spans")
    made, first = payloads(options.spans, options.batch), payloads(options.batch, options.batch)
    with tempfile.TemporaryDirectory(prefix="centspan-collector-") as name:
        folder = Path(name)
        with running(folder / "store") as up:
            progress("through a Collector into nothing")
            with gateway.running(folder / "nothing", "nop", up.clickhouse) as collector:
                _passed(collector, None, first, 1)
                nothing = _passed(collector, None, made, options.senders)
            progress("through a Collector into the store")
            with gateway.running(folder / "gateway", "clickhouse", up.clickhouse) as collector:
                _passed(collector, up, first, 1)
                into = _passed(collector, up, made, options.senders)
            progress("the limit: the same rows inserted raw")
            blocks = limit.native_blocks(up, options.spans, folder)
        chain, _ = limit.speeds(folder / "limit", blocks)
    return Result(_figures(into, nothing, chain), _notes(options, into))


def _passed(collector: Gateway, up: Up | None, made: Sequence[Payload], senders: int) -> Passed:
    spans = sum(each.spans for each in made)
    client = up.client() if up else None
    before = stored(client) if client else 0
    stack_cpu = up.cpu_seconds() if up else 0.0
    cpu, own, began = collector.cpu_seconds(), time.process_time(), time.perf_counter()
    sent = send_all("OTLP/gRPC", collector.otlp_grpc, made, senders)
    own = time.process_time() - own
    arrived = wait_for(client, before + spans) - before if client else spans
    seconds = time.perf_counter() - began
    return Passed(
        rate=arrived / seconds,
        taken_rate=spans / sent.seconds,
        missing=max(0, spans - arrived),
        doubled=max(0, arrived - spans),
        collector_us=(collector.cpu_seconds() - cpu) / spans * 1e6,
        stack_us=(up.cpu_seconds() - stack_cpu) / spans * 1e6 if up else 0.0,
        generator_us=own / spans * 1e6,
    )


def _figures(into: Passed, nothing: Passed, chain: limit.Speed) -> tuple[Figure, ...]:
    return (
        Figure(
            "stored through one Collector",
            "spans/s",
            into.rate,
            floor=(_NOTHING, nothing.rate),
            peers={_CHAIN: chain.rate},
            bars=(Bar(min(_MOST, _SHARE * nothing.rate)),),
            better="more",
        ),
        Figure(
            "CPU of the Collector",
            "µs a span",
            into.collector_us,
            floor=(_NOTHING, nothing.collector_us),
        ),
        Figure("CPU of the stack", "µs a span", into.stack_us, floor=(_CHAIN, chain.cpu_us)),
        Figure(
            "acknowledged spans lost or doubled",
            "spans",
            into.missing + into.doubled,
            bars=(Bar(0),),
        ),
    )


def _notes(options: argparse.Namespace, into: Passed) -> tuple[str, ...]:
    return (
        (
            f"{options.spans:,} spans in requests of {options.batch:,}, {options.senders} senders, "
            "Collector and store on the same machine; the generator took "
            f"{into.generator_us:.0f} µs of CPU a span"
        ),
        f"the Collector took {into.taken_rate:,.0f} spans/s in, to its queue on disk",
    )


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    add("--spans", type=int, default=100_000, help="(default 100,000)")
    add("--batch", type=int, default=1_000, help="spans in one request (default 1,000)")
    add("--senders", type=int, default=10, help="connections that send at once (default 10)")


if __name__ == "__main__":
    progress("collector: spans stored a second through one Collector")
    sys.exit(main(Benchmark("collector", _TEACHES, measure, options_of)))
