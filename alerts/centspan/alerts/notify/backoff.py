"""When to try again: after a second, then twice as long each time, up to five minutes, for a day."""

from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(minutes=5)
GIVE_UP_AFTER: Final = timedelta(hours=24)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts, from one up."""
    return min(FIRST * 2 ** min(attempts - 1, 16), LONGEST)


def next_attempt(
    created_at: datetime, attempts: int, at: datetime, asked: float
) -> datetime | None:
    """When to try again after a failure at `at`, no sooner than the seconds asked for; none after a day."""
    if at - created_at >= GIVE_UP_AFTER:
        return None
    return at + max(pause(attempts), timedelta(seconds=asked))
