"""How spans are stored and boards answer while `centspan up` pulls every lever on a million calls, and while it does not."""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clickhouse_connect.driver.httputil import get_pool_manager
from contract import Benchmark, Figure, Result, main, progress
from optimizing.calls import fill
from stack.payloads import Payload, payloads
from stack.senders import over_http
from stack.up import Up, running

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.query import load
from centspan.dashboards.boards import BOARDS

_TEACHES = """\
Fills a store with calls of 30 days up to yesterday (as optimizer.py does), starts a real `centspan up` on it and sends spans
over OTLP/HTTP at a steady pace while another client asks the overview's questions over a day, one after the other: first
alone, then while the optimizer's job, in the same process, studies every call, pulls every lever and carries the plan out.

examples:
  python benchmarks/beside_optimizer.py
  python benchmarks/beside_optimizer.py --calls 200000 --pace 500 --json results/beside_optimizer.json
"""
_SPANS = 500
"""In a request."""
_LAUNCH = """
import sys
from datetime import timedelta
from centspan.deploy.stack import optimizing
from centspan.deploy.cli import main
optimizing.LOOK_SECONDS, optimizing.SETTLE = 1.0, timedelta(seconds={settle})
sys.exit(main(sys.argv[1:]))
"""
_STUDIES = "SELECT count() FROM system.tables WHERE name LIKE 'optimizer_study%'"
_PLANS = "SELECT count() FROM plans"
_REST = 0.1
"""Seconds between two questions."""


@dataclass(slots=True)
class Seen:
    """Milliseconds of each request until it was stored, and of each question, of one phase; how often one had to come again."""

    sent: list[float] = field(default_factory=list[float])
    asked: list[float] = field(default_factory=list[float])
    refused: int = 0
    seconds: float = 0.0
    cores: float = 0.0
    ended: bool = True


def measure(options: argparse.Namespace) -> Result:
    """Fill, start, look at both phases."""
    if options.store:
        return _measured(options.store, options)
    with tempfile.TemporaryDirectory(prefix="centspan-beside-") as folder:
        return _measured(Path(folder) / "store", options)


def _measured(store: Path, options: argparse.Namespace) -> Result:
    if not store.exists():
        _fill(store, options.calls)
    made = payloads(options.requests * _SPANS, _SPANS)
    with running(store, ("-c", _LAUNCH.format(settle=options.alone))) as up:
        client = up.client()
        client.command(
            "TRUNCATE TABLE proposals"
        )  # of a store that is used again: a day has not passed
        calls = client.command("SELECT count() FROM llm_calls")
        alone, beside = _phases(up, made, options)
        memory = up.memory()
    figures = (
        *_figures("a request is stored", alone.sent, beside.sent),
        *_figures("a question of the overview is answered", alone.asked, beside.asked),
        Figure("sent again", "requests", beside.refused, peers={"alone": alone.refused}),
        Figure("cores the stack had", "", beside.cores, peers={"alone": alone.cores}),
        Figure("the optimizer's run", "s", beside.seconds),
        *([Figure("memory of the stack at its peak", "MB", memory["VmHWM"])] if memory else []),
    )
    return Result(
        figures,
        (
            (
                f"{calls:,} calls; {options.pace:,} spans a second in requests of {_SPANS}; "
                f"{len(alone.sent)} and {len(beside.sent)} requests, {len(alone.asked)} and {len(beside.asked)} questions"
                f"{'' if beside.ended else '; the optimizer had not ended'}"
            ),
        ),
    )


def _fill(store: Path, calls: int) -> None:
    engine = Engine(store)
    with engine.client() as client:
        migrate(client)
        fill(client, calls, (datetime.now(UTC) - timedelta(days=1)).date())
    engine.close()


