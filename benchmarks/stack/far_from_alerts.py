"""How far weeks stayed from what budgets and tasks page at, worked out apart from the rules, for every hour.

Sums of hours in numpy in place of the rules' questions, which take a second each: what a budget's month came to, and
how fast each window of `budget_burn` burnt it, by the plain mean of the same hour of the week over the four weeks that
ended three days before. A rule asks for more than is asked here (a short window, too), so what stays below 1 here
cannot alert.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from centspan.collector.priced import write_out

HOUR = timedelta(hours=1)
LED = 31 * 24
"""Hours before one that is judged which are read for it."""
WINDOWS = ((1, 14.4), (6, 6.0), (24, 3.0), (72, 1.2))
"""Hours of the long window of each pair, and the factor it alerts above."""
_BY_HOURS = """
SELECT p.hour AS hour, p.feature AS feature, p.team AS team, toFloat64(sum(p.effective_usd)) AS usd
FROM priced(
  SELECT hour, feature, team FROM spend({since:DateTime('UTC')}, {until:DateTime('UTC')}, 3600, unlimited)
) AS p
GROUP BY hour, feature, team
"""
_BUDGETS = """
SELECT id, amount, CAST(scope, 'Map(String, String)')
FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id)
WHERE NOT removed AND unit = 'usd' AND period = 'month'
"""
_TASKS = """
SELECT max(calls), max(usd)
FROM (SELECT count() AS calls, sum(effective_usd) AS usd FROM calls WHERE counted AND task_id != '' GROUP BY task_id)
"""


@dataclass(frozen=True)
class Budget:
    """A month's budget, and what its scope spent in each hour from LED before the first one on."""

    id: str
    amount: float
    usd: np.ndarray


def told(client: Any, first: datetime, hours: int) -> Iterator[str]:
    """Lines for a reader, of so many whole hours from `first` on; budgets are of features and teams."""
    budgets = tuple(_budgets(client, first, hours))
    months = max((_month(each, first, n), each.id) for each in budgets for n in range(1, hours + 1))
    yield f"budget_used: a month came to at most {months[0]:.2f} of its budget ({months[1]})"
    for window, factor in WINDOWS:
        worst, n, id_ = max(
            (_burnt(each, first, n, window, factor), n, each.id)
            for each in budgets
            for n in range(1, hours + 1)
        )
        at = first + n * HOUR
        yield f"budget_burn: {window} h came to at most {worst:.2f} of what alerts ({id_}, {at:%Y-%m-%d %H:%M})"
    [[calls, usd]] = client.query(_TASKS).result_rows
    yield f"runaway_task: a task had at most {calls} calls and ${usd:.2f}"


def _budgets(client: Any, first: datetime, hours: int) -> Iterator[Budget]:
    since, until = (
        each.strftime("%Y-%m-%d %H:%M:%S") for each in (first - LED * HOUR, first + hours * HOUR)
    )
    asked = client.query(write_out(_BY_HOURS), parameters={"since": since, "until": until})
    rows = list(asked.named_results())
    for id_, amount, scope in client.query(_BUDGETS).result_rows:
        usd = np.zeros(LED + hours)
        for row in rows:
            if all(row[name] == value for name, value in scope.items()):
                usd[int((row["hour"].replace(tzinfo=first.tzinfo) - first) / HOUR) + LED] += row[
                    "usd"
                ]
        yield Budget(id_, float(amount), usd)


def _month_of(first: datetime, n: int) -> tuple[int, int]:
    """Of the month that the hour before first + n hours lies in: the place of its first hour, and its hours."""
    begins = (first + (n - 1) * HOUR).replace(day=1, hour=0)
    ends = (begins + timedelta(days=32)).replace(day=1)
    return int((begins - first) / HOUR) + LED, int((ends - begins) / HOUR)


def _month(budget: Budget, first: datetime, n: int) -> float:
    begins, _ = _month_of(first, n)
    return float(budget.usd[begins : LED + n].sum()) / budget.amount


def _burnt(budget: Budget, first: datetime, n: int, window: int, factor: float) -> float:
    begins, hours = _month_of(first, n)
    now = LED + n
    spent = budget.usd[now - window : now].sum()
    floor = spent * hours / (0.5 * factor * window * budget.amount)
    if floor < 0.1:
        return float(floor)
    week = budget.usd[now - 744 : now - 72].reshape(4, 168).mean(0)
    week = np.maximum(week, week.mean() / 10)
    of_month = np.resize(np.roll(week, -((begins - now + 744) % 168)), hours).sum()
    of_window = np.resize(np.roll(week, -((744 - window) % 168)), window).sum()
    return float(min(floor, spent / (budget.amount * of_window / of_month) / factor))
