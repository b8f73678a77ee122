"""Closes months: their spend is answered from the book as it stood, whatever is found out later.

What later versions would change is an adjustment of the day they were made (`adjustments`). Closing
pins prices, not calls: one that arrives late is counted, at the pinned price.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from centspan.collector.prices import book
from centspan.instrumentation.errors import CentspanError

IN_MONTH = """
FROM spend
WHERE hour >= toDateTime({month:Date}, 'UTC') AND hour < toDateTime({month:Date} + toIntervalMonth(1), 'UTC')
"""
TOTAL = f"SELECT sum(effective_usd) {IN_MONTH}"
UNPRICED = f"SELECT toUInt64(round(sumIf(calls, price_status = 'unpriced'))) {IN_MONTH}"


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month (its first day), the newest version that stands in it, and its spend when closed."""

    month: date
    book_version: int
    effective_usd: Decimal
    changed_at: datetime
    changed_by: str


def month_of(text: str) -> date:
    """Read `2026-10`; raises CentspanError for anything else."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) and not text.startswith("0000"):
        return date.fromisoformat(f"{text}-01")
    raise CentspanError(f"expected a month such as 2026-10, found {text!r}")


def closed_months(client: Any) -> tuple[ClosedMonth, ...]:
    """Every closed month, oldest first."""
    rows = client.query(
        "SELECT month, book_version, effective_usd, changed_at, changed_by FROM closed_months FINAL "
        "WHERE closed ORDER BY month"
    ).result_rows
    return tuple(ClosedMonth(*row) for row in rows)


def close(client: Any, month: date, *, changed_by: str) -> ClosedMonth:
    """Pin a month that is over to the book's newest version.

    Raises CentspanError for a month that is not over, and for one that is closed already.
    """
    if month >= datetime.now(UTC).date().replace(day=1):
        raise CentspanError(f"expected a month that is over (in UTC), found {month:%Y-%m}")
    for closed in closed_months(client):
        if closed.month == month:
            raise CentspanError(
                f"{month:%Y-%m} is closed already, at version {closed.book_version} of the book: "
                "open it again (--reopen) before it is closed at another"
            )
    version = int(client.command("SELECT max(version) FROM price_versions"))
    return _keep(client, month, version, closed=True, changed_by=changed_by)


def reopen(client: Any, month: date, *, changed_by: str) -> ClosedMonth:
    """Let every version stand again in a closed month; raises CentspanError where it is open."""
    for closed in closed_months(client):
        if closed.month == month:
            return _keep(client, month, closed.book_version, closed=False, changed_by=changed_by)
    raise CentspanError(f"expected a closed month, found {month:%Y-%m}, which is open")


def total(client: Any, month: date) -> Decimal:
    """What the month spent as it stands now, effective, in USD; 0 without priced calls."""
    found = client.query(TOTAL, parameters={"month": month.isoformat()}).first_row[0]
    return found or Decimal(0)


def unpriced_calls(client: Any, month: date) -> int:
    """How many calls of the month have no price; the first price of their name stands there, too."""
    return client.query(UNPRICED, parameters={"month": month.isoformat()}).first_row[0]


def _keep(client: Any, month: date, version: int, *, closed: bool, changed_by: str) -> ClosedMonth:
    spent = total(client, month)
    client.insert(
        "closed_months",
        [[month, version, int(closed), spent, changed_by]],
        column_names=["month", "book_version", "closed", "effective_usd", "changed_by"],
    )
    book.reload(client)
    return ClosedMonth(month, version, total(client, month), datetime.now(UTC), changed_by)
