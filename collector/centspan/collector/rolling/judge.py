"""Judges which calls of changed hours count; an hour that cannot be judged holds up no other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from clickhouse_connect.driver.exceptions import DatabaseError

from centspan.collector.rolling import statements
from centspan.collector.rolling.chunks import chunks, texts

HOUR: Final = timedelta(hours=1)
AGAIN_AFTER: Final = timedelta(minutes=1)
"""How long an hour that could not be judged is left alone: trying takes all the memory there is."""
TOO_MUCH: Final = ("MEMORY_LIMIT_EXCEEDED", "TIMEOUT_EXCEEDED", "TOO_LARGE_ARRAY_SIZE")
"""What the engine says of hours too large for it; any other failure is not about the hours."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An hour whose calls count as they came."""

    tried: datetime
    why: str


@dataclass(slots=True)
class Judge:
    """Remembers what it has judged, so that an idle pass costs nothing."""

    client: Any
    settle: timedelta
    """How long after a change its rows are surely visible: what was judged sooner is judged once more."""
    unjudged: dict[datetime, Unjudged] = field(default_factory=dict)
    _judged: dict[datetime, tuple[datetime, datetime]] = field(default_factory=dict)
    """Of an hour the last change that was judged, and when that began."""

    def run(self, dirty: dict[datetime, datetime], now: datetime) -> int:
        """Judge what has changed and the hours beside it; returns how many had changed.

        `dirty` says when each dirty hour last changed; `now` is the store's clock before that was read.
        """
        changed = {hour: at for hour, at in dirty.items() if self._is_due(hour, at, now)}
        due = {near for hour in changed for near in _around([hour])} | self.unjudged.keys()
        for hours in chunks(self.client, (hour for hour in due if self._may_try(hour, now))):
            failed = self._judge(hours)
            for hour in hours:
                self.unjudged.pop(hour, None)
            self.unjudged |= {hour: Unjudged(now, why) for hour, why in failed.items()}
        self._judged |= {hour: (at, now) for hour, at in changed.items()}
        return len(changed)

    def told(self) -> dict[str, str]:
        """The hours that could not be judged, oldest first, and why."""
        return {f"{hour:%Y-%m-%d %H:00}": self.unjudged[hour].why for hour in sorted(self.unjudged)}

    def _is_due(self, hour: datetime, at: datetime, now: datetime) -> bool:
        if hour not in self._judged:
            return True
        judged, began = self._judged[hour]
        return at > judged or began <= at + self.settle < now

    def _may_try(self, hour: datetime, now: datetime) -> bool:
        return hour not in self.unjudged or now >= self.unjudged[hour].tried + AGAIN_AFTER

    def _judge(self, hours: list[datetime]) -> dict[datetime, str]:
        """Judge them, in halves where they are too much at once; returns those that are by themselves, and why."""
        near = _around(hours)
        parameters = {
            "hours": texts(hours),
            "around": texts(near),
            "from": texts(near[:1])[0],
            "to": texts([near[-1] + HOUR])[0],
        }
        try:
            self.client.command(statements.VERDICTS, parameters=parameters)
        except DatabaseError as failure:
            if not any(each in str(failure) for each in TOO_MUCH):
                raise
            why = str(failure).splitlines()[0]
        else:
            return {}
        if len(hours) == 1:
            return {hours[0]: why}
        middle = len(hours) // 2
        return self._judge(hours[:middle]) | self._judge(hours[middle:])


def _around(hours: Iterable[datetime]) -> list[datetime]:
    """These hours and the ones beside them, oldest first."""
    return sorted({near for hour in hours for near in (hour - HOUR, hour, hour + HOUR)})
