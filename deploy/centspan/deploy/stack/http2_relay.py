"""The port of OTLP over gRPC: HTTP/2 whose headers end, handed on to gRPC's own server.

gRPC's library holds headers that come in pieces without end (CONTINUATION frames) until it gives the connection
up, hundreds of megabytes later, and has no option against it. Here they are counted first.
"""

import asyncio
import socket
import struct
import time
from functools import partial
from typing import cast

HEADER_BYTES = 64 << 10
"""Of one block of headers, frames' heads included; gRPC itself answers those beyond 16 KiB."""
PREFACE_BYTES = 24
FRAME_HEAD_BYTES = 9
HEADERS, CONTINUATION = 1, 9
END_HEADERS = 0x4
LINGER_SECONDS = 1.0
"""For a client to read why its connection ends."""
_REASON = f"a block of headers may have {HEADER_BYTES} bytes".encode()
_ENHANCE_YOUR_CALM = 11
GOAWAY = struct.pack(">IBBIII", 8 + len(_REASON), 7, 0, 0, 0, _ENHANCE_YOUR_CALM)[1:] + _REASON
"""The frame that ends a connection (RFC 9113 section 6.8), with none of its streams taken for sure."""


class HeadersTooLong(ValueError):
    """A block of headers had more than `HEADER_BYTES`."""


class HeaderBlocks:
    """Counts the bytes of each block of headers in what a client sends (RFC 9113 sections 4.1, 4.3)."""

    def __init__(self) -> None:
        self._skip = PREFACE_BYTES
        self._head = b""
        self._block = 0

    def take(self, data: bytes) -> None:
        """The next bytes, cut anywhere; raises HeadersTooLong."""
        at = 0
        while True:
            skipped = min(self._skip, len(data) - at)
            self._skip -= skipped
            at += skipped
            head = self._head + data[at : at + FRAME_HEAD_BYTES - len(self._head)]
            if self._skip or len(head) < FRAME_HEAD_BYTES:
                self._head = head
                return
            at += FRAME_HEAD_BYTES - len(self._head)
            self._head = b""
            self._skip = int.from_bytes(head[:3])
            if head[3] in (HEADERS, CONTINUATION):
                self._count(head[4])

    def _count(self, flags: int) -> None:
        self._block += FRAME_HEAD_BYTES + self._skip
        if self._block > HEADER_BYTES:
            raise HeadersTooLong
        if flags & END_HEADERS:
            self._block = 0


class _End(asyncio.Protocol):
    """One end of a connection that is handed on: what it reads, the other one writes."""

    transport: asyncio.Transport | None = None
    other: "_End"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self.other.transport and not self.other.transport.is_closing():
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        if self.other.transport:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other.transport:
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.other.transport:
            self.other.transport.close()


class _Caller(_End):
    """The client's end."""

    def __init__(self, relay: "Http2Relay") -> None:
        self._relay = relay
        self._blocks = HeaderBlocks()
        self._refused = False
        self._early: list[bytes] | None = []
        self.other = _End()
        self.other.other = self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        cast("asyncio.Transport", transport).pause_reading()
        self._relay.connect(self)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        try:
            self._blocks.take(data)
        except HeadersTooLong:
            self._refuse()
            return
        if self._early is None:
            super().data_received(data)
        else:
            # Before 3.11.4 asyncio reads on where reading was paused as the connection was made.
            self._early.append(data)

    def connected(self) -> None:
        """The server's end is there."""
        mine = cast("asyncio.Transport", self.transport)
        theirs = cast("asyncio.Transport", self.other.transport)
        if mine.is_closing():
            theirs.close()
            return
        theirs.write(b"".join(self._early or ()))
        self._early = None
        mine.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._relay.ended(self)

    def _refuse(self) -> None:
        self._refused = True
        mine = cast("asyncio.Transport", self.transport)
        mine.write(GOAWAY)
        asyncio.get_running_loop().call_later(LINGER_SECONDS, mine.abort)


class Http2Relay:
    """Listens on a socket and hands its connections on to the server at a Unix socket."""

    def __init__(self, listening: socket.socket, server_path: str) -> None:
        self._socket = listening
        self._path = server_path
        self._listener: asyncio.Server | None = None
        self._callers: set[_Caller] = set()
        self._connecting: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Accept connections."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            partial(_Caller, self), sock=self._socket, backlog=2048
        )

    def stop(self) -> None:
        """Accept no more; those there are go on."""
        if self._listener:
            self._listener.close()

    async def ended_within(self, seconds: float) -> None:
        """Wait until every connection has ended, for some seconds at most."""
        until = time.monotonic() + seconds
        while self._callers and time.monotonic() < until:
            await asyncio.sleep(0.01)

    def connect(self, caller: _Caller) -> None:
        """Connect `caller`, which has just come, to the server."""
        self._callers.add(caller)
        task = asyncio.ensure_future(self._connect(caller))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, caller: _Caller) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_unix_connection(lambda: caller.other, self._path)
        except OSError:  # the server is being stopped
            cast("asyncio.Transport", caller.transport).close()
        else:
            caller.connected()

    def ended(self, caller: _Caller) -> None:
        """Forget `caller`, whose connection is gone."""
        self._callers.discard(caller)
