"""Sends hostile requests from several threads, and a good one after every fifty."""

import math
import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

GOOD_EVERY = 50
SLOW_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one request ended; `problem` says what should not have happened."""

    name: str
    answer: str
    seconds: float
    problem: str = ""


class Target(Protocol):
    """One port under fire."""

    def bad(self, dice: random.Random) -> Outcome:
        """Send one hostile request."""
        ...

    def good(self) -> Outcome:
        """Send one good request."""
        ...

    def settle(self) -> list[str]:
        """Return what is stored and should not be, or the other way round."""
        ...

    def watch(self) -> int:
        """Return the most bytes that the process has held."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many requests at most, and for how long at most."""

    requests: int
    seconds: float = math.inf


@dataclass(slots=True)
class Tally:
    """What a barrage saw."""

    sent: int = 0
    slow: int = 0
    slowest: float = 0.0
    slowest_name: str = ""
    answers: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, outcome: Outcome) -> None:
        """Count one request."""
        with self.lock:
            self.sent += 1
            self.answers[outcome.answer] += 1
            if outcome.seconds > self.slowest:
                self.slowest, self.slowest_name = outcome.seconds, outcome.name
            if outcome.problem:
                self.problems.append(f"{outcome.name}: {outcome.answer}: {outcome.problem}")
            self.slow += outcome.seconds > SLOW_SECONDS


def barrage(
    target: Target, wanted: Wanted, senders: int, seed: int, tell: Callable[[str], None]
) -> Tally:
    """Send hostile requests, shared among `senders` threads."""
    tally = Tally()
    began = time.monotonic()

    def one(number: int) -> None:
        dice = random.Random(f"{seed} {number}")
        for count in range(number, wanted.requests, senders):
            if time.monotonic() - began > wanted.seconds:
                return
            tally.add(_safe(lambda: target.bad(dice)))
            if count % GOOD_EVERY == 0:
                tally.add(_safe(target.good))
                target.watch()
            if count % 1000 == 0:
                tell(f"{count} requests in {time.monotonic() - began:.0f} s")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _safe(request: Callable[[], Outcome]) -> Outcome:
    try:
        return request()
    except Exception:  # noqa: BLE001 (a broken request must be told, not end its sender)
        return Outcome("exception", "exception", 0.0, traceback.format_exc(limit=-3))
