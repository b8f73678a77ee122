"""One LLM call in flight: an SDK hook begins it and says exactly once how it ended."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from centspan.instrumentation.fingerprint import Fingerprint
from centspan.instrumentation.usage import NO_USAGE, Usage


@dataclass(frozen=True, slots=True)
class Request:
    """What is known before the request leaves; no prompt text in it.

    `user` is the app's raw end-user id: only a keyed hash of it leaves the process.
    """

    provider: str
    operation: str
    model: str
    host: str = ""
    port: int = 0
    stream: bool = False
    max_tokens: int | None = None
    temperature: float | None = None
    has_tools: bool = False
    user: str | None = None
    conversation: str | None = None
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What the provider answered; no answer text in it.

    `usage` is `NO_USAGE` where the provider gave none: it is then estimated from the
    fingerprint's characters and `output_characters`. `tools_called` are tool names.
    """

    usage: Usage = NO_USAGE
    model: str = ""
    id: str = ""
    finish_reasons: tuple[str, ...] = ()
    service_tier: str = ""
    request_id: str = ""
    http_status: int | None = None
    tools_called: tuple[str, ...] = ()
    output_characters: int = 0


class Call:
    """A call whose span is open; the first of `finish`, `fail`, `abandon` ends it.

    No method raises into the app; every method may be called from any thread.
    """

    def active(self) -> AbstractContextManager[None]:
        """Make the span current, so that the SDK's HTTP spans nest below it."""
        ...

    def first_chunk(self) -> None:
        """The first chunk of the stream arrived; later calls are ignored."""
        ...

    def attempt_failed(self, http_status: int | None) -> None:
        """An HTTP attempt failed and the SDK will retry it; None = no answer was seen."""
        ...

    def finish(self, response: Response) -> None:
        """The provider answered completely."""
        ...

    def fail(
        self,
        error: BaseException,
        http_status: int | None = None,
        response: Response | None = None,
    ) -> None:
        """The call ended in `error`; only its class' name is kept."""
        ...

    def abandon(self, response: Response) -> None:
        """The app gave the stream up; `response` holds what was seen until then."""
        ...


def begin(request: Request, started_ns: int | None = None) -> Call | None:
    """Open the span of a call, `started_ns` nanoseconds since the epoch (default: now).

    None means that this call must not be recorded: it runs inside another of our calls
    or under `suppress()`, or OpenTelemetry's instrumentation is suppressed.
    """
    ...


def suppress() -> AbstractContextManager[None]:
    """Record no call inside this block: the caller records it (an SDK on top of an SDK)."""
    ...
