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


def _uncancellable() -> "Future[None]":
    """A future that a client who gives up cannot cancel: others may wait for the same request."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future


@dataclass(eq=False, slots=True)
class Job:
    """One request on its way into the store; `stored` says how it ended."""

    prepared: Prepared
    hold: Hold
    stored: "Future[None]" = field(default_factory=_uncancellable)


class Waiting:
    """A queue that hands requests out in groups, each for one insert."""

    def __init__(self, limits: Limits) -> None:
        """Start empty and open."""
        self._limits = limits
        self._jobs: deque[Job] = deque()
        self._items = 0  # also those handed out and not yet finished
        self._queued = 0
        self._inserting = 0
        self._rest_until = 0.0
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

    def withdraw(self, job: Job) -> bool:
        """Take a request out again; False when it has been handed out already."""
        with self._changed:
            if job not in self._jobs:
                return False
            self._jobs.remove(job)
            self._items -= job.prepared.checked.kept
            self._queued -= job.prepared.checked.kept
            return True

    def take(self) -> list[Job]:
        """Wait for the next group and return it; [] once the queue is closed and empty.

        When much waits that is at once. Little waits for the insert that is running, and a while
        after it: at most half of one core goes into small inserts.
        """
        with self._changed:
            while (ready := self._ready_in()) > 0:
                self._changed.wait(ready)
            group = self._group()
            self._inserting += 1
            return group

    def finished(self, group: list[Job], seconds: float) -> None:
        """A group that was taken is stored or given up, `seconds` later."""
        with self._changed:
            self._items -= sum(job.prepared.checked.kept for job in group)
            self._inserting -= 1
            self._rest_until = time.monotonic() + min(seconds, self._limits.pause_seconds)
            self._changed.notify_all()

    def close(self) -> None:
        """Take nothing more in; what waits is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _ready_in(self) -> float:
        """Seconds until a group may be taken; something may happen before then."""
        if self._closed or self._queued >= self._limits.full_items:
            return 0
        if not self._jobs or self._inserting:
            return threading.TIMEOUT_MAX
        return self._rest_until - time.monotonic()

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
