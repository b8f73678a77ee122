"""`centspan prices close`: pin a month to the book as it stands."""

import argparse
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import who

if TYPE_CHECKING:
    from centspan.collector.prices.close import ClosedMonth

EXAMPLES = """\
  centspan prices close                              which months are closed, and what came after
  centspan prices close --month 2026-10
  centspan prices close --month 2026-10 --reopen"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "close",
        "Pin a month to the book as it stands: later prices no longer move its spend, but appear as "
        "adjustments of the day they were made. Calls that arrive late still count.",
        EXAMPLES,
    )
    parser.add_argument("--month", default="", help="2026-10, in UTC (default: list closed months)")
    parser.add_argument("--reopen", action="store_true", help="let later prices stand in it again")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Close, open or list."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices import close

    with connect(args.dsn) as client:
        if not args.month:
            return _list(client, args.json)
        month = close.month_of(args.month)
        act = close.reopen if args.reopen else close.close
        done = act(client, month, changed_by=who())
        unpriced = close.unpriced_calls(client, month)
    if args.json:
        print(json.dumps(_document(done) | {"closed": not args.reopen, "unpriced_calls": unpriced}))
    else:
        _tell(done, unpriced, reopened=args.reopen)
    return 0


def _tell(done: "ClosedMonth", unpriced: int, *, reopened: bool) -> None:
    from centspan.deploy.tables.table import usd

    spent = f"its spend is {usd(done.effective_usd)}"
    if reopened:
        print(f"{done.month:%Y-%m} is open again, every version of the book stands in it: {spent}")
    else:
        print(f"{done.month:%Y-%m} is closed at version {done.book_version} of the book: {spent}")
        if unpriced:
            print(
                f"{unpriced:,} of its calls are unpriced: the first price of their name will count them"
            )


def _list(client: Any, as_json: bool) -> int:
    from centspan.collector.prices.close import closed_months

    months = closed_months(client)
    adjusted = _adjustments(client)
    if as_json:
        found = [_document(m) | {"adjusted_usd": str(adjusted.get(m.month, 0))} for m in months]
        print(json.dumps(found, indent=1))
        return 0
    if not months:
        print("no month is closed")
        return 0
    from centspan.deploy.cli.prices.tables import show
    from centspan.deploy.tables.table import usd

    show(
        "closed months",
        ("month", "closed by", "version", "spend when closed", "adjusted since"),
        (
            (
                *(f"{each.month:%Y-%m}", each.changed_by, str(each.book_version)),
                *(usd(each.effective_usd), usd(adjusted.get(each.month, Decimal(0)))),
            )
            for each in months
        ),
        left=2,
    )
    return 0


def _adjustments(client: Any) -> dict[Any, Decimal]:
    from centspan.collector.prices.row import ALWAYS
    from centspan.collector.query import load

    found: dict[Any, Decimal] = {}
    for row in load("adjustments").rows(client, start=ALWAYS, end=datetime.now(UTC)):
        found[row["month"]] = found.get(row["month"], Decimal(0)) + row["effective_usd"]
    return found


def _document(month: "ClosedMonth") -> dict[str, Any]:
    return {
        "month": f"{month.month:%Y-%m}",
        "book_version": month.book_version,
        "effective_usd": f"{month.effective_usd:f}",
        "changed_at": month.changed_at.isoformat(),
        "changed_by": month.changed_by,
    }
