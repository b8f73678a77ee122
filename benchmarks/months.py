"""Simulated months of spend, and what the forecast's question answers about each."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any

from centspan.collector.query import Query, load

TABLE = "simulated_days"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """One series: what each day cost, the moment it is forecast at, and the month's true total."""

    asked_at: datetime
    first: datetime
    amounts: tuple[float, ...]
    total: float

    @property
    def known(self) -> int:
        """Days before it is asked about."""
        return (self.asked_at - self.first) // DAY


@dataclass(frozen=True, slots=True)
class Answer:
    """A forecast beside the truth, in USD; bounds are None while it is learning."""

    month: Month
    forecast: float
    low: float | None
    high: float | None

    @property
    def covered(self) -> bool:
        """Whether the truth lies between the bounds."""
        return (
            self.low is not None and self.high is not None
        ) and self.low <= self.month.total <= self.high


def simulated(
    seed: int,
    count: int,
    *,
    noise: tuple[float, float] = (0.03, 0.3),
    trend: tuple[float, float] = (-0.004, 0.008),
    spikes: float = 0.03,
    history: tuple[int, int] = (70, 180),
) -> Iterator[Month]:
    """Months with a week's season, a trend, noise that lasts (AR 1) and spikes of 1.5 to 5 times."""
    chosen = random.Random(seed)
    for _ in range(count):
        day = chosen.randint(5, 25)  # each day in a month of its own, so that there are few moments
        month = datetime(2025, 3 + day % 10, 1, tzinfo=UTC)
        asked_at = month + (day - 1) * DAY
        first = asked_at - chosen.randint(*history) * DAY
        end = (month + 31 * DAY).replace(day=1)
        amounts = tuple(_amounts(chosen, (end - first) // DAY, noise, trend, spikes))
        total = sum(amounts[max(0, (month - first) // DAY) :])
        yield Month(asked_at, first, amounts, total)


def _amounts(
    chosen: random.Random,
    days: int,
    noise: tuple[float, float],
    trend: tuple[float, float],
    spikes: float,
) -> Iterator[float]:
    weekend = chosen.uniform(0.2, 1.0)
    week = [exp(chosen.gauss(0, 0.15)) * (weekend if day >= 5 else 1) for day in range(7)]
    level, slope = exp(chosen.gauss(3, 1.5)), chosen.uniform(*trend)
    lasting, size, often = chosen.uniform(0, 0.8), chosen.uniform(*noise), chosen.uniform(0, spikes)
    drift = 0.0
    for day in range(days):
        drift = lasting * drift + chosen.gauss(0, size)
        spike = chosen.uniform(1.5, 5) if chosen.random() < often else 1.0
        yield level * week[day % 7] * exp(slope * day + drift) * spike


def answers(client: Any, months: Iterable[Month]) -> Iterator[Answer]:
    """Ask the question `forecast` about every series, those of one moment at once."""
    question = _of_table()
    client.command(
        f"CREATE TABLE IF NOT EXISTS {TABLE} (asked_at DateTime('UTC'), series String, "
        "day DateTime('UTC'), usd Decimal(38, 18)) ENGINE = Memory"
    )
    asked = defaultdict[datetime, list[Month]](list)
    for month in months:
        asked[month.asked_at].append(month)
    client.insert(TABLE, [row for at in asked for row in _rows(asked[at])])
    for at, together in asked.items():
        found = {row["series"]: row for row in question.rows(client, end=at)}
        for number, month in enumerate(together):
            yield _answer(month, found[str(number)])
    client.command(f"DROP TABLE {TABLE}")


def _rows(months: list[Month]) -> Iterator[list[Any]]:
    for number, month in enumerate(months):
        for day in range(month.known):
            moment = month.first + day * DAY
            yield [month.asked_at, str(number), moment, round(month.amounts[day], 6)]


def _answer(month: Month, row: dict[str, Any]) -> Answer:
    figures = (row[name] for name in ("forecast_usd", "low_usd", "high_usd"))
    return Answer(month, *(None if each is None else float(each) for each in figures))  # type: ignore[arg-type]


def _of_table() -> Query:
    """The question as it is, its days read from the table."""
    days = f"days AS (SELECT series, day, usd FROM {TABLE} WHERE asked_at = {{end:DateTime('UTC')}}),\nknown AS"
    sql, found = re.subn(
        r"days AS \(.+?\n\),\nknown AS", lambda _: days, load("forecast").sql, flags=re.DOTALL
    )
    if found != 1:
        raise ValueError("the question `forecast` no longer begins with its days")
    return Query("forecast", sql)
