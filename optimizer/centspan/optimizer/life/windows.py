"""Which two times are compared: the weeks since an adoption with as many before it, or one time with a control."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
MOST_WEEKS: Final = 4
CONTROL_DAY: Final = timedelta(days=1)
"""A control share lives through the same days, and needs no whole weeks."""


@dataclass(frozen=True, slots=True)
class Windows:
    """From `before` to `until`, and from `after` to `end`; with a control both are the same time."""

    before: datetime
    until: datetime
    after: datetime
    end: datetime

    @property
    def days(self) -> float:
        """How long each is."""
        return (self.end - self.after).total_seconds() / 86400


def windows(adopted_at: datetime, first: datetime, now: datetime) -> Windows | str:
    """The last whole weeks since the adoption, four at most, and as many before it; or why there are none.

    `first` is the scope's first call: what was not there cannot be compared with.
    """
    since, had = (now - adopted_at) // WEEK, (adopted_at - first) // WEEK
    if since < 1:
        ready = adopted_at + WEEK
        return f"adopted {_ago(now - adopted_at)} ago: it takes a week, until {ready:%Y-%m-%d %H:%M} UTC"
    if had < 1:
        return f"its first call was made {_ago(adopted_at - first)} before: it takes a week to compare with"
    length = WEEK * min(since, had, MOST_WEEKS)
    return Windows(adopted_at - length, adopted_at, now - length, now)


def beside(adopted_at: datetime, now: datetime) -> Windows | str:
    """The time since the adoption, four weeks at most, for those with the change and those without it."""
    if now - adopted_at < CONTROL_DAY:
        return f"adopted {_ago(now - adopted_at)} ago: it takes a day with a control"
    start = max(adopted_at, now - WEEK * MOST_WEEKS)
    return Windows(start, now, start, now)


def _ago(length: timedelta) -> str:
    hours = int(length.total_seconds() // 3600)
    if hours < 2:
        return "less than two hours"
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
