"""`centspan roll`: judge calls and roll hours up, where no `centspan up` does."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store

if TYPE_CHECKING:
    from centspan.collector.roll import RollResult

EXAMPLES = """\
  centspan roll --dsn http://clickhouse:8123
  centspan roll --watch --dsn clickhouse://roller:secret@clickhouse:8123/centspan"""
PRUNE_EVERY_SECONDS = 600


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "roll",
        "Decide which calls count and roll settled hours up (`centspan up` does it by itself).",
        EXAMPLES,
    )
    add_store(parser)
    parser.add_argument("--watch", action="store_true", help="keep going until stopped")
    parser.add_argument(
        "--every", type=float, default=5, metavar="SECONDS", help="pause between passes (default 5)"
    )
    parser.add_argument(
        "--settle",
        type=int,
        default=60,
        metavar="SECONDS",
        help="roll an hour up when nothing has touched it for so long (default 60)",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make one pass, or one after another."""
    from centspan.collector.dsn import connect
    from centspan.collector.roll import Roller
    from centspan.collector.rolling.pruning import prune

    with connect(args.dsn) as client:
        roller, pruned_at = Roller(client, args.settle), time.monotonic()
        while True:
            result = roller.run()
            print(json.dumps(asdict(result)) if args.json else _sentence(result), flush=True)
            if result.unjudged:
                print(result.problem(), file=sys.stderr, flush=True)
            if not args.watch:
                return 1 if result.unjudged else 0
            if time.monotonic() - pruned_at > PRUNE_EVERY_SECONDS:
                prune(client)
                pruned_at = time.monotonic()
            time.sleep(args.every)


def _sentence(result: "RollResult") -> str:
    done = {what: count for what, count in asdict(result).items() if what != "unjudged"}
    return ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in done.items())
