"""Finished spans as the bytes of an OTLP request, several times faster than through messages.

Writes the protobuf wire format of `ExportTraceServiceRequest` directly. Spans with events or links,
which LLM calls do not have, go through OpenTelemetry's own encoder: requests can be concatenated.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from struct import Struct
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan

_KINDS: Final = {"INTERNAL": 1, "SERVER": 2, "CLIENT": 3, "PRODUCER": 4, "CONSUMER": 5}
_LOCAL, _REMOTE = 0x100, 0x300
"""Whether the parent is in another process, with the flag that says that this is known."""
_DOUBLE: Final = Struct("<2sd").pack
_TIMES: Final = Struct("<cQcQ").pack
_FLAGS: Final = Struct("<2sI").pack
_BYTE: Final = tuple(bytes((n,)) for n in range(128))
_INT64: Final = 1 << 63
_HEADS: Final = tuple(bytes((n + 2, 0x0A, n)) for n in range(126))
"""What stands before the bytes of a short text: size of the value, tag and size of the text."""


def encode(spans: Sequence[ReadableSpan]) -> bytes:
    """Return the request that carries `spans`, grouped by resource and scope."""
    grouped: dict[Any, dict[Any, list[bytes]]] = {}
    others: list[ReadableSpan] = []
    for span in spans:
        if span.events or span.links:
            others.append(span)
            continue
        scopes = grouped.setdefault(span.resource, {})
        scopes.setdefault(span.instrumentation_scope, []).append(_span(span))
    parts = [_field(b"\x0a", _resource_spans(*each)) for each in grouped.items()]
    if others:
        from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans

        parts.append(encode_spans(others).SerializeToString())
    return b"".join(parts)


def _resource_spans(resource: Any, scopes: Mapping[Any, list[bytes]]) -> bytes:
    parts = [_field(b"\x0a", b"".join(_attributes(b"\x0a", resource.attributes)))]
    parts += [_field(b"\x12", _scope_spans(*each)) for each in scopes.items()]
    if resource.schema_url:
        parts.append(_text(b"\x1a", resource.schema_url))
    return b"".join(parts)


def _scope_spans(scope: Any, spans: list[bytes]) -> bytes:
    parts = [_field(b"\x0a", _scope(scope) if scope else b"")]
    parts += [_field(b"\x12", span) for span in spans]
    if scope and scope.schema_url:
        parts.append(_text(b"\x1a", scope.schema_url))
    return b"".join(parts)


def _scope(scope: Any) -> bytes:
    parts = [_text(b"\x0a", scope.name)]
    if scope.version:
        parts.append(_text(b"\x12", scope.version))
    return b"".join([*parts, *_attributes(b"\x1a", scope.attributes or {})])


def _span(span: ReadableSpan) -> bytes:
    context: Any = span.get_span_context()
    parts = [
        b"\x0a\x10",
        context.trace_id.to_bytes(16, "big"),
        b"\x12\x08",
        context.span_id.to_bytes(8, "big"),
    ]
    if context.trace_state:
        state = ",".join([f"{key}={value}" for key, value in context.trace_state.items()])
        parts.append(_text(b"\x1a", state))
    parent = span.parent
    if parent:
        parts += (b"\x22\x08", parent.span_id.to_bytes(8, "big"))
    parts += (
        _text(b"\x2a", span.name),
        b"\x30",
        _BYTE[_KINDS[span.kind.name]],
        _TIMES(b"\x39", span.start_time or 0, b"\x41", span.end_time or 0),
        *_attributes(b"\x4a", span.attributes or {}),
    )
    if span.dropped_attributes:
        parts += (b"\x50", _varint(span.dropped_attributes))
    parts.append(_field(b"\x7a", _status(span.status)))
    parts.append(_FLAGS(b"\x85\x01", _REMOTE if parent and parent.is_remote else _LOCAL))
    return b"".join(parts)


def _status(status: Any) -> bytes:
    text = _text(b"\x12", status.description) if status.description else b""
    return text + b"\x18" + _BYTE[status.status_code.value] if status.status_code.value else text


def _attributes(tag: bytes, attributes: Mapping[str, Any]) -> list[bytes]:
    copy = getattr(attributes, "copy", None)  # a plain dict: the SDK's own iterates in Python
    out: list[bytes] = []
    for name, value in (copy() if copy else attributes).items():
        key, kind = _key(name), type(value)
        if kind is str:
            data = value.encode("utf-8", "replace")
            size = len(key) + 3 + len(data)
            if size < 128:
                out += (tag, _BYTE[size], key, _HEADS[len(data)], data)
                continue
            data = _sized(_field(b"\x0a", data))
        elif kind is int:
            data = _whole(value)
        elif kind is float:
            data = _DOUBLE(b"\x09\x21", value)
        else:
            data = _sized(_value(value))
        size = len(key) + len(data)
        out += (tag, _BYTE[size] if size < 128 else _varint(size), key, data)
    return out


@lru_cache(maxsize=4096)
def _whole(value: int) -> bytes:
    return _sized(_value(value))


def _value(value: Any) -> bytes:
    kind = type(value)
    if kind is str:
        return _text(b"\x0a", value)
    if kind is bool:
        return b"\x10\x01" if value else b"\x10\x00"
    if kind is int:
        if -_INT64 <= value < _INT64:
            return b"\x18" + _varint(value % (1 << 64))
        return _text(b"\x0a", str(value))
    if kind is float:
        return _DOUBLE(b"\x09\x21", value)[1:]
    if kind is bytes:
        return _field(b"\x3a", value)
    if isinstance(value, Mapping):
        return _field(b"\x32", b"".join(_attributes(b"\x0a", value)))
    if kind is tuple or kind is list:
        return _field(b"\x2a", b"".join([_field(b"\x0a", _value(each)) for each in value]))
    return b"" if value is None else _text(b"\x0a", str(value))


@lru_cache(maxsize=1024)
def _key(name: str) -> bytes:
    """The name, and the tag of the value that follows."""
    return _text(b"\x0a", name) + b"\x12"


def _sized(data: bytes) -> bytes:
    return _varint(len(data)) + data


def _text(tag: bytes, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    return tag + _varint(len(data)) + data


def _field(tag: bytes, data: bytes) -> bytes:
    return tag + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    if number < 128:
        return _BYTE[number]
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
