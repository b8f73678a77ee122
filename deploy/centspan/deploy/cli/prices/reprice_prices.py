"""`centspan prices reprice`: look every name of the book up again."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import add_sources, counter, sources_of, who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from centspan.collector.prices.moved import Moved
    from centspan.collector.prices.reprice import Repricing

EXAMPLES = """\
  centspan prices reprice --dry-run
  centspan prices reprice --prices contract.toml
  centspan prices undo                                 takes it back"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "reprice",
        "Make the book say what today's sources say, for all time; calls are never touched. "
        "Prices set by hand stay, closed months do not move.",
        EXAMPLES,
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print the difference in dollars and change nothing"
    )
    parser.add_argument(
        "--over-hand", action="store_true", help="replace what `prices set` set, too"
    )
    add_sources(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare, say what that moves, and append the difference as one version."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices.moving import moved
    from centspan.collector.prices.reprice import apply, plan

    sources = sources_of(args)
    with connect(args.dsn) as client:
        found = plan(client, sources, over_hand=args.over_hand, progress=counter("names"))
        money = moved(client, [each.row for each in found.stored], found.rows)
        version = None if args.dry_run else apply(client, found, added_by=who())
    if args.json:
        print(json.dumps(_document(found, money, version, args.dry_run), indent=1))
    else:
        _draw(found, money, version, args.dry_run)
    return 0


def _document(
    found: "Repricing", money: "Sequence[Moved]", version: int | None, dry_run: bool
) -> dict[str, Any]:
    from centspan.deploy.cli.prices.changes import as_json, moved_json

    return {
        "names": found.names,
        "unknown": [[each.provider, each.model, each.service_tier] for each in found.unknown],
        "changes": [as_json(each) for each in found.changes],
        "moves": moved_json(money),
        "dry_run": dry_run,
        "version": version,
    }


def _draw(found: "Repricing", money: "Sequence[Moved]", version: int | None, dry_run: bool) -> None:
    from centspan.deploy.cli.prices.changes import show_changes, show_moved

    if found.changes:
        show_changes("what today's sources say otherwise", found.changes)
        show_moved(money)
    kept = f", {len(found.unknown)} that no source knows keep their prices" if found.unknown else ""
    print(f"{found.names} names looked up{kept}")
    if version:
        print(
            f"version {version} of the book stands; `centspan prices undo {version}` takes it back"
        )
    else:
        print("nothing was changed" if dry_run and found.changes else "nothing to change")
