"""When work begins: by hour of the day and weekday, in bursts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from centspan.deploy.demo.backfill.calls import Ints
from centspan.deploy.demo.backfill.profile import profile

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 3600 * SECOND
DAY = 24 * HOUR
QUIET_END = 15 * MINUTE
"""Nothing begins so shortly before the end: every task has the time to finish."""
BURST_SHAPE = 3.0
"""Hours differ by a gamma factor of mean 1; its variance is 1/3."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until before `end`, nanoseconds since the epoch; both on whole seconds."""

    start: int
    end: int

    @property
    def days(self) -> float:
        """Its length."""
        return (self.end - self.start) / DAY

    def at(self, share: float) -> int:
        """The moment at this share of the period, on a whole minute."""
        return self.start + int((self.end - self.start) * share) // MINUTE * MINUTE


def period(now: datetime, days: int) -> Period:
    """The `days` days before `now`, less the hour that retention may already take away."""
    end = now.astimezone(UTC).replace(microsecond=0)
    start = (end - timedelta(days=days) + timedelta(hours=2)).replace(minute=0, second=0)
    return Period(int(start.timestamp()) * SECOND, int(end.timestamp()) * SECOND)


def begin_times(random: np.random.Generator, count: int, curve: str, when: Period) -> Ints:
    """Draw when `count` pieces of work begin; sorted."""
    hours = np.arange(when.start, when.end - QUIET_END, HOUR)
    of_day = np.array(profile().hours[curve])[hours // HOUR % 24]
    weekday = np.array(profile().weekdays)[(hours // DAY + 3) % 7]  # 1970 began on a Thursday
    bursts = random.gamma(BURST_SHAPE, 1 / BURST_SHAPE, len(hours))
    weights = of_day * weekday * bursts
    per_hour = random.multinomial(count, weights / weights.sum())
    first = np.repeat(hours, per_hour)
    length = np.minimum(HOUR, when.end - QUIET_END - first)
    return np.sort(first + (random.random(count) * length).astype(np.int64))
