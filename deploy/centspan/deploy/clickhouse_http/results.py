"""An answer's bytes: out of the pipe, into what the client asked for."""

import io
from collections.abc import Iterator

from centspan.deploy.clickhouse_http import frames, native
from centspan.deploy.clickhouse_http.execute import Flow
from centspan.deploy.clickhouse_http.formats import encoder
from centspan.deploy.clickhouse_http.request import Request

CHUNK_BYTES = 1 << 20


class Answer:
    """Reads a flow piece by piece; `next` blocks, so it belongs on a thread."""

    def __init__(self, flow: Flow, request: Request) -> None:
        self.format = flow.format
        self._flow = flow
        self._request = request
        self._source = io.BufferedReader(io.FileIO(flow.read_end), CHUNK_BYTES)
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
        if not self._flow.drained.done():
            self._flow.drained.set_result(max(self._count, 1))
        self._source.close()

    @property
    def _revision(self) -> int:
        """The Native revision to answer in; older ones differ in nothing chDB can deliver."""
        version = self._request.protocol_version
        wanted = self.format == "Native" and version >= native.CUSTOM_SERIALIZATION_REVISION
        return version if wanted else 0

    def _plain(self) -> Iterator[bytes]:
        if self._revision:
            for block in native.blocks(self._source, self._revision):
                self._count += len(block)
                yield block
        else:
            while piece := self._source.read1(CHUNK_BYTES):
                self._count += len(piece)
                yield piece
        self._flow.drained.set_result(self._count)

    def _encoded(self, piece: bytes) -> bytes:
        if self._request.compress:
            piece = frames.compress(piece, self._request.compress)
        return self._encoder.compress(piece)
