"""Groups hours by how many calls they hold, so that no statement reads more than memory takes.

A statement costs the engine about a second to plan, whatever it reads: a month of few calls is one group.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

CHUNK_CALLS: Final = 300_000
"""Stored rows of a group; an hour with more is a group of its own."""
CHUNK_SPAN: Final = timedelta(days=92)
"""From a group's first hour to its last: a statement may write to so many partitions."""

_HELD: Final = """
SELECT toStartOfHour(started_at) AS hour, count()
FROM llm_calls
WHERE started_at >= {first:DateTime('UTC')} AND started_at < {last:DateTime('UTC')} + 3600
  AND hour IN {hours:Array(DateTime('UTC'))}
GROUP BY hour
"""


def chunks(client: Any, hours: Iterable[datetime]) -> Iterator[list[datetime]]:
    """Every hour in one group, oldest first."""
    ordered = sorted(hours)
    return _groups(ordered, _held(client, ordered))


def newest(client: Any, hours: Iterable[datetime]) -> list[datetime]:
    """The newest hours that fit one group, newest first."""
    ordered = sorted(hours, reverse=True)
    return next(_groups(ordered, _held(client, ordered)), [])


def texts(hours: Iterable[datetime]) -> list[str]:
    """Hours as a statement takes them."""
    return [hour.strftime("%Y-%m-%d %H:%M:%S") for hour in hours]


def _held(client: Any, hours: list[datetime]) -> dict[datetime, int]:
    if len(hours) < 2:
        return {}
    first, last = min(hours), max(hours)
    parameters = {"hours": texts(hours), "first": texts([first])[0], "last": texts([last])[0]}
    rows = client.query(_HELD, parameters=parameters).result_rows
    return {hour.replace(tzinfo=UTC): held for hour, held in rows}


def _groups(hours: list[datetime], held: dict[datetime, int]) -> Iterator[list[datetime]]:
    group: list[datetime] = []
    calls = 0
    for hour in hours:
        calls += held.get(hour, 0)
        if group and (calls > CHUNK_CALLS or abs(hour - group[0]) >= CHUNK_SPAN):
            yield group
            group, calls = [], held.get(hour, 0)
        group.append(hour)
    if group:
        yield group
