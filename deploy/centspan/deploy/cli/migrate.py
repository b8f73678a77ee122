"""`centspan migrate`: bring a store's schema up to date."""

import argparse
import json
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store

EXAMPLES = """\
  centspan migrate --dsn clickhouse://admin:secret@clickhouse:8123/centspan
  centspan migrate --dsn http://clickhouse:8123 --cluster main
  centspan migrate --dsn http://clickhouse:8123 --traces-table otel.otel_traces"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "migrate",
        "Bring a store's schema up to date; run it as often as you like.",
        EXAMPLES,
    )
    add_store(parser)
    parser.add_argument(
        "--cluster",
        default="",
        help="create everything ON CLUSTER this one; the first run's choice stands",
    )
    parser.add_argument(
        "--traces-table",
        default="",
        metavar="TABLE",
        help="read spans from this existing table of the Collector's clickhouse exporter, from now on; "
        "the first run's choice stands",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Apply what is missing and say what was done."""
    from centspan.collector.dsn import connect
    from centspan.collector.migrate import migrate

    with connect(args.dsn, create_database=True) as client:
        result = migrate(client, cluster=args.cluster, traces_table=args.traces_table)
    if args.json:
        print(json.dumps({"applied": result.applied, "standing": result.standing}))
    elif result.applied:
        print("\n".join(f"applied {name}" for name in result.applied))
    else:
        print(f"nothing to do: {result.standing} migrations stand")
    return 0
