"""`@llm_call` around a function of a home-made client."""

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Call, Request, begin
from centspan.instrumentation.decorate import around
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.home_made_run import Run
from centspan.instrumentation.record import Report
from centspan.instrumentation.request_shapes import PLAIN

F = TypeVar("F", bound=Callable[..., Any])


def llm_call(
    *,
    provider: str,
    model: str,
    operation: str = "chat",
    usage: Callable[[Any], Report] | None = None,
) -> Callable[[F], F]:
    """Decorate a function, coroutine function or generator of either kind that makes one call.

    `usage` finds the usage in what the function returns or yields; by default its `usage`,
    `usage_metadata` or `meta`, as an attribute or a key. Without any the tokens are estimated from
    the arguments (`messages`, or `input`, `prompt`, `query`, `documents`, `texts`, `contents`) and
    the text given; where no argument has such a name the usage is unknown.
    """

    def decorate(function: F) -> F:
        streams = inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)
        named = _names_of(function)

        def open_call(arguments: Mapping[str, Any]) -> tuple[Call | None, bool]:
            known = _fingerprint(arguments)
            request = Request(provider, operation, model, stream=streams, fingerprint=known)
            return begin(request), known is not None

        @contextmanager
        def one_call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Generator[Run, None, None]:
            call, estimable = open_call(named(args, kwargs))
            run = Run(call, provider, usage, streams=streams, estimable=estimable)
            try:
                yield run
            except BaseException as error:
                run.failed(error)
                raise
            run.finished()

        return around(function, one_call, Run.see)

    return decorate


def _names_of(function: Any) -> Callable[[tuple[Any, ...], dict[str, Any]], dict[str, Any]]:
    """Return what gives a call's arguments their names, the defaults included."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a builtin may tell none
        return lambda _args, kwargs: kwargs
    kinds = {name: each.kind for name, each in signature.parameters.items()}

    def named(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            bound = signature.bind_partial(*args, **kwargs)
        except TypeError:  # the call itself will say so to the app
            return kwargs
        bound.apply_defaults()
        found = {name: value for name, value in bound.arguments.items() if name not in _SELVES}
        for name, kind in kinds.items():
            if kind is inspect.Parameter.VAR_KEYWORD:
                found |= found.pop(name)
        return found

    return named


_SELVES = ("self", "cls")


def _fingerprint(arguments: Mapping[str, Any]) -> fingerprint.Fingerprint | None:
    try:
        if arguments.get("messages") is not None:
            shaped = fingerprint.anthropic if "system" in arguments else fingerprint.chat
            return shaped(arguments)
        known = any(arguments.get(name) is not None for name in PLAIN.messages)
        return fingerprint.embeddings(arguments) if known else None
    except Exception as error:  # noqa: BLE001 - arguments may be anything; the call goes on
        swallow("reading a call's arguments", error)
        return None
