"""`centspan doctor`: what is recorded, by whom, whether it arrives, and how far to trust it."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store, period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from centspan.deploy.doctor.findings import Finding
    from centspan.deploy.doctor.store import StoreFacts
    from centspan.instrumentation.doctor import Facts

EXAMPLES = """\
  centspan doctor                                  what an app started from this shell gets
  centspan doctor --module shop.main --no-store    what this app gets; its module is imported
  OTEL_SERVICE_NAME=shop centspan doctor --json
  centspan doctor --dsn http://clickhouse:8123 --since 7d"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "doctor",
        "Say what is instrumented and by whom, what sampling means for money, where spans go and "
        "whether they arrive, and how far the stored numbers can be trusted.",
        EXAMPLES,
    )
    parser.add_argument(
        "--module",
        default="",
        metavar="NAME",
        help="import this app as its server does (shop.main or shop.main:app), then look",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help="to wait for each endpoint that spans go to (default 2)",
    )
    parser.add_argument("--since", default="24h", help="24h, 30d or a date (default 24h)")
    add_store(parser)
    parser.add_argument(
        "--no-store", action="store_true", help="look at the app's side only (in its image's tests)"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look and tell; 0 where nothing is wrong, 1 where a problem was found."""
    from centspan.deploy.doctor.app import load
    from centspan.deploy.doctor.findings import findings
    from centspan.deploy.doctor.store import not_asked, store_facts
    from centspan.instrumentation.doctor import facts

    start, now = period(args.since, "")
    module = load(args.module) if args.module else ""
    client = facts(args.timeout)
    store = not_asked(start, now) if args.no_store else store_facts(args.dsn, start, now)
    found = findings(client, store, module)
    _tell(client, store, found, as_json=args.json)
    return int(any(each.level == "problem" for each in found))


def _tell(
    client: "Facts", store: "StoreFacts", found: "Sequence[Finding]", *, as_json: bool
) -> None:
    if as_json:
        document = {
            "client": asdict(client),
            "store": asdict(store),
            "findings": [asdict(each) for each in found],
        }
        print(json.dumps(document, indent=1, default=datetime.isoformat))
        return
    from centspan.deploy.doctor.text import text

    print(text(client, store, found))
