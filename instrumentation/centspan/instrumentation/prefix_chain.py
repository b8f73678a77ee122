"""Keyed hashes of text: the chain over a prompt's prefixes, and single short ones.

Block i of a chain is the hash of everything up to and including the i-th 1,024 bytes, so that
two prompts share as many leading hashes as they share whole blocks. Long pieces that come again
behind the same beginning (a system prompt, a conversation sent again) are not hashed a third
time: what is remembered is the state of the hash, never text.

The hash is SHA-256, which processors do in hardware, begun with a block that holds the key. The 8
bytes kept of its 32 cannot be continued by who does not know the key.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from centspan.instrumentation.fingerprint_key import fingerprint_key

BLOCK_BYTES: Final = 1024
MAX_BLOCKS: Final = 256
_DIGEST_BYTES: Final = 8
_MAX_DIGESTS: Final = MAX_BLOCKS * _DIGEST_BYTES
_HASH_BLOCK_BYTES: Final = 64
_LONG: Final = 2048
_SAMPLE: Final = 64
_MAX_STATES: Final = 512


@dataclass(frozen=True, slots=True)
class _State:
    """Where a piece led to; `text` is Python's own keyed hash of it."""

    text: int
    hasher: Any  # hashlib names no type for it
    filled: int
    digests: bytes


_Key = tuple[bytes, int, int, int]
_states: dict[_Key, _State | None] = {}
"""By the hash of what came before, the piece's length and its ends; None where it came but once."""


class PrefixChain:
    """Hashes pieces of text one after the other."""

    __slots__ = ("_digests", "_filled", "_hasher", "_short")

    def __init__(self) -> None:
        self._hasher = new_hasher()
        self._filled = 0
        self._digests = bytearray()
        self._short: list[str] = []

    def feed(self, pieces: list[str]) -> None:
        """Continue the chain with `pieces`."""
        short = self._short
        for piece in pieces:
            if len(piece) < _LONG:
                short.append(piece)
            else:
                self._flush()
                self._feed_long(piece)

    def blocks(self) -> str:
        """Return the chain in hex, the unfinished last block included."""
        self._flush()
        if self._filled and len(self._digests) < _MAX_DIGESTS:
            return (self._digests + self._digest()).hex()
        return self._digests.hex()

    def finish(self, pieces: list[str]) -> str:
        """Return 16 hex digits for everything fed and `pieces`, which join no block."""
        self._flush()
        if pieces:
            self._hasher.update("".join(pieces).encode("utf-8", "surrogatepass"))
        return self._digest().hex()

    def _digest(self) -> bytes:
        return self._hasher.digest()[:_DIGEST_BYTES]

    def _flush(self) -> None:
        if self._short:
            text = "".join(self._short)
            self._short.clear()
            self._feed_bytes(text.encode("utf-8", "surrogatepass"))

    def _feed_long(self, piece: str) -> None:
        # The whole text is only hashed for comparison where its ends came before.
        key = (self._digest(), len(piece), hash(piece[:_SAMPLE]), hash(piece[-_SAMPLE:]))
        again = key in _states
        state = _states.get(key)
        if state is not None and state.text == hash(piece):
            self._hasher, self._filled = state.hasher.copy(), state.filled
            self._digests = bytearray(state.digests)
            return
        self._feed_bytes(piece.encode("utf-8", "surrogatepass"))
        _remember(key, self._state(piece) if again else None)

    def _state(self, piece: str) -> _State:
        return _State(hash(piece), self._hasher.copy(), self._filled, bytes(self._digests))

    def _feed_bytes(self, data: bytes) -> None:
        view, digests, hasher = memoryview(data), self._digests, self._hasher
        start = 0
        ends = range(BLOCK_BYTES - self._filled, len(data) + 1, BLOCK_BYTES)
        for end in ends[: MAX_BLOCKS - len(digests) // _DIGEST_BYTES]:
            hasher.update(view[start:end])
            digests += hasher.digest()[:_DIGEST_BYTES]
            start = end
        hasher.update(view[start:])
        self._filled = (self._filled + len(data)) % BLOCK_BYTES


def new_hasher() -> Any:
    """Return a keyed hash ready to be fed; the first 8 bytes of its digest are used."""
    return _keyed(fingerprint_key().secret).copy()


@lru_cache(maxsize=8)
def _keyed(secret: bytes) -> Any:
    return sha256(secret.ljust(_HASH_BLOCK_BYTES, b"\0"))


def text_hash(text: str) -> str:
    """Return the keyed hash of `text`, 16 hex digits."""
    hasher = new_hasher()
    hasher.update(text.encode("utf-8", "surrogatepass"))
    return hasher.digest()[:_DIGEST_BYTES].hex()


def pieces_hash(pieces: list[str]) -> str:
    """Return the keyed hash of all pieces together, 16 hex digits; '' for none."""
    if sum(map(len, pieces)) < _LONG:
        return text_hash("".join(pieces)) if pieces else ""
    chain = PrefixChain()
    chain.feed(pieces)
    return chain.finish([])


@lru_cache(maxsize=4096)
def name_hash(kind: str, name: str) -> str:
    """Return the keyed hash of a short name; `kind` keeps equal names of two kinds apart."""
    return text_hash(f"{kind}\0{name}")


def _remember(key: _Key, state: _State | None) -> None:
    try:
        while len(_states) >= _MAX_STATES:
            del _states[next(iter(_states))]
    except (KeyError, RuntimeError, StopIteration):  # another thread made room meanwhile
        pass
    _states[key] = state
