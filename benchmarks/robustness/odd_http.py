"""HTTP requests as no client writes them, and connections that misbehave, for any HTTP port."""

import contextlib
import os
import random
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from garble import Garble

READ_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back: the first status, its text, and the seconds after our last byte."""

    status: int
    """0 where the connection was closed, -1 where nothing came because more was awaited."""
    seconds: float
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes to send; `whole` says that they end a request, so that an answer must come."""

    name: str
    data: bytes
    whole: bool = True


def raw_requests(dice: random.Random, path: str, body: bytes) -> Raw:
    """Return one odd request that would POST `body` to `path` if it were not so odd."""
    return dice.choice(MAKERS)(dice, path, body)


def _head(path: str, *lines: str, method: str = "POST", version: str = "HTTP/1.1") -> bytes:
    lines = ("Host: localhost", *lines) if not any(x.startswith("Host") for x in lines) else lines
    text = "\r\n".join((f"{method} {path} {version}", *lines, "", ""))
    return text.encode("latin-1")


def _lengths(dice: random.Random, path: str, body: bytes) -> Raw:
    wrong = dice.choice(
        ("-1", "+5", "0x10", "1e3", "", " ", "9" * 30, "5, 5", "5\r\nContent-Length: 6")
    )
    return Raw("content-length", _head(path, f"Content-Length: {wrong}") + body)


def _short(dice: random.Random, path: str, body: bytes) -> Raw:
    return Raw("body too long", _head(path, "Content-Length: 3") + body)


def _long(dice: random.Random, path: str, body: bytes) -> Raw:
    head = _head(path, f"Content-Length: {len(body) + dice.choice((1, 10**6, 10**15))}")
    return Raw("body too short", head + body, whole=False)


def _chunks(dice: random.Random, path: str, body: bytes) -> Raw:
    sizes = dice.choice(
        (b"zz\r\n", b"-5\r\n", b"f" * 20 + b"\r\n", b"5;" + b"e" * 70_000, b"0\r\n")
    )
    head = _head(path, "Transfer-Encoding: chunked")
    whole = sizes != b"0\r\n"
    return Raw(
        "chunks",
        head + sizes + (body if whole else b""),
        whole and len(sizes) < 30 and sizes[0:1] != b"f",
    )


def _smuggled(dice: random.Random, path: str, body: bytes) -> Raw:
    both = _head(path, "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n"
    return Raw("two lengths", both)


def _headers(dice: random.Random, path: str, body: bytes) -> Raw:
    kind = dice.randrange(4)
    if kind == 0:
        return Raw("huge header", _head(path, "X: " + "x" * dice.choice((70_000, 3_000_000))))
    if kind == 1:
        lines = (f"X-{number}: 1" for number in range(dice.choice((300, 20_000))))
        return Raw("many headers", _head(path, *lines, "Content-Length: 0"))
    if kind == 2:
        return Raw("header noise", _head(path, "A\0b: c", "D e: f", ": g", "h", "\xff: \xfe"))
    return Raw("endless header", _head(path)[:-4] + b"\r\nX: " + b"x" * 200_000, whole=False)


def _targets(dice: random.Random, path: str, body: bytes) -> Raw:
    odd = dice.choice(
        (
            *("*", "//", "http://evil.example/", "/" + "a" * 70_000, "/%00%ff%zz", "/../../etc"),
            *(path + "?" + "q=1&" * 20_000, "/\xff\xfe", "", "?", "/a b", "/#x", "\\", path + "/"),
        )
    )
    method = dice.choice(("GET", "POST", "HEAD", "OPTIONS", "TRACE", "PUT", "get", "BREW", "PRI"))
    return Raw("target", _head(odd, "Content-Length: 0", method=method))


def _hosts(dice: random.Random, path: str, body: bytes) -> Raw:
    host = dice.choice(
        ("evil.example", "", "127.0.0.1.nip.io", "[::1", "a" * 9000, "localhost:x:y")
    )
    lines = dice.choice(((f"Host: {host}",), ("Host: localhost", f"Host: {host}")))
    origin = dice.choice(((), ("Origin: https://evil.example",), ("Origin: null",)))
    return Raw("host and origin", _head(path, *lines, *origin, "Content-Length: 0"))


def _versions(dice: random.Random, path: str, body: bytes) -> Raw:
    version = dice.choice(("HTTP/0.9", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTP/1.1", ""))
    return Raw("version", _head(path, "Content-Length: 0", version=version))


def _upgrades(dice: random.Random, path: str, body: bytes) -> Raw:
    to = dice.choice(("h2c", "websocket", "TLS/1.0"))
    lines = ("Connection: Upgrade, HTTP2-Settings", f"Upgrade: {to}", "HTTP2-Settings: AAMAAABk")
    return Raw("upgrade", _head(path, *lines, f"Content-Length: {len(body)}") + body)


def _expects(dice: random.Random, path: str, body: bytes) -> Raw:
    expect = dice.choice(("100-continue", "200-ok", ""))
    return Raw("expect", _head(path, f"Expect: {expect}", f"Content-Length: {len(body)}") + body)


def _foreign(dice: random.Random, path: str, body: bytes) -> Raw:
    tls = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200)
    h2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)
    return Raw("foreign protocol", dice.choice((tls, h2, os.urandom(500), b"\0" * 500)))


def _pipelined(dice: random.Random, path: str, body: bytes) -> Raw:
    return Raw("pipelined", _head("/nothing", method="GET") * dice.choice((2, 100)))


def _garbled(dice: random.Random, path: str, body: bytes) -> Raw:
    good = _head(path, "Content-Type: application/x-protobuf", "Content-Length: 0")
    return Raw("garbled", Garble(dice.randrange(2**32))(good), whole=False)


MAKERS: tuple[Callable[[random.Random, str, bytes], Raw], ...] = (
    *(_lengths, _short, _long, _chunks, _smuggled, _headers, _headers, _targets, _targets),
    *(_hosts, _versions, _upgrades, _expects, _foreign, _pipelined, _garbled, _garbled, _garbled),
)


def send(port: int, raw: Raw, dice: random.Random) -> Sent:
    """Send it, on some days in pieces, half closed or torn off, and wait for the answer."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), READ_SECONDS)) as one:
        manner = dice.choice(("plainly",) * 6 + ("in pieces", "half closed", "torn off"))
        with contextlib.suppress(ConnectionError):
            for piece in _pieces(raw.data, manner):
                one.sendall(piece)
        if manner == "torn off":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return Sent(-1, 0.0)
        if manner == "half closed":
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_WR)
        one.settimeout(READ_SECONDS if raw.whole else 0.05)
        return _answer(one)


def _pieces(data: bytes, manner: str) -> Iterator[bytes]:
    if manner != "in pieces":
        yield data
        return
    for start in range(0, min(len(data), 40), 4):
        yield data[start : start + 4]
        time.sleep(0.001)
    yield data[40:]


def _answer(one: socket.socket) -> Sent:
    began = time.monotonic()
    try:
        start = one.recv(65_536)
    except TimeoutError:
        return Sent(-1, time.monotonic() - began)
    except ConnectionError:
        start = b""
    words = start.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return Sent(status, time.monotonic() - began, start)
