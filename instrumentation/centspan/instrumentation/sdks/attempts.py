"""Retries inside an SDK: a function that sends once, is given one, or says how long to wait."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

from centspan.instrumentation.sdks.flight import count_failed_attempt, flight
from centspan.instrumentation.sdks.method import http_status

_MARK: Final = "_centspan_original"


def count_attempts(owner: type, names: tuple[str, ...]) -> None:
    """Wrap methods that send once, so that a failure that is sent again counts as an attempt."""
    for name in names:
        original = vars(owner).get(name)
        if original is not None and not hasattr(original, _MARK):
            wrap = _async_counting if inspect.iscoroutinefunction(original) else _counting
            wrapper = functools.wraps(original)(wrap(original))
            setattr(wrapper, _MARK, original)
            setattr(owner, name, wrapper)


def count_waits(owner: Any, name: str, cause: Callable[..., Any]) -> None:
    """Wrap a function that is called before each retry; `cause` makes of its arguments the
    response that is retried, None where there was no answer.
    """
    original = getattr(owner, name, None)
    if original is None or hasattr(original, _MARK):
        return

    @functools.wraps(original)
    def wait(*args: Any, **kwargs: Any) -> Any:
        count_failed_attempt(cause(*args, **kwargs))
        return original(*args, **kwargs)

    setattr(wait, _MARK, original)
    setattr(owner, name, wait)


def count_resends(owner: Any, name: str) -> None:
    """Wrap a function that calls its first argument, which sends once, until that succeeds."""
    original = getattr(owner, name, None)
    if original is None or hasattr(original, _MARK):
        return

    @functools.wraps(original)
    def resend(send: Any, *args: Any, **kwargs: Any) -> Any:
        count = _async_counting if inspect.iscoroutinefunction(send) else _counting
        return original(count(send), *args, **kwargs)

    setattr(resend, _MARK, original)
    setattr(owner, name, resend)


def _counting(original: Any) -> Any:
    def send(*args: Any, **kwargs: Any) -> Any:
        current = flight()
        if current is None:
            return original(*args, **kwargs)
        current.sending()
        try:
            return original(*args, **kwargs)
        except Exception as error:
            current.failed(http_status(error), error)
            raise

    return send


def _async_counting(original: Any) -> Any:
    async def send(*args: Any, **kwargs: Any) -> Any:
        current = flight()
        if current is None:
            return await original(*args, **kwargs)
        current.sending()
        try:
            return await original(*args, **kwargs)
        except Exception as error:
            current.failed(http_status(error), error)
            raise

    return send
