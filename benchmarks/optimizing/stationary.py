"""A study of a time in which nothing changes but chance."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from centspan.collector.prices.sources import load_sources
from centspan.optimizer.study import Study

FILL = Path(__file__).with_suffix(".sql").read_text("utf-8")
DAYS = 20
START = datetime(2026, 10, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stationary:
    """What such a time has."""

    features: int
    calls: int = 1200
    """Of each feature."""
    users: int = 60
    """Of each feature, by Zipf's law."""
    anew: bool = False
    """Whether others ask in the second half, of the same kind."""


@contextmanager
def stationary(client: Any, wanted: Stationary) -> Iterator[Study]:
    """Fill a working table with its calls, dropped in the end."""
    table = "stationary"
    create = files("centspan.optimizer").joinpath("study_create.sql").read_text("utf-8")
    client.command(create.format(table=table))
    try:
        client.command(
            FILL.format(
                table=table,
                features=wanted.features,
                calls=wanted.calls,
                users=wanted.users,
                anew=int(wanted.anew),
            )
        )
        end = START + timedelta(days=DAYS)
        yield Study(client, table, START, end, Decimal(DAYS), load_sources())
    finally:
        client.command(f"DROP TABLE IF EXISTS {table}")
