"""An HTTP body observed while the app reads it: nothing is read on the app's behalf."""

import json
from contextlib import suppress
from typing import Any, Final

from centspan.instrumentation.call import Call, Response
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.operation import Asked, Fold, Operation
from centspan.instrumentation.sdks.record import viewed
from centspan.instrumentation.sdks.stream_watch import watch_close, watched

_MAX_KEPT: Final = 4 * 1024 * 1024
"""Bytes of a JSON or compressed body held until its end; of a longer one nothing is known."""


class BodyFold:
    """Folds a body's bytes: events as they come, JSON and compressed bodies at the end."""

    def __init__(self, operation: Operation, asked: Asked, response: Any) -> None:
        self._operation = operation
        self._asked = asked
        self._events: Fold = operation.fold(asked)
        self._remake = type(response)
        self._encoding: str = response.headers.get("content-encoding", "")
        self._is_events = "event-stream" in response.headers.get("content-type", "")
        self._rest = b""
        self._kept: list[bytes] = []
        self._size = 0

    @property
    def complete(self) -> bool:
        """The events read so far say why the provider stopped."""
        return self._events.complete

    def see(self, piece: bytes) -> None:
        """Take in bytes as they came over the wire."""
        if self._is_events and not self._encoding:
            self._feed(piece)
            return
        self._size += len(piece)
        if self._size <= _MAX_KEPT:
            self._kept.append(piece)

    def response(self) -> Response:
        """Return what the body says."""
        body = self._decoded()
        if self._is_events:
            self._feed(body + b"\n")
            return self._events.response()
        return read_body(self._operation, self._asked, body)

    def _decoded(self) -> bytes:
        body = b"".join(self._kept) if self._size <= _MAX_KEPT else b""
        if not (body and self._encoding):
            return body
        headers = {"content-encoding": self._encoding}
        return self._remake(200, headers=headers, content=body).content

    def _feed(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"data:") and line[5:].lstrip()[:1] == b"{":
                with suppress(ValueError):  # cut off where the app stopped reading
                    self._events.see(viewed(json.loads(line[5:])))


def read_body(operation: Operation, asked: Asked, body: bytes) -> Response:
    """Read a whole JSON body."""
    answer = json.loads(body) if 0 < len(body) <= _MAX_KEPT else None
    return operation.read(viewed(answer), asked)


def watch_body(call: Call, operation: Operation, asked: Asked, response: Any) -> None:
    """Observe an open httpx response in place, however the app reads it."""
    fold = BodyFold(operation, asked, response)
    ending = Ending(call, fold)
    for name in ("iter_raw", "aiter_raw"):
        setattr(response, name, _watched_reader(getattr(response, name), fold, ending))
    watch_close(response, ending)


def _watched_reader(read: Any, fold: BodyFold, ending: Ending) -> Any:
    def reader(chunk_size: int | None = None) -> Any:
        return watched(read(chunk_size), fold.see, ending)

    return reader
