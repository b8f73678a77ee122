"""One call, two spans: which of them carries the call when two instrumentations saw it."""

from collections import OrderedDict
from threading import RLock
from typing import Final, NamedTuple

REMEMBERED: Final = 4096


class Seen(NamedTuple):
    """The span that first ended with a response id; times in nanoseconds since the epoch."""

    scope: str
    span_id: int
    ended_ns: int


class Duplicates:
    """Remembers the last response ids; safe from any thread.

    Ids alone prove nothing (Ollama draws them from 999, proxies repeat constants): a duplicate
    comes from another instrumentation and began before the first span ended.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        self._remembered = remembered
        self._lock = RLock()

    def earlier(self, response_id: str, span: Seen, started_ns: int) -> Seen | None:
        """The span that already carries this call; None, and remember `span`, where it is new."""
        with self._lock:
            first = self._seen.get(response_id)
            if first and first.scope != span.scope and started_ns <= first.ended_ns:
                return first
            self._seen[response_id] = span
            self._seen.move_to_end(response_id)
            if len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
            return None
