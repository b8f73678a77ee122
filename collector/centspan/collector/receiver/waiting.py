"""Requests that wait to be stored, and when enough of them are worth an insert."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from centspan.collector.receiver.budget import Hold
from centspan.collector.receiver.errors import Busy, Unavailable
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.prepare import Prepared


@dataclass(eq=False, slots=True)
class Job:
    """One request on its way into the store; `stored` says how it ended."""

    prepared: Prepared
    hold: Hold
    stored: "Future[None]" = field(default_factory=Future)


class Waiting:
    """A queue that hands requests out in groups, each for one insert."""

    def __init__(self, limits: Limits) -> None:
        """Start empty and open."""
        self._limits = limits
        self._jobs: deque[Job] = deque()
        self._items = 0  # also those handed out and not yet finished
        self._queued = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, job: Job) -> None:
        """Add a request. Raises Busy when too much waits, Unavailable when closed."""
        count = job.prepared.checked.kept
        with self._changed:
            if self._closed:
                raise Unavailable("the receiver is stopping; send this request again later")
            if self._items and self._items + count > self._limits.pending_items:
                raise Busy(
                    f"{self._items} spans wait to be stored and at most "
                    f"{self._limits.pending_items} may; send this request again later"
                )
            self._jobs.append(job)
            self._items += count
            self._queued += count
            self._changed.notify_all()

    def take(self, rest_until: float) -> list[Job]:
        """Wait for the next group; [] once the queue is closed and empty.

        Nothing is handed out before the time `rest_until` (of `time.monotonic`) unless much waits.
        """
        with self._changed:
            while not self._jobs and not self._closed:
                self._changed.wait()
            while not self._closed and self._queued < self._limits.full_items:
                rest = rest_until - time.monotonic()
                if rest <= 0:
                    break
                self._changed.wait(rest)
            return self._group()

    def finished(self, group: list[Job]) -> None:
        """A group that was taken no longer counts as waiting."""
        with self._changed:
            self._items -= sum(job.prepared.checked.kept for job in group)

    def close(self) -> None:
        """Take nothing more in; what waits is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _group(self) -> list[Job]:
        """The oldest requests that fit into one insert; the first one always does."""
        group: list[Job] = []
        items = size = 0
        days: frozenset[int] = frozenset()
        while self._jobs:
            prepared = self._jobs[0].prepared
            items += prepared.checked.kept
            size += prepared.weight
            days |= prepared.checked.days
            if group and (
                items > self._limits.group_items
                or size > self._limits.group_bytes
                or len(days) > self._limits.request_days
            ):
                break
            group.append(self._jobs.popleft())
            self._queued -= prepared.checked.kept
        return group
