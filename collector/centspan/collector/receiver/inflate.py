"""Undoes a Content-Encoding without ever holding more than a limit."""

import zlib
from collections.abc import Callable

import zstandard

from centspan.collector.receiver.errors import BadPayload, TooLarge, UnknownMedia

GZIP = zlib.MAX_WBITS | 16
RAW_DEFLATE = -zlib.MAX_WBITS
ZSTD_MAX_WINDOW = 32 * 1024 * 1024
ZSTD_STEP = 128
"""Bytes fed at a time: these few can already inflate to 4 MiB."""


def inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """Return `body` without its content encoding.

    Raises UnknownMedia, BadPayload when the stream is broken or ends early, and TooLarge as soon
    as more than `limit` bytes have come out.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    inflater = INFLATERS.get(name)
    if inflater is None:
        raise UnknownMedia(
            f"content encoding {encoding!r}: expected one of identity, {', '.join(INFLATERS)}"
        )
    inflated = inflater(body, limit + 1)
    if len(inflated) > limit:
        raise TooLarge(f"the body inflates to more than {limit} bytes; send smaller batches")
    return inflated


def _gzip(body: bytes, most: int) -> bytes:
    """Every member of a gzip file, one after another."""
    out: list[bytes] = []
    rest = body
    while rest and most > 0:
        part, rest = _zlib_stream(rest, most, GZIP)
        out.append(part)
        most -= len(part)
    return b"".join(out)


def _deflate(body: bytes, most: int) -> bytes:
    """Zlib as the standard says, or the bare stream that some clients send instead."""
    try:
        return _zlib_stream(body, most, zlib.MAX_WBITS)[0]
    except BadPayload:
        return _zlib_stream(body, most, RAW_DEFLATE)[0]


def _zlib_stream(body: bytes, most: int, window: int) -> tuple[bytes, bytes]:
    """One stream's content, at most `most` bytes, and what follows it."""
    stream = zlib.decompressobj(window)
    try:
        out = stream.decompress(body, most)
    except zlib.error as error:
        raise BadPayload(f"the body is not what its content encoding says: {error}") from error
    if len(out) < most and not stream.eof:
        raise BadPayload("the compressed body ends early; send it whole")
    return out, stream.unused_data


def _zstd(body: bytes, most: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=ZSTD_MAX_WINDOW).decompressobj()
    out: list[bytes] = []
    for start in range(0, len(body), ZSTD_STEP):
        try:
            out.append(reader.decompress(body[start : start + ZSTD_STEP]))
        except zstandard.ZstdError as error:
            raise BadPayload(f"the body is not zstd: {error}") from error
        most -= len(out[-1])
        if most <= 0 or reader.eof:
            break
    if most > 0 and not reader.eof:
        raise BadPayload("the compressed body ends early; send it whole")
    return b"".join(out)


INFLATERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
