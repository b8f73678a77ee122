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
from typing import Final, Literal

from centspan.instrumentation import settings

Origin = Literal["environment", "file", "memory"]

_IN_MEMORY: Final = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class FingerprintKey:
    """The secret (32 bytes), its public 4-byte id in hex, and where it comes from."""

    secret: bytes
    id: str
    origin: Origin
    """A key in `memory` dies with the process: the state folder could not be written."""


@cache
def fingerprint_key() -> FingerprintKey:
    """Return this process' key; the same one for the process' whole life."""
    if given := settings.FINGERPRINT_KEY.text():
        return _key(given.encode("utf-8", "surrogateescape"), "environment")
    try:
        return _key(_kept(key_file()), "file")
    except OSError:
        return _key(_IN_MEMORY, "memory")


def key_file() -> Path:
    """Return where the key is kept where none is given. Raises OSError without a home."""
    if chosen := settings.FINGERPRINT_KEY_FILE.text():
        return Path(chosen)
    state = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        folder = Path(state) if state else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise OSError("no home directory") from error
    return folder / "centspan" / "fingerprint.key"


def _kept(path: Path) -> bytes:
    """Read the key at `path`, or create it: the first process to link its draft wins."""
    if kept := _read(path):
        return kept
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    if kept := _read(path):
        return kept
    raise OSError(f"{path} is empty")


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:  # another process was first: its key stands, unless its file is empty
        if not _read(path):
            draft.replace(path)
    except OSError:  # a file system without hard links
        draft.replace(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        return b""


def _key(given: bytes, origin: Origin) -> FingerprintKey:
    secret = blake2b(given, digest_size=32).digest()
    return FingerprintKey(secret, blake2b(b"key id", key=secret, digest_size=4).hexdigest(), origin)
