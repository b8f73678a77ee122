"""Spans a second that `centspan up` takes over OTLP and stores, against a raw insert of the rows."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contract import Bar, Benchmark, Figure, Result, main, progress
from stack import limit
from stack.counted import stored, wait_for
from stack.payloads import Payload, payloads
from stack.senders import OVER, Sent, send_all
from stack.up import Up, running

_TEACHES = """\
Starts a real `centspan up` on an empty folder and sends it LLM spans over OTLP/HTTP, then over
OTLP/gRPC: 30 attributes and about 1.3 kB each, no two alike, encoded before the clock runs. The
clock stops when a second client has counted every span in otel_traces and llm_calls. The limit is
a raw insert of the same rows, in ClickHouse's own format, into the same tables with all views.

examples:
  python benchmarks/ingest.py
  python benchmarks/ingest.py --spans 300000 --senders 4 --json results/ingest.json
"""
_CHAIN: str = "raw insert, same tables and views"
_BARE: str = "raw insert, otel_traces alone"
_BARS = (Bar(25_000), Bar(0.5, of=_CHAIN, goal=True))
_MEMORY_MB = 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """What one way in brought: spans a second from the first byte until all were counted."""

    rate: float
    sent: Sent
    lost: int
    doubled: int
    cpu_us: float
    """CPU time of the stack per span."""
    generator_us: float
    """CPU time of who sends, per span."""


def measure(options: argparse.Namespace) -> Result:
    """Send over each transport, then insert the same rows raw."""
    with tempfile.TemporaryDirectory(prefix="centspan-ingest-") as name:
        folder = Path(name)
        with running(folder / "store") as up:
            _stored(up, "OTLP/HTTP", payloads(options.batch, options.batch), 1)
            found = {over: _measured(up, over, options) for over in OVER}
            memory = up.memory()
            progress("the limit: reading the rows back")
            blocks = limit.native_blocks(up, options.spans, folder)
        progress("the limit: inserting them raw")
        limits = dict(zip((_CHAIN, _BARE), limit.speeds(folder / "limit", blocks), strict=True))
    figures = [_figure(over, each, limits) for over, each in found.items()]
    figures += [_cpu(over, each, limits) for over, each in found.items() if each.cpu_us]
    figures += [_loss(found), *_memory(memory)]
    return Result(tuple(figures), _notes(options, found, memory))


def _measured(up: Up, over: str, options: argparse.Namespace) -> Stored:
    progress(f"{over}: making {options.spans:,} spans")
    made = payloads(options.spans, options.batch)
    progress(f"{over}: sending {sum(len(each.body) for each in made) / 1e6:,.0f} MB")
    return _stored(up, over, made, options.senders)


def _stored(up: Up, over: str, made: Sequence[Payload], senders: int) -> Stored:
    address = up.otlp_http if over == "OTLP/HTTP" else up.otlp_grpc
    client = up.client()
    before, spans = stored(client), sum(each.spans for each in made)
    cpu, own, began = up.cpu_seconds(), time.process_time(), time.perf_counter()
    sent = send_all(over, address, made, senders)
    own = time.process_time() - own
    arrived = wait_for(client, before + spans) - before
    seconds, cpu = time.perf_counter() - began, up.cpu_seconds() - cpu
    return Stored(
        rate=arrived / seconds,
        sent=sent,
        lost=max(0, spans - arrived),
        doubled=max(0, arrived - spans),
        cpu_us=cpu / spans * 1e6,
        generator_us=own / spans * 1e6,
    )


def _cpu(over: str, found: Stored, limits: dict[str, limit.Speed]) -> Figure:
    """What tells on a busy machine as well."""
    return Figure(
        f"CPU of the stack, {over}",
        "µs a span",
        found.cpu_us,
        floor=(_CHAIN, limits[_CHAIN].cpu_us),
        peers={_BARE: limits[_BARE].cpu_us},
    )


def _figure(over: str, found: Stored, limits: dict[str, limit.Speed]) -> Figure:
    return Figure(
        f"stored end to end, {over}",
        "spans/s",
        found.rate,
        floor=(_CHAIN, limits[_CHAIN].rate),
        peers={_BARE: limits[_BARE].rate},
        bars=_BARS,
        better="more",
    )


def _loss(found: dict[str, Stored]) -> Figure:
    wrong = sum(each.lost + each.doubled for each in found.values())
    return Figure("acknowledged spans lost or doubled", "spans", wrong, bars=(Bar(0),))


def _memory(memory: dict[str, float]) -> list[Figure]:
    if not memory:
        return []
    return [
        Figure("memory of the stack at its peak", "MB", memory["VmHWM"], bars=(Bar(_MEMORY_MB),))
    ]


def _notes(
    options: argparse.Namespace, found: dict[str, Stored], memory: dict[str, float]
) -> tuple[str, ...]:
    kept = f"; the stack then held {memory['VmRSS']:,.0f} MB" if memory else ""
    return (
        (
            f"{options.spans:,} spans per transport in requests of {options.batch:,}, "
            f"{options.senders} senders on the same machine{kept}"
        ),
        *(
            f"{over}: acknowledged after {each.sent.seconds:.1f} s, {each.sent.repeated} requests "
            f"asked to come later; the generator took {each.generator_us:.0f} µs of CPU a span"
            for over, each in found.items()
        ),
    )


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    add("--spans", type=int, default=100_000, help="per transport (default 100,000)")
    add("--batch", type=int, default=1_000, help="spans in one request (default 1,000)")
    add(
        "--senders",
        type=int,
        default=10,
        help="connections that send at once (default 10, as the Collector's exporter)",
    )


if __name__ == "__main__":
    progress("ingest: spans stored a second")
    sys.exit(main(Benchmark("ingest", _TEACHES, measure, options_of)))
