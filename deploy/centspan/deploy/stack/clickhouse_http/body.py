"""A request's body: spooled to disk beyond 256 KiB, then unpacked as it is read."""

import gzip
import io
import tempfile
import zlib
from collections.abc import AsyncIterator
from typing import IO, cast

import lz4.frame
import zstandard

from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError, error
from centspan.deploy.stack.clickhouse_http.frames import FrameReader, Readable

IN_MEMORY_BYTES = 1 << 18
MOST_BYTES = 4 << 30
"""A larger body is refused before it fills the disk."""
ZSTD_WINDOW_BYTES = 8 << 20
"""As much as a sender may ask for of memory, by RFC 9659."""
UNPACKING_ERRORS = (
    OSError,
    EOFError,
    RuntimeError,
    zlib.error,
    zstandard.ZstdError,
)


async def spool(chunks: AsyncIterator[bytes]) -> IO[bytes]:
    """The whole body in a temporary file, at its start; raises ClickHouseError 307 beyond 4 GiB."""
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES))  # noqa: SIM115 (the caller closes it)
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            file.close()
            raise error(307, f"a request may have {MOST_BYTES >> 30} GiB")
        file.write(chunk)
    file.seek(0)
    return file


class Body:
    """The unpacked body, read in pieces; what was read too far can be put back."""

    def __init__(self, file: IO[bytes], encoding: str, compressed_blocks: bool) -> None:
        source = _unpacked(file, encoding)
        self._source = io.BufferedReader(FrameReader(source)) if compressed_blocks else source
        self._ahead = b""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b'' at the end; raises ClickHouseError 271 for a damaged body."""
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        try:
            return self._source.read(size)
        except ClickHouseError:
            raise
        except UNPACKING_ERRORS as failure:
            raise error(271, f"the body cannot be unpacked: {failure}") from failure

    def read_up_to(self, size: int) -> bytes:
        """As many bytes as there are, at most `size`."""
        pieces: list[bytes] = []
        while size > 0 and (piece := self.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def put_back(self, data: bytes) -> None:
        """Give bytes back, to be read next."""
        self._ahead = data + self._ahead


def _unpacked(file: IO[bytes], encoding: str) -> Readable:
    if encoding in ("", "identity"):
        return file
    if encoding == "gzip":
        return gzip.GzipFile(fileobj=file, mode="rb")
    if encoding == "deflate":
        return io.BufferedReader(_Deflated(file))
    if encoding == "lz4":
        return cast(Readable, lz4.frame.LZ4FrameFile(file))
    if encoding == "zstd":
        unpacker = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
        return unpacker.stream_reader(file, read_across_frames=True)
    raise error(48, f"expected Content-Encoding gzip, deflate, lz4 or zstd, found {encoding!r}")


class _Deflated(io.RawIOBase):
    """A zlib stream; the standard library has no file object for one."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._decompress = zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride] (typeshed's Buffer has no len)
        while not self._decompress.eof:
            packed = self._decompress.unconsumed_tail or self._file.read(1 << 16)
            if not packed:
                raise EOFError("the deflate stream ends early")
            plain = self._decompress.decompress(packed, len(buffer))
            if plain:
                buffer[: len(plain)] = plain
                return len(plain)
        return 0
