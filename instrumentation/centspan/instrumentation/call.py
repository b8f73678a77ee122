"""One LLM call in flight: an SDK hook begins it and says exactly once how it ended."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Token
from typing import Final, TypeVar

from opentelemetry import context as otel_context
from opentelemetry.context import Context, attach, create_key, detach, get_current, set_value
from opentelemetry.trace import Span, SpanKind, set_span_in_context
from opentelemetry.trace.status import Status, StatusCode

from centspan.instrumentation import provider
from centspan.instrumentation.attribution import without_labels
from centspan.instrumentation.call_attributes import end_attributes, identity, start_attributes
from centspan.instrumentation.call_facts import Course, Request, Response
from centspan.instrumentation.call_failure import error_type, may_have_been_served
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.own_attributes import set_attributes

R = TypeVar("R")

__all__ = ["Call", "Request", "Response", "begin", "suppress"]

_INSIDE: Final = create_key("centspan-call")
_SUPPRESSED: Final = (
    _INSIDE,
    "suppress_instrumentation",
    getattr(otel_context, "_SUPPRESS_INSTRUMENTATION_KEY", _INSIDE),
)
"""Context keys under which no call is recorded: ours, and both of OpenTelemetry's."""
_ERROR: Final = Status(StatusCode.ERROR)


def begin(request: Request, started_ns: int | None = None) -> "Call | None":
    """Open the span of a call, `started_ns` nanoseconds since the epoch (default: now).

    None means that this call must not be recorded: it runs inside another of our calls
    or under `suppress()`, or OpenTelemetry's instrumentation is suppressed.
    """
    try:
        context = get_current()
        if context and any(map(context.get, _SUPPRESSED)):
            return None
        span = provider.tracer().start_span(
            f"{request.operation} {request.model}",
            context,
            SpanKind.CLIENT,
            identity(request),
            start_time=started_ns,
        )
        set_attributes(span, start_attributes(request, context))
        return Call(request, span, started_ns)
    except Exception as error:  # noqa: BLE001 - the app's call goes out whatever we make of it
        swallow("beginning a call", error)
        return None


def suppress() -> AbstractContextManager[None]:
    """Record no call inside this block: the caller records it (an SDK on top of an SDK)."""
    return _Active(lambda: set_value(_INSIDE, True))


class Call:
    """A call whose span is open; the first of `finish`, `fail`, `abandon` ends it.

    No method raises into the app; every method may be called from any thread.
    """

    __slots__ = ("_failed", "_first_chunk", "_open", "_request", "_span", "_started", "_unseen")

    def __init__(self, request: Request, span: Span, started_ns: int | None = None) -> None:
        self._request = request
        self._span = span
        self._started = time.perf_counter()
        if started_ns is not None:
            self._started -= max(0, time.time_ns() - started_ns) / 1e9
        self._first_chunk: float | None = None
        self._failed = self._unseen = 0
        self._open = [True]  # popping is atomic: whoever gets the item ends the span

    @property
    def keeps_text(self) -> bool:
        """What is said in this call may be kept, as its prompt is."""
        fingerprint = self._request.fingerprint
        return fingerprint is not None and fingerprint.content is not None

    def active(self) -> AbstractContextManager[None]:
        """Make the span current, so that the SDK's HTTP spans nest below it.

        Our labels do not leave with the request's headers: the provider has no need of them.
        """
        return _Active(self._inner_context)

    def first_chunk(self) -> None:
        """The first chunk of the stream arrived; later calls are ignored."""
        if self._first_chunk is None:
            self._first_chunk = time.perf_counter()

    def attempt_failed(self, http_status: int | None, error: BaseException | None = None) -> None:
        """An HTTP attempt failed and the SDK will retry it; None = no answer was seen.

        Where `error` says that the request never left, the attempt cannot have been billed.
        """
        self._failed += 1
        if http_status is None and may_have_been_served(error):
            self._unseen += 1

    def finish(self, response: Response, *, ended_ns: int | None = None) -> None:
        """The provider answered completely."""
        self._end(response, ended_ns=ended_ns)

    def fail(
        self,
        error: BaseException,
        http_status: int | None = None,
        response: Response | None = None,
        *,
        ended_ns: int | None = None,
    ) -> None:
        """The call ended in `error`; only its class' name is kept."""
        unanswered = http_status is None and response is None
        unseen = unanswered and _judged(may_have_been_served, error, False)
        self._end(
            response,
            error=_judged(error_type, error, "unknown"),
            http_status=http_status,
            unseen=int(unseen),
            ended_ns=ended_ns,
        )

    def abandon(self, response: Response) -> None:
        """The app gave the stream up; `response` holds what was seen until then."""
        self._end(response, abandoned=True)

    def _inner_context(self) -> Context:
        inside = Context({**without_labels(get_current()), _INSIDE: True})
        return set_span_in_context(self._span, inside)

    def _end(
        self,
        response: Response | None,
        *,
        error: str = "",
        http_status: int | None = None,
        unseen: int = 0,
        abandoned: bool = False,
        ended_ns: int | None = None,
    ) -> None:
        try:
            self._open.pop()
        except IndexError:
            return
        first = self._first_chunk
        course = Course(
            first - self._started if first is not None else None,
            self._failed,
            self._unseen + unseen,
            error,
            http_status,
            abandoned,
        )
        try:
            set_attributes(self._span, end_attributes(self._request, response, course))
            if error:
                self._span.set_status(_ERROR)
        except Exception as problem:  # noqa: BLE001 - the app has its answer; the span must end
            swallow("describing a call", problem)
        try:
            self._span.end(ended_ns)
        except Exception as problem:  # noqa: BLE001 - a processor of the app's may raise
            swallow("ending a call", problem)


class _Active(AbstractContextManager[None]):
    """Attaches a context while it is open; works without it where that fails."""

    __slots__ = ("_make", "_token")

    def __init__(self, make: Callable[[], Context]) -> None:
        self._make = make
        self._token: Token[Context] | None = None

    def __enter__(self) -> None:
        try:
            self._token = attach(self._make())
        except Exception as error:  # noqa: BLE001 - the app's call goes out all the same
            swallow("entering a call", error)

    def __exit__(self, *error: object) -> None:
        if self._token is not None:
            detach(self._token)


def _judged(judge: Callable[[BaseException], R], error: BaseException, otherwise: R) -> R:
    try:
        return judge(error)
    except Exception as problem:  # noqa: BLE001 - an exception class may be stranger than we think
        swallow("reading an error", problem)
        return otherwise
