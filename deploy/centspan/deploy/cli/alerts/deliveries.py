"""`centspan alerts deliveries`: what was sent to whom, and what did not arrive."""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from centspan.deploy.cli.options import (
    add_command,
    add_json,
    add_store,
    count,
    moment,
)

EXAMPLES = """\
  centspan alerts deliveries                   the last seven days, the newest first
  centspan alerts deliveries --failed          what was given up; ends with 1 where there is any
  centspan alerts deliveries --since 30d --json"""
COLUMNS = ("made (UTC)", "channel", "why", "state", "tries", "alerts", "headline", "error")


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "deliveries",
        "Print the notifications of alerts: delivered, waiting for another try, or failed.",
        EXAMPLES,
    )
    parser.add_argument("--failed", action="store_true", help="only those that were given up")
    parser.add_argument("--since", default="7d", help="24h, 30d or a date (default 7d)")
    parser.add_argument("--limit", type=count, default=100, help="at most so many (default 100)")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and print; 1 where --failed finds any."""
    rows = _rows(args)
    if args.json:
        print(json.dumps([_plain(row) for row in rows], indent=1))
    elif rows:
        _draw(rows)
    else:
        print(f"no {'failed ' if args.failed else ''}notifications since {args.since}")
    return int(args.failed and bool(rows))


def _rows(args: argparse.Namespace) -> list[dict[str, Any]]:
    from centspan.collector.dsn import connect
    from centspan.collector.query import load

    start = moment(args.since, datetime.now(UTC))
    states = ["failed"] if args.failed else ["*"]
    with connect(args.dsn) as client:
        question = load("alert_deliveries")
        return question.rows(client, start=start, states=states, limit=args.limit)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    from centspan.alerts.payload import plain

    return plain(dict(row))


def _draw(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from centspan.deploy.tables.table import printed

    table = Table(title="notifications", title_justify="left", box=box.SIMPLE)
    for name in COLUMNS:
        table.add_column(Text(name), overflow="fold", no_wrap=name not in ("headline", "error"))
    for row in rows:
        table.add_row(*map(Text, _cells(row)))
    printed(table)


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    state = row["status"]
    if state == "waiting" and row["attempts"]:
        state = f"again {row['next_attempt_at']:%H:%M:%S}"
    return (
        f"{row['created_at']:%F %H:%M:%S}",
        *(row["channel"], row["reason"], state),
        *(str(row["attempts"]), str(row["alerts"])),
        *(row["headline"], row["error"]),
    )
