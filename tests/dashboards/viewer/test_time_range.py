"""What `from` and `to` of an address mean."""

from datetime import UTC, datetime

import pytest

from centspan.dashboards.viewer.time_range import time_range
from centspan.instrumentation.errors import CentspanError

NOW = datetime(2026, 11, 21, 14, 40, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until"),
    [("now", "now"), ("now", "now-1h"), ("2026-11-21T14:40", "2026-11-21T14:10"), ("x", "now")],
)
def test_what_lasts_no_time_is_refused(since, until):
    """A range that ends before it begins, or that is none, says what was expected."""
    with pytest.raises(CentspanError, match="expected"):
        time_range(since, until, NOW)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-21T14:10", "2026-11-21T14:40", (14, 15)),
        ("2026-11-21T13:59", "2026-11-21T14:01", (13, 15)),
        ("2026-11-21T13:00", "2026-11-21T14:00", (13, 14)),
        ("now-1h", "now", (13, 15)),
        ("now/d", "now", (0, 15)),
    ],
)
def test_a_range_is_the_whole_hours_it_touches(since, until, hours):
    """Boards know spend by the hour, and show every hour of which a part was asked for."""
    found = time_range(since, until, NOW)
    assert (found.start, found.end) == tuple(
        NOW.replace(hour=hour, minute=0, second=0) for hour in hours
    )
