"""A month of calls: from the store, or as the finance file says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.finance_file import ApiUse
from centspan.optimizer.finance.tco import CostLine

MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ApiMonth:
    """What 30 days of calls cost in USD, and how many they are."""

    usd: Decimal
    queries: Decimal
    days: Decimal
    """Days that it was measured on; fewer than 30 are scaled up. 0: it is from the finance file."""
    unknown_calls: int = 0
    """Calls whose cost is not known; `usd` leaves them out."""

    @property
    def line(self) -> CostLine:
        """The bill, which grows as the calls do."""
        return CostLine("api", "calls", self.usd, scales=True)

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        if not self.days:
            return "the finance file"
        left = (
            f", {self.unknown_calls:,} calls of unknown cost left out" if self.unknown_calls else ""
        )
        return f"the store: {self.days:.1f} days up to now, as 30{left}"


def declared(use: ApiUse) -> ApiMonth:
    """The month that a finance file declares."""
    return ApiMonth(use.usd, use.queries_per_month, Decimal(0))


def measured(client: Any, end: datetime) -> ApiMonth:
    """The 30 days up to `end` in whole hours, scaled to 30 where the store knows less.

    Raises CentspanError where it knows no call.
    """
    start = end - MONTH
    found = load("finance_month").rows(client, start=start, end=end)[0]
    if not found["calls"]:
        raise CentspanError(
            f"expected calls since {start:%Y-%m-%d}, found none: say [api] in the finance file"
        )
    first = max(start, found["first_hour"].replace(tzinfo=UTC))
    days = Decimal((end - first).total_seconds()) / 86400
    times = 30 / days
    usd = (found["effective_usd"] or Decimal(0)) * times
    return ApiMonth(usd, found["calls"] * times, days, found["unknown_calls"])
