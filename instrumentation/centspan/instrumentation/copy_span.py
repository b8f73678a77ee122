"""A finished span with something else on it: those that the SDK made are frozen."""

from typing import Any

from opentelemetry.sdk.trace import ReadableSpan


def copied(span: ReadableSpan, **changed: Any) -> ReadableSpan:
    """A span like `span` but for what is `changed`, named as ReadableSpan's own arguments."""
    same: dict[str, Any] = {
        "name": span.name,
        "context": span.context,
        "parent": span.parent,
        "resource": span.resource,
        "attributes": span.attributes,
        "events": span.events,
        "links": span.links,
        "kind": span.kind,
        "status": span.status,
        "start_time": span.start_time,
        "end_time": span.end_time,
        "instrumentation_scope": span.instrumentation_scope,
    }
    return ReadableSpan(**{**same, **changed})
