"""Today against the same hours of a day before."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

DAY_UP: Final = Rule(
    id="day_up",
    title="Dearer than last week",
    says="{scope} spent {observed} since {since}, where the same hours a week ago cost {expected}",
    labels=("environment", "feature"),
    every=timedelta(minutes=15),
    pending=timedelta(hours=1),
    keep=timedelta(hours=12),
    values={"compare": 7, "rise": 0.2, "floor_usd": 5, "spreads": 2, "least_hours": 6},
    board="feature",
)
"""`compare` is in days: 1 is the literal rule, today against yesterday. It is kept for half a day, so that a step of
several days is one alert, whose mornings are too short to be judged."""
