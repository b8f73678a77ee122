"""How a streamed call ends: once, whoever notices first."""

import os
import threading
from asyncio import CancelledError
from collections import deque
from queue import SimpleQueue
from typing import Final
from weakref import WeakSet

from centspan.instrumentation.call import Call, Response
from centspan.instrumentation.exit import before_leaving
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.operation import Fold

_GIVEN_UP: Final = (CancelledError, GeneratorExit, KeyboardInterrupt)


class Ending:
    """Ends a streamed call when the reader, a `close()`, the collector or the exit says so."""

    __slots__ = ("__weakref__", "_calls", "_fold", "_pid", "reading")

    def __init__(self, call: Call, fold: Fold) -> None:
        self._calls = deque((call,))  # popping is atomic, also inside the collector
        self._fold: Final = fold
        self._pid: Final = os.getpid()
        self.reading = False
        """The SDK is inside its own reading: a `close()` now is its own, not the app's."""
        _open.add(self)
        _reaper.start_once(self._pid)

    def first_chunk(self) -> None:
        """The first item arrived."""
        for call in tuple(self._calls):
            call.first_chunk()

    def finished(self) -> None:
        """The last item was read."""
        if (call := self._take()) is not None:
            call.finish(self._answer())

    def failed(self, error: BaseException) -> None:
        """Reading raised `error`; a reader that was told to stop has given the stream up."""
        self.reading = False
        if isinstance(error, _GIVEN_UP):
            self.closed()
        elif (call := self._take()) is not None:
            status = getattr(error, "status_code", None)
            call.fail(error, status if isinstance(status, int) else None, self._answer())

    def closed(self) -> None:
        """The app let go: finished where all output had come, else abandoned."""
        if self.reading or (call := self._take()) is None:
            return
        answer = self._answer()
        if self._fold.complete:
            call.finish(answer)
        else:
            call.abandon(answer)

    def dropped(self) -> None:
        """Nobody can read on; safe to call from a finaliser: another thread ends the call."""
        self.reading = False
        if self._calls:
            _reaper.queue.put(self)

    def _take(self) -> Call | None:
        """Give the call to whoever asks first; a forked child ends none of its parent's."""
        if self._pid != os.getpid():
            return None
        try:
            return self._calls.pop()
        except IndexError:
            return None

    def _answer(self) -> Response:
        try:
            return self._fold.response()
        except Exception as error:  # noqa: BLE001 - what we cannot read must not end the app's stream
            swallow("reading a stream", error)
            return Response()


class _Reaper:
    """A thread that ends dropped streams.

    Finalisers run at any allocation, also of a thread that holds a lock of the exporter's;
    ending a span there could wait for that lock for ever. `SimpleQueue.put` cannot.
    """

    def __init__(self) -> None:
        self.queue: Final[SimpleQueue[Ending]] = SimpleQueue()
        self._pid = 0

    def start_once(self, pid: int) -> None:
        """Start the thread in this process, unless it runs."""
        if self._pid != pid:
            self._pid = pid
            threading.Thread(target=self._run, name="centspan-streams", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.queue.get().closed()


_open: Final[WeakSet[Ending]] = WeakSet()
_reaper: Final = _Reaper()


def _close_all() -> None:
    """End what is still open when the app leaves."""
    for ending in list(_open):
        ending.reading = False
        ending.closed()


before_leaving(_close_all)
