"""The key of all fingerprints: given by the operator, or a random one kept on disk.

Keyed hashes cannot be looked up by someone who guesses the text. Replicas that shall be compared
with each other need the same key: set `CENTSPAN_FINGERPRINT_KEY` for all of them.
"""

import os
import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
ENVIRONMENT: Final = "CENTSPAN_FINGERPRINT_KEY"


@dataclass(frozen=True, slots=True)
class FingerprintKey:
    """The secret, its public 4-byte id in hex, and where it comes from."""

    secret: bytes
    id: str
    origin: str
    """`environment` | `file` | `memory` (dies with the process)."""


@cache
def fingerprint_key() -> FingerprintKey:
    """Return this process' key; the same one for the process' whole life."""
    if given := os.environ.get(ENVIRONMENT):
        secret = blake2b(given.encode("utf-8", "surrogateescape"), digest_size=KEY_BYTES).digest()
        return _key(secret, "environment")
    try:
        return _key(_kept(key_file()), "file")
    except OSError:
        return _key(secrets.token_bytes(KEY_BYTES), "memory")


def key_file() -> Path:
    """Return where the random key is kept: `centspan/fingerprint.key` in the user's state folder."""
    state = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        folder = Path(state) if state else Path.home() / ".local" / "state"
    except RuntimeError as error:  # no home directory at all
        raise OSError("no state folder") from error
    return folder / "centspan" / "fingerprint.key"


def _kept(path: Path) -> bytes:
    """Read the key at `path`, or create it: the first process to link its file wins."""
    if (kept := _read(path)) is not None:
        return kept
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    if (kept := _read(path)) is None:
        raise OSError(f"{path} does not hold {KEY_BYTES} bytes")
    return kept


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # fails where another process was first: its key stands
    except FileExistsError:
        if _read(path) is None:  # a torn or foreign file: replace it
            draft.replace(path)
    except OSError:  # a file system without hard links
        draft.replace(path)


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return content if len(content) == KEY_BYTES else None


def _key(secret: bytes, origin: str) -> FingerprintKey:
    return FingerprintKey(secret, blake2b(b"key id", key=secret, digest_size=4).hexdigest(), origin)
