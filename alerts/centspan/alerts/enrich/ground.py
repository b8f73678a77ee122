"""What all alerts of one pass are told with: budgets as they stand, defaults, places, freshness."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from centspan.alerts.address import Places
from centspan.alerts.budgets.model import BudgetsFile
from centspan.alerts.budgets.stored import stored
from centspan.alerts.enrich.belonging import Belonging
from centspan.alerts.enrich.in_use import budgets_in_use
from centspan.alerts.payload import BudgetStanding
from centspan.collector.query import load


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest call of the store, and how far boards are behind."""

    newest: datetime | None = None
    boards_behind_seconds: int | None = None


@dataclass(frozen=True)
class Ground:
    """One moment's; what is seldom needed is asked for when it is."""

    client: Any
    at: datetime
    stands: BudgetsFile
    defaults: Belonging
    places: Places

    @cached_property
    def freshness(self) -> Freshness:
        """How fresh the store is."""
        return _freshness(self.client)

    @cached_property
    def in_use(self) -> Mapping[str, BudgetStanding]:
        """How each budget stands, by id."""
        return budgets_in_use(self.client, self.at)


def ground(client: Any, at: datetime, defaults: Belonging, places: Places) -> Ground:
    """What stands in the store at this moment."""
    return Ground(client, at, stored(client), defaults, places)


def _freshness(client: Any) -> Freshness:
    (row,) = load("freshness_ages").rows(client)
    age = row["newest_call_age_seconds"]
    newest = None if age is None else datetime.now(UTC) - timedelta(seconds=age)
    return Freshness(newest, row["boards_behind_seconds"])
