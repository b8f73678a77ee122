"""How far the numbers can be trusted: one answer, shown by every report and page."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from centspan.collector.query import load


@dataclass(frozen=True, slots=True)
class TrustRow:
    """Calls of one value of a dimension by what is doubtful about them; amounts in USD.

    `duplicate_calls` stand beside `calls`, in none of the other counts and in no amount.
    """

    value: str
    calls: int
    unpriced_calls: int
    assumed_calls: int
    estimated_calls: int
    no_usage_calls: int
    inconsistent_calls: int
    duplicate_calls: int
    without_feature_calls: int
    without_tenant_calls: int
    without_user_calls: int
    unseen_attempts: int
    billed_usd: Decimal
    list_of_billed_usd: Decimal
    told_usd: Decimal
    list_of_told_usd: Decimal

    @property
    def bill_drift(self) -> float | None:
        """How far bills lie above the list price of the same calls; None without bills."""
        return _drift(self.billed_usd, self.list_of_billed_usd)

    @property
    def told_drift(self) -> float | None:
        """The same of amounts that apps and imports told, which are no bills."""
        return _drift(self.told_usd, self.list_of_told_usd)

    def as_json(self) -> dict[str, Any]:
        """Every figure, amounts as exact strings, and both drifts."""
        figures = {field.name: getattr(self, field.name) for field in fields(self)}
        exact = {
            name: f"{figure:f}" if isinstance(figure, Decimal) else figure
            for name, figure in figures.items()
        }
        return {**exact, "bill_drift": self.bill_drift, "told_drift": self.told_drift}


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the store was asked, the newest call it knows, and what waits; None without calls."""

    asked_at: datetime
    newest_call_at: datetime | None
    last_arrival_at: datetime | None
    hours_not_rolled: int
    oldest_hour_not_rolled: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Moments in ISO 8601, UTC."""
        figures = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: figure.isoformat() if isinstance(figure, datetime) else figure
            for name, figure in figures.items()
        }


@dataclass(frozen=True, slots=True)
class TrustReport:
    """Rows with most calls first, their total, and how fresh all of it is."""

    by: str
    start: datetime
    end: datetime
    rows: tuple[TrustRow, ...]
    total: TrustRow
    freshness: Freshness

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "by": self.by,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "rows": [row.as_json() for row in self.rows],
            "total": self.total.as_json(),
            "freshness": self.freshness.as_json(),
        }


def trust_report(client: Any, *, by: str, start: datetime, end: datetime) -> TrustReport:
    """Ask the store behind `client` about whole hours, those that the time touches."""
    asked = load("trust", live=True).rows(client, by=by, start=start, end=end)
    rows = tuple(TrustRow(**row) for row in asked)
    return TrustReport(by, start, end, rows, _total(rows), freshness(client))


def freshness(client: Any) -> Freshness:
    """Ask how fresh the store is; moments in UTC."""
    (row,) = load("freshness").rows(client)
    return Freshness(**{name: _in_utc(value) for name, value in row.items()})


def told(row: TrustRow, fresh: Freshness) -> Iterator[str]:
    """Say what a reader of `row` must know, in a few words each; doubts of no calls included."""
    for words, count in (
        ("unpriced", row.unpriced_calls),
        ("assumed price", row.assumed_calls),
        ("estimated usage", row.estimated_calls),
        ("no usage", row.no_usage_calls),
        ("inconsistent", row.inconsistent_calls),
        ("without feature", row.without_feature_calls),
    ):
        yield f"{words} {count / max(row.calls, 1):.2%}"
    if row.duplicate_calls:
        yield f"{row.duplicate_calls:,} duplicate spans left out"
    if (drift := row.bill_drift) is not None:
        yield f"bills {drift:+.2%} against list"
    if fresh.newest_call_at is not None:
        yield f"newest call {ago(fresh.asked_at - fresh.newest_call_at)}"


def ago(age: timedelta) -> str:
    """An age for people: `12 s ago`, `3 min ago`, `5 h ago`, `2 d ago`."""
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


def _total(rows: tuple[TrustRow, ...]) -> TrustRow:
    sums: dict[str, Any] = {
        field.name: sum((getattr(row, field.name) for row in rows), start=Decimal(0))
        if field.name.endswith("_usd")
        else sum(getattr(row, field.name) for row in rows)
        for field in fields(TrustRow)
        if field.name != "value"
    }
    return TrustRow(value="total", **sums)


def _drift(amount: Decimal, listed: Decimal) -> float | None:
    return float(amount / listed) - 1 if listed else None


def _in_utc(value: Any) -> Any:
    """A moment with its zone; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
