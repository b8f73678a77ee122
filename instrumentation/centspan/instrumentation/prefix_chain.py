"""Keyed hashes of text: the chain over a prompt's prefixes, and single short ones.

Block i of a chain is the hash of everything up to and including the i-th 1,024 bytes, so that
two prompts share as many leading hashes as they share whole blocks. Long pieces that were hashed
behind the same beginning before (a system prompt, a conversation sent again) are not hashed
again: what is remembered is the state of the hash, never text.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from centspan.instrumentation.fingerprint_key import fingerprint_key

BLOCK_BYTES: Final = 1024
MAX_BLOCKS: Final = 256
_DIGEST_BYTES: Final = 8
_MAX_DIGESTS: Final = MAX_BLOCKS * _DIGEST_BYTES
_LONG: Final = 2048
_MAX_STATES: Final = 256


@dataclass(frozen=True, slots=True)
class _State:
    hasher: Any  # hashlib names no type for it
    filled: int
    digests: bytes


_states: dict[tuple[bytes, int, int], _State] = {}
"""By the hash of what came before, the piece's length and Python's own keyed hash of it."""


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
            return (self._digests + self._hasher.copy().digest()).hex()
        return self._digests.hex()

    def finish(self, pieces: list[str]) -> str:
        """Return 16 hex digits for everything fed and `pieces`, which join no block."""
        self._flush()
        self._hasher.update("".join(pieces).encode("utf-8", "surrogatepass"))
        return self._hasher.hexdigest()

    def _flush(self) -> None:
        if self._short:
            text = "".join(self._short)
            self._short.clear()
            self._feed_bytes(text.encode("utf-8", "surrogatepass"))

    def _feed_long(self, piece: str) -> None:
        key = (self._hasher.copy().digest(), len(piece), hash(piece))
        state = _states.get(key)
        if state is None:
            self._feed_bytes(piece.encode("utf-8", "surrogatepass"))
            _remember(key, _State(self._hasher.copy(), self._filled, bytes(self._digests)))
            return
        self._hasher, self._filled = state.hasher.copy(), state.filled
        self._digests = bytearray(state.digests)

    def _feed_bytes(self, data: bytes) -> None:
        digests, hasher = self._digests, self._hasher
        start, end = 0, BLOCK_BYTES - self._filled
        while end <= len(data) and len(digests) < _MAX_DIGESTS:
            hasher.update(data[start:end])
            digests += hasher.copy().digest()
            start, end = end, end + BLOCK_BYTES
        hasher.update(data[start:])
        self._filled = (self._filled + len(data)) % BLOCK_BYTES


def new_hasher() -> Any:
    """Return a keyed hash of 8 bytes, ready to be fed."""
    return blake2b(digest_size=_DIGEST_BYTES, key=fingerprint_key().secret)


def text_hash(text: str) -> str:
    """Return the keyed hash of `text`, 16 hex digits."""
    hasher = new_hasher()
    hasher.update(text.encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


@lru_cache(maxsize=4096)
def name_hash(kind: str, name: str) -> str:
    """Return the keyed hash of a short name; `kind` keeps equal names of two kinds apart."""
    return text_hash(f"{kind}\0{name}")


def _remember(key: tuple[bytes, int, int], state: _State) -> None:
    try:
        while len(_states) >= _MAX_STATES:
            del _states[next(iter(_states))]
    except (KeyError, RuntimeError, StopIteration):  # another thread made room meanwhile
        pass
    _states[key] = state
