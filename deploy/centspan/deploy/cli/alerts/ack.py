"""`centspan alerts ack`: I have it."""

import argparse
from typing import Any

from centspan.deploy.cli.options import add_command, add_store

EXAMPLES = """\
  centspan alerts ack feature_spike:environment=production,feature=chat
  centspan alerts ack chat --by ana     part of a key is enough where only one alert has it

It holds until the alert is over: it is not repeated meanwhile, and who was told of it hears who has it."""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(actions, "ack", "Say that somebody has taken an alert on.", EXAMPLES)
    parser.add_argument("key", help="its key, or part of it; `centspan alerts list` has them")
    parser.add_argument(
        "--by", default="", metavar="NAME", help="who (default: $CENTSPAN_USER, else the shell's)"
    )
    add_store(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write it down."""
    from centspan.alerts.standing import acknowledge
    from centspan.collector.dsn import connect
    from centspan.deploy.cli.prices.options import who

    by = args.by or who()
    with connect(args.dsn) as client:
        alert = acknowledge(client, args.key, by)
    print(f"{alert.dedup_key} is with {by}")
    return 0
