"""Takes OTLP requests in and stores each once before it is answered."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial

from centspan.collector.engine import Engine
from centspan.collector.receiver.budget import Budget, Hold
from centspan.collector.receiver.checks import Checked
from centspan.collector.receiver.errors import Busy, RequestError, TooLarge, Unavailable
from centspan.collector.receiver.inflate import inflate
from centspan.collector.receiver.inserts import insert
from centspan.collector.receiver.lane import Lane
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.prepare import Form, Prepared, Signal, prepare
from centspan.collector.receiver.receipts import Receipts
from centspan.collector.receiver.retention import with_retention
from centspan.collector.receiver.spool import Spool
from centspan.collector.receiver.waiting import Job

log = logging.getLogger(__name__)
SPOOL_DIRECTORY = "receiver"


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that is on its way: answer it with `checked` once `stored` is done."""

    checked: Checked
    stored: "Future[None]"
    deadline: float
    """Of `time.monotonic`: from then on the client should not wait for its turn any more."""
    patience: float
    """Seconds longer while it is being stored: only then is it not known how that ends."""
    withdraw: Callable[[], bool]
    """Take it back; False when it is being stored, or is stored."""


class Receiver:
    """The embedded OTLP receiver of one engine whose store is migrated.

    What it answers with success is in the engine, and stays there when the process is killed. A
    request that is repeated byte for byte, while it is under way or among the last 100,000 or more,
    is stored once. The same spans in other requests are stored again, as the Collector would.
    """

    def __init__(self, engine: Engine, limits: Limits | None = None) -> None:
        """Finish what a killed process left half stored, then take requests in.

        Raises OSError when the engine's directory cannot be written.
        """
        self.limits = with_retention(limits or Limits(), engine)
        self.budget = Budget(self.limits.pending_bytes)
        self._parsing = threading.Semaphore()
        self._under_way: dict[bytes, Job] = {}
        self._lock = threading.Lock()
        directory = engine.path / SPOOL_DIRECTORY
        spool = Spool(directory)
        self._receipts = Receipts(directory, self.limits.remembered_requests)
        _finish_left_over(engine, spool, self._receipts)
        self._lanes: dict[str, Lane] = {
            signal: Lane(signal, engine, spool, self._receipts, self.limits, self._settled)
            for signal in ("traces", "logs")
        }

    def take_in(self, signal: Signal, form: Form, encoding: str, body: bytes) -> Taken:
        """Parse a request and put it on its way; blocks while parsing, not while storing.

        `encoding` is its Content-Encoding. Raises RequestError when it is turned down.
        """
        deadline = time.monotonic() + self.limits.answer_seconds
        if len(body) > self.limits.request_bytes:
            raise too_large(len(body), self.limits)
        with Hold(self.budget) as hold:
            content = inflate(body, encoding, self.limits.request_bytes)
            if content is not body:
                hold.add(len(content))
            prepared = self._prepare(signal, form, content)
        stored = self._submit(prepared)
        patience = self.limits.answer_seconds / 4
        withdraw = partial(self._withdraw, prepared.digest)
        return Taken(prepared.checked, stored, deadline, patience, withdraw)

    def close(self, timeout: float = 8.0) -> None:
        """Take nothing more in and store what waits, within `timeout` seconds.

        What is not stored by then was not answered either, and is finished by the next process.
        """
        until = time.monotonic() + timeout
        for lane in self._lanes.values():
            lane.waiting.close()
        for lane in self._lanes.values():
            lane.join(until)

    def _prepare(self, signal: Signal, form: Form, content: bytes) -> Prepared:
        # One at a time: the interpreter runs no two anyway, and each takes memory.
        if not self._parsing.acquire(timeout=self.limits.answer_seconds / 2):
            raise Busy("too many requests wait to be parsed; send this request again later")
        try:
            return prepare(signal, form, content, self.limits)
        except RequestError as error:
            # What it was raised in holds the parsed request, and lives on in cycles for a while.
            raise error.with_traceback(None) from None
        finally:
            del content
            self._parsing.release()

    def _submit(self, prepared: Prepared) -> "Future[None]":
        with self._lock:
            if same := self._under_way.get(prepared.digest):
                return same.stored
            if not prepared.checked.kept or prepared.digest in self._receipts:
                done: Future[None] = Future()
                done.set_result(None)
                return done
            job = Job(prepared, Hold(self.budget))
            job.hold.add(prepared.weight)
            try:
                self._lanes[prepared.signal].waiting.put(job)
            except RequestError:
                job.hold.release()
                raise
            self._under_way[prepared.digest] = job
            return job.stored

    def _withdraw(self, digest: bytes) -> bool:
        with self._lock:
            job = self._under_way.get(digest)
            if job is None or not self._lanes[job.prepared.signal].waiting.withdraw(job):
                return False
            del self._under_way[digest]
        job.hold.release()
        job.stored.set_exception(late())
        return True

    def _settled(self, job: Job) -> None:
        with self._lock:
            self._under_way.pop(job.prepared.digest, None)


async def settled(taken: Taken) -> Checked:
    """Wait until a request is stored. Raises RequestError when it is not, or not in time."""
    stored = asyncio.wrap_future(taken.stored)
    done, _ = await asyncio.wait((stored,), timeout=max(taken.deadline - time.monotonic(), 0))
    if not done and not taken.withdraw():
        done, _ = await asyncio.wait((stored,), timeout=taken.patience)
    if not done:
        stored.add_done_callback(lambda future: future.exception())  # nobody waits for it any more
        raise late()
    stored.result()
    return taken.checked


def outcome(taken: Taken) -> Checked:
    """As `settled`, for a thread."""
    wait((taken.stored,), timeout=max(taken.deadline - time.monotonic(), 0))
    if not taken.stored.done() and not taken.withdraw():
        wait((taken.stored,), timeout=taken.patience)
    if not taken.stored.done():
        raise late()
    taken.stored.result()
    return taken.checked


def late() -> Unavailable:
    """Say that the time is over; repeating the request is safe, also where it is stored after all."""
    return Unavailable("the store is slow and the request still waits; send it again later")


def too_large(size: int, limits: Limits) -> TooLarge:
    """Say that a body of `size` bytes or more is over the limit."""
    return TooLarge(
        f"the request has {size} bytes or more and may have {limits.request_bytes}; "
        "send smaller batches"
    )


def _finish_left_over(engine: Engine, spool: Spool, receipts: Receipts) -> None:
    connection = engine.new_connection()
    for spooled in spool.left_over():
        try:
            insert(connection, spooled.signal, spooled.path, spooled.token)
            receipts.add(spooled.digests())
        except (RuntimeError, OSError):
            log.exception("could not finish %s; the next start tries again", spooled.path)
        else:
            spooled.remove()
    connection.close()
