"""Options that several commands share."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from centspan.instrumentation.errors import CentspanError

DEMO_SDKS = ("openai", "anthropic")
"""What only the demo needs: its sample apps talk with them."""
SCOPE = ("environment", "feature", "tenant", "team", "user", "model", "route")
"""Dimensions that a command can be limited to."""
UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def add_command(
    subparsers: Any,
    name: str,
    summary: str,
    examples: str,
) -> argparse.ArgumentParser:
    """Add a subcommand whose help ends in examples."""
    return subparsers.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add --dsn."""
    parser.add_argument(
        "--dsn",
        metavar="DSN",
        help="the store: http://host:port, clickhouse://user:password@host:port/database or "
        "chdb:///path (default: $CENTSPAN_DSN, else the local stack)",
    )


def data_folder(given: str | None) -> Path:
    """Where the local stack keeps its data: the folder given, else $CENTSPAN_DATA, else ./centspan-data."""
    return Path(given or os.environ.get("CENTSPAN_DATA") or "centspan-data")


def add_period(parser: argparse.ArgumentParser) -> None:
    """Add --since and --until, which `period` reads."""
    parser.add_argument("--since", default="24h", help="24h, 30d or a date (default 24h)")
    parser.add_argument("--until", default="", help="a date or time (default: now)")


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Add an option for each dimension of a scope, which `scope_of` reads."""
    for name in SCOPE:
        parser.add_argument(f"--{name}", default="", metavar="NAME", help=f"only this {name}")


def scope_of(args: argparse.Namespace) -> dict[str, str]:
    """The scope that is asked for: what is not said is not limited."""
    said = {name: getattr(args, name) for name in SCOPE}
    return {name: value for name, value in said.items() if value}


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add --json."""
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")


def moment(text: str, now: datetime) -> datetime:
    """Read `24h`, `30d` (ago) or an ISO date or time (UTC unless it says otherwise); in UTC."""
    try:
        if found := re.fullmatch(r"(\d{1,6})([mhdw])", text):
            return now - int(found[1]) * UNITS[found[2]]
        parsed = datetime.fromisoformat(text)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CentspanError(
            f"expected a time such as 24h, 30d, 2026-11-01 or 2026-11-01T12:00, found {text!r}"
        ) from None


def period(since: str, until: str) -> tuple[datetime, datetime]:
    """Read --since and --until (empty: now). Raises CentspanError unless some time lies between."""
    now = datetime.now(UTC)
    start, end = moment(since, now), moment(until, now) if until else now
    if start >= end:
        raise CentspanError(
            f"expected --since before --until, found {start:%Y-%m-%d %H:%M} and "
            f"{end:%Y-%m-%d %H:%M} UTC"
        )
    return start, end


def count(text: str) -> int:
    """Read a number of rows, 1 or more."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 up, found {text!r}")
    return int(text)


def told(wrong: Sequence[str], fine: str) -> int:
    """Print what is wrong, a line each, or that all is fine; the exit code."""
    for what in wrong:
        print(what, file=sys.stderr)
    if not wrong:
        print(fine)
    return int(bool(wrong))
