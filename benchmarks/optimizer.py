"""How soon levers answer over ten million calls, in how much memory, and whether they answer as plain loops do."""

import argparse
import gc
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from contract import Bar, Benchmark, Figure, Result, main, progress
from optimizing.brute import BRUTE, read, share
from optimizing.calls import DAYS, fill

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.prices.sources import load_sources
from centspan.optimizer.levers import LEVERS
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import study

_TEACHES = """\
Makes calls inside the engine (20 features, 8 models, 5,000 users, 30 days; prompts of 4 to 13 blocks, requests that are
made again, retries, jobs, tools, verdicts), copies them into a study and pulls the levers route, prompt_cache, cache_exact,
batch, cap, retry and trim, each size in a process of its own. Then the proposals on the first calls of a smaller store
are worked out by plain loops over single calls, and compared.

examples:
  python benchmarks/optimizer.py --calls 200000 --growth 100000
  python benchmarks/optimizer.py --store /somewhere/with/10-GB   # made once, kept, used again
"""
MEASURED = ("route", "prompt_cache", "cache_exact", "batch", "cap", "retry", "trim")
_OURS = tuple(lever for lever in LEVERS if lever.id in MEASURED)
LAST = date(2026, 11, 20)


def measure(options: argparse.Namespace) -> Result:
    """Fill what is not there yet, then pull."""
    if options.store:
        return _measured(options.store, options)
    with tempfile.TemporaryDirectory(prefix="centspan-optimizer-") as folder:
        return _measured(Path(folder), options)


def _measured(folder: Path, options: argparse.Namespace) -> Result:
    figures: list[Figure] = []
    for calls in sorted({*options.growth, options.calls}):
        store, largest = _filled(folder / f"calls-{calls}", calls), calls == options.calls
        seconds, busy, megabytes, each = _apart(store)
        figures.append(
            _figure(f"study and levers, {calls:,} calls", "s", seconds, 60 if largest else 0)
        )
        figures.append(_figure(f"processor time, {calls:,} calls", "s", busy, 0))
        figures.append(_figure(f"memory, {calls:,} calls", "MB", megabytes, 4000 if largest else 0))
        progress(
            f"{calls:,} calls: {seconds:.1f} s, {busy:.1f} s of processors, {megabytes:.0f} MB: {each}"
        )
    differs, compared = _beside_loops(_filled(folder / f"calls-{options.slice}", options.slice))
    figures.append(
        Figure("largest difference from plain loops", "of a share", differs, bars=(Bar(1e-9),))
    )
    return Result(
        tuple(figures), (f"{compared} proposals on {options.slice:,} calls worked out by loops",)
    )


def _figure(name: str, unit: str, ours: float, limit: float) -> Figure:
    return Figure(name, unit, ours, bars=(Bar(limit),) if limit else ())


def _filled(folder: Path, calls: int) -> Path:
    """A store with `calls`; one that is complete says so by a file beside it."""
    done = folder.with_suffix(".filled")
    if not done.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        engine = Engine(folder)
        with engine.client() as client:
            migrate(client)
            fill(client, calls, LAST)
        engine.close()
        done.write_text(f"{LAST}\n")
    return folder


def _apart(store: Path) -> tuple[float, float, float, str]:
    """Seconds, seconds of processors and megabytes of a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, __file__, "--pull", str(store)], capture_output=True, text=True, check=True
    )
    seconds, busy, megabytes, each = done.stdout.strip().splitlines()[-1].split(" ", 3)
    return float(seconds), float(busy), float(megabytes), each


def _pull(store: Path) -> None:
    engine, told = Engine(store), []
    with engine.client() as client:
        began, busy = time.monotonic(), time.process_time()
        last = began
        with _study(client) as calls:
            for name, lever in (("study", None), *((lever.id, lever) for lever in _OURS)):
                _ = list(lever.examine(calls)) if lever else []
                last, since = time.monotonic(), last
                told.append(f"{name} {last - since:.1f}")
        seconds, busy = time.monotonic() - began, time.process_time() - busy
    engine.close()
    print(seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, ", ".join(told))


def _beside_loops(store: Path) -> tuple[float, int]:
    """The largest difference of a saved share, and how many were compared."""
    engine = Engine(store)
    with engine.client() as client, _study(client) as calls:
        told = [p for lever in _OURS if lever.id in BRUTE for p in lever.examine(calls)]
        plain = read(client, calls.end)
    engine.close()
    gc.collect()
    proposals = [p for p in told if isinstance(p, Proposal) and p.evidence == "replayed"]
    differences = {p.id: abs(p.saved_share - share(plain, p)) for p in proposals}
    for p in proposals:
        if differences[p.id] > Decimal("1e-9"):
            progress(f"differs by {differences[p.id]:.3g}: {p.lever} {p.scope} {p.change}")
    return float(max(differences.values())), len(differences)


def _study(client):
    end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) + timedelta(days=1)
    return study(client, end - timedelta(days=DAYS), end, sources=load_sources())


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=10_000_000)
    parser.add_argument("--growth", type=_numbers, default=(1_000_000, 3_000_000), metavar="N,N")
    parser.add_argument("--slice", type=int, default=200_000, help="calls that loops go over")
    parser.add_argument("--store", type=Path, help="keep the stores here, or take what is there")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(",") if each)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pull"]:
        sys.exit(_pull(Path(sys.argv[2])))
    sys.exit(main(Benchmark("optimizer", _TEACHES, measure, _options)))
