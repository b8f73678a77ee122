"""The month that finance commands work on."""

from datetime import UTC, datetime

from centspan.optimizer.finance.api_month import ApiMonth, declared, measured
from centspan.optimizer.finance.finance_file import Finance


def month_of(finance: Finance, dsn: str | None) -> ApiMonth:
    """What the finance file declares of calls, else what the store knows of the last 30 days."""
    if finance.api:
        return declared(finance.api)
    from centspan.collector.dsn import connect

    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with connect(dsn) as client:
        return measured(client, now)
