"""The time in which an SDK works on a request of ours: our span is current, attempts count."""

import sys
from contextvars import ContextVar
from typing import Any, Final, Self

from centspan.instrumentation.call import Call


class Flight:
    """Context manager around the SDK's work on one request."""

    __slots__ = ("_active", "_failure", "_token", "call")

    def __init__(self, call: Call) -> None:
        self.call = call
        self._active = call.active()
        self._failure: tuple[int | None, BaseException | None] | None = None

    def __enter__(self) -> None:
        if (roof := _roof.get()) is not None:
            roof.covered = True
        self._token = _current.set(self)
        self._active.__enter__()

    def __exit__(self, *error: object) -> None:
        self._active.__exit__(None, None, None)
        _current.reset(self._token)

    def sending(self) -> None:
        """An attempt goes out: one that failed before it is being retried."""
        if self._failure is not None:
            self.call.attempt_failed(*self._failure)
            self._failure = None

    def failed(self, http_status: int | None, error: BaseException) -> None:
        """The attempt under way failed; without a status no answer was seen."""
        self._failure = (http_status, error if http_status is None else None)


_current: Final[ContextVar[Flight | None]] = ContextVar("centspan_flight", default=None)


class Roof:
    """The time in which an SDK calls a model by itself, or through another one that records the
    call: then it is `covered`. Roofs may stand on one another.
    """

    __slots__ = ("_above", "_token", "covered")

    def __enter__(self) -> Self:
        self.covered = False
        self._above = _roof.get()
        self._token = _roof.set(self)
        return self

    def __exit__(self, *error: object) -> None:
        _roof.reset(self._token)
        if self.covered:
            self.recorded()

    def recorded(self) -> None:
        """The call is recorded: nobody above needs to."""
        if self._above is not None:
            self._above.covered = True


_roof: Final[ContextVar[Roof | None]] = ContextVar("centspan_roof", default=None)


def flight() -> Flight | None:
    """Return what is under way in this context."""
    return _current.get()


def count_failed_attempt(response: Any) -> None:
    """The SDK will retry the request under way; without a response, after the error in hand."""
    if (current := _current.get()) is not None:
        status = getattr(response, "status_code", None)
        current.call.attempt_failed(status, sys.exc_info()[1] if status is None else None)
