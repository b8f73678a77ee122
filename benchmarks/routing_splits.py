"""Routing: over random splits of outcome tables, what is foretold from one half against what the other half shows."""

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from contract import Bar, Benchmark, Figure, Result, main, progress
from outcome_tables import Outcomes, generated, read

from centspan.collector.engine import Engine
from centspan.collector.importing.options import Options
from centspan.collector.importing.run import import_file
from centspan.collector.migrate import migrate
from centspan.collector.roll import roll
from centspan.optimizer.levers.route import Route
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import study

_TEACHES = """\
Splits every table in two at random, again and again. One half is imported as calls of the dearest model and as
verdicts on all models; what `route` foretells from it is held against the other half. Told are how often it proposes,
by how much its loss is off (in the mean, and in the mean of amounts), how often its interval holds the truth, and by how
much its saving is off. Six tables are generated: all other models weak (by 60 names of classes, or more or less by class, as well),
one cheaper and better, all alike, one as good at a class of work.

examples:
  python benchmarks/routing_splits.py
  python benchmarks/routing_splits.py table.csv other.csv --splits 30
"""
_NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
_USERS = 200


@dataclass(frozen=True, slots=True)
class _Checked:
    """One proposal beside the truth, in points."""

    miss: float
    error: float
    """The standard error of what the interval is of."""
    held: bool
    saving_miss: float
    what: str


def measure(options: argparse.Namespace) -> Result:
    """Check every table."""
    tables = [*map(read, options.tables), *generated(options.seed)]
    checked = {table.name: list(_checked(table, options)) for table in tables}
    figures = [each for name, found in checked.items() if found for each in _figures(name, found)]
    notes = [_note(name, found, options.splits) for name, found in checked.items()]
    return Result(tuple(figures), tuple(notes))


def _checked(table: Outcomes, options: argparse.Namespace) -> Iterator[_Checked]:
    progress(f"{table.name}: {len(table.score):,} requests, models {', '.join(table.models)}")
    chosen = np.random.default_rng(options.seed)
    size = len(table.score)
    halves = [chosen.permutation(size) for _ in range(options.splits)]
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder) / "store")
        try:
            client = engine.client()
            migrate(client)
            _fill(client, Path(folder), table, [half[: size // 2] for half in halves])
            with study(client, _NOON - timedelta(days=10), _NOON) as studied:
                lever = Route(most_loss=options.most_loss)
                for each in lever.examine(studied):
                    if isinstance(each, Proposal):
                        number = int(each.scope["feature"].removeprefix("split-"))
                        yield _against(each, table, halves[number][size // 2 :])
                    elif options.why:
                        progress(f"  {dict(each.scope)}: {each.why}")
        finally:
            engine.close()


def _against(said: Proposal, table: Outcomes, rest: Any) -> _Checked:
    instead = table.models.index(said.do["model"])
    classes = said.do.get("classes")
    moved = np.array([not classes or table.classes[row] in classes for row in rest])
    lost, saved = table.truth(rest, instead, moved)
    low, high = said.figures["loss_low"], said.figures["loss_high"]
    return _Checked(
        100 * (said.figures["loss"] - lost),
        100 * (high - low) / 2 / 1.96,
        low <= lost <= high,
        100 * (float(said.figures["saved_share"]) - saved),
        f"{said.figures['strategy']} to {said.do['model']}",
    )


def _fill(client: Any, folder: Path, table: Outcomes, halves: list[Any]) -> None:
    calls, verdicts = folder / "calls.csv", folder / "verdicts.csv"
    with calls.open("w", newline="") as call_file, verdicts.open("w", newline="") as verdict_file:
        _write(call_file, verdict_file, table, halves)
    bills = {"recorded_by": "gateway", "provider": "table"}
    for path, said in ((calls, Options(fixed=bills)), (verdicts, Options(format="evaluations"))):
        done = import_file(client, str(path), said, lambda reject: None)
        progress(f"  {path.name}: {done.rows:,} rows")
    roll(client, settle_seconds=-2)


def _write(call_file: TextIO, verdict_file: TextIO, table: Outcomes, halves: list[Any]) -> None:
    calls, verdicts = csv.writer(call_file), csv.writer(verdict_file)
    tokens = ("input_tokens", "output_tokens")
    calls.writerow(("started_at", "feature", "model", "user_id", "item_id", "cost_usd", *tokens))
    verdicts.writerow(
        ("judged_at", "feature", "class", "model", "item_id", "score", "cost_usd", *tokens)
    )
    usual = table.usual
    for number, half in enumerate(halves):
        for place, row in enumerate(half.tolist()):
            item, feature = f"item-{row}", f"split-{number}"
            at = (_NOON - timedelta(days=9) + timedelta(days=8) * (place / len(half))).isoformat()
            bill = (f"{table.usd[row, usual]:.12f}", *_tokens(table, row, usual))
            calls.writerow((at, feature, table.models[usual], f"u-{row % _USERS}", item, *bill))
            for column, model in enumerate(table.models):
                said = (f"{table.usd[row, column]:.12f}", *_tokens(table, row, column))
                score = table.score[row, column]
                verdicts.writerow((at, feature, table.classes[row], model, item, score, *said))


def _tokens(table: Outcomes, row: int, column: int) -> tuple[int | str, int | str]:
    read, made = table.input_tokens[row, column], table.output_tokens[row, column]
    return (int(read), int(made)) if read + made else ("", "")


def _figures(name: str, found: list[_Checked]) -> Iterator[Figure]:
    misses = np.array([each.miss for each in found])
    error = float(np.mean([each.error for each in found]))
    chance = max(0.2, 2 * error / len(found) ** 0.5)
    yield Figure(f"{name}: mean error", "points", abs(float(misses.mean())), bars=(Bar(chance),))
    most = max(0.6, 2 * error)
    mean = float(np.abs(misses).mean())
    yield Figure(f"{name}: mean absolute error", "points", mean, bars=(Bar(most),))
    held = 100 * float(np.mean([each.held for each in found]))
    yield Figure(f"{name}: intervals that hold", "%", held, bars=(Bar(88),), better="more")
    saved = float(np.abs([each.saving_miss for each in found]).mean())
    yield Figure(f"{name}: saving off", "points", saved, bars=(Bar(1),))


def _note(name: str, found: list[_Checked], splits: int) -> str:
    what = sorted({each.what for each in found})
    said = ", ".join(f"{sum(e.what == w for e in found)} x {w}" for w in what)
    return f"{name}: proposes in {len(found)} of {splits} splits{': ' + said if said else ''}"


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tables", nargs="*", type=Path, help="CSV files (see outcome_tables.py)")
    parser.add_argument("--splits", type=int, default=30, help="of each table (default 30)")
    parser.add_argument("--most-loss", type=float, default=0.01, help="default 0.01")
    parser.add_argument("--why", action="store_true", help="say why nothing is proposed")
    parser.add_argument("--seed", type=int, default=1, help="default 1")


if __name__ == "__main__":
    sys.exit(main(Benchmark("routing_splits", _TEACHES, measure, _options)))
