"""`centspan report`: who spent what, and how sure that is."""

import argparse
import json
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_period, add_store, count, period

EXAMPLES = """\
  centspan report --by feature
  centspan report --by model --since 30d
  centspan report --by tenant --since 2026-11-01 --until 2026-12-01 --json"""
DIMENSIONS = (
    "feature",
    "model",
    "tenant",
    "team",
    "user",
    "route",
    "prompt_version",
    "provider",
    "service",
    "environment",
    "operation",
    "purpose",
    "service_tier",
)


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "report",
        "Print calls, tokens by bucket, TER and the three amounts by one dimension.",
        EXAMPLES,
    )
    parser.add_argument("--by", choices=DIMENSIONS, default="feature", help="default: feature")
    add_period(parser)
    parser.add_argument("--limit", type=count, default=25, help="rows to print (default 25)")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and print."""
    from centspan.collector.dsn import connect
    from centspan.deploy.report import spend_report

    start, end = period(args.since, args.until)
    with connect(args.dsn) as client:
        report = spend_report(client, by=args.by, start=start, end=end)
    if args.json:
        print(json.dumps(report.as_json(), indent=1))
    else:
        from centspan.deploy.tables.report import show

        show(report, args.limit)
    return 0
