"""What one sender lost, told with what it sends: on one span of each batch.

A running count and not what is new, so that a batch that is lost or delivered twice changes nothing.
"""

import os
import threading
from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan

from centspan.instrumentation import attributes as names
from centspan.instrumentation import health
from centspan.instrumentation.copy_span import copied


class Losses:
    """Counts the spans that a sender did not deliver, since it started in this process."""

    def __init__(self) -> None:
        self._sender = os.urandom(8).hex()
        self._spans = 0
        # Re-entrant: the garbage collector may end an abandoned stream's span while we count.
        self._lock = threading.RLock()

    def add(self, why: str, spans: int) -> None:
        """Count lost spans, here and in the process's `health`, which names the reasons."""
        with self._lock:
            self._spans += spans
        health.dropped(why, spans)

    def told_on(self, batch: Sequence[ReadableSpan]) -> list[ReadableSpan]:
        """The batch with the sender and its count so far on the first span, 0 included."""
        told = {names.SENDER_ID: self._sender, names.SENDER_DROPPED: self._spans}
        first = batch[0]
        return [copied(first, attributes={**(first.attributes or {}), **told}), *batch[1:]]
