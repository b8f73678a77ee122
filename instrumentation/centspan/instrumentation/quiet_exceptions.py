"""Messages of exceptions quote prompts and answers: through our own provider only classes leave.

An app with a TracerProvider of its own decides by itself what its spans carry.
"""

import re
from typing import Final

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.trace import Status

from centspan.instrumentation import settings
from centspan.instrumentation.copy_span import copied

_TOLD: Final = frozenset({"exception.message", "exception.stacktrace"})
_CLASS: Final = re.compile(r"[\w.]+(?=: |$)")
"""How the SDK describes the status of a span that an exception left: `ValueError: its message`."""


def quiet(span: ReadableSpan) -> ReadableSpan:
    """The span without exceptions' messages and stack traces; the same one where it has none."""
    if not (span.status.description or span.events) or settings.CAPTURE_CONTENT.flag():
        return span
    return copied(
        span,
        events=[_quiet_event(event) for event in span.events],
        status=_quiet_status(span.status),
    )


def _quiet_event(event: Event) -> Event:
    attributes = event.attributes
    if not attributes or _TOLD.isdisjoint(attributes):
        return event
    kept = {name: value for name, value in attributes.items() if name not in _TOLD}
    return Event(event.name, kept, event.timestamp)


def _quiet_status(status: Status) -> Status:
    named = _CLASS.match(status.description or "")
    return Status(status.status_code, named[0] if named else None)
