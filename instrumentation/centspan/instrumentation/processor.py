"""What we add to LLM spans that others make: buckets, cost, labels; and each call counted once.

The SDK freezes a span before it tells its processors of the end, so the span's own `end` is
shadowed at its start. This works on every SDK from 1.30 on and in any order of processors.
"""

import os
from collections.abc import Mapping
from time import time_ns
from typing import Any, Final

from opentelemetry.context import Context, get_current
from opentelemetry.sdk.trace import Span, SpanProcessor
from opentelemetry.trace import SpanKind, format_span_id
from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as names
from centspan.instrumentation.duplicates import Duplicates, Seen
from centspan.instrumentation.enrichment import says_llm, what_is_missing, whole
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.superseded import REASON, is_superseded

_NEVER_CALLS: Final = (SpanKind.SERVER, SpanKind.CONSUMER, SpanKind.PRODUCER)
_COSTS: Final = (
    names.COST_AMOUNT,
    names.COST_CURRENCY,
    names.COST_SOURCE,
    names.COST_INPUT,
    names.COST_CACHE,
    names.COST_OUTPUT,
)
_IDS: Final = ("gen_ai.response.id", "ai.response.id")


Facts = Mapping[str, AttributeValue]
_forks = 0


class Enricher(SpanProcessor):
    """Completes LLM spans as they end; takes about two microseconds of any other span."""

    def __init__(self) -> None:
        self._duplicates = Duplicates()

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Listen for the end of a span that may stand for a call."""
        if span.kind in _NEVER_CALLS:
            return
        context = get_current() if parent_context is None else parent_context
        forks = _forks
        end: Any = span.end

        def complete_and_end(end_time: int | None = None) -> None:
            vars(span).pop("end", None)  # no reference cycle: the span is freed at once
            try:
                attributes: Any = span.attributes
                if span.is_recording() and says_llm(attributes):
                    if forks != _forks:  # forked inside the call: the parent ends it
                        return
                    self._complete(span, attributes, context, end_time)
            except Exception as error:  # noqa: BLE001 - the app's span must end
                swallow("completing a span", error)
            end(end_time)

        setattr(span, "end", complete_and_end)  # noqa: B010 - on the instance, not the class

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Nothing waits here; older SDKs flush no further processor after anything but True."""
        return True

    def _complete(
        self, span: Any, attributes: Facts, context: Context, end_time: int | None
    ) -> None:
        added = {} if whole(attributes) else what_is_missing(span, context)
        if is_superseded(span.instrumentation_scope.name, attributes):
            added = _uncounted(added, REASON)
        elif (first := self._first_seen(span, attributes, end_time)) is not None:
            added = _uncounted(added, "same_response_id")
            added[names.DUPLICATE_OF] = format_span_id(first.span_id)
        if added:
            span.set_attributes(added)

    def _first_seen(self, span: Any, attributes: Facts, end_time: int | None) -> Seen | None:
        response_id = attributes.get(_IDS[0]) or attributes.get(_IDS[1])
        if not response_id:
            return None
        scope = span.instrumentation_scope.name
        seen = Seen(scope, span.context.span_id, end_time or time_ns())
        return self._duplicates.earlier(str(response_id), seen, span.start_time)


def _uncounted(added: dict[str, AttributeValue], reason: str) -> dict[str, AttributeValue]:
    """Return attributes to add without money, with the reason why another span counts."""
    kept = {name: value for name, value in added.items() if name not in _COSTS}
    return {**kept, names.NOT_COUNTED: reason}


def _forked() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
