"""One call of a Stainless-generated SDK: how its result is recorded, whatever its kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from centspan.instrumentation.call import Call, Response
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks import stream_usage
from centspan.instrumentation.sdks.arguments import Arguments
from centspan.instrumentation.sdks.body_watch import read_body, watch_body
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.operation import Asked, Finder, Operation
from centspan.instrumentation.sdks.record import viewed
from centspan.instrumentation.sdks.stream_watch import watch_stream


@dataclass(frozen=True, slots=True)
class Sdk:
    """What differs between the SDKs that share the generator.

    `provider` makes the provider's name of client, host and port; `left_alone` says from
    client, operation and expected type that someone else makes the span.
    """

    name: str
    find: Finder
    provider: Callable[[Any, str, int], str]
    left_alone: Callable[[Any, Operation, Any], bool]
    models: type
    streams: tuple[type, ...]
    request_id_header: str


@dataclass(slots=True)
class Exchange:
    """An LLM call: what to send, and what to do with how it ends.

    `fallback` is what the app sent, where `sent` asks for more; `unparsed` gets the answer
    that the app's own parser is given.
    """

    sdk: Sdk
    operation: Operation
    call: Call
    asked: Asked
    host: str
    sent: Arguments
    fallback: Arguments | None
    unparsed: list[Any]
    refused: bool = False

    def failed(self, error: BaseException) -> bool:
        """Record that the request failed; False: send it again, now as the app made it."""
        status = getattr(error, "status_code", None)
        status = status if isinstance(status, int) else None
        if self.fallback is not None and status in stream_usage.REFUSALS:
            self.sent, self.fallback, self.refused = self.fallback, None, True
            self.call.attempt_failed(status)
            return False
        self.call.fail(error, status, self._unparsed_answer())
        return True

    def answered(self, result: Any) -> None:
        """Record what the SDK returns, or observe it while the app reads it."""
        if self.refused:
            stream_usage.remember_refusal(self.host)
        try:
            self._observe(result)
        except Exception as error:  # noqa: BLE001 - the app gets the SDK's result whatever we make of it
            swallow(f"reading an answer of {self.sdk.name}", error)
            self.call.finish(Response())

    def _observe(self, result: Any) -> None:
        if isinstance(result, self.sdk.models):
            self.call.finish(self.operation.read(result, self.asked))
        elif isinstance(result, self.sdk.streams):
            self._watch(result)
        elif hasattr(http := getattr(result, "http_response", result), "iter_raw"):
            self._read_or_watch(http)
        else:
            self.call.finish(self.operation.read(viewed(result), self.asked))

    def _watch(self, stream: Any) -> None:
        fold = self.operation.fold(self._identified(stream.response))
        see = fold.see if self.fallback is None else stream_usage.hiding(fold.see)
        watch_stream(stream, see, Ending(self.call, fold))

    def _read_or_watch(self, http: Any) -> None:
        asked = self._identified(http)
        if http.is_closed:
            self.call.finish(read_body(self.operation, asked, http.content))
        else:
            watch_body(self.call, self.operation, asked, http)

    def _identified(self, http: Any) -> Asked:
        return replace(self.asked, request_id=http.headers.get(self.sdk.request_id_header, ""))

    def _unparsed_answer(self) -> Response | None:
        """Return the answer that the app's parser refused: it is billed all the same."""
        try:
            return self.operation.read(self.unparsed[0], self.asked) if self.unparsed else None
        except Exception as error:  # noqa: BLE001 - the app's own error goes on its way
            swallow(f"reading an answer of {self.sdk.name}", error)
            return None
