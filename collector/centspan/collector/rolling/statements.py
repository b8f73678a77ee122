"""The roller's INSERTs; what the rollups sum is the list that their tables are made from."""

from importlib.resources import files

from centspan.collector.money_sql import piece, unqualified
from centspan.collector.rollup_sql import MEASURES, SPEND_DIMENSIONS, TENANT_DIMENSIONS


def _statement(name: str) -> str:
    names = [measure for measure, _ in MEASURES]
    return (
        files("centspan.collector.rolling")
        .joinpath(f"{name}.sql")
        .read_text("utf-8")
        .replace("@spend_dimensions", ", ".join(SPEND_DIMENSIONS))
        .replace("@tenant_dimensions", ", ".join(TENANT_DIMENSIONS))
        .replace("@piece", unqualified(piece("price_key", "rolled.time")))
        .replace("@measures", ", ".join(names))
        .replace("@sums", ", ".join(f"sum(rolled.{measure})" for measure in names))
    )


VERDICTS = _statement("verdicts")
SPEND = _statement("spend")
TENANT_SPEND = _statement("tenant_spend")
SPEND_DAYS = _statement("spend_days")
TENANT_SPEND_DAYS = _statement("tenant_spend_days")
USER_SPEND = _statement("user_spend")
UNCOUNTED = _statement("uncounted")
