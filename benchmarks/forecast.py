"""The forecast: how many simulated months end inside its 80 % interval, and how far off it is."""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from contract import Bar, Benchmark, Figure, Result, main, progress
from months import Answer, answers, simulated

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate

_TEACHES = """\
Simulates daily spend (a week's season, a trend, noise that lasts, spikes) and asks the question
`forecast` about the month's end on days 5 to 25, as it stands in the store, its days read from a table.
Told are the share of months that end inside the interval, which is to be 80 %, how wide it is and how
far off the forecast, for mixed months and for those of one kind.

examples:
  python benchmarks/forecast.py
  python benchmarks/forecast.py --months 1000 --seed 7
"""
_KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("mixed", {}),
    ("noise 3 %", {"noise": (0.03, 0.03)}),
    ("noise 10 %", {"noise": (0.1, 0.1)}),
    ("noise 20 %", {"noise": (0.2, 0.2)}),
    ("noise 40 %", {"noise": (0.4, 0.4)}),
    ("shrinking 0.5 % a day", {"trend": (-0.005, -0.005)}),
    ("steady", {"trend": (0, 0)}),
    ("growing 1 % a day", {"trend": (0.01, 0.01)}),
    ("no spikes", {"spikes": 0.0}),
    ("many spikes", {"spikes": 0.1}),
    ("25 days of history", {"history": (25, 25)}),
    ("40 days of history", {"history": (40, 40)}),
    ("70 days of history", {"history": (70, 70)}),
    ("180 days of history", {"history": (180, 180)}),
)
_BARS = {"mixed": (Bar(72),)}
"""Per cent; the upper end, 88, is looked at in the table."""


def measure(options: argparse.Namespace) -> Result:
    """Ask about each kind of months."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder) / "store")
        try:
            client = engine.client()
            migrate(client)
            told = {kind: _told(client, kind, how, options) for kind, how in _KINDS}
        finally:
            engine.close()
    figures = tuple(_figure(kind, each) for kind, each in told.items())
    notes = (f"{options.months} simulated months a kind, seed {options.seed}", *_notes(told))
    return Result(figures, notes)


def _told(client: Any, kind: str, how: dict[str, Any], options: argparse.Namespace) -> list[Answer]:
    progress(f"asking about {options.months} months: {kind}")
    return list(answers(client, simulated(options.seed, options.months, **how)))


def _figure(kind: str, told: list[Answer]) -> Figure:
    return Figure(
        f"months that end inside the 80 % interval: {kind}",
        "%",
        100 * sum(each.covered for each in told) / len(told),
        floor=("meant", 80.0),
        bars=_BARS.get(kind, ()),
        better="more",
    )


def _notes(told: dict[str, list[Answer]]) -> list[str]:
    return [
        f"{kind}: median width of the interval {median(map(_width, each)):.0%} of the forecast, "
        f"median error {median(map(_error, each)):.1%} of the month"
        for kind, each in told.items()
    ]


def _width(answer: Answer) -> float:
    return ((answer.high or 0.0) - (answer.low or 0.0)) / answer.forecast


def _error(answer: Answer) -> float:
    return abs(answer.forecast / answer.month.total - 1)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--months", type=int, default=500, help="months of each kind (default 500)")
    parser.add_argument("--seed", type=int, default=1, help="default 1")


if __name__ == "__main__":
    sys.exit(main(Benchmark("forecast", _TEACHES, measure, _options)))
