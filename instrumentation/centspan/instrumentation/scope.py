"""A context that calls run in: as `with`, `async with`, or around a function of any kind."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from contextvars import ContextVar, Token
from typing import Any, Final, Self, TypeVar

from opentelemetry.context import Context, attach, detach, get_current

from centspan.instrumentation.decorate import around

F = TypeVar("F", bound=Callable[..., Any])


class Scope(AbstractContextManager["Scope"], AbstractAsyncContextManager["Scope"]):
    """Attaches `enter(current context)` while it is open; may be open often and concurrently."""

    __slots__ = ("_enter",)

    def __init__(self, enter: Callable[[Context], Context]) -> None:
        self._enter: Final = enter

    def __enter__(self) -> Self:
        token = attach(self._enter(get_current()))
        _open.set((*_open.get(), token))
        return self

    def __exit__(self, *error: object) -> None:
        if not (tokens := _open.get()):  # left in another context than it was entered in
            return
        _open.set(tokens[:-1])
        detach(tokens[-1])

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *error: object) -> None:
        self.__exit__()

    def __call__(self, function: F) -> F:
        """Decorate a function, coroutine function, generator or async generator."""
        return around(function, lambda _args, _kwargs: nullcontext(self))


_open: ContextVar[tuple[Token[Context], ...]] = ContextVar("centspan_scopes", default=())
