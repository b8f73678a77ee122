"""The gRPC port takes headers that end, however their bytes are cut, and ends connections whose headers do not."""

import contextlib
import socket
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centspan.deploy.stack.http2_relay import (
    CONTINUATION,
    END_HEADERS,
    HEADER_BYTES,
    HEADERS,
    HeaderBlocks,
    HeadersTooLong,
)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, SETTINGS = 0, 4
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
PIECE = 16_384


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


def header(name: bytes, value: bytes) -> bytes:
    """A header field without indexing, in HPACK."""
    return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value


def request(stream: int, pieces: int, data: int) -> bytes:
    """A request whose headers come in so many pieces beside the first."""
    kinds = [HEADERS] + [CONTINUATION] * pieces
    blocks = [
        frame(kind, END_HEADERS * (place == pieces), stream, bytes(PIECE - 100))
        for place, kind in enumerate(kinds)
    ]
    return b"".join(blocks) + frame(DATA, 1, stream, bytes(data))


def cut(stream: bytes, places: list[int]):
    ends = sorted(place % (len(stream) + 1) for place in places)
    for start, end in zip([0, *ends], [*ends, len(stream)], strict=True):
        yield stream[start:end]


PLACES = st.lists(st.integers(0, 10**6), max_size=40)


@given(PLACES, st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_headers_that_end_pass(places, pieces):
    """Requests of many headers each, on one connection, are left alone wherever their bytes are cut."""
    sent = PREFACE + frame(SETTINGS, 0, 0, b"")
    sent += b"".join(request(2 * n + 1, count, 70_000) for n, count in enumerate(pieces))
    blocks = HeaderBlocks()
    for piece in cut(sent, places):
        blocks.take(piece)


@given(PLACES, st.sampled_from([0, 1, PIECE]))
def test_headers_that_do_not_end_are_told(places, size):
    """Headers beyond the limit are told wherever their bytes are cut, also where each piece is empty."""
    sent = PREFACE + request(1, 1, 70_000) + frame(HEADERS, 0, 3, b"")
    sent += frame(CONTINUATION, 0, 3, bytes(size)) * (HEADER_BYTES // (size + 9) + 1)
    blocks = HeaderBlocks()
    with pytest.raises(HeadersTooLong):
        deque(map(blocks.take, cut(sent, places)), maxlen=0)


def test_long_connections_carry_many_headers(up):
    """Hundreds of calls with long headers each go through one connection."""
    with grpc.insecure_channel(up.otlp_grpc.removeprefix("http://")) as channel:
        export = channel.unary_unary(EXPORT)
        for number in range(300):
            assert export(b"", metadata=[("x-long", str(number) * 1000)], timeout=20) == b""


PIECE_OF_MANY = frame(CONTINUATION, 0, 1, header(b"a" * 100, b"b" * 100) * 60)


def endless(up) -> socket.socket:
    """A connection whose first headers have begun."""
    one = socket.create_connection(("127.0.0.1", int(up.otlp_grpc.rpartition(":")[2])), 20)
    one.sendall(PREFACE + frame(SETTINGS, 0, 0, b""))
    one.sendall(frame(HEADERS, 0, 1, header(b":method", b"POST")))
    return one


def test_endless_headers_end_their_connection(up):
    """Who sends headers that never end is told how many there may be."""
    answer = b""
    with endless(up) as one:
        one.sendall(PIECE_OF_MANY * 8)
        while piece := one.recv(65_536):
            answer += piece
    assert f"{HEADER_BYTES} bytes".encode() in answer


def flood(up, seconds: float) -> int:
    """How many connections a flood of headers had."""
    connections, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        connections += 1
        with endless(up) as one, contextlib.suppress(OSError):
            while time.monotonic() < until:
                one.sendall(PIECE_OF_MANY * 100)
    return connections


def test_a_flood_of_headers_takes_no_memory(up):
    """However fast they come, headers without end are held nowhere, and calls go on beside them."""
    with ThreadPoolExecutor(4) as threads:
        floods = [threads.submit(flood, up, 4) for _ in range(4)]
        time.sleep(1)
        test_long_connections_carry_many_headers(up)
    assert all(each.result() > 1 for each in floods)
    assert up.peak_megabytes() < 1000
