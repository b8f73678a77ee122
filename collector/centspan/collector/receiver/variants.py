"""OTLP's official messages, altered where another parse of the same bytes is worth having.

The wire format stays as it is, so the parser itself (in C) answers questions that would otherwise
cost a Python loop over every attribute.
"""

from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import Any, TypeVar, cast

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

OFFICIAL: tuple[ModuleType, ...] = (
    common_pb2,
    resource_pb2,
    trace_pb2,
    logs_pb2,
    metrics_pb2,
    trace_service_pb2,
    logs_service_pb2,
    metrics_service_pb2,
)
COMMON = ".opentelemetry.proto.common.v1"
NEVER = FileDescriptorProto(name="never.proto", package="centspan", syntax="proto2")
"""A message that requires itself: whatever bytes hold it can be parsed but never serialized."""
NEVER.message_type.add(name="Never").field.add(
    name="never",
    number=536_870_911,
    type=FieldDescriptorProto.TYPE_MESSAGE,
    type_name=".centspan.Never",
    label=FieldDescriptorProto.LABEL_REQUIRED,
)
ITEMS = frozenset(
    {("ScopeSpans", "spans"), ("ScopeLogs", "log_records"), ("ScopeMetrics", "metrics")}
)
PARTS = frozenset(
    {
        *(("Span", "attributes"), ("Span", "events"), ("Span", "links")),
        *(("Resource", "attributes"), ("InstrumentationScope", "attributes")),
        *(("LogRecord", "attributes"), ("ArrayValue", "values"), ("KeyValueList", "values")),
    }
)
M = TypeVar("M")


class Variant:
    """A pool of OTLP's messages after `change` was applied to each of their files."""

    def __init__(self, change: Callable[[FileDescriptorProto], None]) -> None:
        """Build the pool, a few milliseconds."""
        self._pool = DescriptorPool()
        self._pool.Add(NEVER)
        for module in OFFICIAL:
            file = FileDescriptorProto()
            module.DESCRIPTOR.CopyToProto(file)
            file.dependency.append(NEVER.name)
            change(file)
            self._pool.Add(file)

    def of(self, official: type[M]) -> type[M]:
        """Return this variant of an official message class; the types of some fields differ."""
        name = cast("Any", official).DESCRIPTOR.full_name
        return cast("type[M]", GetMessageClass(self._pool.FindMessageTypeByName(name)))


def only_plain_values(file: FileDescriptorProto) -> None:
    """Values that otlp.proto cannot express (maps, bytes, lists of lists) become Never."""
    messages = {message.name: message for message in file.message_type}
    if "AnyValue" not in messages:
        return
    messages["ArrayValue"].field[0].type_name = f"{COMMON}.Scalar"
    scalar = file.message_type.add()
    scalar.CopyFrom(messages["AnyValue"])
    scalar.name = "Scalar"
    _never(messages["AnyValue"], "kvlist_value", "bytes_value")
    _never(scalar, "array_value", "kvlist_value", "bytes_value")


def items_as_bytes(file: FileDescriptorProto) -> None:
    """Spans, log records and metrics stay unparsed: an outline that is cheap whatever they hold."""
    _leave_unparsed(file, ITEMS)


def parts_as_bytes(file: FileDescriptorProto) -> None:
    """What a span, a resource or a log record has many of stays unparsed, and can be counted."""
    _leave_unparsed(file, PARTS)


def _leave_unparsed(file: FileDescriptorProto, names: Collection[tuple[str, str]]) -> None:
    text_as_bytes(file)
    for message in file.message_type:
        for field in message.field:
            if (message.name, field.name) in names:
                field.type = FieldDescriptorProto.TYPE_BYTES
                field.ClearField("type_name")


def text_as_bytes(file: FileDescriptorProto) -> None:
    """Text becomes bytes, so that invalid UTF-8 does not fail the parse."""
    for field in _fields(file.message_type):
        if field.type == FieldDescriptorProto.TYPE_STRING:
            field.type = FieldDescriptorProto.TYPE_BYTES


def _never(message: DescriptorProto, *names: str) -> None:
    for field in message.field:
        if field.name in names:
            field.type = FieldDescriptorProto.TYPE_MESSAGE
            field.type_name = ".centspan.Never"


def _fields(messages: Any) -> Iterator[FieldDescriptorProto]:
    for message in messages:
        yield from message.field
        yield from _fields(message.nested_type)


PLAIN = Variant(only_plain_values)
OUTLINE = Variant(items_as_bytes)
COUNTABLE = Variant(parts_as_bytes)
LENIENT = Variant(text_as_bytes)
