"""Cuts a time into parts of so many calls, so that an answer is never larger than memory."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from centspan.collector.exporting.question import moment

CALLS: Final = 100_000
"""Of one part, unless a single hour holds more."""


def slices(client: Any, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield adjoining parts that cover the time; one at least."""
    sql = files("centspan.collector.exporting").joinpath("slices.sql").read_text("utf-8")
    asked = {"start": moment(start), "end": moment(end)}
    held, begun = 0, start
    for found, calls in client.query(sql, parameters=asked).result_rows:
        hour = found if found.tzinfo else found.replace(tzinfo=UTC)
        if held and held + calls > CALLS:
            yield begun, hour
            held, begun = 0, hour
        held += calls
    yield begun, end
