"""Stores the waiting requests of one signal, group by group, on threads of its own."""

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable

from chdb.state.sqlitelike import Connection

from centspan.collector.engine import Engine
from centspan.collector.receiver.errors import BadPayload, RequestError, Unavailable
from centspan.collector.receiver.inserts import insert
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.prepare import Signal
from centspan.collector.receiver.receipts import Receipts
from centspan.collector.receiver.spool import Spool, Spooled
from centspan.collector.receiver.waiting import Job, Waiting

log = logging.getLogger(__name__)
ATTEMPTS = 2
"""Of one group: repeating an insert completes it where it failed half way down the chain."""


DATA_AT_FAULT = frozenset((6, 27, 32, 33, 41, 69, 70, 72, 117, 131, 407, 436, 441))
"""The engine's codes for bytes it cannot read: the same request would fail for ever."""


class Lane:
    """The way of one signal's requests from the queue into the engine."""

    def __init__(
        self,
        signal: Signal,
        engine: Engine,
        spool: Spool,
        receipts: Receipts,
        limits: Limits,
        settled: Callable[[Job], None],
    ) -> None:
        """Start the threads; `settled` is called for each request before its future is resolved."""
        self.waiting = Waiting(limits)
        self._signal: Signal = signal
        self._engine = engine
        self._spool = spool
        self._receipts = receipts
        self._settled = settled
        self._threads = [
            threading.Thread(target=self._run, name=f"centspan-{signal}-{number}", daemon=True)
            for number in range(limits.insert_threads)
        ]
        for thread in self._threads:
            thread.start()

    def join(self, until: float) -> None:
        """Wait until the closed queue is empty, at most until a time of `time.monotonic`."""
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def _run(self) -> None:
        connection = self._engine.new_connection()
        while group := self.waiting.take():
            began = time.monotonic()
            self._store(connection, group)
            self.waiting.finished(group, time.monotonic() - began)
        connection.close()

    def _store(self, connection: Connection, group: list[Job]) -> None:
        problem = self._insert(connection, group)
        if problem is None or len(group) == 1:
            for job in group:
                self._settle(job, problem)
            return
        # One of them may be at fault: the others must not pay for it.
        for job in group:
            self._store(connection, [job])

    def _insert(self, connection: Connection, group: list[Job]) -> Exception | None:
        spooled = None
        try:
            spooled = self._spooled(group)
            _insert_repeatedly(connection, spooled)
            self._receipts.add([job.prepared.digest for job in group])
        except Exception as error:  # whatever it was, this thread goes on and the clients are told
            log.exception("could not store %d requests", len(group))
            return error
        finally:
            if spooled:
                spooled.remove()
        return None

    def _spooled(self, group: list[Job]) -> Spooled:
        prepared = [job.prepared for job in group]
        token = hashlib.sha256()
        for one in prepared:
            token.update(one.digest + one.checked.kept.to_bytes(4, "big"))
        return self._spool.put(
            self._signal,
            token.hexdigest(),
            (one.digest for one in prepared),
            (one.data for one in prepared),
        )

    def _settle(self, job: Job, problem: Exception | None) -> None:
        job.hold.release()
        self._settled(job)
        if problem is None:
            job.stored.set_result(None)
        else:
            job.stored.set_exception(_refusal(problem))


def _refusal(problem: Exception) -> RequestError:
    """What a client is told; the engine's own words name files of ours and stay in the log."""
    found = re.match(r"Code: (\d+)", str(problem))
    if found and int(found.group(1)) in DATA_AT_FAULT:
        return BadPayload(f"the store cannot read the request ({found.group()}); do not repeat it")
    reason = found.group() if found else type(problem).__name__
    return Unavailable(f"the store did not take the request ({reason}); send it again later")


def _insert_repeatedly(connection: Connection, spooled: Spooled) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            insert(connection, spooled.signal, spooled.path, spooled.token)
            return
        except RuntimeError:
            if attempt == ATTEMPTS:
                raise
            time.sleep(0.2)
