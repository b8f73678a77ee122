"""`@llm_call` around a function of a home-made client."""

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial, wraps
from typing import Any, TypeVar

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Call, Request, Response, begin
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.plain import member
from centspan.instrumentation.record import Report, reported_usage

F = TypeVar("F", bound=Callable[..., Any])


def llm_call(
    *,
    provider: str,
    model: str,
    operation: str = "chat",
    usage: Callable[[Any], Report] | None = None,
) -> Callable[[F], F]:
    """Decorate a function or coroutine function that makes one call of a model.

    `usage` finds the usage in what the function returns; by default its `usage`, `usage_metadata`
    or `meta`, as an attribute or a key, and without any the tokens are estimated.
    """

    def open_call(arguments: Mapping[str, Any]) -> Call | None:
        return begin(Request(provider, operation, model, fingerprint=_fingerprint(arguments)))

    def decorate(function: F) -> F:
        wrap = _around_coroutine if inspect.iscoroutinefunction(function) else _around_function
        return wrap(function, open_call, partial(_read, provider, usage))

    return decorate


def _around_function(function: Any, open_call: Any, read: Any) -> Any:
    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        call = open_call(kwargs)
        with _active(call):
            try:
                result = function(*args, **kwargs)
            except BaseException as error:
                _fail(call, error)
                raise
        return _finish(call, result, read)

    return wrapper


def _around_coroutine(function: Any, open_call: Any, read: Any) -> Any:
    @wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        call = open_call(kwargs)
        with _active(call):
            try:
                result = await function(*args, **kwargs)
            except BaseException as error:
                _fail(call, error)
                raise
        return _finish(call, result, read)

    return wrapper


def _active(call: Call | None) -> AbstractContextManager[None]:
    return nullcontext() if call is None else call.active()


def _fail(call: Call | None, error: BaseException) -> None:
    if call is not None:
        call.fail(error)


def _finish(call: Call | None, result: Any, read: Callable[[Any], Response]) -> Any:
    if call is not None:
        call.finish(read(result))
    return result


def _read(provider: str, find: Callable[[Any], Report] | None, result: Any) -> Response:
    try:
        reported = find(result) if find else _reported(result)
        return Response(
            usage=reported_usage(provider, reported),
            model=_word(result, "model"),
            id=_word(result, "id"),
            output_characters=len(result) if isinstance(result, str) else 0,
        )
    except Exception as error:  # noqa: BLE001 - the app's answer may have any form
        swallow("reading a call's answer", error)
        return Response()


def _reported(result: Any) -> Any:
    names = ("usage", "usage_metadata", "usageMetadata", "meta")
    return next((found for name in names if (found := member(result, name)) is not None), None)


def _word(result: Any, name: str) -> str:
    value = member(result, name)
    return value if isinstance(value, str) else ""


def _fingerprint(arguments: Mapping[str, Any]) -> fingerprint.Fingerprint | None:
    if "messages" in arguments:
        return fingerprint.chat(arguments)
    known = arguments.keys() & {"input", "prompt", "query"}
    return fingerprint.embeddings(arguments) if known else None
