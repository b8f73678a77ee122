"""Room in memory for remote queries: one at a time may hold much, every other one little.

Limits, and no watching: together they hold no more, however busy the machine. A read for which little was not
enough runs again when the room is free, so that none fails because of others unless it waited in vain; the next
one like it waits at once. Rows that are inserted wait for one another beyond some megabytes; those whose views take
more than a query may hold are inserted again, alone.
"""

import re
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from centspan.deploy.stack.clickhouse_http.errors import error

LOOK_SECONDS = 0.1
REMEMBERED = 1000
_VALUES = re.compile(r"'(?:[^'\\]|\\.)*'|\b\d[\w.]*")
INSERTED_BYTES = 36_000_000
"""Of rows that are under way at once, as they come: two of a Collector's largest batches. The engine holds some times as much."""


@dataclass(slots=True)
class Seats:
    """What all queries of an engine share that may hold `most` bytes."""

    most: int
    purge: Callable[[], object] = lambda: None
    """Gives back to the machine what a query that held much has freed: the next one would come on top of it."""
    _taken: bool = False
    _inserted: int = 0
    _closed: bool = False
    _dear: dict[int, None] = field(default_factory=dict[int, None])
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def much(self) -> int:
        """Bytes that one query may hold."""
        return self.most // 5

    @property
    def most_alone(self) -> int:
        """Bytes that rows may hold which took more than a query may: with all others it stays within a gigabyte."""
        return self.most * 8 // 25

    @property
    def little(self) -> int:
        """Bytes that every other one may hold."""
        return self.most // 75

    @property
    def closed(self) -> bool:
        """Whether nobody is to wait any more."""
        return self._closed

    def close(self) -> None:
        """Let nobody wait any more."""
        self._closed = True

    def known(self, sql: str) -> bool:
        """Whether little was not enough for a statement that differs in its values only."""
        return _kind(sql) in self._dear

    def remember(self, sql: str) -> None:
        """Little was not enough for it."""
        with self._changed:
            self._dear[_kind(sql)] = None
            if len(self._dear) > REMEMBERED:
                del self._dear[next(iter(self._dear))]

    def take(self, seconds: float, much: bool, inserted: int) -> bool:
        """Take what there is room for within `seconds`: the seat with much, that of rows, or both."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._free(much, inserted), seconds):
                return False
            self._taken |= much
            self._inserted += inserted
            return True

    def leave(self, much: bool, inserted: int) -> None:
        """Give back what was taken."""
        with self._changed:
            self._taken &= not much
            self._inserted -= inserted
            self._changed.notify_all()

    def _free(self, much: bool, inserted: int) -> bool:
        crowded = self._inserted and self._inserted + inserted > INSERTED_BYTES
        return not (much and self._taken) and not (inserted and crowded)


@dataclass(frozen=True, slots=True)
class Room:
    """What one query may have of the seats; it waits for `seconds`."""

    seats: Seats
    seconds: float
    abandoned: threading.Event

    @contextmanager
    def much(self) -> Generator[int]:
        """Much, when it is free; raises ClickHouseError 241 where it is not in time, 394 where nobody waits."""
        with self._taken(much=True, inserted=0):
            yield self.seats.much

    @contextmanager
    def for_rows(self, size: int) -> Generator[None]:
        """Room for rows of `size` bytes; raises as `much`, which many rows need too."""
        with self._taken(much=size > INSERTED_BYTES, inserted=size):
            yield

    @contextmanager
    def for_rows_alone(self) -> Generator[int]:
        """More than a query may hold, for rows that took more; nobody else inserts. Raises as `much`."""
        with self._taken(much=True, inserted=INSERTED_BYTES):
            yield self.seats.most_alone

    @contextmanager
    def _taken(self, much: bool, inserted: int) -> Generator[None]:
        until = time.monotonic() + self.seconds
        while not self.seats.take(LOOK_SECONDS, much, inserted):
            if self.abandoned.is_set() or self.seats.closed:
                raise error(394, "the client has gone, or centspan stops")
            if time.monotonic() > until:
                raise error(
                    241, f"others held the memory it takes for {self.seconds:g} s; try again"
                )
        try:
            yield
        finally:
            if much:
                self.seats.purge()
            self.seats.leave(much, inserted)


def _kind(sql: str) -> int:
    return hash(_VALUES.sub("?", sql))
