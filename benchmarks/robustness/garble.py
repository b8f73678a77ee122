"""Breaks good bytes in the ways that clients and wires do, and some that only fuzzers do."""

import random


class Garble:
    """Repeats itself for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._ways = (
            self._flip,
            self._cut,
            self._double,
            self._drop,
            self._insert,
            self._overwrite,
        )

    def __call__(self, body: bytes) -> bytes:
        """Return `body` broken in one to five places."""
        for _ in range(self.random.choice((1, 1, 2, 5))):
            body = self.random.choice(self._ways)(body)
        return body

    def _part(self, body: bytes) -> tuple[int, int]:
        start = self.random.randrange(len(body) + 1)
        return start, min(len(body), start + self.random.choice((1, 2, 8, 100)))

    def _flip(self, body: bytes) -> bytes:
        changed = bytearray(body)
        for _ in range(self.random.choice((1, 3, 20))):
            if changed:
                changed[self.random.randrange(len(changed))] ^= 1 << self.random.randrange(8)
        return bytes(changed)

    def _cut(self, body: bytes) -> bytes:
        return body[: self._part(body)[0]]

    def _double(self, body: bytes) -> bytes:
        start, end = self._part(body)
        return body[:end] + body[start:end] * self.random.choice((1, 50)) + body[end:]

    def _drop(self, body: bytes) -> bytes:
        start, end = self._part(body)
        return body[:start] + body[end:]

    def _insert(self, body: bytes) -> bytes:
        start, _ = self._part(body)
        return body[:start] + self.random.randbytes(self.random.choice((1, 4, 64))) + body[start:]

    def _overwrite(self, body: bytes) -> bytes:
        start, end = self._part(body)
        return body[:start] + self.random.choice((b"\xff", b"\0")) * (end - start) + body[end:]
