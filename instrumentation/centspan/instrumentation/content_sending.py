"""What kept text may take on its way: room in the queue, and bytes of one request."""

from collections.abc import Iterator
from typing import Final

from opentelemetry.sdk.trace import ReadableSpan

from centspan.instrumentation import attributes as names
from centspan.instrumentation import settings
from centspan.instrumentation.copy_span import copied

MOST_CHARACTERS: Final = 2_000_000
"""Of text in one request: collectors take 4 MiB over gRPC and 20 over HTTP."""
ROOM: Final = 512
"""Spans in the queue above which those that come lose their text: at worst about 100 MB."""
_NAMES: Final = (
    names.SYSTEM_INSTRUCTIONS,
    names.TOOL_DEFINITIONS,
    names.INPUT_MESSAGES,
    names.OUTPUT_MESSAGES,
)


def with_room(span: ReadableSpan, waiting: int) -> ReadableSpan:
    """The span that may join so many in the queue: where they are many, one without text."""
    if waiting < ROOM or not settings.CAPTURE_CONTENT.flag():
        return span
    attributes = span.attributes
    if not attributes or not any(name in attributes for name in _NAMES):
        return span
    rest = {name: value for name, value in attributes.items() if name not in _NAMES}
    return copied(span, attributes=rest)


def in_requests(spans: list[ReadableSpan]) -> Iterator[list[ReadableSpan]]:
    """A batch in the order it has, cut where one request would carry too much text."""
    if not settings.CAPTURE_CONTENT.flag():
        yield spans
        return
    request: list[ReadableSpan] = []
    room = MOST_CHARACTERS
    for span in spans:
        characters = _characters(span)
        if characters > room and request:
            yield request
            request, room = [], MOST_CHARACTERS
        request.append(span)
        room -= characters
    if request:
        yield request


def _characters(span: ReadableSpan) -> int:
    attributes = span.attributes
    if not attributes:
        return 0
    return sum(len(str(attributes[name])) for name in _NAMES if name in attributes)
