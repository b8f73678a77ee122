"""Back-tests of a time in which nothing changes: how many intervals cover what comes."""

import argparse
import sys
import tempfile
from pathlib import Path

from contract import Bar, Benchmark, Figure, Result, main, progress
from optimizing.stationary import Stationary, stationary

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.optimizer.backtest.checked import Backtest
from centspan.optimizer.backtest.replay import backtest
from centspan.optimizer.tuning import tuned

_TEACHES = """\
Fills a study with features whose calls are drawn alike over 20 days, of users by Zipf's law who have habits of their own,
finds a cap for each in the first ten days and carries it out on the rest. Once the same users ask in both halves, once
others of the same kind; with 30 and with 150 of them. Told is how many of the intervals cover what comes.

examples:
  python benchmarks/backtest.py
  python benchmarks/backtest.py --features 300
"""
USERS = (30, 150)
LEAST = 90


def measure(options: argparse.Namespace) -> Result:
    """Every kind of time."""
    figures: list[Figure] = []
    notes: list[str] = []
    every = [(users, anew) for users in USERS for anew in (False, True)]
    with tempfile.TemporaryDirectory(prefix="centspan-backtest-") as folder:
        engine = Engine(Path(folder) / "store")
        with engine.client() as client:
            migrate(client)
            for users, anew in every:
                name = f"{users} users, {'others' if anew else 'the same'} in the rest"
                wanted = Stationary(options.features, users=users, anew=anew)
                found = _tested(client, wanted)
                covered, known = found.covered
                own, of = found.own_cover
                progress(f"{name}: {covered} of {known}, of the proposals' own {own} of {of}")
                figures.append(_figure(name, 100 * covered / known))
                notes.append(f"{name}: the proposals' own intervals cover {own} of {of}")
        engine.close()
    return Result(tuple(figures), tuple(notes))


def _tested(client, wanted: Stationary) -> Backtest:
    with stationary(client, wanted) as study:
        return backtest(study, tuned(["cap.tokens=512"], ["cap"]))


def _figure(name: str, share: float) -> Figure:
    return Figure(f"covered, {name}", "%", share, bars=(Bar(LEAST),), better="more")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--features", type=int, default=150, help="of each kind (default 150)")


if __name__ == "__main__":
    sys.exit(main(Benchmark("backtest", _TEACHES, measure, _options)))
