"""What features and teams cost so far, and what a month of it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from centspan.alerts.budgets.model import PERIODS
from centspan.collector.query import load

Row = Mapping[str, Any]
LOOKED_BACK: Final = 56
"""Days of history that are looked at."""
ENOUGH: Final = 21
"""Days of history from which on a budget is suggested."""
RECENT: Final = (28, 14)
"""The level is that of the last four weeks, or of the last two where they cost more."""
HEADROOM: Final = Decimal("1.4")
"""Of 2,000 steady months 60 % end above 80 % of a budget with a fifth more, 1.4 % with two (benchmarks/headroom.py)."""
MONTH: Final = Decimal(PERIODS["month"].numerator) / PERIODS["month"].denominator


@dataclass(frozen=True, slots=True)
class Level:
    """What one scope costs: whole days of UTC since its first call within `LOOKED_BACK`, and a month, USD."""

    days: int
    recent_usd: Decimal
    month_usd: Decimal

    @property
    def amount(self) -> Decimal:
        """A month and two fifths more, rounded up to two digits."""
        return rounded_up(self.month_usd * HEADROOM)

    @property
    def is_enough(self) -> bool:
        """Whether a budget can be told from it: three weeks, and at least a dollar a month."""
        return self.days >= ENOUGH and self.month_usd >= 1


@dataclass(frozen=True, slots=True)
class History:
    """Levels by feature, by team and in all; `teams_of` a feature are those that spent on it."""

    everything: Level
    features: Mapping[str, Level]
    teams: Mapping[str, Level]
    teams_of: Mapping[str, frozenset[str]]


def history(client: Any, at: datetime) -> History:
    """What the store says of the whole days before `at`."""
    today = at.astimezone(UTC).date()
    end = datetime.combine(today, time(), UTC)
    rows = load("alert_history", live=True).rows(
        client, start=end - timedelta(days=LOOKED_BACK), end=end
    )
    features, teams = _by(rows, "feature"), _by(rows, "team")
    return History(
        _level(rows, today),
        {name: _level(of, today) for name, of in features.items()},
        {name: _level(of, today) for name, of in teams.items()},
        {name: frozenset(row["team"] for row in of) for name, of in features.items()},
    )


def rounded_up(usd: Decimal) -> Decimal:
    """The next amount of two digits: 873 → 880; whole dollars from 10 on."""
    step = Decimal(1).scaleb(usd.adjusted() - 1) if usd else Decimal(1)
    return (usd / step).to_integral_value(ROUND_CEILING) * step


def _by(rows: Iterable[Row], dimension: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[dimension], []).append(row)
    return groups


def _level(rows: Iterable[Row], today: date) -> Level:
    spent: dict[date, Decimal] = {}
    for row in rows:
        spent[row["day"]] = spent.get(row["day"], Decimal(0)) + row["usd"]
    sums = [
        sum((usd for day, usd in spent.items() if day >= today - timedelta(days=days)), Decimal(0))
        for days in RECENT
    ]
    month = max(usd / days for usd, days in zip(sums, RECENT, strict=True)) * MONTH
    first = min(spent, default=today)
    return Level((today - first).days, sums[0], round(month, 6))
