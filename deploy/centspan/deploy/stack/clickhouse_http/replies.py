"""Writes one HTTP answer the way a ClickHouse server does."""

import asyncio
import json
import secrets
import socket
import tempfile
from collections.abc import Mapping

from starlette.types import Send

from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError
from centspan.deploy.stack.clickhouse_http.execute import Summary
from centspan.deploy.stack.clickhouse_http.formats import PLAIN, content_type
from centspan.deploy.stack.clickhouse_http.frames import compress
from centspan.deploy.stack.clickhouse_http.request import Request
from centspan.deploy.stack.clickhouse_http.results import Answer
from centspan.deploy.stack.ports import BASIC

HELD_BACK_BYTES = 1 << 20
"""An error that comes before so much of the result still becomes an HTTP status."""
STALLED_SECONDS = 60
"""A client that takes nothing for so long is dropped, so that its query ends."""


class BrokenOff(Exception):
    """Ends an answer whose head was sent: the server closes the connection mid-body."""


class Reply:
    """One answer: holds the first megabyte back, then streams."""

    def __init__(self, request: Request, send: Send, method: str) -> None:
        self._request = request
        self._send = send
        self._bodiless = method == "HEAD"
        self._tag = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(16))
        self._headers: dict[str, str] = {}
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._sent = False
        self._spool = tempfile.SpooledTemporaryFile(8 * HELD_BACK_BYTES)  # noqa: SIM115 (lives as long as the reply)

    def begin(self, output_format: str) -> None:
        """Prepare the head of an answer in `output_format`."""
        self._headers = {
            "Content-Type": content_type(output_format),
            "X-ClickHouse-Format": output_format,
            "X-ClickHouse-Exception-Tag": self._tag,
            **_common(self._request),
        }
        if self._request.encoding:
            self._headers["Content-Encoding"] = self._request.encoding

    async def write(self, piece: bytes) -> None:
        """Send a piece, or hold it back while little has come."""
        if self._request.wait_end_of_query:
            self._spool.write(piece)
            return
        if self._sent:
            await self._body(piece)
            return
        self._held.append(piece)
        self._held_bytes += len(piece)
        if self._held_bytes >= HELD_BACK_BYTES:
            await self._head(200, self._headers | {"X-ClickHouse-Summary": _summary(Summary())})
            await self._release()

    async def end(self, summary: Summary, answer: Answer) -> None:
        """Send the rest."""
        if not self._sent:
            await self._head(200, self._headers | {"X-ClickHouse-Summary": _summary(summary)})
        await self._release()
        self._spool.seek(0)
        while piece := self._spool.read(HELD_BACK_BYTES):
            await self._body(piece)
        await self._body(answer.end(summary.tail), last=True)

    async def finished(self, summary: Summary) -> None:
        """Answer a statement that returns no rows."""
        headers = {"Content-Type": PLAIN, **_common(self._request)}
        headers["X-ClickHouse-Summary"] = _summary(summary)
        headers["Content-Length"] = "0"
        await self._head(200, headers)
        await self._body(b"", last=True)

    async def failed(self, failure: ClickHouseError, answer: Answer) -> None:
        """Answer with an error: as a status, or inside a body that was begun already."""
        if self._sent:
            await self._body(answer.failed(_exception_block(failure, self._tag)))
            raise BrokenOff(str(failure))
        body = error_body(failure, self._request.compress)
        headers = _common(self._request) | error_headers(failure)
        await self._head(failure.status, headers | {"Content-Type": PLAIN})
        await self._body(body, last=True)

    async def _release(self) -> None:
        held, self._held = self._held, []
        for piece in held:
            await self._body(piece)

    async def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self._sent = True
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": pairs})

    async def _body(self, piece: bytes, last: bool = False) -> None:
        if self._bodiless:
            piece = b""
        if piece or last:
            message = {"type": "http.response.body", "body": piece, "more_body": not last}
            try:
                await asyncio.wait_for(self._send(message), STALLED_SECONDS)
            except TimeoutError:
                raise BrokenOff("the client stopped reading") from None


def error_body(failure: ClickHouseError, compressed_by: str) -> bytes:
    """Its text; who asked for compressed blocks unpacks an error as well."""
    text = f"{failure}\n".encode()
    return compress(text, compressed_by) if compressed_by else text


def error_headers(failure: ClickHouseError) -> dict[str, str]:
    """What names an error outside its text."""
    headers = {"X-ClickHouse-Exception-Code": str(failure.code)}
    if failure.status == 503:
        headers["Retry-After"] = "1"
    if failure.status == 401:
        headers |= BASIC
    return headers


def _common(request: Request) -> dict[str, str]:
    return {
        "X-ClickHouse-Server-Display-Name": socket.gethostname(),
        "X-ClickHouse-Query-Id": request.query_id,
        "X-ClickHouse-Timezone": "UTC",
    }


def _summary(summary: Summary) -> str:
    return json.dumps(
        {
            "read_rows": str(summary.read_rows),
            "read_bytes": str(summary.read_bytes),
            "written_rows": str(summary.written_rows),
            "written_bytes": str(summary.written_bytes),
            "total_rows_to_read": "0",
            "result_rows": "0",
            "result_bytes": "0",
            "elapsed_ns": str(int(summary.seconds * 1e9)),
        },
        separators=(",", ":"),
    )


def _exception_block(failure: ClickHouseError, tag: str) -> bytes:
    """How servers since 25.11 end a body that broke off."""
    text = str(failure)
    length = len(text.encode()) + 1
    return (f"\r\n__exception__\r\n{tag}\r\n{text}\n{length} {tag}\r\n__exception__\r\n").encode()
