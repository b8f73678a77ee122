"""Reads OTLP/JSON: camelCase names, ids in hex, 64-bit integers as strings, unknown fields ignored."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from centspan.collector.receiver.errors import BadPayload
from centspan.collector.receiver.json_fields import reader

MOST_NESTED = 90
"""Messages inside messages; Protobuf itself stops at 100."""
M = TypeVar("M", bound=Message)
Setter = Callable[[Message, Any, int], None]


def parse_json(kind: type[M], body: bytes, check: Callable[[Any], None]) -> M:
    """Parse an official request, after `check` has seen the document.

    Raises BadPayload that names the field at fault, and what `check` raises.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadPayload(f"expected OTLP/JSON, found something else: {error}") from error
    check(document)
    message = kind()
    _fill(message, document, 0)
    return message


def _fill(message: Message, document: Any, depth: int) -> None:
    if not isinstance(document, dict):
        kind = type(document).__name__
        raise BadPayload(f"expected a JSON object for {message.DESCRIPTOR.name}, found {kind}")
    if depth > MOST_NESTED:
        raise BadPayload(f"the request is nested deeper than {MOST_NESTED} objects")
    setters = _setters(message.DESCRIPTOR)
    for name, value in document.items():
        if value is None or (setter := setters.get(name)) is None:
            continue
        try:
            setter(message, value, depth)
        except (ValueError, TypeError, OverflowError) as error:
            raise BadPayload(
                f"{message.DESCRIPTOR.name}.{name}: {error}, found {value!r:.80}"
            ) from error


@cache
def _setters(message: Descriptor) -> dict[str, Setter]:
    """By the field's JSON name, and by its name in the schema as some senders write it."""
    by_name: dict[str, Setter] = {}
    for field in message.fields:
        by_name[field.name] = by_name[field.json_name] = _setter(field)
    return by_name


def _setter(field: FieldDescriptor) -> Setter:
    if field.is_repeated:
        return _repeated_setter(field)
    if field.message_type is not None:
        return lambda message, value, depth: _fill_one(getattr(message, field.name), value, depth)
    read = reader(field)
    return lambda message, value, depth: setattr(message, field.name, read(value))


def _fill_one(child: Message, value: Any, depth: int) -> None:
    child.SetInParent()
    _fill(child, value, depth + 1)


def _repeated_setter(field: FieldDescriptor) -> Setter:
    read = reader(field) if field.message_type is None else None

    def set_repeated(message: Message, value: Any, depth: int) -> None:
        if not isinstance(value, list):
            raise TypeError("expected a list")
        items = getattr(message, field.name)
        for item in value:
            if read is None:
                _fill(items.add(), item, depth + 1)
            else:
                items.append(read(item))

    return set_repeated
