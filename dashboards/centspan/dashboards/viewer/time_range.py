"""What `from` and `to` of an address mean, and which step a chart over them takes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from centspan.collector.whole_hours import whole_hours
from centspan.instrumentation.errors import CentspanError

EXPECTED: Final = "expected now, now-24h, now/d, now-7d/d, a time such as 2026-11-01T00:00:00Z, or epoch milliseconds"
GRAINS: Final = (3600, 10800, 21600, 43200, 86400, 604800)
"""Steps in seconds: an hour, for rollups are hourly, up to a week."""
MOST_STEPS: Final = 200
LONGEST: Final = timedelta(days=800)
"""As long as rollups are kept."""
_RELATIVE: Final = re.compile(
    r"now(?:-(?P<count>\d{1,5})(?P<unit>[smhdwM]))?(?:/(?P<round>[hdwM]))?"
)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 30 * 86400}


@dataclass(frozen=True, slots=True)
class TimeRange:
    """The whole hours that a time touches, in UTC; `grain` is a step's seconds."""

    start: datetime
    end: datetime
    grain: int


def time_range(since: str, until: str, now: datetime, grain: str = "") -> TimeRange:
    """Read an address's range; raises CentspanError that says what was expected."""
    start, end = moment(since, now), moment(until, now)
    if start >= end:
        raise CentspanError(f"from={since} is not before to={until}: expected a range that lasts")
    if end - start > LONGEST:
        raise CentspanError(
            f"from={since} to={until} spans {(end - start).days} days: expected at most {LONGEST.days}"
        )
    start, end = whole_hours(start, end)
    return TimeRange(start, end, _grain(grain) if grain else step(end - start))


def step(length: timedelta) -> int:
    """The shortest step that cuts `length` into no more pieces than a chart can show."""
    seconds = length.total_seconds()
    return next((grain for grain in GRAINS if seconds / grain <= MOST_STEPS), GRAINS[-1])


def moment(text: str, now: datetime) -> datetime:
    """Read one end of a range: relative to `now`, ISO 8601 (UTC where no zone is said) or epoch ms."""
    if found := _RELATIVE.fullmatch(text):
        back = int(found["count"] or 0) * _SECONDS[found["unit"] or "s"]
        return _begun(now - timedelta(seconds=back), found["round"]).replace(microsecond=0)
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text) // 1000, UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise CentspanError(f"{text[:60]!r} is no time: {EXPECTED}") from None
    return (
        (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    )


def _begun(at: datetime, unit: str | None) -> datetime:
    """When the hour, day, week (Monday) or month around `at` began."""
    if unit is None:
        return at
    hour = at.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    weeks = day - timedelta(days=day.weekday())
    return {"h": hour, "d": day, "w": weeks, "M": day.replace(day=1)}[unit]


def _grain(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in GRAINS):
        known = ", ".join(str(grain) for grain in GRAINS)
        raise CentspanError(f"grain={text[:20]} is no step: expected seconds, one of {known}")
    return int(text)
