"""The calls that levers look at: one working table, read once from the store, so that all see the same."""

import uuid
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from centspan.collector.prices.sources import Sources, load_sources
from centspan.collector.query import in_utc, load
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.interval import Spread

MONTH_DAYS = 30
FORGOTTEN = timedelta(days=1)
"""No run takes as long."""


@dataclass(frozen=True, slots=True)
class Study:
    """Calls between two moments; `table` has one row for each that counts (study_calls.sql)."""

    client: Any
    table: str
    start: datetime
    end: datetime
    days: Decimal
    """From the first call to the end."""
    sources: Sources
    """What other models and tiers cost."""

    def ask(self, question: str, **parameters: Any) -> list[dict[str, Any]]:
        """Ask a question of the table."""
        return load(question).rows(self.client, study=self.table, **parameters)

    def monthly(self, usd: Decimal) -> Decimal:
        """USD of the study as USD of 30 days at the same pace."""
        return usd / self.days * MONTH_DAYS


@contextmanager
def study(
    client: Any,
    start: datetime,
    end: datetime,
    feature: str = "",
    sources: Sources | None = None,
) -> Generator[Study]:
    """Copy the calls out of the store, and drop the copy in the end.

    Raises CentspanError where there is no call with a known cost.
    """
    table = f"optimizer_study_{uuid.uuid4().hex}"
    sweep(client, datetime.now(UTC) - FORGOTTEN)
    client.command(_sql("create").format(table=table))
    try:
        said = {"start": in_utc(start), "end": in_utc(end), "feature": feature}
        calls = f"{_sql('calls')}SETTINGS {_writing(client)}"
        client.command(f"INSERT INTO {table} {calls}", parameters=said)
        yield _of(client, table, start, end, sources or load_sources(), feature)
    finally:
        client.command(f"DROP TABLE IF EXISTS {table}")


def sweep(client: Any, before: datetime) -> None:
    """Drop the working tables of runs that began before a moment and were killed, so that none stays for good."""
    for row in load("study_left").rows(client, before=before):
        client.command(f"DROP TABLE IF EXISTS {row['name']}")


@contextmanager
def part(whole: Study, start: datetime, end: datetime) -> Generator[Study]:
    """The calls of a study between two moments, dropped in the end. Raises CentspanError where there is none."""
    table = f"optimizer_study_{uuid.uuid4().hex}"
    whole.client.command(f"CREATE TABLE {table} AS {whole.table}")
    try:
        said = {"study": whole.table, "start": in_utc(start), "end": in_utc(end)}
        whole.client.command(f"INSERT INTO {table} {load('study_part').sql}", parameters=said)
        yield _of(whole.client, table, start, end, whole.sources)
    finally:
        whole.client.command(f"DROP TABLE IF EXISTS {table}")


def _of(
    client: Any, table: str, start: datetime, end: datetime, sources: Sources, feature: str = ""
) -> Study:
    found = next(iter(load("study_extent").rows(client, study=table)))
    if not found["calls"]:
        of = f" of feature {feature!r}" if feature else ""
        raise CentspanError(
            f"expected calls of known cost{of} between {in_utc(start)} and {in_utc(end)} UTC, found none: "
            "choose another --since, or see `centspan trust`"
        )
    first = found["first"].replace(tzinfo=UTC)
    days = Decimal(str(max((end - first).total_seconds(), 3600))) / 86400
    return Study(client, table, start, end, days, sources)


def spread(row: Mapping[str, Any]) -> Spread:
    """What `@estimated` sums, of one row."""
    return Spread(
        users=row["users"],
        cost_usd=row["cost_usd"],
        saved_usd=row["saved_usd"],
        cost_squares=row["cost_squares"],
        residual_squares=row["residual_squares"],
    )


def _writing(client: Any) -> str:
    """How the copy is written: each thread holds a block or two, so a client of one thread takes small ones.

    Larger ones are a sixth faster. Unless told, a second thread asks for 4 GiB to be free.
    """
    modest = client.get_client_setting("max_threads") == "1"
    megabytes = 16 if modest else 40
    return (
        "max_insert_threads = 2, max_insert_threads_min_free_memory_per_thread = 250000000, "
        f"min_insert_block_size_rows = {megabytes * 3750}, min_insert_block_size_bytes = {megabytes}000000"
    )


def _sql(name: str) -> str:
    return files("centspan.optimizer").joinpath(f"study_{name}.sql").read_text("utf-8")