def _phases(up: Up, made: Sequence[Payload], options: argparse.Namespace) -> tuple[Seen, Seen]:
    seen, stop = [Seen(), Seen()], threading.Event()

    def phase() -> Seen:
        return seen[-1] if working.is_set() else seen[0]

    working = threading.Event()
    client = up.client()
    before = client.command(_PLANS)
    threads = [
        threading.Thread(target=_send, args=(up, made, options.pace, phase, stop)),
        threading.Thread(target=_ask, args=(up, phase, stop)),
    ]
    for thread in threads:
        thread.start()
    with _told(seen[0], up):
        if not _until(lambda: client.command(_STUDIES) > 0, options.longest):
            raise RuntimeError(f"the optimizer's job did not begin in {options.longest:.0f} s")
    progress(f"the optimizer began after {seen[0].seconds:.0f} s")
    working.set()
    with _told(seen[1], up):
        seen[1].ended = _until(lambda: client.command(_PLANS) > before, options.longest)
    stop.set()
    for thread in threads:
        thread.join()
    return seen[0], seen[1]


@contextmanager
def _told(seen: Seen, up: Up) -> Iterator[None]:
    """How long a phase took, and what of a core the stack had in it."""
    began, cpu = time.monotonic(), up.cpu_seconds()
    yield
    seen.seconds = time.monotonic() - began
    seen.cores = (up.cpu_seconds() - cpu) / seen.seconds


def _until(reached: Callable[[], bool], longest: float) -> bool:
    began = time.monotonic()
    while not (now := reached()) and time.monotonic() - began < longest:
        time.sleep(0.2)
    return now


def _send(
    up: Up, made: Sequence[Payload], pace: int, phase: Callable[[], Seen], stop: threading.Event
) -> None:
    """A request whenever one is due, at the latest when the one before it is stored."""
    began = time.monotonic()
    with over_http(up.otlp_http) as send:
        for number, payload in enumerate(made):
            due = began + number * _SPANS / pace
            if stop.wait(max(0.0, due - time.monotonic())):
                return
            into, sent = phase(), time.monotonic()
            while not send(payload.body):
                into.refused += 1
                time.sleep(_REST)
            into.sent.append((time.monotonic() - sent) * 1e3)
    progress("all requests were sent before the optimizer had ended: --requests makes more")


def _ask(up: Up, phase: Callable[[], Seen], stop: threading.Event) -> None:
    client = up.client(pool_mgr=get_pool_manager())
    (overview,) = (board for board in BOARDS if board.uid == "overview")
    panels = [panel for row in overview.rows for panel in row.panels]
    while not stop.is_set():
        for panel in panels:
            began = time.monotonic()
            _answer(client, panel)
            phase().asked.append((time.monotonic() - began) * 1e3)
            if stop.wait(_REST):
                return


def _answer(client: Any, panel: Any) -> None:
    question = load(panel.question)
    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    texts = {name: "" for name, kind in question.parameters.items() if kind == "String"}
    said = {"start": end - timedelta(days=1), "end": end, "grain": 3600, **panel.values}
    _ = question.answer(client, {}, **{**texts, **said}).result_rows


def _figures(what: str, alone: list[float], beside: list[float]) -> tuple[Figure, ...]:
    middle = Figure(
        what, "ms", statistics.median(beside), peers={"alone": statistics.median(alone)}
    )
    slow = Figure(f"{what}, 95 %", "ms", _slow(beside), peers={"alone": _slow(alone)})
    return middle, slow


def _slow(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path, help="keep the store here, or take what is there")
    parser.add_argument("--pace", type=int, default=1_000, help="spans a second")
    parser.add_argument("--requests", type=int, default=600, help="that are made before")
    parser.add_argument(
        "--longest", type=float, default=900.0, help="seconds to wait for the optimizer's end"
    )
    parser.add_argument("--alone", type=float, default=45.0, help="seconds before the optimizer")


if __name__ == "__main__":
    sys.exit(main(Benchmark("beside_optimizer", _TEACHES, measure, _options)))
