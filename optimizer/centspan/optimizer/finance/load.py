"""The load that a model of one's own would have to carry: from the store, or as the finance file says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from centspan.collector.query import load as question
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.api_month import MONTH
from centspan.optimizer.finance.finance_file import ApiUse
from centspan.optimizer.finance.hosting import Load

HOURS: Final = 720
"""Of a month of 30 days."""


def declared_load(use: ApiUse) -> Load:
    """The load that a finance file declares, as even as it is said."""
    return Load(int(use.queries_per_month), use.usd, use.input_tokens, use.output_tokens)


def measured_load(client: Any, end: datetime, feature: str = "") -> Load:
    """The 30 days up to `end`, scaled to 30 where the store knows fewer. Raises CentspanError where it knows no call."""
    limits = {"features": [feature]} if feature else {}
    row = question("finance_load").rows(client, start=end - MONTH, end=end, **limits)[0]
    if not row["calls"] or not row["effective_usd"]:
        raise CentspanError(
            f"expected calls of known cost since {end - MONTH:%Y-%m-%d}, found none: say [api] in the finance file"
        )
    first = max(end - MONTH, row["first_hour"].replace(tzinfo=UTC))
    hours = Decimal(str((end - first).total_seconds())) / 3600
    return monthly_load(row, row["effective_usd"], hours)


def monthly_load(row: Mapping[str, Any], usd: Decimal, hours: Decimal) -> Load:
    """A month at the pace of a row's `calls` and tokens in so many hours; its busy hour is the peak."""
    calls = Decimal(str(row["calls"]))
    requests = max(1, round(calls * HOURS / hours))
    peak = Decimal(str(row["busy_calls"])) * hours / calls
    return Load(
        requests,
        usd / calls * requests,
        Decimal(str(row["input_tokens"])) / calls,
        Decimal(str(row["output_tokens"])) / calls,
        max(Decimal(1), peak),
    )
