"""Several deliveries at the same time, none of which can hold the others up for long."""

import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

from centspan.alerts.notify.outbox import Delivery
from centspan.alerts.outside import start


def together(
    attempt: Callable[[Delivery], Delivery], due: Sequence[Delivery], seconds: float
) -> Iterator[Delivery]:
    """Yield what became of each as it ends; those that take longer than `seconds` are left alone.

    A receiver that answers a byte now and then stays within every limit of a single read.
    """
    results: SimpleQueue[Delivery] = SimpleQueue()
    waited_for = {each.id for each in due}
    for each in due:
        arguments = (attempt, each, results)
        start(Thread(target=_one, args=arguments, name="centspan-notify", daemon=True))
    until = time.monotonic() + seconds
    while waited_for:
        try:
            ended = results.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            return
        waited_for.discard(ended.id)
        yield ended


def _one(
    attempt: Callable[[Delivery], Delivery], due: Delivery, results: SimpleQueue[Delivery]
) -> None:
    results.put(attempt(due))
