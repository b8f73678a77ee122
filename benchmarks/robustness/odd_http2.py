"""HTTP/2 and gRPC frames written by hand, as hostile as they come, for the OTLP/gRPC port."""

import os
import random
import struct
from collections.abc import Callable

from garble import Garble
from odd_http import Raw

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM, END_HEADERS = 1, 4
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return (
        struct.pack(">I", len(payload))[1:]
        + bytes((kind, flags))
        + struct.pack(">I", stream)
        + payload
    )


def block(*fields: tuple[bytes, bytes]) -> bytes:
    """Return a header block of literals, none of them indexed, short enough for any decoder."""
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in fields)


def _text(text: bytes) -> bytes:
    if len(text) < 127:
        return bytes((len(text),)) + text
    rest, size = len(text) - 127, b"\x7f"
    while rest >= 128:
        size += bytes((rest % 128 + 128,))
        rest //= 128
    return size + bytes((rest,)) + text


def call(stream: int, data: bytes, path: str = EXPORT, *extra: tuple[bytes, bytes]) -> bytes:
    """Return the frames of one call whose body is `data`, gRPC's prefix included."""
    fields = (
        *((b":method", b"POST"), (b":scheme", b"http"), (b":path", path.encode("latin-1"))),
        *((b":authority", b"localhost"), (b"te", b"trailers")),
        *((b"content-type", b"application/grpc"), *extra),
    )
    frames = frame(HEADERS, END_HEADERS, stream, block(*fields))
    for start in range(0, max(len(data), 1), 16_384):
        last = END_STREAM if start + 16_384 >= len(data) else 0
        frames += frame(DATA, last, stream, data[start : start + 16_384])
    return frames


def message(body: bytes, flag: int = 0, length: int | None = None) -> bytes:
    """Return a gRPC message, its length true unless another is named."""
    return struct.pack(">BI", flag, len(body) if length is None else length) + body


def raw_calls(dice: random.Random, body: bytes) -> Raw:
    """Return one odd connection's bytes."""
    maker = dice.choice(MAKERS)
    opening = PREFACE + frame(SETTINGS, 0, 0)
    data = maker(dice, body)
    return Raw(maker.__name__.strip("_"), opening + data, whole=False)


def _framing(dice: random.Random, body: bytes) -> bytes:
    odd = dice.choice(
        (
            *(message(body, 1), message(body, 7), message(body, 0, len(body) + 9), b"", b"\0\0"),
            *(message(body, 0, max(len(body) - 9, 0)), message(body, 0, 2**32 - 1)),
            *(message(b"") * 3, message(os.urandom(300)), body),
        )
    )
    return call(1, odd)


def _paths(dice: random.Random, body: bytes) -> bytes:
    path = dice.choice(("/", "", "/x/y", "/" + "a" * 9000, EXPORT + "x", "\xff", EXPORT * 2))
    return call(1, message(body), path)


def _metadata(dice: random.Random, body: bytes) -> bytes:
    extra = dice.choice(
        (
            *(
                (b"Upper", b"x"),
                (b"", b""),
                (b"x", b"y" * 60_000),
                (b":late", b"x"),
                (b"a\0", b"b"),
            ),
            *((b"grpc-timeout", b"0n"), (b"grpc-timeout", b"-1S"), (b"grpc-timeout", b"9" * 40)),
            *((b"grpc-encoding", b"br"), (b"grpc-encoding", b"gzip"), (b"x-bin", b"!!!")),
        )
    )
    return call(1, message(body, dice.choice((0, 1))), EXPORT, extra)


def _rapid_reset(dice: random.Random, body: bytes) -> bytes:
    streams = range(1, dice.choice((41, 401)), 2)
    cancel = struct.pack(">I", 8)
    return b"".join(call(n, message(b"")) + frame(RESET, 0, n, cancel) for n in streams)


def _floods(dice: random.Random, body: bytes) -> bytes:
    count = 2000
    return dice.choice(
        (
            frame(PING, 0, 0, bytes(8)) * count,
            frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 65_535)) * count,
            frame(HEADERS, 0, 1, block((b":method", b"POST")))
            + frame(CONTINUATION, 0, 1, block((b"a", b"b" * 100))) * count,
            frame(DATA, 0, 1, b"") * count,
            frame(WINDOW, 0, 0, struct.pack(">I", 2**31 - 1)) * 3,
            frame(WINDOW, 0, 0, bytes(4)),
            frame(PRIORITY, 0, 3, struct.pack(">IB", 3, 1)) * count,
        )
    )


def _misplaced(dice: random.Random, body: bytes) -> bytes:
    return dice.choice(
        (
            frame(DATA, END_STREAM, 0, body),
            frame(HEADERS, END_HEADERS, 2, block((b":path", b"/"))),
            frame(PUSH, 4, 1, struct.pack(">I", 2)),
            frame(GOAWAY, 0, 0, bytes(8)) + call(1, message(body)),
            frame(HEADERS, END_HEADERS | END_STREAM, 1, os.urandom(60)),
            frame(200, 255, 77, os.urandom(90)),
            b"\xff\xff\xff" + bytes((DATA, 0)) + bytes(4) + body,
            call(1, message(body))[: dice.randrange(200)],
            call(3, message(body)) + call(1, message(body)),
            frame(HEADERS, END_HEADERS, 1, block()) * 2,
        )
    )


def _garbled(dice: random.Random, body: bytes) -> bytes:
    return Garble(dice.randrange(2**32))(call(1, message(b"")))


MAKERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_framing, _framing, _paths, _metadata, _rapid_reset, _floods, _misplaced, _garbled, _garbled),
)
