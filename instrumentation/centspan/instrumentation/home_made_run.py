"""One run of a function that `@llm_call` decorates: what it gives, and how it ends."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

from centspan.instrumentation.call import Call, Response
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.plain import member
from centspan.instrumentation.record import Report, reported_usage
from centspan.instrumentation.sdks.ending import Ending

_USAGE: Final = ("usage", "usage_metadata", "usageMetadata", "meta")


class Run:
    """A call that is made by the app's function; `with` holds it open while that code runs."""

    def __init__(
        self,
        call: Call | None,
        provider: str,
        find: Callable[[Any], Report] | None,
        *,
        streams: bool,
        estimable: bool,
    ) -> None:
        self._call: Final = call
        self._seen: Final = _Seen(provider, find, streams=streams, estimable=estimable)
        # A generator may be let go by anyone, the garbage collector included.
        self._ending: Final = Ending(call, self._seen) if call is not None and streams else None
        self._active: AbstractContextManager[None] = nullcontext()

    def __enter__(self) -> None:
        self._active = nullcontext() if self._call is None else self._call.active()
        self._active.__enter__()

    def __exit__(self, *error: object) -> None:
        self._active.__exit__(None, None, None)

    def see(self, value: Any) -> None:
        """The function returned or yielded `value`."""
        if self._call is not None:
            if self._ending is not None:
                self._ending.first_chunk()
            self._seen.see(value)

    def finished(self) -> None:
        """The function came to its end."""
        if self._ending is not None:
            self._ending.finished()
        elif self._call is not None:
            self._call.finish(self._seen.response())

    def failed(self, error: BaseException) -> None:
        """The function raised `error`, or nobody reads on."""
        if self._ending is None:
            if self._call is not None:
                self._call.fail(error)
        elif isinstance(error, GeneratorExit):
            self._ending.dropped()
        else:
            self._ending.failed(error)


class _Seen:
    """Counts and names in what a function gave: no text."""

    def __init__(
        self,
        provider: str,
        find: Callable[[Any], Report] | None,
        *,
        streams: bool,
        estimable: bool,
    ) -> None:
        self._provider: Final = provider
        self._find: Final = find or _reported
        self._streams: Final = streams
        self._estimable: Final = estimable
        self._report: Report | None = None
        self._model = self._id = ""
        self._characters = 0

    @property
    def complete(self) -> bool:
        """The usage was told, which is what comes last."""
        return self._report is not None

    def see(self, value: Any) -> None:
        """Take in what was returned, or one item of a stream."""
        if isinstance(value, str):
            self._characters += len(value)
        try:
            self._model = _word(value, "model") or self._model
            self._id = _word(value, "id") or self._id
            if (report := self._find(value)) is not None:
                self._report = report
        except Exception as error:  # noqa: BLE001 - the app's answer may have any form
            if not self._streams:  # not every item of a stream is one that the app's finder knows
                swallow("reading a call's answer", error)

    def response(self) -> Response:
        """What was answered; without known input the output alone would pass for all there was."""
        return Response(
            usage=reported_usage(self._provider, self._report),
            model=self._model,
            id=self._id,
            output_characters=self._characters if self._estimable else 0,
        )


def _reported(result: Any) -> Any:
    return next((found for name in _USAGE if (found := member(result, name)) is not None), None)


def _word(result: Any, name: str) -> str:
    value = member(result, name)
    return value if isinstance(value, str) else ""
