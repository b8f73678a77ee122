"""A stream observed while the app reads it: same object, same items, same ways to stop."""

import functools
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final

from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.ending import Ending

See = Callable[[Any], bool | None]
"""Takes an item in; True where the app must not see it."""
_GENERATORS: Final = frozenset({"__stream__", "iter_raw", "aiter_raw"})
"""Generators of SDK and httpx that close their response when they end or are dropped."""


class _Watch:
    """What both kinds share; attributes it lacks are those of the SDK's own iterator."""

    def __init__(self, items: Any, see: See, ending: Ending) -> None:
        self._items = items
        self._see = see
        self._ending = ending
        self._look: See = self._first

    def _first(self, item: Any) -> bool | None:
        self._look = self._see
        self._ending.first_chunk()
        return self._see(item)

    def _hides(self, item: Any) -> bool | None:
        self._ending.reading = False
        try:
            return self._look(item)
        except Exception as error:  # noqa: BLE001 - the app gets its item whatever we make of it
            swallow("watching a stream", error)
            return None

    def __getattr__(self, name: str) -> Any:
        if name in ("_items", "_ending"):
            raise AttributeError(name)
        return getattr(self._items, name)

    def __del__(self) -> None:
        self._ending.dropped()


class Watched(_Watch):
    """A synchronous iterator, observed."""

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        ending = self._ending
        while True:
            ending.reading = True
            try:
                item = next(self._items)
            except StopIteration:
                ending.finished()
                raise
            except BaseException as error:
                ending.failed(error)
                raise
            if not self._hides(item):
                return item

    def close(self) -> None:
        """Close a generator below; its call then ends like that of a dropped stream."""
        self._ending.dropped()
        self._items.close()


class AsyncWatched(_Watch):
    """An asynchronous iterator, observed."""

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        ending = self._ending
        while True:
            ending.reading = True
            try:
                item = await anext(self._items)
            except StopAsyncIteration:
                ending.finished()
                raise
            except BaseException as error:
                ending.failed(error)
                raise
            if not self._hides(item):
                return item

    async def aclose(self) -> None:
        """Close a generator below; its call then ends like that of a dropped stream."""
        self._ending.dropped()
        await self._items.aclose()


def watched(items: Any, see: See, ending: Ending) -> Watched | AsyncWatched:
    """Return `items`, an iterator of either kind, observed."""
    kind = AsyncWatched if hasattr(items, "__anext__") else Watched
    return kind(items, see, ending)


def watch_stream(stream: Any, see: See, ending: Ending) -> None:
    """Observe an SDK's `Stream` or `AsyncStream` in place."""
    stream._iterator = watched(stream._iterator, see, ending)
    watch_close(stream.response, ending)


def watch_close(response: Any, ending: Ending) -> None:
    """Notice when the app closes an httpx response, or an SDK's object around it."""
    close, aclose = response.close, response.aclose

    @functools.wraps(close)
    def closing() -> Any:
        if not _by_generator():
            ending.closed()
        return close()

    @functools.wraps(aclose)
    async def aclosing() -> Any:
        if not _by_generator():
            ending.closed()
        return await aclose()

    response.close, response.aclose = closing, aclosing


def _by_generator() -> bool:
    """Say whether a generator closes as it is dropped, perhaps inside the collector."""
    caller = sys._getframe(2)  # pyright: ignore[reportPrivateUsage] - documented; inspect is slow
    return caller.f_code.co_name in _GENERATORS
