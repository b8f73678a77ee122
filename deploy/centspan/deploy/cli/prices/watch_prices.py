"""`centspan prices watch`: price what calls show and the book lacks."""

import argparse
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import add_sources, sources_of

if TYPE_CHECKING:
    from centspan.collector.prices.resolve import ResolveResult

EXAMPLES = """\
  centspan prices watch --dsn http://clickhouse:8123 --prices contract.toml
  centspan prices watch --once --json"""


def add(actions: Any) -> None:
    """Add the action."""
    watch = add_command(
        actions,
        "watch",
        "Price every model that calls show and the book lacks (`centspan up` does it by itself).",
        EXAMPLES,
    )
    add_sources(watch)
    add_store(watch)
    watch.add_argument("--once", action="store_true", help="make one pass and end")
    watch.add_argument(
        "--every", type=float, default=3, metavar="SECONDS", help="pause between passes (default 3)"
    )
    add_json(watch)
    watch.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Price what is new, once or again and again; prints the passes that had something to do."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices.resolve import resolve

    sources = sources_of(args)
    with connect(args.dsn) as client:
        while True:
            result = resolve(client, sources)
            if args.once or result.new_names:
                _tell(result, args.json)
            if args.once:
                return 0
            time.sleep(args.every)


def _tell(result: "ResolveResult", as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(result)), flush=True)
        return
    print(
        f"{result.new_names} new names, {result.priced} priced, "
        f"{result.unknown} that no price source knows (their calls stay unpriced)",
        flush=True,
    )
