"""How much more than a month's level a budget has to be, so that an ordinary month rarely uses 80 % of it.

Months as `forecast.py` simulates them, each with a budget as `centspan alerts suggest` writes it on the month's first
day: the level of the last four weeks, or of the last two where they cost more, times the headroom, rounded up. Told is
the share of months that end above 80, 95 and 100 % of it, by headroom.

    python benchmarks/headroom.py [--months 2000] [--seed 3]
"""

import argparse
from decimal import Decimal

from months import DAY, simulated

from centspan.alerts.budgets.history import MONTH, RECENT, rounded_up

HEADROOMS = (1.2, 1.25, 1.3, 1.35, 1.4, 1.5)
THRESHOLDS = (0.8, 0.95, 1.0)
KINDS = (
    ("steady, noise 10 %, no spikes", {"noise": (0.1, 0.1), "trend": (0, 0), "spikes": 0.0}),
    ("steady, noise 20 %", {"noise": (0.2, 0.2), "trend": (0, 0)}),
    ("growing 0.2 % a day, noise 10 %", {"noise": (0.1, 0.1), "trend": (0.002, 0.002)}),
    ("mixed", {}),
)


def used(month, headroom):
    """The share of its budget that a month ends at; the budget is written on its first day."""
    before = (month.asked_at.replace(day=1) - month.first) // DAY
    level = max(sum(month.amounts[before - days : before]) / days for days in RECENT)
    amount = rounded_up(Decimal(level * headroom) * MONTH)
    return month.total / float(amount)


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--months", type=int, default=2000, help="of each kind (default 2000)")
    asked.add_argument("--seed", type=int, default=3)
    said = asked.parse_args()
    for kind, how in KINDS:
        months = list(simulated(said.seed, said.months, **how))
        print(f"{kind}: months that end above 80, 95 and 100 %")
        for headroom in HEADROOMS:
            shares = [used(month, headroom) for month in months]
            above = [sum(share >= limit for share in shares) / len(shares) for limit in THRESHOLDS]
            print(f"  {headroom:4} {above[0]:7.1%} {above[1]:7.1%} {above[2]:7.1%}")


if __name__ == "__main__":
    main()
