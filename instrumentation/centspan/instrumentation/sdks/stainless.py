"""The one place all calls of a Stainless-generated SDK pass: its base client's `request`.

Covers create, parse, raw and streaming responses, helpers and beta namespaces, sync and async,
of every client class, copy and custom HTTP client, in both generations of these SDKs.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation.call import Call
from centspan.instrumentation.sdks.exchange import Exchange, Sdk
from centspan.instrumentation.sdks.opening import begin_exchange

_MARK: Final = "_centspan_original"
_in_flight: Final[ContextVar[Call | None]] = ContextVar("centspan_call", default=None)


def patch(sdk: Sdk, base_client: ModuleType) -> None:
    """Wrap the base clients' request and retry methods, once."""
    for name, request, retry in (
        ("SyncAPIClient", _request, _retry),
        ("AsyncAPIClient", _async_request, _async_retry),
    ):
        client = getattr(base_client, name)
        if not hasattr(client.request, _MARK):
            _wrap(client, "request", functools.partial(request, sdk))
            _wrap(client, "_sleep_for_retry", retry)


def call_in_flight() -> Call | None:
    """Return the call whose request runs in this context."""
    return _in_flight.get()


def _wrap(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    original = getattr(owner, name, None)
    if original is not None:
        wrapper = functools.wraps(original)(wrap(original))
        setattr(wrapper, _MARK, original)
        setattr(owner, name, wrapper)


def _request(sdk: Sdk, original: Any) -> Any:
    def request(self: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = begin_exchange(sdk, self, args, kwargs)
        if exchange is None:
            return original(self, *args, **kwargs)
        while True:
            try:
                with _Flight(exchange):
                    result = original(self, *exchange.sent.args, **exchange.sent.kwargs)
            except BaseException as error:
                if exchange.failed(error):
                    raise
            else:
                exchange.answered(result)
                return result

    return request


def _async_request(sdk: Sdk, original: Any) -> Any:
    async def request(self: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = begin_exchange(sdk, self, args, kwargs)
        if exchange is None:
            return await original(self, *args, **kwargs)
        while True:
            try:
                with _Flight(exchange):
                    result = await original(self, *exchange.sent.args, **exchange.sent.kwargs)
            except BaseException as error:
                if exchange.failed(error):
                    raise
            else:
                exchange.answered(result)
                return result

    return request


def _retry(original: Any) -> Any:
    def sleep_for_retry(self: Any, *args: Any, **kwargs: Any) -> Any:
        _count_attempt(kwargs.get("response"))
        return original(self, *args, **kwargs)

    return sleep_for_retry


def _async_retry(original: Any) -> Any:
    async def sleep_for_retry(self: Any, *args: Any, **kwargs: Any) -> Any:
        _count_attempt(kwargs.get("response"))
        return await original(self, *args, **kwargs)

    return sleep_for_retry


def _count_attempt(response: Any) -> None:
    if (call := _in_flight.get()) is not None:
        call.attempt_failed(getattr(response, "status_code", None))


class _Flight:
    """The time in which the SDK works on the request: our span is current."""

    __slots__ = ("_active", "_call", "_token")

    def __init__(self, exchange: Exchange) -> None:
        self._call = exchange.call
        self._active = self._call.active()

    def __enter__(self) -> None:
        self._token = _in_flight.set(self._call)
        self._active.__enter__()

    def __exit__(self, *error: object) -> None:
        self._active.__exit__(None, None, None)
        _in_flight.reset(self._token)
