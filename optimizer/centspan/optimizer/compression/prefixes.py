"""How much of a prompt's beginning was sent shortly before: what a provider's cache can read."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

BLOCK: Final = 256
"""Characters that are the same or not."""


class Prefixes:
    """Beginnings of prompts that were sent, each known for a time after its last use."""

    def __init__(self, ttl_seconds: int) -> None:
        self._ttl = timedelta(seconds=ttl_seconds)
        self._last: dict[bytes, datetime] = {}

    def sent(self, model: str, text: str, at: datetime) -> int:
        """Characters of this prompt's beginning that were sent before; from now on it is known."""
        seen, unbroken = 0, True
        chain = model.encode()
        for start in range(0, len(text), BLOCK):
            block = text[start : start + BLOCK]
            chain = hashlib.blake2b(
                chain + block.encode("utf-8", "surrogatepass"), digest_size=12
            ).digest()
            last = self._last.get(chain)
            unbroken = unbroken and last is not None and at - last <= self._ttl
            seen += len(block) if unbroken else 0
            self._last[chain] = at
        return seen


def same_beginning(one: str, other: str) -> int:
    """Characters that two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
