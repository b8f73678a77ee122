"""ClickHouse's own compressed blocks: checksum, method, two lengths, payload."""

import io
import struct
import tempfile
import threading
from typing import IO, Protocol

import lz4.block
import zstandard

from centspan.deploy.stack.clickhouse_http.errors import error

HEADER = struct.Struct("<BII")
CHECKSUM_BYTES = 16
LZ4, ZSTD, NONE = 0x82, 0x90, 0x02
FRAME_BYTES = 1 << 20
MOST_FRAME_BYTES = 1 << 26
"""clickhouse-go packs a block of 10 MiB and one column more, of the Collector's batch at most."""
_UNPACKING = threading.Lock()
"""One block at a time is unpacked: it takes twice its size."""


class Readable(Protocol):
    """Something bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; b'' at the end."""
        ...


def compress(data: bytes, method: str) -> bytes:
    """`data` as blocks of at most 1 MiB, by `lz4`, `zstd` or `none`."""
    frames = (data[start : start + FRAME_BYTES] for start in range(0, len(data), FRAME_BYTES))
    return b"".join(_frame(frame, method) for frame in frames)


def _frame(data: bytes, method: str) -> bytes:
    if method == "zstd":
        number, payload = ZSTD, zstandard.ZstdCompressor(level=1).compress(data)
    elif method == "none":
        number, payload = NONE, data
    else:
        number, payload = LZ4, lz4.block.compress(data, store_size=False)
    body = HEADER.pack(number, len(payload) + HEADER.size, len(data)) + payload
    return _checksum(body) + body


def _checksum(body: bytes) -> bytes:
    # Here and not above: only clients that ask for these blocks need the package.
    from clickhouse_cityhash.cityhash import CityHash128

    value = CityHash128(body)
    return struct.pack("<QQ", value >> 64, value & 0xFFFFFFFFFFFFFFFF)


class FrameReader(io.RawIOBase):
    """The plain bytes behind a stream of compressed blocks."""

    def __init__(self, source: Readable) -> None:
        super().__init__()
        self._source = source
        self._plain: IO[bytes] = io.BytesIO()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride] (typeshed's Buffer has no len)
        """Fill `buffer`; raises ClickHouseError 40 or 271 for a damaged block."""
        while not (piece := self._plain.read(len(buffer))):
            start = self._source.read(CHECKSUM_BYTES + HEADER.size)
            if not start:
                return 0
            self._plain.close()
            self._plain = self._next(start)
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, start: bytes) -> IO[bytes]:
        if len(start) < CHECKSUM_BYTES + HEADER.size:
            raise error(271, "a compressed block ends before its header does")
        method, packed, plain = HEADER.unpack(start[CHECKSUM_BYTES:])
        if not HEADER.size <= packed <= MOST_FRAME_BYTES or plain > MOST_FRAME_BYTES:
            raise error(271, f"a compressed block names lengths {packed} and {plain}")
        with _UNPACKING:
            payload = self._source.read(packed - HEADER.size)
            if len(payload) < packed - HEADER.size:
                raise error(271, "a compressed block ends before its payload does")
            if _checksum(start[CHECKSUM_BYTES:] + payload) != start[:CHECKSUM_BYTES]:
                raise error(40, "the checksum of a compressed block does not match")
            return _kept(_plain(method, payload, plain))


def _kept(data: bytes) -> IO[bytes]:
    """Not in memory where it is large: it waits there for as long as its query does."""
    if len(data) <= FRAME_BYTES:
        return io.BytesIO(data)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it was read)
    file.write(data)
    file.seek(0)
    return file


def _plain(method: int, payload: bytes, size: int) -> bytes:
    try:
        if method == LZ4:
            data = lz4.block.decompress(payload, uncompressed_size=size)
        elif method == ZSTD:
            # What the payload says of its size is believed by the library, whatever it is told.
            if zstandard.frame_content_size(payload) not in (-1, size):
                raise error(271, f"a compressed block names {size} bytes and holds another number")
            data = zstandard.ZstdDecompressor().decompress(payload, max_output_size=size)
        elif method == NONE:
            data = payload
        else:
            raise error(271, f"unknown compression method 0x{method:02x}")
    except (lz4.block.LZ4BlockError, zstandard.ZstdError, ValueError) as failure:
        raise error(271, f"a compressed block cannot be unpacked ({failure})") from failure
    if len(data) != size:
        raise error(271, f"a compressed block holds {len(data)} bytes and names {size}")
    return data
