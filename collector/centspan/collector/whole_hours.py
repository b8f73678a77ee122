"""The hours, or days, that a time touches: rollups know no less."""

from datetime import UTC, datetime, timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)


def whole_hours(
    start: datetime, end: datetime, grain: timedelta = HOUR
) -> tuple[datetime, datetime]:
    """Widen a time to the hours of UTC (or days, as `grain`) that it touches."""
    return start - _into(start, grain), end + -_into(end, grain) % grain


def _into(moment: datetime, grain: timedelta) -> timedelta:
    """How far a moment is into its hour or day."""
    return (moment - datetime.min.replace(tzinfo=UTC)) % grain
