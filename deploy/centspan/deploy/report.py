"""The spend report: one row a value, a total, and how far the numbers can be trusted."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from centspan.collector.amounts import exact
from centspan.collector.query import load
from centspan.collector.whole_hours import HOUR, whole_hours
from centspan.deploy.trust import TrustReport, trust_report

DAY = timedelta(days=1)
SOURCES = {"tenant": ("tenant_spend", "tenant"), "user": ("user_spend", "user_id")}
"""Where a dimension is rolled up: view, its time column, its column; all others are in `spend`."""


@dataclass(frozen=True, slots=True)
class SpendRow:
    """What one value of the dimension spent; amounts in USD, None where nothing is priced."""

    value: str
    calls: int
    errors: int
    retries: int
    uncached_input: int
    cache_read: int
    cache_write: int
    output: int
    reasoning: int
    media: int
    useful_output: int
    text_tokens: int
    recorded_usd: Decimal | None
    list_usd: Decimal | None
    effective_usd: Decimal | None
    unpriced_calls: int
    assumed_calls: int
    estimated_calls: int
    no_usage_calls: int
    no_list_calls: int
    """Calls that `list_usd` leaves out: unpriced, without usage, or priced by a contract alone."""
    inconsistent_calls: int
    unseen_attempts: int
    unseen_estimate_usd: Decimal | None
    """What those attempts cost at least, in none of the amounts above."""

    @property
    def ter(self) -> float | None:
        """Token efficiency ratio, None where no text was generated."""
        return self.useful_output / self.text_tokens if self.text_tokens else None

    def as_json(self) -> dict[str, Any]:
        """Every figure, amounts as exact strings."""
        figures = {field.name: getattr(self, field.name) for field in fields(self)}
        texts = {
            name: exact(figure) if isinstance(figure, Decimal) else figure
            for name, figure in figures.items()
        }
        return {**texts, "ter": self.ter}


@dataclass(frozen=True, slots=True)
class SpendReport:
    """Rows in falling effective cost, over whole hours (whole days for users), in UTC."""

    by: str
    start: datetime
    end: datetime
    rows: tuple[SpendRow, ...]
    total: SpendRow
    trust: TrustReport
    """The same time, whatever the dimension."""

    @property
    def unattributed_calls(self) -> int:
        """Calls that carry no value for the dimension."""
        return sum(row.calls for row in self.rows if row.value == "")

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "by": self.by,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "rows": [row.as_json() for row in self.rows],
            "total": self.total.as_json(),
            "unattributed_calls": self.unattributed_calls,
            "trust": self.trust.total.as_json(),
            "freshness": self.trust.freshness.as_json(),
        }


def spend_report(client: Any, *, by: str, start: datetime, end: datetime) -> SpendReport:
    """Ask the store behind `client`, about whole hours (days for users): those that the time touches."""
    source, column = SOURCES.get(by, ("spend", by))
    first, last = whole_hours(start, end, DAY if source == "user_spend" else HOUR)
    asked = load("spend_by", source, live=True).rows(client, by=column, start=first, end=last)
    rows = tuple(SpendRow(**row) for row in asked)
    trust = trust_report(client, by="service", start=first, end=last)
    return SpendReport(by, first, last, rows, _total(rows), trust)


def _total(rows: tuple[SpendRow, ...]) -> SpendRow:
    sums = {
        field.name: _sum(
            [getattr(row, field.name) for row in rows],
            Decimal(0) if field.name.endswith("_usd") else 0,
        )
        for field in fields(SpendRow)
        if field.name != "value"
    }
    return SpendRow(value="total", **sums)


def _sum(figures: list[Any], nothing: Decimal | int) -> Any:
    known = [figure for figure in figures if figure is not None]
    if not known:
        return None if figures else nothing
    return sum(known[1:], start=known[0])
