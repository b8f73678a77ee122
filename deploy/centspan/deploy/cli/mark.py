"""`centspan mark`: write onto the boards what just happened."""

import argparse
import getpass
import json
from datetime import UTC, datetime
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store, moment

EXAMPLES = """\
  centspan mark 'router v2 for everyone'
  centspan mark 'prompt cut by half' --feature support-answer --environment production
  centspan mark 'provider outage began' --at 2026-11-20T14:05 --json"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "mark",
        "Write a mark that every board shows at its moment: a deploy, an outage, a campaign.",
        EXAMPLES,
    )
    parser.add_argument("text", help="what happened, in a few words")
    parser.add_argument("--feature", default="", help="the feature it concerns (default: all)")
    parser.add_argument("--environment", default="", help="the environment (default: all)")
    parser.add_argument("--at", default="", help="a date or time, or 2h ago as 2h (default: now)")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Store the mark and say what was stored."""
    from centspan.collector.dsn import connect
    from centspan.collector.marks import mark

    at = moment(args.at, datetime.now(UTC)) if args.at else None
    with connect(args.dsn) as client:
        made = mark(
            client,
            args.text,
            feature=args.feature,
            environment=args.environment,
            at=at,
            by=getpass.getuser(),
        )
    concerned = ", ".join(filter(None, (made.feature, made.environment)))
    print(
        json.dumps(made.as_json())
        if args.json
        else f"marked {made.at:%Y-%m-%d %H:%M:%S} UTC{concerned and f' ({concerned})'}: {made.text}"
    )
    return 0
