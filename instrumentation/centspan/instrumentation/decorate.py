"""Runs functions of every kind inside a scope.

A generator's caller must not find itself inside the generator's scope: the scope is open only
while the generator runs, not while it waits at a `yield`.
"""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial, wraps
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
Whole = Callable[[], AbstractContextManager[AbstractContextManager[Any]]]
"""Opens what lasts for the whole call, and returns what is open while its code runs."""


def around(function: F, whole: Whole) -> F:
    """Return `function` inside the scope, as the same kind of function."""
    for is_kind, wrap in _KINDS:
        if is_kind(function):
            return wraps(function)(wrap(function, whole))  # type: ignore[return-value] # same kind
    return wraps(function)(_function(function, whole))  # type: ignore[return-value] # same kind


def _function(function: Any, whole: Whole) -> Any:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole() as running, running:
            return function(*args, **kwargs)

    return wrapper


def _coroutine(function: Any, whole: Whole) -> Any:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole() as running, running:
            return await function(*args, **kwargs)

    return wrapper


def _generator(function: Any, whole: Whole) -> Any:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole() as running:
            steps = function(*args, **kwargs)
            step = partial(next, steps)
            while True:
                with running:
                    try:
                        value = step()
                    except StopIteration as end:
                        return end.value
                try:
                    sent = yield value
                except GeneratorExit:
                    with running:
                        steps.close()
                    raise
                except BaseException as error:  # noqa: BLE001 - the generator decides about it
                    step = partial(steps.throw, error)
                else:
                    step = partial(steps.send, sent)

    return wrapper


def _async_generator(function: Any, whole: Whole) -> Any:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole() as running:
            steps = function(*args, **kwargs)
            step = partial(anext, steps)
            while True:
                with running:
                    try:
                        value = await step()
                    except StopAsyncIteration:
                        return
                try:
                    sent = yield value
                except GeneratorExit:
                    with running:
                        await steps.aclose()
                    raise
                except BaseException as error:  # noqa: BLE001 - the generator decides about it
                    step = partial(steps.athrow, error)
                else:
                    step = partial(steps.asend, sent)

    return wrapper


_KINDS = (
    (inspect.iscoroutinefunction, _coroutine),
    (inspect.isasyncgenfunction, _async_generator),
    (inspect.isgeneratorfunction, _generator),
)
