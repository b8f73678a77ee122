"""The roller's INSERTs; what the rollups sum is the list that their tables are made from."""

from importlib.resources import files

from centspan.collector.rollup_sql import MEASURES


def _statement(name: str) -> str:
    names = [measure for measure, _ in MEASURES]
    return (
        files("centspan.collector.rolling")
        .joinpath(f"{name}.sql")
        .read_text("utf-8")
        .replace("@measures", ", ".join(names))
        .replace("@sums", ", ".join(f"sum(rolled.{measure})" for measure in names))
    )


VERDICTS = _statement("verdicts")
SPEND = _statement("spend")
TENANT_SPEND = _statement("tenant_spend")
USER_SPEND = _statement("user_spend")
UNCOUNTED = _statement("uncounted")
