"""`centspan alerts list`: what fires, what is about to, and what is still learning."""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store

if TYPE_CHECKING:
    from centspan.alerts.standing import Listed

EXAMPLES = """\
  centspan alerts list
  centspan alerts list --state learning         scopes that are too young to be judged
  centspan alerts list --state resolved --json  what was over within the last day"""
STATES = ("firing", "pending", "learning", "resolved")
COLUMNS = ("state", "severity", "since (UTC)", "owner", "headline", "key", "by")
FOLDED = ("headline", "key")


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions, "list", "Print how alerts stand, as they were judged last.", EXAMPLES
    )
    parser.add_argument(
        "--state", choices=STATES, help="only these (default: firing, pending and learning)"
    )
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and print."""
    found = _found(args)
    if args.json:
        print(json.dumps([_document(each) for each in found], indent=1))
    elif found:
        _draw(found)
    else:
        print(f"nothing is {args.state or 'firing, pending or learning'}")
    return 0


def _found(args: argparse.Namespace) -> "list[Listed]":
    from centspan.alerts.memory import NEVER
    from centspan.alerts.standing import listed
    from centspan.collector.dsn import connect

    yesterday = datetime.now(UTC) - timedelta(days=1)
    with connect(args.dsn) as client:
        every = listed(client, yesterday if args.state == "resolved" else NEVER)
    return [each for each in every if args.state in (None, each.state)]


def _document(each: "Listed") -> dict[str, Any]:
    told = {"dedup_key": each.key, "rule": each.rule, "state": each.state}
    return {**(each.alert.as_json() if each.alert else {}), **told}


def _draw(found: "Sequence[Listed]") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from centspan.deploy.tables.table import printed

    table = Table(title="alerts", title_justify="left", box=box.SIMPLE)
    for name in COLUMNS:
        table.add_column(Text(name), overflow="fold", no_wrap=name not in FOLDED)
    for each in found:
        table.add_row(*map(Text, _cells(each)))
    printed(table)


def _cells(each: "Listed") -> tuple[str, ...]:
    alert = each.alert
    if alert is None:
        return (each.state, "", "", "", "too young to be judged", each.key, "")
    by = ", ".join(
        f"{what} {who}"
        for what, who in (("acked:", alert.acked_by), ("silenced:", alert.silenced_by))
        if who
    )
    since = f"{alert.started_at:%F %H:%M}"
    return (each.state, alert.severity, since, alert.owner, alert.headline, each.key, by)
