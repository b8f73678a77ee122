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
Whole = Callable[[tuple[Any, ...], dict[str, Any]], AbstractContextManager[Any]]
"""Opens, from the call's arguments, what lasts for the whole call; gives what is open while its
code runs."""
See = Callable[[Any, Any], None]
"""Is shown what is open, and each value that the function returns or yields."""


def unseen(_running: Any, _value: Any) -> None:
    """Look at nothing."""


def around(function: F, whole: Whole, see: See = unseen) -> F:
    """Return `function` inside the scope, as the same kind of function."""
    for is_kind, wrap in _KINDS:
        if is_kind(function):
            return wraps(function)(wrap(function, whole, see))  # type: ignore[return-value] # same kind
    return wraps(function)(_function(function, whole, see))  # type: ignore[return-value] # same kind


def _function(function: Any, whole: Whole, see: See) -> Any:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole(args, kwargs) as running, running:
            value = function(*args, **kwargs)
            see(running, value)
            return value

    return wrapper


def _coroutine(function: Any, whole: Whole, see: See) -> Any:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole(args, kwargs) as running, running:
            value = await function(*args, **kwargs)
            see(running, value)
            return value

    return wrapper


def _generator(function: Any, whole: Whole, see: See) -> Any:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole(args, kwargs) as running:
            steps = function(*args, **kwargs)
            step = partial(next, steps)
            while True:
                with running:
                    try:
                        value = step()
                    except StopIteration as end:
                        return end.value
                    see(running, value)
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


def _async_generator(function: Any, whole: Whole, see: See) -> Any:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        with whole(args, kwargs) as running:
            steps = function(*args, **kwargs)
            step = partial(anext, steps)
            while True:
                with running:
                    try:
                        value = await step()
                    except StopAsyncIteration:
                        return
                    see(running, value)
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
