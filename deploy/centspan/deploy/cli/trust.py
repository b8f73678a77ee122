"""`centspan trust`: how far the numbers can be trusted, and what would make them better."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_period, add_store, period

if TYPE_CHECKING:
    from centspan.deploy.trust import TrustReport

EXAMPLES = """\
  centspan trust
  centspan trust --by feature --since 30d
  centspan trust --since 7d --json"""
DIMENSIONS = ("service", "feature", "environment")
REMEDIES = (
    ("unpriced", "centspan prices set PROVIDER MODEL …, or a [[price]] in prices.toml"),
    ("assumed", "centspan prices show MODEL says what was assumed; an own price settles it"),
    ("estimated", "streams without usage: let the app ask for it (stream_options)"),
    ("no usage", "answers without counts: docs/instrumentation.md says which SDK tells none"),
    ("inconsistent", "counts that do not add up: kept as reported; see the calls themselves"),
    ("duplicates", "spans that repeat a call; they count nowhere"),
    ("no feature, tenant, user", "label(feature=…, tenant=…, user=…) around the call"),
    ("bills", "provider's or gateway's amounts over the list price of the same calls"),
)


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "trust",
        "Print how far the numbers can be trusted: unpriced, estimated, unattributed …",
        EXAMPLES,
    )
    parser.add_argument("--by", choices=DIMENSIONS, default="service", help="default: service")
    add_period(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and print."""
    from centspan.collector.dsn import connect
    from centspan.collector.whole_hours import whole_hours
    from centspan.deploy.trust import trust_report

    start, end = whole_hours(*period(args.since, args.until))
    with connect(args.dsn) as client:
        report = trust_report(client, by=args.by, start=start, end=end)
    if args.json:
        print(json.dumps(report.as_json(), indent=1))
    else:
        _show(report)
    return 0


def _show(report: "TrustReport") -> None:
    from centspan.deploy.tables.trust import show

    show(report)
    if report.total.calls:
        width = max(len(name) for name, _ in REMEDIES)
        print("\n".join(f"  {name:<{width}}  {remedy}" for name, remedy in REMEDIES))
