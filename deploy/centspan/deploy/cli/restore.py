"""`centspan restore`: fill an empty store from a back-up."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store

EXAMPLES = """\
  centspan restore today.tar --dsn chdb:///home/me/centspan-data
  centspan restore today.tar --dsn clickhouse://admin:secret@clickhouse:8123/centspan"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "restore",
        "Fill an empty store from a file that `centspan backup` wrote, of this release or an older one, and bring it "
        "up to date. All of it is there afterwards, with the same sums, or nothing.",
        EXAMPLES,
    )
    parser.add_argument("file", type=Path, help="what `centspan backup` wrote")
    parser.add_argument("--cluster", default="", help="create everything ON CLUSTER this one")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the file and say what the store holds now."""
    from centspan.collector.dsn import connect
    from centspan.collector.moving.backup_file import restore
    from centspan.deploy import moving
    from centspan.deploy.tables.table import as_json

    with connect(args.dsn, create_database=True) as client, moving.shown() as told:
        held = restore(client, args.file, told, cluster=args.cluster)
    said = f"restored {moving.sentence(held)}"
    print(as_json(moving.as_json(held)) if args.json else said)
    return 0
