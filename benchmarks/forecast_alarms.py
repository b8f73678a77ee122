"""How often a budget's forecast alerts, for months that end at 90 to 120 % of their budget.

The same simulated months as `forecast.py`, asked about at every midnight within them; a month counts
as told where the rule `budget_forecast` would have fired on any of them: the lower end of the forecast's interval
above 105 % of the budget. One in ten of those that end at 95 % is the most that may be.

    python benchmarks/forecast_alarms.py [--months 200] [--seed 3]
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from months import DAY, Month, answers, simulated

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate

ABOVE = 1.05
ENDS = (0.9, 0.95, 1.05, 1.1, 1.2)
"""Of the budget, what the month came to."""
KINDS = (
    ("mixed", {}),
    ("steady", {"trend": (0.0, 0.0)}),
    ("noise 10 %", {"noise": (0.1, 0.1)}),
    ("noise 40 %", {"noise": (0.4, 0.4)}),
    ("many spikes", {"spikes": 0.1}),
    ("25 to 40 days of history", {"history": (25, 40)}),
)


def every_day(months: list[Month]) -> Iterator[Month]:
    """Each month as it stands on each of its days; what identifies it stays its first day and total."""
    for month in months:
        first = month.asked_at.replace(day=1)
        # Midnight of the first still belongs to the month before.
        for day in range(1, len(month.amounts) - (first - month.first) // DAY):
            yield replace(month, asked_at=first + day * DAY)


def lows(client, months):
    """By month, the day and the lower end of the forecast's interval on each."""
    found = {}
    for answer in answers(client, every_day(months)):
        if answer.low is not None:
            of_month = found.setdefault((answer.month.first, answer.month.total), [])
            of_month.append((answer.month.asked_at.day, answer.low))
    return found


def told(found, months, end):
    """The share of months that alert, and the middle of the days on which they do."""
    days = []
    for month in months:
        limit = ABOVE * month.total / end
        above = [day for day, low in found.get((month.first, month.total), ()) if low > limit]
        days += [min(above)] if above else []
    return len(days) / len(months), median(days) if days else None


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--months", type=int, default=200, help="of each kind (default 200)")
    asked.add_argument("--seed", type=int, default=3)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="centspan-forecasts-") as folder:
        engine = Engine(Path(folder) / "store")
        with engine.client() as client:
            migrate(client)
            for kind, how in KINDS:
                months = list(simulated(said.seed, said.months, **how))
                found = lows(client, months)
                for end in ENDS:
                    share, day = told(found, months, end)
                    when = f", in the middle on day {day:.0f}" if day else ""
                    print(f"{kind}, ends at {end:.0%}: {share:.1%} alert{when}", flush=True)
        engine.close()


if __name__ == "__main__":
    main()
