"""What it costs to judge every rule: time and CPU of each question over millions of calls."""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from contract import Bar, Benchmark, Figure, Result, main, progress
from stack import traffic

from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.alerts.budgets.suggest import suggest
from centspan.alerts.evaluate import judge
from centspan.alerts.rule import Rule
from centspan.alerts.rules import RULES
from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate

_TEACHES = """\
Makes calls inside the engine (20 features, 8 models, 2,000 tenants, 90 days; as boards.py), lets budgets stand (those
that `centspan alerts suggest` writes, one for each of forty tenants, a goal, limits) and judges every rule at twenty
minutes to seven in the evening. Figures are the median CPU of all threads, in ms; beside them the time on the clock,
and how much of one core the rule takes at its pace.

examples:
  python benchmarks/alert_speed.py                                  # 2 million calls
  python benchmarks/alert_speed.py --data FOLDER/calls-100000000    # a store of boards.py; budgets are put into it
"""
DAYS = 90
EVENING = timedelta(hours=5, minutes=20)
TENANTS = 40
BARS = {2_000_000: 300, 100_000_000: 1000}
"""Calls, and the CPU in ms that a question over as many may take."""
WRITTEN = """
[[goal]]
id = "ter-0"
scope = { feature = "feature-0" }
ter = 0.2

[[task_limit]]
scope = { feature = "feature-0" }
usd = 5

[[token_budget]]
section = "total"
tokens = 100_000
"""


def measure(options: argparse.Namespace) -> Result:
    """Fill what is not there yet, then judge."""
    if options.data:
        return _measured(options.data, options)
    with tempfile.TemporaryDirectory(prefix="centspan-alert-speed-") as folder:
        return _measured(Path(folder) / "store", options)


def _measured(folder: Path, options: argparse.Namespace) -> Result:
    engine = Engine(folder)
    with engine.client() as client:
        at = _filled(client, options.calls)
        calls = client.command("SELECT count() FROM llm_calls")
        _budgets(client, at)
        asked = [each for each in RULES if not options.rules or each.id in options.rules]
        figures = [_figure(client, each, at, calls, options.rounds) for each in asked]
    engine.close()
    pace = sum(figure.peers["of a core, at its pace, %"] for figure in figures)
    cpu, clock = (
        f"{sum(each):,.0f} ms"
        for each in zip(*((one.ours, one.peers["clock, ms"]) for one in figures), strict=True)
    )
    notes = (
        f"{calls:,} calls, judged {options.rounds} times in a row",
        f"all {len(figures)} rules once: {cpu} of CPU, {clock}; at their paces {pace:.1f} % of a core",
    )
    return Result(tuple(figures), notes)


def _filled(client: Any, calls: int) -> datetime:
    if not client.command("EXISTS TABLE llm_calls"):
        migrate(client)
        traffic.fill(client, calls, date.today() - timedelta(days=1), DAYS)
    last = date.fromisoformat(str(client.command("SELECT toDate(max(hour)) FROM rolled_hours")))
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1) - EVENING


def _budgets(client: Any, at: datetime) -> None:
    tenants = "".join(
        f'[[budget]]\nid = "tenant-{n}"\nscope = {{ tenant = "tenant-{n}" }}\namount = 1000\nperiod = "month"\n'
        for n in range(TENANTS)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budgets.toml"
        path.write_text(suggest(client, at) + WRITTEN + tenants, "utf-8")
        store(client, read(path), "the benchmark")


def _figure(client: Any, rule: Rule, at: datetime, calls: int, rounds: int) -> Figure:
    judge(client, rule, at)
    took = [_took(client, rule, at) for _ in range(rounds)]
    clock, cpu = (statistics.median(each) * 1000 for each in zip(*took, strict=True))
    progress(f"{rule.id:24}{cpu:8.0f} ms of CPU {clock:8.0f} ms")
    return Figure(
        rule.id,
        "ms of CPU",
        cpu,
        peers={
            "clock, ms": clock,
            "of a core, at its pace, %": cpu / rule.every.total_seconds() / 10,
        },
        bars=tuple(Bar(bar) for size, bar in BARS.items() if size * 0.9 < calls < size * 1.1),
    )


def _took(client: Any, rule: Rule, at: datetime) -> tuple[float, float]:
    began, spent = time.perf_counter(), _cpu()
    judge(client, rule, at)
    return time.perf_counter() - began, _cpu() - spent


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    add("--data", type=Path, metavar="DIR", help="a store of boards.py")
    add("--calls", type=int, default=2_000_000, help="without one (default 2,000,000)")
    add("--rounds", type=int, default=5, help="how often each rule is judged (default 5)")
    add("--rules", nargs="*", metavar="RULE", help="default: all")


if __name__ == "__main__":
    progress("alert_speed: what it costs to judge every rule")
    sys.exit(main(Benchmark("alert_speed", _TEACHES, measure, options_of)))
