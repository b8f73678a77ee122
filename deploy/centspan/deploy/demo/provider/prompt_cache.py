"""The provider's prompt cache: cached tokens are a real consequence of repeated prefixes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from centspan.deploy.demo.provider.exchange import Asked

CHARACTERS_PER_TOKEN = 4
BLOCK_TOKENS = 128
SHORTEST_TOKENS = 1024
"""No provider caches a shorter prefix."""
KEPT_SECONDS = 300
ONE_HOUR = 3600
MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class Cached:
    """How many input tokens a request read from the cache and wrote to it."""

    read: int = 0
    written_5m: int = 0
    written_1h: int = 0


@dataclass(frozen=True, slots=True)
class _Prefix:
    key: bytes
    tokens: int
    seconds: int


def tokens_of(text: str) -> int:
    """Count tokens at four characters each, rounded up."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


class PromptCache:
    """Prefixes seen lately; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def pass_through(self, asked: Asked) -> Cached:
        """Look the request's prefixes up, keep them, and say what was read and written."""
        prefixes = _blocks(asked) if asked.caches_by_itself else _marked(asked)
        with self._lock:
            now = self._clock()
            read = max((p.tokens for p in prefixes if self._until.get(p.key, 0) > now), default=0)
            for prefix in prefixes:
                self._until[prefix.key] = now + prefix.seconds
            self._make_room(now)
        if asked.caches_by_itself:
            return Cached(read)
        return _written(prefixes, read)

    def _make_room(self, now: float) -> None:
        if len(self._until) > MOST_ENTRIES:
            self._until = {key: until for key, until in self._until.items() if until > now}


def _written(prefixes: list[_Prefix], read: int) -> Cached:
    written = {KEPT_SECONDS: 0, ONE_HOUR: 0}
    reached = read
    for prefix in prefixes:
        if prefix.tokens > reached:
            written[prefix.seconds] += prefix.tokens - reached
            reached = prefix.tokens
    return Cached(read, written[KEPT_SECONDS], written[ONE_HOUR])


def _blocks(asked: Asked) -> list[_Prefix]:
    """Every whole block of the prompt that ends a prefix long enough, as OpenAI caches."""
    text = "".join(asked.pieces)
    size = BLOCK_TOKENS * CHARACTERS_PER_TOKEN
    hasher = blake2b(asked.model.encode(), digest_size=16)
    found: list[_Prefix] = []
    for end in range(size, len(text) + 1, size):
        hasher.update(text[end - size : end].encode())
        tokens = end // CHARACTERS_PER_TOKEN
        if tokens >= SHORTEST_TOKENS:
            found.append(_Prefix(hasher.copy().digest(), tokens, KEPT_SECONDS))
    return found


def _marked(asked: Asked) -> list[_Prefix]:
    """The prefixes that the app marked, as Anthropic caches."""
    hasher = blake2b(asked.model.encode(), digest_size=16)
    found: list[_Prefix] = []
    tokens = done = 0
    for mark in asked.marks:
        for piece in asked.pieces[done : mark.pieces]:
            hasher.update(piece.encode())
            tokens += tokens_of(piece)
        done = max(done, mark.pieces)
        if tokens >= SHORTEST_TOKENS:
            found.append(_Prefix(hasher.copy().digest(), tokens, mark.seconds))
    return found
