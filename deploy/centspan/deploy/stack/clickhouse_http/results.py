"""An answer's bytes: out of the pipe, into what the client asked for."""

import io
import os
import threading
from collections.abc import Iterator

from centspan.deploy.stack.clickhouse_http import frames, native
from centspan.deploy.stack.clickhouse_http.formats import encoder
from centspan.deploy.stack.clickhouse_http.reading import Flow
from centspan.deploy.stack.clickhouse_http.request import Request

CHUNK_BYTES = 1 << 20
HELD_BYTES = 4 << 20
"""So much of a result may have come when little memory is not enough, and another comes in its place."""


class Answer:
    """Reads a flow piece by piece; `next` blocks, so it belongs on a thread."""

    def __init__(self, flow: Flow, request: Request) -> None:
        self.format = flow.format
        self._flow = flow
        self._request = request
        self._source = _source(flow)
        self._moving = threading.Lock()
        self._closed = False
        self._count = 0
        self._encoder = encoder(request.encoding)
        self._pieces = self._plain()

    def next(self) -> bytes | None:
        """The next encoded piece (may be empty), or None at the end of the flow."""
        piece = next(self._pieces, None)
        return None if piece is None else self._encoded(piece)

    def end(self, tail: bytes) -> bytes:
        """What follows the last piece; `tail` is a Native header block where no row came."""
        if tail and self._revision:
            tail = next(native.blocks(io.BufferedReader(io.BytesIO(tail)), self._revision))
        return (self._encoded(tail) if tail else b"") + self._encoder.flush()

    def failed(self, text: bytes) -> bytes:
        """What follows the last piece when the query broke off."""
        return self._encoder.compress(text) + self._encoder.flush()

    def close(self) -> None:
        """Stop reading; the engine's writes fail from now on."""
        with self._moving:
            self._closed = True
        if not self._flow.drained.done():
            self._flow.gone_out = True
            self._flow.drained.set_result(max(self._count, 1))
        self._source.close()

    @property
    def _revision(self) -> int:
        """The Native revision to answer in; older ones differ in nothing chDB can deliver."""
        version = self._request.protocol_version
        wanted = self.format == "Native" and version >= native.CUSTOM_SERIALIZATION_REVISION
        return version if wanted else 0

    def _plain(self) -> Iterator[bytes]:
        """The flow's pieces; its beginning is held back, since another flow may come in its place."""
        while True:
            held: list[bytes] = []
            for piece in self._of_source():
                self._count += len(piece)
                held.append(piece)
                if self._count > HELD_BYTES:
                    yield from held
                    held.clear()
            self._flow.gone_out = self._count > HELD_BYTES
            self._flow.drained.set_result(self._count)
            if self._flow.gone_out or not self._moved():
                yield from held
                return

    def _of_source(self) -> Iterator[bytes]:
        if self._revision:
            yield from native.blocks(self._source, self._revision)
        else:
            yield from iter(lambda: self._source.read1(CHUNK_BYTES), b"")

    def _moved(self) -> bool:
        """Go on with what flows instead of nothing, once the writer has said whether anything does."""
        following = self._flow.again.result()
        if following is None:
            return False
        with self._moving:
            if self._closed:
                os.close(following.read_end)
                following.gone_out = True
                following.drained.set_result(1)
                return False
            self._source.close()
            self._flow, self._source, self._count = following, _source(following), 0
        return True

    def _encoded(self, piece: bytes) -> bytes:
        if self._request.compress:
            piece = frames.compress(piece, self._request.compress)
        return self._encoder.compress(piece)


def _source(flow: Flow) -> io.BufferedReader:
    return io.BufferedReader(io.FileIO(flow.read_end), CHUNK_BYTES)
