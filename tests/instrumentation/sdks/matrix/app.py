"""What the columns' apps have in common."""

import gc
from typing import Any

from matrix import truth

MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]


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
