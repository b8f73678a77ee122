"""Repairs requests whose text is not UTF-8, which Protobuf forbids and some SDKs send."""

from typing import Any, TypeVar

from google.protobuf.message import DecodeError, Message

from centspan.collector.receiver.errors import BadPayload
from centspan.collector.receiver.variants import LENIENT

M = TypeVar("M", bound=Message)


def parse(kind: type[M], body: bytes) -> M:
    """Parse an official request; bytes that are not UTF-8 become U+FFFD.

    Raises BadPayload when `body` is no such message.
    """
    try:
        return kind.FromString(body)
    except DecodeError:
        return kind.FromString(_with_repaired_text(kind, body))


def _with_repaired_text(kind: type[Message], body: bytes) -> bytes:
    try:
        lenient = LENIENT.of(kind).FromString(body)
    except DecodeError as error:
        raise BadPayload(
            f"expected a serialized {kind.DESCRIPTOR.name}, found {len(body)} bytes that are not "
            "one (or one nested deeper than 100 messages)"
        ) from error
    _repair(lenient, kind.DESCRIPTOR)
    return lenient.SerializeToString()


def _repair(message: Message, official: Any) -> None:
    """Replace what is not UTF-8 wherever the official message has text."""
    for field, value in message.ListFields():
        meant = official.fields_by_number[field.number]
        if meant.message_type is not None:
            for child in (value,) if isinstance(value, Message) else value:
                _repair(child, meant.message_type)
        elif meant.type == meant.TYPE_STRING:
            if isinstance(value, bytes):
                setattr(message, field.name, _utf8(value))
            else:
                value[:] = [_utf8(item) for item in value]


def _utf8(text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode()
