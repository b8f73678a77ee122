"""A provider stalls for a while, and an app without back-off asks again and again."""

from dataclasses import replace

import numpy as np

from centspan.deploy.demo.backfill.arrivals import MINUTE, SECOND
from centspan.deploy.demo.backfill.calls import FINE, NONE, TIMED_OUT, Calls, Ints
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class RetryStorm:
    """In an hour or two, most requests time out after being billed and are made again at once."""

    name = "retry_storm"
    homes = ("support-answer", "email-draft", "invoice-extract", "copilot-chat")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Add the storm: each piece of work takes several requests, seconds apart."""
        length = int(scene.within(50, 150)) * MINUTE
        start = scene.working_hour(0.15, 0.9, length)
        requests = int(scene.random.integers(4, 8))
        work = max(12, round(0.0025 * len(calls)))
        first = _single(scene.more(work, start, start + length))
        pause = int(scene.within(32, 50)) * SECOND
        storm = first.where(first.step == 0, ending=TIMED_OUT)
        for attempt in range(1, requests - 1):
            storm = storm.also(
                replace(storm.take(slice(work)), started=_after(first, attempt, pause))
            )
        storm = storm.also(replace(first, started=_after(first, requests - 1, pause)))
        facts = {"start": start, "end": start + length, "work": work, "requests_each": requests}
        return Told(calls.also(storm), facts)


def _after(calls: Calls, attempts: int, pause: int) -> Ints:
    return calls.started + attempts * pause


def _single(calls: Calls) -> Calls:
    """Make every call a piece of work of its own, with a task to its name where it has one."""
    zeros = np.zeros(len(calls), np.int64)
    return replace(
        calls,
        chain=calls.content,
        task=np.where(calls.task == NONE, NONE, calls.content),
        step=zeros,
        history=zeros,
        called=zeros + NONE,
        ending=zeros + FINE,
        attempts=zeros + 1,
        stream=zeros == 0,
    )
