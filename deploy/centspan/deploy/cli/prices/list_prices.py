"""`centspan prices list`: what stands in the book."""

import argparse
import json
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import add_at, at_of

EXAMPLES = """\
  centspan prices list
  centspan prices list --provider openai --at 2026-10-01
  centspan prices list --json"""
COLUMNS = ("input", "cached", "write 5m", "write 1h", "output", "reasoning")
BUCKETS = (
    "uncached_input",
    "cache_read",
    "cache_write_5m",
    "cache_write_1h",
    "output",
    "reasoning",
)


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions, "list", "Print the prices that stand in the book, per 1M tokens.", EXAMPLES
    )
    parser.add_argument("--provider", default="", help="as on spans (default: all)")
    add_at(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and print; 1 where nothing stands."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices.price_line import standing

    at = at_of(args.at)
    with connect(args.dsn) as client:
        lines = standing(client, provider=args.provider, at=at)
    if args.json:
        print(json.dumps([line.as_json() for line in lines], indent=1))
        return int(not lines)
    if not lines:
        whose = f" of provider {args.provider!r}" if args.provider else ""
        print(
            f"the book has no prices{whose} at {at:%F %H:%M} UTC; calls bring them in by themselves"
        )
        return 1
    from centspan.deploy.cli.prices import tables

    tables.show(
        f"USD per 1M tokens at {at:%F %H:%M} UTC",
        ("provider", "model", "tier", "layer", "input tokens", *COLUMNS, "status"),
        (
            (
                *(line.row.provider or "(none)", line.row.model, line.row.service_tier),
                *(line.row.kind, tables.edge(line.above)),
                *(tables.prices(line.row.prices)[bucket] for bucket in BUCKETS),
                "assumed" if line.row.assumed else "",
            )
            for line in lines
        ),
        left=4,
    )
    return 0
