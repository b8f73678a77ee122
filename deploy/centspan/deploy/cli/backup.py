"""`centspan backup`: all of a store in one file."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store

EXAMPLES = """\
  centspan backup centspan-2026-11-22.tar                     the local stack, while it runs
  centspan backup today.tar --dsn chdb:///home/me/centspan-data    a stack that does not run
  centspan restore today.tar --dsn chdb:///home/me/another-data"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "backup",
        "Write everything that a store holds to one file: calls, prices, budgets, decisions, kept text. "
        "It is as at one moment, and `centspan restore` checks that its sums are the same.",
        EXAMPLES,
    )
    parser.add_argument("file", type=Path, help="a new file; it is there only once it is whole")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file and say what is in it."""
    from centspan.collector.dsn import connect
    from centspan.collector.moving.backup_file import back_up
    from centspan.deploy import moving
    from centspan.deploy.tables.table import as_json

    with connect(args.dsn) as client, moving.shown() as told:
        held = back_up(client, args.file, told)
    said = f"{args.file} holds {moving.sentence(held)}"
    print(as_json(moving.as_json(held)) if args.json else said)
    return 0
