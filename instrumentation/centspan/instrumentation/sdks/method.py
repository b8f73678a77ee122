"""SDKs whose every call of a method is one LLM call: the method is wrapped where it stands."""

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.instrumentation import provider
from centspan.instrumentation.call import Call, Request, Response, begin
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.flight import Flight
from centspan.instrumentation.sdks.foreign import method_makes_spans
from centspan.instrumentation.sdks.listening import Listening, answered, folded
from centspan.instrumentation.sdks.operation import Fold
from centspan.instrumentation.sdks.stream_watch import See, watched

_MARK: Final = "_centspan_original"
_POSITIONAL: Final = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)
_STATUS: Final = ("status_code", "code")


def as_generator(items: Any, see: See, ending: Ending) -> Any:
    """Return a generator of the same kind over `items`, observed."""
    generator = _agenerate if hasattr(items, "__anext__") else _generate
    return generator(watched(items, see, ending))


@dataclass(frozen=True, slots=True)
class Method:
    """How to read the calls of one method.

    `describe` makes a request of the object and the arguments by name (`*`: those without one),
    None for no LLM call; `observe` records the result, or observes it, and returns what the app
    gets.
    """

    name: str
    describe: Callable[[Any, Mapping[str, Any]], Request | None]
    observe: Callable[[Call, Any], Any]


def answer(
    read: Callable[[Any], Response], listener: Listening = None
) -> Callable[[Call, Any], Any]:
    """Observe results that are whole answers."""

    def observe(call: Call, result: Any) -> Any:
        call.finish(answered(call, result, read, listener))
        return result

    return observe


def answer_or_stream(
    read: Callable[[Any], Response],
    fold: Callable[[], Fold],
    attach: Callable[[Any, See, Ending], Any] = as_generator,
    listener: Listening = None,
) -> Callable[[Call, Any], Any]:
    """Observe results that are whole answers, or iterators to which `attach` binds."""

    def observe(call: Call, result: Any) -> Any:
        if not (hasattr(result, "__next__") or hasattr(result, "__anext__")):
            call.finish(answered(call, result, read, listener))
            return result
        kept = folded(call, fold(), listener)
        return attach(result, kept.see, Ending(call, kept))

    return observe


def wrap_methods(owner: type, methods: tuple[Method, ...]) -> None:
    """Wrap the methods that a class defines itself, once."""
    for method in methods:
        original = vars(owner).get(method.name)
        if original is not None and not hasattr(original, _MARK):
            asynchronous = inspect.iscoroutinefunction(original)
            wrap = _async_wrapper if asynchronous else _wrapper
            wrapper = functools.wraps(original)(wrap(owner, method, original))
            setattr(wrapper, _MARK, original)
            setattr(owner, method.name, wrapper)


def _wrapper(owner: type, method: Method, original: Any) -> Any:
    start = _starter(owner, method, original)

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        started = start(self, args, kwargs)
        if started is None:
            return original(self, *args, **kwargs)
        try:
            with Flight(started):
                result = original(self, *args, **kwargs)
        except BaseException as error:
            started.fail(error, http_status(error))
            raise
        return _answered(method, started, result)

    return call


def _async_wrapper(owner: type, method: Method, original: Any) -> Any:
    start = _starter(owner, method, original)

    async def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        started = start(self, args, kwargs)
        if started is None:
            return await original(self, *args, **kwargs)
        try:
            with Flight(started):
                result = await original(self, *args, **kwargs)
        except BaseException as error:
            started.fail(error, http_status(error))
            raise
        return _answered(method, started, result)

    return call


def _starter(
    owner: type, method: Method, original: Any
) -> Callable[[Any, tuple[Any, ...], dict[str, Any]], Call | None]:
    names = [
        name
        for name, parameter in inspect.signature(original).parameters.items()
        if parameter.kind in _POSITIONAL
    ][1:]

    def start(self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call | None:
        try:
            if method_makes_spans(owner, method.name):
                provider.ensure()  # else the other one's span would go nowhere
                return None
            given = {**dict(zip(names, args, strict=False)), "*": args[len(names) :], **kwargs}
            request = method.describe(self, given)
            return None if request is None else begin(request)
        except Exception as error:  # noqa: BLE001 - the app's call goes on whatever we make of it
            swallow(f"beginning {original.__qualname__}", error)
            return None

    return start


def http_status(error: BaseException) -> int | None:
    """Return the HTTP status that an SDK's error carries."""
    found = [getattr(error, name, None) for name in _STATUS]
    answer = getattr(error, "response", None)
    if isinstance(answer, dict):  # botocore
        found.append(answer.get("ResponseMetadata", {}).get("HTTPStatusCode"))
    else:
        found.append(getattr(answer, "status_code", None))
    return next((status for status in found if isinstance(status, int)), None)


def _answered(method: Method, call: Call, result: Any) -> Any:
    try:
        return method.observe(call, result)
    except Exception as error:  # noqa: BLE001 - the app gets the SDK's result all the same
        swallow(f"reading an answer of {method.name}", error)
        call.finish(Response())
        return result


def _generate(items: Any) -> Iterator[Any]:
    try:
        yield from items
    finally:
        items.close()


async def _agenerate(items: Any) -> AsyncIterator[Any]:
    try:
        async for item in items:
            yield item
    finally:
        await items.aclose()
