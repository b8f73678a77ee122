"""`centspan forget`: take a person out of a store."""

import argparse
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import who

EXAMPLES = """\
  centspan forget --user alice@example.com                  what tells of her
  centspan forget --user alice@example.com --yes            and it is gone
  CENTSPAN_FINGERPRINT_KEY=… centspan forget --user alice@example.com    as the client hashed her with this key"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "forget",
        "Take a person out of the store: the user's name, sessions, raw spans and kept text. What was spent stays, as nobody's. "
        "Without --yes it only says what it found.",
        EXAMPLES,
    )
    parser.add_argument(
        "--user",
        required=True,
        help="as the app named them; the client's hash of it is looked for, too",
    )
    parser.add_argument("--yes", action="store_true", help="do it; it cannot be undone")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say what there is, and forget it where that was asked for."""
    from centspan.collector.dsn import connect
    from centspan.collector.forgetting import forget, found
    from centspan.deploy.tables.table import as_json
    from centspan.instrumentation.attribution import user_id

    users = sorted({args.user, user_id(args.user)})
    with connect(args.dsn) as client:
        held = found(client, users)
        if args.yes:
            forget(client, users, who())
    if args.json:
        print(as_json({**held, "forgotten": args.yes}))
    else:
        said = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in held.items())
        print(f"forgotten: {said}" if args.yes else f"found {said}; --yes forgets them")
    return 0
