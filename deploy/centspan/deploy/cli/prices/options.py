"""Options and small things that several price commands share."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from centspan.deploy.cli.options import data_folder, moment

if TYPE_CHECKING:
    from centspan.collector.prices.sources import Sources


EMBEDDED = "chdb://"


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add --prices."""
    parser.add_argument(
        "--prices",
        type=Path,
        metavar="FILE",
        help="your own prices, discounts and aliases, laid over the shipped ones "
        "(default: $CENTSPAN_PRICES, else prices.toml in the local stack's data folder)",
    )


def sources_of(args: argparse.Namespace) -> "Sources":
    """Open what prices are looked up in, the same as `centspan up` does; raises CentspanError if bad."""
    from centspan.collector.prices.sources import load_sources, own_file

    return load_sources(own_file(args.prices, _data(getattr(args, "dsn", None))))


def _data(dsn: str | None) -> Path:
    """Where `centspan up` keeps its data, as far as can be told from here."""
    store = dsn or os.environ.get("CENTSPAN_DSN") or ""
    return Path(store[len(EMBEDDED) :]) if store.startswith(EMBEDDED) else data_folder(None)


def add_at(parser: argparse.ArgumentParser) -> None:
    """Add --at."""
    parser.add_argument("--at", default="", help="a date or time, or 30d ago (default: now)")


def at_of(text: str) -> datetime:
    """Read --at; now where it is empty."""
    now = datetime.now(UTC).replace(microsecond=0)
    return moment(text, now) if text else now


def who() -> str:
    """Who changes the book: the user of this shell."""
    try:
        return os.environ.get("CENTSPAN_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return f"user {os.getuid()}"


def counter(what: str) -> Callable[[int, int], None]:
    """Tell a person at a terminal how far long work is; nobody else."""

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty() and (done % 25 == 0 or done == of):
            end = "\n" if done == of else ""
            print(f"\r{what}: {done} of {of}", end=end, file=sys.stderr, flush=True)

    return tell
