"""Spans on their way to the sender's thread: none is lost, and a flush need not wait."""

import queue as standard
import threading
import time

from centspan.instrumentation.span_queue import Mark, SpanQueue


def taking(queue, most, delay, batches):
    """Take batches in a thread until a closing mark."""

    def work():
        while True:
            spans, mark = queue.take(most, delay)
            batches.append(spans)
            if mark is not None:
                mark.done.set()
                if mark.close:
                    return

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_nothing_put_by_many_threads_is_lost_or_out_of_order():
    """Each thread's spans arrive once and in its order, in batches of the size asked for."""
    queue, batches = SpanQueue(), []
    taker = taking(queue, 7, 0.001, batches)

    def put(name):
        for number in range(2000):
            queue.put((name, number))

    threads = [threading.Thread(target=put, args=(name,)) for name in "abc"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    queue.put_mark(Mark(close=True))
    taker.join(10)
    taken = [span for batch in batches for span in batch]
    assert max(map(len, batches)) <= 7
    assert len(taken) == 6000
    for name in "abc":
        assert [number for who, number in taken if who == name] == list(range(2000))


def test_a_mark_hurries_what_waits_before_it():
    """A flush need not wait for the delay, and is told only when all before it was taken."""
    queue, batches = SpanQueue(), []
    taker = taking(queue, 100, 60.0, batches)
    queue.put("first")
    began = time.monotonic()
    flush = Mark()
    queue.put_mark(flush)
    assert flush.done.wait(10)
    assert (batches, flush.taken) == ([["first"]], True)
    assert time.monotonic() - began < 10
    queue.put_mark(Mark(close=True))
    taker.join(10)


def test_a_full_batch_goes_at_once():
    """The delay bounds how long few spans wait; many do not wait for it."""
    queue, batches = SpanQueue(), []
    taker = taking(queue, 3, 60.0, batches)
    for number in range(3):
        queue.put(number)
    until = time.monotonic() + 10
    while not batches and time.monotonic() < until:
        time.sleep(0.005)
    assert batches == [[0, 1, 2]]
    queue.put_mark(Mark(close=True))
    taker.join(10)


def test_a_queue_that_gevent_puts_in_place_after_the_import_is_used(monkeypatch):
    """The thread that sends never waits for a lock that its monkey-patched app cannot yield in."""

    class Patched(standard.SimpleQueue):
        def get(self, *arguments, **named):
            waited.append(named)
            return super().get(*arguments, **named)

    waited = []
    monkeypatch.setattr(standard, "SimpleQueue", Patched)
    spans = SpanQueue()
    spans.put("span")
    assert spans.take(2, 0.01) == (["span"], None)
    assert waited
