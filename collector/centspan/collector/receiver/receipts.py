"""Remembers which requests are stored, also across restarts, so that a repeated one is not stored
again."""

import logging
import os
import threading
from pathlib import Path

log = logging.getLogger(__name__)
DIGEST_BYTES = 16


class Receipts:
    """The digests of the newest requests: between `capacity` and half of it.

    Two files, the older dropped when the newer is full.
    """

    def __init__(self, directory: Path, capacity: int) -> None:
        """Read what `directory` holds. Raises OSError."""
        self._newer = directory / "receipts"
        self._older = directory / "receipts.older"
        self._most = max(capacity // 2, 1)
        self._recent = _read(self._newer)
        self._before = _read(self._older)
        self._lock = threading.Lock()

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._recent or digest in self._before

    def __len__(self) -> int:
        return len(self._recent | self._before)

    def add(self, digests: list[bytes]) -> None:
        """Remember requests; once this returns they survive a kill of this process.

        Where the disk is full they are remembered until this process ends.
        """
        with self._lock:
            full = len(self._recent) >= self._most
            if full:
                self._before, self._recent = self._recent, set()
            new = [digest for digest in digests if digest not in self]
            self._recent.update(new)
            try:
                if full:
                    os.replace(self._newer, self._older)
                self._append(new)
            except OSError:
                log.exception("a restart will not recognise %d requests", len(new))

    def _append(self, digests: list[bytes]) -> None:
        with self._newer.open("ab") as file:
            # A write cut short must not shift the records that follow it.
            file.write(b"\0" * (-file.tell() % DIGEST_BYTES) + b"".join(digests))


def _read(path: Path) -> set[bytes]:
    packed = path.read_bytes() if path.exists() else b""
    whole = len(packed) - len(packed) % DIGEST_BYTES
    return {packed[at : at + DIGEST_BYTES] for at in range(0, whole, DIGEST_BYTES)}
