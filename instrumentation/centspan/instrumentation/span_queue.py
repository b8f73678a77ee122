"""Spans waiting to be sent: putting one costs a microsecond and wakes nobody until a batch is due."""

import queue
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from opentelemetry.sdk.trace import ReadableSpan

_NEVER: Final = 1 << 62


@dataclass(slots=True)
class Mark:
    """A place in the queue: tells when all spans before it are done."""

    close: bool = False
    taken: bool = False
    done: threading.Event = field(default_factory=threading.Event)


class SpanQueue:
    """Many threads put, one takes batches. No lock: a finaliser inside `put` may put as well."""

    __slots__ = ("_items", "_marks", "_wake", "_wake_at")

    def __init__(self) -> None:
        self._items: deque[ReadableSpan | Mark] = deque()
        self._marks: deque[Mark] = deque()
        # Looked up now: gevent may have put its own in place since the import.
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._wake_at = _NEVER
        """So many items wake the taker."""

    def __len__(self) -> int:
        return len(self._items)

    def put(self, span: ReadableSpan) -> None:
        """Queue a span."""
        self._items.append(span)
        if len(self._items) >= self._wake_at:
            self._wake_at = _NEVER
            self._wake.put(None)

    def put_mark(self, mark: Mark) -> None:
        """Queue a mark: what waits before it is taken at once."""
        self._marks.append(mark)
        self._items.append(mark)
        self._wake.put(None)

    def take(self, most: int, delay: float) -> tuple[list[ReadableSpan], Mark | None]:
        """Wait for an item and for what else comes within `delay` seconds, up to `most` or a mark."""
        while not self._items:
            self._sleep(1, None)
        end = time.monotonic() + delay
        while len(self._items) < most and not self._marks and (left := end - time.monotonic()) > 0:
            self._sleep(most, left)
        return self._first(most)

    def _sleep(self, items: int, seconds: float | None) -> None:
        """Wait until there are so many items or a mark; may return sooner."""
        self._wake_at = items
        # Looked at after saying what wakes us: nothing that came in between is slept through.
        if len(self._items) < items and not self._marks:
            with suppress(queue.Empty):
                self._wake.get(timeout=seconds)
        self._wake_at = _NEVER

    def _first(self, most: int) -> tuple[list[ReadableSpan], Mark | None]:
        spans: list[ReadableSpan] = []
        while self._items and len(spans) < most:
            item = self._items.popleft()
            if isinstance(item, Mark):
                self._marks.popleft()
                item.taken = True
                return spans, item
            spans.append(item)
        return spans, None
