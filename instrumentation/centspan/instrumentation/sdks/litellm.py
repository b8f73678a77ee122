"""LiteLLM: what it sends itself, to Anthropic, Gemini, Bedrock and a hundred more.

What it sends through another SDK is that SDK's call. Its functions are wrapped inside its own
cache and fallbacks, and where they stand, so that names the app imported before are wrapped too.
"""

import functools
import inspect
import time
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation.call import Call, Response, begin
from centspan.instrumentation.errors import CentspanError
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.flight import Roof
from centspan.instrumentation.sdks.listening import answered, folded
from centspan.instrumentation.sdks.litellm_answers import OPERATIONS, Operation, describe, fold_for
from centspan.instrumentation.sdks.method import http_status
from centspan.instrumentation.sdks.own_iterators import make_observable, observe
from centspan.instrumentation.superseded import supersede

_CELL: Final = "original_function"
_RECORDED: Final = frozenset(
    prefix + name
    for prefix in ("", "a")
    for name in (*(each.function for each in OPERATIONS), "text_completion")
)
"""What LiteLLM's own spans call the calls that are recorded here or by the SDK below."""
_MARK: Final = "_centspan_original"


def instrument(module: ModuleType) -> None:
    """Make spans of the calls that no other SDK makes spans of."""
    wrapped = [
        _wrap(found, operation)
        for operation in OPERATIONS
        for name in (operation.function, f"a{operation.function}")
        if (found := getattr(module, name, None)) is not None  # older versions have fewer
    ]
    if not all(wrapped):
        raise UnknownLayoutError(
            "expected LiteLLM's functions under its `client` decorator, found others; "
            "report its version, and its calls by record_call() until then"
        )
    supersede("litellm", "llm.request.type", _RECORDED)


class UnknownLayoutError(CentspanError):
    """This version of an SDK is not built as the adapter expects."""


def _wrap(decorated: Any, operation: Operation) -> bool:
    """Put our function into the cell that holds the decorated one, once; False without a cell."""
    cell = _cell(decorated)
    if cell is None:
        return False
    if not hasattr(original := cell.cell_contents, _MARK):
        wrap = _async_wrapper if inspect.iscoroutinefunction(original) else _wrapper
        wrapper = functools.wraps(original)(wrap(operation, original))
        setattr(wrapper, _MARK, original)
        cell.cell_contents = wrapper
    return True


def _cell(function: Any) -> Any:
    """Return the cell in the first layer of a function that has one, None where none has."""
    while function is not None:
        code = getattr(function, "__code__", None)
        if code is not None and _CELL in code.co_freevars:
            return function.__closure__[code.co_freevars.index(_CELL)]
        function = getattr(function, "__wrapped__", None)
    return None


class _Watched:
    """One call of LiteLLM's that may have to be recorded here."""

    def __init__(self, operation: Operation, original: Any, args: Any, kwargs: Any) -> None:
        self._operation = operation
        self._given: Callable[[], Mapping[str, Any]] = lambda: _bound(original, args, kwargs)
        self._started_ns = time.time_ns()
        self.roof: Final = Roof()

    def failed(self, error: BaseException) -> None:
        """The call raised; without a provider nothing was called."""
        if not self.roof.covered and (call := self._begun()) is not None:
            call.fail(error, http_status(error))

    def answered(self, result: Any) -> None:
        """Record an answer, or observe a stream."""
        if self.roof.covered or inspect.isawaitable(result) or (call := self._begun()) is None:
            return
        try:
            self._observe(call, result)
        except Exception as error:  # noqa: BLE001 - the app gets LiteLLM's answer all the same
            swallow("reading an answer of litellm", error)
            call.finish(Response())

    def _observe(self, call: Call, result: Any) -> None:
        if hasattr(result, "__next__") or hasattr(result, "__anext__"):
            fold = folded(call, fold_for(result), self._operation.listener)
            make_observable(type(result))
            observe(result, fold.see, Ending(call, fold))
        else:
            call.finish(answered(call, result, self._operation.read, self._operation.listener))

    def _begun(self) -> Call | None:
        """Open the span of the call, as of when it began."""
        self.roof.recorded()
        try:
            request = describe(self._operation, self._given())
        except Exception as error:  # noqa: BLE001 - what LiteLLM accepts may be more than we know
            swallow("describing a call of litellm", error)
            return None
        return None if request is None else begin(request, self._started_ns)


def _bound(original: Any, args: Any, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    names = inspect.signature(original).parameters
    return {**dict(zip(names, args, strict=False)), **kwargs}


def _wrapper(operation: Operation, original: Any) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        watched = _Watched(operation, original, args, kwargs)
        try:
            with watched.roof:
                result = original(*args, **kwargs)
        except BaseException as error:
            watched.failed(error)
            raise
        watched.answered(result)
        return result

    return call


def _async_wrapper(operation: Operation, original: Any) -> Any:
    async def call(*args: Any, **kwargs: Any) -> Any:
        watched = _Watched(operation, original, args, kwargs)
        try:
            with watched.roof:
                result = await original(*args, **kwargs)
        except BaseException as error:
            watched.failed(error)
            raise
        watched.answered(result)
        return result

    return call
