"""`centspan alerts apply`: let a file of budgets stand."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.alerts.options import add_file, file_of, show
from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import who

if TYPE_CHECKING:
    from centspan.alerts.budgets.store import Stored

EXAMPLES = """\
  centspan alerts apply --dry-run                    what would change
  centspan alerts apply team/budgets.toml
  centspan alerts apply --dsn http://clickhouse:8123 --json"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "apply",
        "Make the store say what the file says: what it no longer has is removed, and each edit is "
        "marked on the boards with who made it.",
        EXAMPLES,
    )
    add_file(parser)
    parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Apply and say what changed; raises BudgetsError for a file with errors."""
    from centspan.alerts.budgets.check import check
    from centspan.alerts.budgets.read import read
    from centspan.alerts.budgets.store import store
    from centspan.collector.dsn import connect

    path = file_of(args)
    file = read(path)
    with connect(args.dsn) as client:
        stored = store(client, file, who(), dry_run=args.dry_run)
        notes = check(file, client)
    if args.json:
        document = {
            "dry_run": args.dry_run,
            "edits": [edit.as_json() for edit in stored.edits],
            "notes": [note.as_json() for note in notes],
        }
        print(json.dumps(document, indent=1))
        return 0
    show(str(path), notes)
    _tell(stored, dry_run=args.dry_run)
    return 0


def _tell(stored: "Stored", *, dry_run: bool) -> None:
    for edit in stored.edits:
        print(f"{edit.title}: {edit.detail}")
    would = "would be " if dry_run else ""
    counted = f"{len(stored.added)} added, {len(stored.changed)} changed"
    print(f"{would}{counted}, {len(stored.removed)} removed")
