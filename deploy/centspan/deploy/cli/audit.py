"""`centspan audit`: who changed prices, budgets and policies, and from what to what."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_period, add_store, period

EXAMPLES = """\
  centspan audit --since 30d
  centspan audit --since 2026-11-01 --kind price
  centspan audit --since 7d --json"""
KINDS = ("price", "budget", "policy")


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "audit",
        "Print who changed prices, budgets and policies when, and from what to what.",
        EXAMPLES,
    )
    parser.add_argument("--kind", choices=KINDS, default="", help="only these (default: all)")
    add_period(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and print, the oldest first."""
    from centspan.collector.dsn import connect
    from centspan.collector.query import load
    from centspan.deploy.tables.table import as_json

    start, end = period(args.since, args.until)
    if not args.until:
        end += timedelta(seconds=1)  # the store compares whole seconds, and this one is not over
    with connect(args.dsn) as client:
        rows = load("audit").rows(client, start=start, end=end)
    rows = [row for row in rows if args.kind in ("", row["kind"])]
    if args.json:
        print(as_json(rows))
    elif rows:
        _show(rows)
    else:
        print(f"nothing was changed between {start:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC")
    return 0


def _show(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from centspan.deploy.tables.table import printed

    table = Table("when (UTC)", "who", "kind", "what", "change", box=box.SIMPLE)
    for row in rows:
        told = (row["by"] or "unknown", row["kind"], row["what"], row["change"])
        table.add_row(f"{row['at']:%Y-%m-%d %H:%M:%S}", *map(escape, told))
    printed(table)
