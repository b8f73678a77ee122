"""What the columns' apps have in common."""

import asyncio
import gc
from typing import Any

from matrix import truth

MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]


_loop = asyncio.Runner()


def in_one_loop(work: Any) -> Any:
    """Run a coroutine in the loop of all others, for SDKs that keep connections among clients,
    and a little longer: some do their logging afterwards.
    """

    async def work_and_after() -> None:
        await work
        await asyncio.sleep(0.05)

    return _loop.run(work_and_after())


def asking(model: truth.Model) -> dict[str, Any]:
    """The arguments of a plain question."""
    return {"model": model.name, "messages": MESSAGES}


def begin_and_drop(stream: Any, pieces: int = 2) -> None:
    """Read a little of a stream and let it go."""
    items = iter(stream)
    for _ in range(pieces):
        next(items)
    del stream, items
    gc.collect()


async def read(stream: Any) -> None:
    """Read a stream to its end."""
    async for _ in stream:
        pass
