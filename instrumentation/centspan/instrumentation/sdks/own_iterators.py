"""Streams whose own class is the iterator: the class is made observable, an object observed."""

import functools
from typing import Any, Final

from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.stream_watch import See

_WATCH: Final = "_centspan_watch"
_MARK: Final = "_centspan_original"


class _Watch:
    """Lives and dies with the stream it observes."""

    __slots__ = ("_first", "_see", "ending")

    def __init__(self, see: See, ending: Ending) -> None:
        self._see = see
        self._first = True
        self.ending = ending

    def take(self, item: Any) -> None:
        """Take an item in."""
        self.ending.reading = False
        try:
            if self._first:
                self._first = False
                self.ending.first_chunk()
            self._see(item)
        except Exception as error:  # noqa: BLE001 - the app gets its item whatever we make of it
            swallow("watching a stream", error)

    def __del__(self) -> None:
        self.ending.dropped()


def make_observable(cls: type) -> None:
    """Let objects of a class be observed, once; those that are not stay as they are."""
    for name, wrap in (("__next__", _next), ("__anext__", _anext)):
        original = vars(cls).get(name)
        if original is not None and not hasattr(original, _MARK):
            wrapper = functools.wraps(original)(wrap(original))
            setattr(wrapper, _MARK, original)
            setattr(cls, name, wrapper)


def observe(stream: Any, see: See, ending: Ending) -> Any:
    """Observe an object of an observable class; neither may refer to the stream."""
    vars(stream)[_WATCH] = _Watch(see, ending)
    return stream


def _next(original: Any) -> Any:
    def following(self: Any) -> Any:
        watch: _Watch | None = vars(self).get(_WATCH)
        if watch is None:
            return original(self)
        watch.ending.reading = True
        try:
            item = original(self)
        except StopIteration:
            watch.ending.finished()
            raise
        except BaseException as error:
            watch.ending.failed(error)
            raise
        watch.take(item)
        return item

    return following


def _anext(original: Any) -> Any:
    async def following(self: Any) -> Any:
        watch: _Watch | None = vars(self).get(_WATCH)
        if watch is None:
            return await original(self)
        watch.ending.reading = True
        try:
            item = await original(self)
        except StopAsyncIteration:
            watch.ending.finished()
            raise
        except BaseException as error:
            watch.ending.failed(error)
            raise
        watch.take(item)
        return item

    return following
