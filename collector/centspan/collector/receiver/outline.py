"""How many things a request holds, counted before each of them takes memory and time."""

from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from centspan.collector.receiver.errors import BadPayload, TooLarge
from centspan.collector.receiver.limits import MIB, Limits
from centspan.collector.receiver.variants import COUNTABLE, OUTLINE

SMALL_BYTES = MIB
"""Whatever a body of so few bytes holds, there is room for it."""
Levels = tuple[str, str, str]
LEVELS: dict[str, Levels] = {
    "traces": ("resource_spans", "scope_spans", "spans"),
    "logs": ("resource_logs", "scope_logs", "log_records"),
    "metrics": ("resource_metrics", "scope_metrics", "metrics"),
}
REQUESTS: dict[str, type[Any]] = {
    "traces": ExportTraceServiceRequest,
    "logs": ExportLogsServiceRequest,
    "metrics": ExportMetricsServiceRequest,
}
PART_FIELDS = ("attributes", "events", "links")
PART_TAGS = {"traces": b"\n\x8aJ\xcaZ\xdaj\xea", "logs": b"\n\x8a2\xb2"}
"""Bytes of which one stands before each part: its field's tag, also where that is written longer than need be."""
SEPARATORS = b"{[,"


def check_outline(signal: str, body: bytes, limits: Limits) -> None:
    """Refuse a Protobuf request of too many items or parts. Raises BadPayload and TooLarge."""
    kind = REQUESTS[signal]
    try:
        _check(signal, kind, body, limits)
    except DecodeError as error:
        raise BadPayload(
            f"expected a serialized {kind.DESCRIPTOR.name}, found {len(body)} bytes that are not one"
        ) from error


def check_json_outline(body: bytes, limits: Limits) -> None:
    """Refuse a JSON document of too many values before it is read. Raises TooLarge."""
    if sum(body.count(separator) for separator in SEPARATORS) > 3 * limits.request_parts:
        raise _too_many_parts(limits)


def check_document(signal: str, document: Any, limits: Limits) -> None:
    """Refuse a JSON document of too many items before they are made. Raises TooLarge."""
    if (count := _json_items([document], LEVELS[signal])) > limits.request_items:
        raise too_many(count, limits)


def too_many(items: int, limits: Limits) -> TooLarge:
    """Say that a request holds too many items."""
    return TooLarge(
        f"one request holds {items} spans, scopes and resources and may hold "
        f"{limits.request_items}; send smaller batches"
    )


def _check(signal: str, kind: type[Any], body: bytes, limits: Limits) -> None:
    outline = OUTLINE.of(kind).FromString(body)
    if (count := _items(outline, LEVELS[signal], limits.request_items)) > limits.request_items:
        raise too_many(count, limits)
    del outline
    if _may_have_many_parts(signal, body, limits):
        _check_parts(COUNTABLE.of(kind).FromString(body), LEVELS[signal], limits)


def _may_have_many_parts(signal: str, body: bytes, limits: Limits) -> bool:
    """Whether it is worth counting: no Python loop over what an ordinary request holds."""
    if len(body) <= SMALL_BYTES or signal not in PART_TAGS:
        return False
    return len(body) - len(body.translate(None, PART_TAGS[signal])) > limits.request_parts


def _items(outline: Any, levels: Levels, most: int) -> int:
    parts, groups, items = levels
    count = len(getattr(outline, parts))
    for part in getattr(outline, parts) if count <= most else ():
        inside = getattr(part, groups)
        count += len(inside)
        if count > most:
            break
        count += sum(len(getattr(group, items)) for group in inside)
    return count


def _json_items(holders: list[Any], levels: tuple[str, ...]) -> int:
    """How many objects stand in the lists `levels` names, one in the other."""
    if not levels:
        return 0
    first, *rest = levels
    head, *tail = first.split("_")
    names = (first, head + "".join(word.title() for word in tail))
    inside = [
        item
        for holder in holders
        if isinstance(holder, dict)
        for name in dict.fromkeys(names)
        if isinstance(found := holder.get(name), list)
        for item in found
    ]
    return len(inside) + _json_items(inside, tuple(rest))


def _check_parts(request: Any, levels: Levels, limits: Limits) -> None:
    count = 0
    resources, scopes, items = levels
    for resource in getattr(request, resources):
        count += _parts(resource.resource)
        for scope in getattr(resource, scopes):
            count += _parts(scope.scope)
            count += sum(map(_parts, getattr(scope, items)))
    if count > limits.request_parts:
        raise _too_many_parts(limits)


def _parts(item: Any) -> int:
    """Attributes, events and links, and what stands in the largest lists among the attributes."""
    attributes: list[bytes] = item.attributes
    large = [one for one in attributes if len(one) > SMALL_BYTES // 4]
    return sum(len(getattr(item, name, ())) for name in PART_FIELDS) + sum(
        _listed(COUNTABLE.of(KeyValue).FromString(one).value) for one in large
    )


def _listed(value: Any) -> int:
    return len(value.array_value.values) + len(value.kvlist_value.values)


def _too_many_parts(limits: Limits) -> TooLarge:
    return TooLarge(
        f"one request may hold {limits.request_parts} attributes, events and links; "
        "send smaller batches"
    )
