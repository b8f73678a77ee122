"""`centspan prices undo`: take a version of the book back."""

import argparse
import json
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import who

EXAMPLES = """\
  centspan prices undo            the newest version that was set or repriced and stands
  centspan prices undo 12         as if version 12 had never been made: where a later version stands,
                                  that one stays; elsewhere what stood beneath it stands again
  centspan prices undo 15         an undo can be undone"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "undo",
        "Make the book say what it would say had one version never been made, as a new version.",
        EXAMPLES,
    )
    parser.add_argument(
        "version", nargs="?", type=int, help="default: the newest that was set or repriced"
    )
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take it back and say what stands again."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices.undo import undo

    with connect(args.dsn) as client:
        done = undo(client, args.version, added_by=who())
    if args.json:
        from centspan.deploy.cli.prices.changes import as_json

        changes = [as_json(each) for each in done.changes]
        print(json.dumps({"undone": done.version.number, "version": done.by, "changes": changes}))
        return 0
    from centspan.deploy.cli.prices.changes import show_changes

    show_changes(f"version {done.by} takes version {done.version.number} back", done.changes)
    print(f"`centspan prices undo {done.by}` brings it back")
    return 0
