"""Bounds what all requests together hold in memory."""

import threading
from types import TracebackType
from typing import Self

from centspan.collector.receiver.errors import Busy


class Budget:
    """A number of bytes that requests take from and give back to, from any thread."""

    def __init__(self, size: int) -> None:
        """Start with `size` bytes to give."""
        self.size = size
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Bytes that requests hold now."""
        return self._taken

    def has(self, count: int) -> bool:
        """Whether `count` bytes are left now, or all are where there are no more."""
        return self._taken + min(count, self.size) <= self.size

    def take(self, count: int) -> None:
        """Take `count` bytes; raises Busy when fewer are left."""
        with self._lock:
            if self._taken + count > self.size:
                raise Busy(
                    f"{self._taken} bytes are waiting to be stored and at most {self.size} may; "
                    "send this request again later"
                )
            self._taken += count

    def give(self, count: int) -> None:
        """Give `count` bytes back."""
        with self._lock:
            self._taken -= count


class Hold:
    """What one request holds of a budget; leaving the `with` block gives all of it back."""

    def __init__(self, budget: Budget) -> None:
        """Hold nothing yet."""
        self._budget = budget
        self.count = 0

    def add(self, count: int) -> None:
        """Hold `count` more bytes; raises Busy."""
        self._budget.take(count)
        self.count += count

    def release(self) -> None:
        """Give everything back; harmless when repeated."""
        count, self.count = self.count, 0
        self._budget.give(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
