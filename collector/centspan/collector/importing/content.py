"""A file's content: unpacked, readable from its beginning again, and known by its digest."""

import gzip
import hashlib
import shutil
import sys
import tempfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from _typeshed import SupportsRead

STDIN: Final = "-"
PIECE: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = b"PAR1"
_IN_MEMORY: Final = 64 << 20
_LAST: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Content:
    """Unpacked bytes that can be read again, and what they are."""

    name: str
    """The file's name without its folder, `-` for what was piped in."""
    file: IO[bytes]
    is_parquet: bool
    size: int
    """Bytes that its identity is made of; rows of Parquet, whose bytes all change when one is added."""
    padding: bytes = b""
    """The end that the last line lacks: the file may still be growing. Not counted in `size`."""

    @property
    def whole(self) -> int:
        """The size with its last line ended."""
        return self.size + len(self.padding)

    def share_read(self) -> float:
        """How much of it has been read, from 0 to 1; buffers are ahead of the rows."""
        at = self.file.tell()
        end = self.file.seek(0, 2)
        self.file.seek(at)
        return at / max(end, 1)

    def digests(self, sizes: Iterable[int]) -> dict[int, str]:
        """SHA-256 (hex) of the content's beginning, for each of `sizes` up to `whole`."""
        if self.is_parquet:
            from centspan.collector.importing.rows_parquet import row_digests

            return row_digests(self.file, self.name, set(sizes))
        self.file.seek(0)
        found: dict[int, str] = {}
        hasher, at = hashlib.sha256(), 0
        for size in sorted({each for each in sizes if each <= self.whole}):
            while at < size and (piece := self._piece(size - at)):
                hasher.update(piece)
                at += len(piece)
            found[size] = hasher.hexdigest()
        return found

    def _piece(self, most: int) -> bytes:
        return self.file.read(min(PIECE, most)) or self.padding[-most:]


@contextmanager
def open_content(path: str) -> Generator[Content]:
    """Open a file, or standard input for `-`; gzip is undone. Raises CentspanError."""
    try:
        with open_bytes(path) as packed, _seekable(packed) as file:
            start = file.read(4)
            is_parquet = start == _PARQUET
            name = Path(path).name
            size, padding = (_rows(file, name), b"") if is_parquet else _lines(file)
            file.seek(0)
            yield Content(name, file, is_parquet, size, padding)
    except OSError as error:  # gzip's own errors are among these
        reason = error.strerror or str(error)
        raise CentspanError(f"{path} cannot be read: {reason}") from error
    except (EOFError, zlib.error) as error:
        raise CentspanError(
            f"{path} ends in the middle of its gzip data, or is damaged ({error}): get it again"
        ) from error


@contextmanager
def open_bytes(path: str) -> Generator[IO[bytes]]:
    """The file's bytes as they are."""
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as file:
        yield file


@contextmanager
def _seekable(packed: IO[bytes]) -> Generator[IO[bytes]]:
    """Unpacked, on a file of our own where it was packed or piped."""
    if packed.seekable():
        start = packed.read(2)
        packed.seek(0)
        if start != _GZIP:
            yield packed
            return
        with gzip.open(packed) as unpacked, _copied(unpacked) as file:
            yield file
        return
    with _copied(packed) as file, _seekable(file) as unpacked:
        yield unpacked


@contextmanager
def _copied(source: "SupportsRead[bytes]") -> Generator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        shutil.copyfileobj(source, file, PIECE)
        file.seek(0)
        yield file  # type: ignore[misc] - it has every method of a binary file that is used here


def _rows(file: IO[bytes], name: str) -> int:
    from centspan.collector.importing.rows_parquet import count_rows

    return count_rows(file, name)


def _lines(file: IO[bytes]) -> tuple[int, bytes]:
    """Size of text, and the end its last line lacks.

    The size leaves out what is no longer there when the file has grown, so that it is known again.
    """
    end = file.seek(0, 2)
    file.seek(0)
    is_array = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    file.seek(max(0, end - _LAST))
    tail = file.read()
    if is_array and tail.rstrip().endswith(b"]"):
        return end - len(tail) + len(tail.rstrip()[:-1].rstrip()), b""
    if not tail or tail.endswith(b"\n"):
        return end, b""
    return end, b"\r\n" if b"\r\n" in tail else b"\n"
