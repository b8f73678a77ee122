"""`centspan prices diff`: what versions of the book changed."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from centspan.collector.prices.stored import Version

EXAMPLES = """\
  centspan prices diff            what the newest version changed
  centspan prices diff 3          what all versions after 3 changed
  centspan prices diff 3 5        what stands differently after 5 than after 3
  centspan prices diff --log      every version: who, when, why"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(actions, "diff", "Say what versions of the book changed.", EXAMPLES)
    parser.add_argument("old", nargs="?", type=int, help="a version (default: the last but one)")
    parser.add_argument("new", nargs="?", type=int, help="a later version (default: the newest)")
    parser.add_argument("--log", action="store_true", help="list the versions instead")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare, or list, and print."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices.diff import diff
    from centspan.collector.prices.stored import versions

    with connect(args.dsn) as client:
        known = versions(client)
        if args.log:
            _log(known, args.json)
            return 0
        if not known:
            raise CentspanError("the book is empty: no version to compare")
        new = known[-1].number if args.new is None else args.new
        old = _before(known, new) if args.old is None else args.old
        changes = diff(client, old, new)
    from centspan.deploy.cli.prices.changes import as_json, show_changes

    if args.json:
        found = [as_json(each) for each in changes]
        print(json.dumps({"old": old, "new": new, "changes": found}, indent=1))
    else:
        show_changes(f"version {new} beside version {old}", changes)
    return 0


def _before(known: "Sequence[Version]", number: int) -> int:
    return max((each.number for each in known if each.number < number), default=0)


def _log(known: "Sequence[Version]", as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(each) for each in known], indent=1, default=datetime.isoformat))
        return
    from centspan.collector.prices.stored import present
    from centspan.deploy.cli.prices import tables

    stand = present(known)
    tables.show(
        "versions of the book",
        ("version", "when (UTC)", "who", "why", "stands", "what"),
        (
            (
                *(str(each.number), f"{each.added_at:%F %H:%M}", each.added_by, each.reason),
                "yes" if each.number in stand else "undone",
                each.what if len(each.what) <= 80 else f"{each.what[:79]}…",
            )
            for each in known
        ),
        left=6,
    )
