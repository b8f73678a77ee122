"""Lets large requests in one after the other, each once there is room for it.

Side by side each would take a part of the room, and all be turned away in the end.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from centspan.collector.receiver.budget import Budget, Hold
from centspan.collector.receiver.limits import Limits

LOOK_SECONDS = 0.02
TWICE = 2
"""A request is held as it came and as the rows it becomes."""


class Turns:
    """Of HTTP bodies, which wait in their connections and are read in their turn."""

    def __init__(self, budget: Budget, limits: Limits) -> None:
        """Nothing waits yet."""
        self._budget = budget
        self._limits = limits
        self._reading = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, announced: int) -> AsyncGenerator[None]:
        """Wait to read a body of `announced` bytes. Raises Busy where no room comes in time.

        Where another dribbles in its turn, go on without one.
        """
        until = time.monotonic() + self._limits.answer_seconds / 2
        mine = announced >= self._limits.large_bytes and await self._mine(until)
        try:
            if mine:
                await self._room(announced, until)
            yield
        finally:
            if mine:
                self._reading.release()

    async def _mine(self, until: float) -> bool:
        try:
            async with asyncio.timeout(max(until - time.monotonic(), 0)):
                return await self._reading.acquire()
        except TimeoutError:
            return False

    async def _room(self, announced: int, until: float) -> None:
        while not self._budget.has(TWICE * announced) and time.monotonic() < until:
            await asyncio.sleep(LOOK_SECONDS)
        self._budget.take(announced)  # raises Busy before a byte of it is read
        self._budget.give(announced)


class Messages:
    """Of gRPC messages, which are whole already: no more than a few may wait."""

    def __init__(self, budget: Budget, limits: Limits) -> None:
        """Nothing waits yet."""
        self._budget = budget
        self._limits = limits
        self._waiting = Budget(limits.waiting_bytes)
        self._entering = threading.Lock()

    @contextmanager
    def turn(self, size: int) -> Generator[None]:
        """Wait, without an event loop, to hold a message of `size` bytes. Raises Busy where too much waits."""
        until = time.monotonic() + self._limits.answer_seconds / 2
        with Hold(self._waiting) as waits:
            if mine := size >= self._limits.large_bytes:
                waits.add(size)
                mine = self._entering.acquire(timeout=max(until - time.monotonic(), 0))
            try:
                while mine and not self._budget.has(TWICE * size) and time.monotonic() < until:
                    time.sleep(LOOK_SECONDS)
                yield
            finally:
                if mine:
                    self._entering.release()
