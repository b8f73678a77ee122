"""Sends finished spans from a thread of its own: bounded, fork-safe, and never in the app's way.

Used only where the app has no provider of its own. The SDK's BatchSpanProcessor waits up to 30 s at
exit, shares its exporter's sockets with forked children and cannot tell what it dropped.
"""

import os
import sys
import threading
import time
import weakref
from typing import Final

from opentelemetry import context
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor

from centspan.instrumentation import health, settings
from centspan.instrumentation.content_sending import in_requests, with_room
from centspan.instrumentation.export_attempt import ExportAttempt
from centspan.instrumentation.exporters import Destination
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.losses import Losses
from centspan.instrumentation.quiet_exceptions import quiet
from centspan.instrumentation.span_queue import Mark, SpanQueue
from centspan.instrumentation.terminated import may_end_unsaid

PAUSES: Final = (1.0, 2.0, 4.0, 8.0)
"""Seconds between the attempts to send a batch; after the last attempt it is dropped."""
PROMPT_SECONDS: Final = 1.0
PROMPT_AGAIN: Final = 30.0


class Sender(SpanProcessor):
    """Queues sampled spans and exports them in batches; the OTEL_BSP_* variables apply.

    Where they are not set: 1 s delay (the SDK's 5 s are what a killed process would lose), batches
    of 1,024 and room for 4,096 spans (about 40 MB, and four times the SDK's speed towards a
    collector that answers slowly). A full queue drops the newest spans and counts them.
    """

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._delay = _milliseconds("OTEL_BSP_SCHEDULE_DELAY", 1000)
        self._limit = max(1, _whole("OTEL_BSP_MAX_QUEUE_SIZE", 4096))
        self._batch = min(max(1, _whole("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 1024)), self._limit)
        self.start_anew()
        _senders.add(self)

    def start_anew(self) -> None:
        """Forget queue and thread, as a forked child must: the parent sends what was queued."""
        self._queue = SpanQueue()
        self._losses = Losses()
        self._starting = threading.Lock()
        self._leaving = threading.Event()
        self._worker: threading.Thread | None = None
        self._prompt = False
        self._prompt_from = 0.0
        self._in_flight = 0

    def on_end(self, span: ReadableSpan) -> None:
        """Queue a sampled span; takes about a microsecond."""
        if span.context is None or not span.context.trace_flags.sampled:
            return
        if len(self._queue) >= self._limit:
            self._losses.add("queue_full", 1)
            return
        self._queue.put(with_room(quiet(span), len(self._queue)))
        if self._worker is None:
            self._start()
        if self._prompt and time.monotonic() >= self._prompt_from:
            self._send_now()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Wait until all spans queued so far were sent or given up; False after the timeout."""
        return self._flush(timeout_millis / 1000, Mark())

    def shutdown(self) -> None:
        """Send what is queued, for at most CENTSPAN_EXIT_TIMEOUT; later spans go out one by one."""
        self.leave(settings.EXIT_TIMEOUT.number())

    def leave(self, seconds: float) -> None:
        """As `shutdown`, in at most `seconds`; spans not sent by then are counted as dropped."""
        self._leaving.set()
        mark = Mark(close=True)
        self._prompt = sent = self._flush(max(0.0, seconds), mark)
        lost = self._in_flight + len(self._queue) - (not mark.taken)
        if not sent and lost > 0:
            self._losses.add("at_exit", lost)
            health.not_arriving(self._destination.endpoint, f"{lost} spans lost at exit")

    def _send_now(self) -> None:
        """For processes that may end without notice; skipped for a while after a failure."""
        if sys.is_finalizing():  # the thread is gone
            self._losses.add("at_exit", len(self._queue))
            self.start_anew()
        elif not self._flush(PROMPT_SECONDS, Mark()):
            self._prompt_from = time.monotonic() + PROMPT_AGAIN

    def _flush(self, seconds: float, mark: Mark) -> bool:
        if self._worker is None:
            if not self._queue:
                return True
            self._start()
        self._queue.put_mark(mark)
        return mark.done.wait(seconds)

    def _start(self) -> None:
        if not self._starting.acquire(blocking=False):
            return
        try:
            if self._worker is None:
                worker = threading.Thread(target=self._work, name="centspan-sender", daemon=True)
                worker.start()
                self._worker = worker
                self._prompt = self._prompt or may_end_unsaid()
        except RuntimeError as error:  # no new thread while the interpreter shuts down
            swallow("starting the sender's thread", error)
        finally:
            self._starting.release()

    def _work(self) -> None:
        context.attach(_no_instrumentation())
        queue = self._queue
        attempt = ExportAttempt(self._destination)
        while True:
            try:
                self._turn(queue, attempt)
            except Exception as error:  # noqa: BLE001 - the thread must live as long as the app
                swallow("the sender", error)

    def _turn(self, queue: SpanQueue, attempt: ExportAttempt) -> None:
        batch, mark = queue.take(self._batch, self._delay)
        if batch:
            self._in_flight = len(batch)
            for request in in_requests(batch):
                self._send(request, attempt)
                self._in_flight -= len(request)
        if mark is not None:
            if mark.close:
                attempt.close()
            mark.done.set()

    def _send(self, spans: list[ReadableSpan], attempt: ExportAttempt) -> None:
        batch = self._losses.told_on(spans)  # once: what is sent again must be the same bytes
        for pause in (*PAUSES, None):
            if attempt.export(batch):
                health.sent(len(batch))
                return
            health.not_arriving(self._destination.endpoint, attempt.reason)
            if pause is None or self._leaving.is_set():
                break
            self._leaving.wait(pause)  # leaving cuts the pause short for one last attempt
        self._losses.add("not_accepted", len(batch))


def senders() -> tuple[Sender, ...]:
    """All senders of this process."""
    return tuple(_senders)


def _no_instrumentation() -> context.Context:
    """A context in which our own requests make no spans; the key has no public name."""
    key = getattr(context, "_SUPPRESS_INSTRUMENTATION_KEY", "suppress_instrumentation")
    return context.set_value(key, True, context.set_value("suppress_instrumentation", True))


def _milliseconds(variable: str, default: int) -> float:
    return max(1, _whole(variable, default)) / 1000


def _whole(variable: str, default: int) -> int:
    try:
        return int(os.environ.get(variable, "") or default)
    except ValueError:
        return default


def _start_all_anew() -> None:
    health.forget()
    for each in senders():
        each.start_anew()


_senders: Final[weakref.WeakSet[Sender]] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_all_anew)
