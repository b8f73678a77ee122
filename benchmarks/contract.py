"""What every benchmark says: its name, ours, the floor, the peers, the ratios; a table and JSON.

All values of a figure come from one run on one machine, so that only their ratios are compared.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """What ours must reach: `limit` times the row `of`, or `limit` itself where `of` is empty."""

    limit: float
    of: str = ""
    goal: bool = False
    """A goal may be missed; a bar may not."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity: ours beside the floor (the best anyone could do here) and the peers."""

    name: str
    unit: str
    ours: float
    floor: tuple[str, float] | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    bars: tuple[Bar, ...] = ()
    better: Literal["less", "more"] = "less"

    @property
    def rows(self) -> dict[str, float]:
        """The floor and the peers by name."""
        return {**(dict([self.floor]) if self.floor else {}), **self.peers}


@dataclass(frozen=True, slots=True)
class Result:
    """What one run found; `notes` say how it was measured, `left_out` what was not, and why."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A script's name, what its --help teaches, its options and what it does with them."""

    name: str
    teaches: str
    measure: Callable[[argparse.Namespace], Result]
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def main(benchmark: Benchmark) -> int:
    """Measure, print the table, write the JSON; 1 where --strict and a bar is missed."""
    options = _parser(benchmark).parse_args()
    started = datetime.now(UTC).isoformat(timespec="seconds")
    result = benchmark.measure(options)
    print("\n".join(table(result)))
    if options.json:
        document = {"benchmark": benchmark.name, "started_at": started, "machine": machine()}
        document |= as_json(result)
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return int(options.strict and missed(result))


def progress(text: str) -> None:
    """Tell a person that something goes on; never part of the result."""
    print(text, file=sys.stderr, flush=True)


def missed(result: Result) -> bool:
    """Say whether a bar that could be checked, and is no goal, was not reached."""
    return any(
        reached(figure, bar) is False
        for figure in result.figures
        for bar in figure.bars
        if not bar.goal
    )


def reached(figure: Figure, bar: Bar) -> bool | None:
    """Say whether ours reaches the bar; None where the row it refers to was not measured."""
    if bar.of and bar.of not in figure.rows:
        return None
    limit = bar.limit * figure.rows[bar.of] if bar.of else bar.limit
    return figure.ours <= limit if figure.better == "less" else figure.ours >= limit


def as_json(result: Result) -> dict[str, object]:
    """Return figures with their ratios (ours ÷ the row), notes and what was left out."""
    return {
        "figures": [_figure(each) for each in result.figures],
        "notes": list(result.notes),
        "left_out": list(result.left_out),
    }


def table(result: Result) -> list[str]:
    """Return the lines for a terminal."""
    lines: list[str] = []
    for figure in result.figures:
        lines += ["", f"{figure.name} ({figure.unit}, {figure.better} is better)"]
        lines.append(_row("centspan", figure.ours))
        for name, value in figure.rows.items():
            floor = "  (floor)" if figure.floor and name == figure.floor[0] else ""
            lines.append(_row(name, value) + f"  ours = {_ratio(figure.ours, value)} ×{floor}")
        lines += [f"    {_bar_text(figure, bar)}: {_verdict(figure, bar)}" for bar in figure.bars]
    lines += ["", *result.notes]
    return lines + [f"left out: {each}" for each in result.left_out]


def machine() -> dict[str, object]:
    """Return what the numbers depend on besides the code."""
    return {
        "platform": platform.platform(),
        "python": platform.python_version(),
        "cpus": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def _parser(benchmark: Benchmark) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"benchmarks/{benchmark.name}.py",
        description=benchmark.teaches,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    benchmark.options(parser)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write figures and ratios here")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a bar is missed")
    return parser


def _figure(figure: Figure) -> dict[str, object]:
    floor = _named(*figure.floor, figure.ours) if figure.floor else None
    return {
        "name": figure.name,
        "unit": figure.unit,
        "better": figure.better,
        "ours": round(figure.ours, 4),
        "floor": floor,
        "peers": [_named(name, value, figure.ours) for name, value in figure.peers.items()],
        "bars": [
            {"bar": _bar_text(figure, bar), "goal": bar.goal, "reached": reached(figure, bar)}
            for bar in figure.bars
        ],
    }


def _named(name: str, value: float, ours: float) -> dict[str, object]:
    return {"name": name, "value": round(value, 4), "ratio": round(ours / value, 4) if value else 0}


def _row(name: str, value: float) -> str:
    return f"  {name:<42}{value:>12,.{_places(value)}f}"


def _places(value: float) -> int:
    return 0 if abs(value) >= 100 else 1


def _ratio(ours: float, value: float) -> str:
    return f"{ours / value:.2f}" if value else "–"


def _bar_text(figure: Figure, bar: Bar) -> str:
    kind = "goal" if bar.goal else "bar"
    sign = "≤" if figure.better == "less" else "≥"
    limit = f"{bar.limit:,.3g}" if bar.limit < 1000 else f"{bar.limit:,.0f}"
    return f"{kind} {sign} {limit} {f'× {bar.of}' if bar.of else figure.unit}"


def _verdict(figure: Figure, bar: Bar) -> str:
    return {True: "reached", False: "MISSED", None: "not checked"}[reached(figure, bar)]
