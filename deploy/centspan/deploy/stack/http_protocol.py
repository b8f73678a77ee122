"""HTTP connections that cannot hold the server up: bounded heads, no endless silence."""

import re
from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 3.5
"""For a request's head to arrive in, and for a new connection to begin one."""
HEAD_BYTES = (1 << 20) + (1 << 16)
"""ClickHouse takes URLs of 1 MiB; the rest is for the headers."""
HEADERS = 500
SILENT_SECONDS = 4.0
"""For the next piece of a body whose length was announced, while we are ready for it."""
THINKING_SECONDS = 30.0
"""As much for one in chunks: who sends it may still be making the next."""
STALLED_SECONDS = 60.0
"""For a client to take the next piece of an answer."""
_UPGRADE = re.compile(rb"(?i)(?<=\r\n)upgrade(?=[ \t]*:)")


class BoundedHttp(HttpToolsProtocol):
    """Uvicorn's protocol with limits that it leaves to a proxy in front of it."""

    _timer: TimerHandle | None = None
    _stall: TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _in_body = False
    _patience = SILENT_SECONDS

    def connection_made(self, transport: Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] (as uvicorn does)
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait(0)
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless a head grows too large."""
        if self._in_head:
            self._head_bytes += len(data)
            if self._timer is None:
                self._wait(HEAD_SECONDS)
            data = _without_upgrade(data)
        elif self._in_body:
            self._wait(self._patience)
        super().data_received(data)
        if self._in_head and self._head_bytes > HEAD_BYTES:
            self._refuse(f"a request's head may have {HEAD_BYTES} bytes and {HEADERS} headers")

    def on_message_begin(self) -> None:
        """A head begins; a pipelined one may have come with the body before it."""
        super().on_message_begin()
        self._in_head, self._in_body = True, False
        self._wait(HEAD_SECONDS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; raises ValueError, and so ends the request, when there are too many."""
        if len(self.headers) >= HEADERS:
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request to the app; raises ValueError for an upgrade we did not see coming."""
        if self.parser and self.parser.should_upgrade():
            raise ValueError("its body would be lost")
        self._in_head, self._in_body = False, True
        self._head_bytes = 0
        announced = any(name == b"content-length" for name, _ in self.headers)
        self._patience = SILENT_SECONDS if announced else THINKING_SECONDS
        self._wait(self._patience)
        # The URL parser underneath counts in 16 bits, and queries may be longer.
        self.url, mark, query = self.url.partition(b"?")
        super().on_headers_complete()
        if mark:
            self.scope["query_string"] = query

    def on_message_complete(self) -> None:
        """Wait for the app, or, where that has answered already, for the next head."""
        self._in_body = False
        self._in_head = self.cycle.response_complete
        self._wait(self.timeout_keep_alive if self._in_head else 0)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The next head may come; uvicorn itself limits how long it may take to begin."""
        self._in_head, self._head_bytes = not self._in_body, 0
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client is slow to take the answer: it must go on within a minute."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client took some."""
        if self._stall:
            self._stall.cancel()
            self._stall = None
        if self.flow:
            super().resume_writing()

    def _wait(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._silent) if seconds else None

    def _silent(self) -> None:
        """Nothing came; where the app is what we wait for, go on waiting."""
        flow: Any = self.flow
        if flow.read_paused:
            self._wait(self._patience)
        elif not self.transport.is_closing():
            self.transport.close()

    def _refuse(self, text: str) -> None:
        if not self.transport.is_closing():
            self.send_400_response(text)


def _without_upgrade(data: bytes) -> bytes:
    """The parser drops the body of a request that asks for an upgrade, which we never make.

    Java's own client asks so in each of its first requests.
    """
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"ignored", head) + end + rest
