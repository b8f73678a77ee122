"""OTLP/JSON scalars: how each field type may be written, and the Python value it means."""

import base64
from collections.abc import Callable
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

HEX_FIELDS = frozenset({"trace_id", "span_id", "parent_span_id"})
"""Bytes that OTLP writes in hex, where Protobuf's own JSON has base64."""
INTEGERS = frozenset(
    {
        FieldDescriptor.TYPE_INT32,
        FieldDescriptor.TYPE_INT64,
        FieldDescriptor.TYPE_UINT32,
        FieldDescriptor.TYPE_UINT64,
        FieldDescriptor.TYPE_SINT32,
        FieldDescriptor.TYPE_SINT64,
        FieldDescriptor.TYPE_FIXED32,
        FieldDescriptor.TYPE_FIXED64,
        FieldDescriptor.TYPE_SFIXED32,
        FieldDescriptor.TYPE_SFIXED64,
    }
)
Reader = Callable[[Any], Any]


def reader(field: FieldDescriptor) -> Reader:
    """Return what turns a JSON value into `field`'s value; it raises ValueError or TypeError."""
    if field.type in INTEGERS:
        return integer
    if field.enum_type is not None:
        numbers = {value.name: value.number for value in field.enum_type.values}
        return lambda value: numbers[value] if value in numbers else integer(value)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return hexadecimal if field.name in HEX_FIELDS else base_64
    return OTHERS[field.type]


def integer(value: Any) -> int:
    """A number, or its digits in a string as JSON needs for 64 bits."""
    if isinstance(value, str):
        return int(value)
    if isinstance(value, bool) or int(value) != value:
        raise ValueError("expected an integer")
    return int(value)


def double(value: Any) -> float:
    """A number; NaN and infinities come as strings."""
    if isinstance(value, bool):
        raise TypeError("expected a number")
    return float(value)


def text(value: Any) -> str:
    """A string; half a surrogate pair, which UTF-8 cannot say, becomes U+FFFD."""
    if not isinstance(value, str):
        raise TypeError("expected a string")
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def boolean(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError("expected true or false")
    return value


def hexadecimal(value: Any) -> bytes:
    """An id; what is not hex becomes the empty id, which a check refuses with a reason."""
    try:
        return bytes.fromhex(text(value))
    except ValueError:
        return b""


def base_64(value: Any) -> bytes:
    """Standard or URL-safe, padded or not."""
    standard = text(value).replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)


OTHERS: dict[int, Reader] = {
    FieldDescriptor.TYPE_DOUBLE: double,
    FieldDescriptor.TYPE_FLOAT: double,
    FieldDescriptor.TYPE_STRING: text,
    FieldDescriptor.TYPE_BOOL: boolean,
}
