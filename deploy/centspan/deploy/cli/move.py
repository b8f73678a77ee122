"""`centspan move`: from one store to another, history included."""

import argparse
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store

EXAMPLES = """\
  centspan move --to clickhouse://admin:secret@clickhouse:8123/centspan
  centspan move --dsn chdb:///home/me/centspan-data --to http://clickhouse:8123"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "move",
        "Fill an empty store, such as a ClickHouse server, with all that another holds. The other stays as it is. Stop what "
        "sends to it first (a Collector keeps what comes meanwhile on disk), and point it to the new one afterwards.",
        EXAMPLES,
    )
    parser.add_argument("--to", required=True, metavar="DSN", help="the store to fill")
    parser.add_argument("--cluster", default="", help="create everything ON CLUSTER this one")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Move, and say what the new store holds."""
    from centspan.collector.dsn import chosen, connect
    from centspan.collector.moving.move import move
    from centspan.deploy import moving
    from centspan.deploy.tables.table import as_json
    from centspan.instrumentation.errors import CentspanError

    folders = {each.path for each in (chosen(args.dsn), chosen(args.to)) if each.path}
    if len(folders) == 2:
        raise CentspanError(
            "a process opens one folder at a time: `centspan backup FILE --dsn …` of this one, then "
            "`centspan restore FILE --dsn …` into the other"
        )
    with (
        connect(args.dsn) as source,
        connect(args.to, create_database=True) as target,
        moving.shown() as told,
    ):
        held = move(source, target, told, cluster=args.cluster)
    print(as_json(moving.as_json(held)) if args.json else f"moved {moving.sentence(held)}")
    return 0
