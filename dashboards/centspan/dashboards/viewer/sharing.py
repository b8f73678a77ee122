"""One answer for all who ask the same within a moment: the stats of a board, and everyone who looks at it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Final

from centspan.dashboards.viewer.answers import Answer

SECONDS: Final = 5
"""How long an answer may be given again: no longer than a pass of the roller, which brings news."""
MOST: Final = 200
"""Answers kept; the oldest go first."""


class Shared:
    """Answers under way and of the last seconds, by what was asked."""

    def __init__(self) -> None:
        self._begun: dict[Hashable, tuple[float, asyncio.Task[Answer]]] = {}

    async def answer(self, asked: Hashable, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `ask` answers, or has just answered for another; its failures are raised for all who wait."""
        self._forget()
        if asked not in self._begun:
            self._begun[asked] = (time.monotonic(), asyncio.ensure_future(ask()))
        _, answering = self._begun[asked]
        try:
            return await asyncio.shield(answering)  # whoever leaves leaves it to the others
        except Exception:
            self._begun.pop(asked, None)
            raise

    def _forget(self) -> None:
        until = time.monotonic() - SECONDS
        old = [
            asked for asked, (began, task) in self._begun.items() if began < until and task.done()
        ]
        for asked in [*old, *list(self._begun)[: max(0, len(self._begun) - MOST)]]:
            self._begun.pop(asked, None)
