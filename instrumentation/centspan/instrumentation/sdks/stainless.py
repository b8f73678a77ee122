"""The one place all calls of a Stainless-generated SDK pass: its base client's `request`.

Covers create, parse, raw and streaming responses, helpers and beta namespaces, sync and async,
of every client class, copy and custom HTTP client, in both generations of these SDKs.
"""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation.sdks.exchange import Sdk
from centspan.instrumentation.sdks.flight import Flight, count_failed_attempt
from centspan.instrumentation.sdks.opening import begin_exchange

_MARK: Final = "_centspan_original"


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
                with Flight(exchange.call):
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
                with Flight(exchange.call):
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
        count_failed_attempt(kwargs.get("response"))
        return original(self, *args, **kwargs)

    return sleep_for_retry


def _async_retry(original: Any) -> Any:
    async def sleep_for_retry(self: Any, *args: Any, **kwargs: Any) -> Any:
        count_failed_attempt(kwargs.get("response"))
        return await original(self, *args, **kwargs)

    return sleep_for_retry
