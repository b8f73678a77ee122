"""Imports files one after the other for the command line."""

import argparse
import re
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from centspan.collector.importing.format import load_format
from centspan.collector.importing.moments import DAY
from centspan.collector.importing.options import Options
from centspan.collector.importing.result import Rejected
from centspan.collector.importing.rows import as_json
from centspan.collector.importing.run import import_file
from centspan.collector.importing.settings import Rate
from centspan.collector.importing.shift import shift_to
from centspan.collector.importing.taking import Reject
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import Sources, load_sources, own_file
from centspan.collector.roll import roll
from centspan.deploy.cli.options import UNITS
from centspan.deploy.tables.imported import Imported
from centspan.instrumentation.errors import CentspanError

MANY_HOURS = 168
"""Hours from which rolling takes so long that a person should know of it."""


def import_files(client: Any, args: argparse.Namespace) -> Imported:
    """Import `args.files` as the command line says."""
    began = monotonic()
    options = _options(args)
    with _rejects(args.rejects) as reject, _watched(args) as watch:
        results = tuple(
            import_file(client, path, options, reject, watch(path)) for path in args.files
        )
    now = _price_and_roll(client, args.prices) if args.now and not args.dry_run else ""
    return Imported(results, options.shift, monotonic() - began, now)


def _options(args: argparse.Namespace) -> Options:
    mapped, fixed = dict(args.map), dict(args.set)
    return Options(
        format=args.format,
        mapped=mapped,
        fixed=fixed,
        id_columns=tuple(name.strip() for name in args.id.split(",") if name.strip()),
        shift=_shift(args, mapped, fixed),
        unit=args.time_unit,
        keep_users=args.keep_user_ids,
        keep_prompts=args.keep_prompts,
        copy=args.copy,
        replace=args.replace,
        dry_run=args.dry_run,
        rates=_rates(args.prices),
    )


def _shift(args: argparse.Namespace, mapped: dict[str, str], fixed: dict[str, str]) -> int:
    if args.time_shift:
        return span(args.time_shift)
    if not args.shift_to:
        return 0
    day = datetime.fromisoformat(args.shift_to).replace(tzinfo=UTC)
    day_us = int(day.timestamp()) * 1_000_000 // DAY * DAY
    return shift_to(day_us, args.files, load_format(args.format), mapped, fixed, args.time_unit)


def span(text: str) -> int:
    """Read `365d` or `-12h`, in microseconds. Raises CentspanError."""
    found = re.fullmatch(r"([+-]?\d{1,6})([mhdw])", text)
    if not found:
        raise CentspanError(f"--time-shift: expected a span such as 365d or -12h, found {text!r}")
    return int(found[1]) * int(UNITS[found[2]].total_seconds()) * 1_000_000


def _rates(path: str | None) -> tuple[Rate, ...]:
    file = own_file(Path(path) if path else None)
    sources = load_sources(file, corrections=False) if file else Sources()
    return tuple(
        Rate(rate.currency, rate.usd, int(rate.starts.timestamp()) * 1_000_000)
        for each in sources.files
        for rate in each.rates
    )


@contextmanager
def _rejects(path: str | None) -> "Generator[Reject]":
    if path is None:
        yield lambda rejected: None
        return
    try:
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield lambda rejected: _write(file, rejected)
    except OSError as error:
        raise CentspanError(f"--rejects: {path} cannot be written: {error.strerror}") from error


def _write(file: Any, rejected: Rejected) -> None:
    row = {"file": rejected.file, "row": rejected.row.number, "reasons": rejected.reasons}
    print(as_json({**row, "values": rejected.row.values}), file=file)


@contextmanager
def _watched(args: argparse.Namespace) -> Generator[Callable[[str], Callable[[int, float], None]]]:
    """A bar on standard error, where a person looks at it."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=args.json or not console.is_terminal) as bar:

        def watch(path: str) -> Callable[[int, float], None]:
            task = bar.add_task(Path(path).name, total=1.0, rows=0)
            return lambda rows, share: bar.update(task, completed=share, rows=rows)

        yield watch


def _price_and_roll(client: Any, prices: str | None) -> str:
    sources = load_sources(own_file(Path(prices) if prices else None))
    hours = client.query("SELECT count() FROM hour_states WHERE dirty").result_rows[0][0]
    if hours >= MANY_HOURS:
        print(
            f"pricing and rolling up the calls of {hours:,} hours: for a year it is minutes",
            file=sys.stderr,
        )
    priced, rolled = resolve(client, sources), roll(client, settle_seconds=0)
    done = f"{priced.priced} new names priced, {rolled.judged_hours} hours judged"
    return f"{done}; {rolled.problem()}" if rolled.unjudged else done
