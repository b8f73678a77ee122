"""The canonical text of a request: same content in another spelling gives the same pieces.

Absent, None and empty are the same; `"hi"` and `[{"type": "text", "text": "hi"}]` are the same;
key order does not matter; cache markers are not content. Images, audio and files stand as their
length and three samples. Control characters separate the pieces.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from centspan.instrumentation.plain import absent, plain, sample, sample_bytes

MESSAGE: Final = "\x1e"
FIELD: Final = "\x1f"
PART: Final = "\x1d"

_TEXT_TYPES: Final = frozenset({None, "text", "input_text", "output_text"})
_IGNORED: Final = frozenset({"cache_control", "cachePoint", "cache_point"})
_TEXT_PART: Final = frozenset({"type", "text"}) | _IGNORED
_MESSAGE_FIELDS: Final = frozenset({"role", "type", "content", "parts"}) | _IGNORED
_PROTOCOL: Final = frozenset(
    {"type", "id", "tool_call_id", "tool_use_id", "call_id", "index", "media_type", "mime_type"}
)
"""Fields whose values are no text for the model: hashed, but not counted as characters."""
_BLOBS: Final = frozenset({"data", "b64_json", "file_data", "image_data", "bytes"})
_BINARY: Final = (bytes, bytearray, memoryview)
_LEAVES: Final = (str, int, float, list, *_BINARY)
"""What `write_value` writes as it is."""
_LONGEST_INLINE: Final = 4096
_MAX_DEPTH: Final = 24


def write_message(message: Any, out: list[str]) -> tuple[str, int]:
    """Append a message's pieces to `out`; return its role and its characters of text."""
    if type(message) is not dict and not isinstance(message, _LEAVES):
        message = plain(message)
    if not isinstance(message, dict):
        out += (MESSAGE, "user", FIELD)
        return "user", write_content(message, out)
    role = message.get("role") or message.get("type") or "user"
    role = str(role.value if isinstance(role, Enum) else role)
    out += (MESSAGE, role, FIELD)
    content = message.get("content")
    characters = write_content(message.get("parts") if content is None else content, out)
    if message.keys() - _MESSAGE_FIELDS:
        characters += _write_mapping(message, out, _MESSAGE_FIELDS, 1)
    return role, characters


def write_content(content: Any, out: list[str], depth: int = 0) -> int:
    """Append text, or parts of content; return the characters of text."""
    if type(content) is str:
        out.append(content)
        return len(content)
    if absent(content):
        return 0
    parts = content if isinstance(content, (list, tuple)) else [content]
    characters = _write_part(parts[0], out, depth)
    for part in parts[1:]:
        out.append(PART)
        characters += _write_part(part, out, depth)
    return characters


def write_value(value: Any, out: list[str], key: str = "", depth: int = 0) -> int:
    """Append any value in key order; return its characters of text."""
    kind = type(value)
    if kind is str:
        return _write_text(value, out, key)
    if kind is int or kind is float or kind is bool:
        out.append(repr(value))
        return 0
    if absent(value):
        return 0
    if depth > _MAX_DEPTH:
        out.append(kind.__qualname__)
        return 0
    if kind is dict:
        return _write_mapping(value, out, _IGNORED, depth + 1)
    if isinstance(value, _BINARY):
        out.append(sample_bytes(value))
        return 0
    if kind is not list and kind is not tuple:
        return write_value(plain(value), out, key, depth + 1)
    if key in ("content", "output"):
        return write_content(value, out, depth + 1)
    if type(value[0]) is int:  # a text as token ids
        out.append(str(value))
        return 0
    characters = 0
    for item in value:
        out.append(PART)
        characters += write_value(item, out, "", depth + 1)
    return characters


def _write_part(part: Any, out: list[str], depth: int) -> int:
    if type(part) is not dict and not isinstance(part, _LEAVES):
        part = plain(part)
    if not isinstance(part, dict):
        return write_value(part, out, "", depth + 1)
    text = part.get("text")
    if not isinstance(text, str) or part.get("type") not in _TEXT_TYPES:
        return write_value(part, out, "", depth + 1)
    out.append(text)
    if part.keys() <= _TEXT_PART:
        return len(text)
    return len(text) + _write_mapping(part, out, _TEXT_PART, depth + 1)


def _write_mapping(
    value: Mapping[Any, Any], out: list[str], ignored: frozenset[str], depth: int
) -> int:
    characters = 0
    for key in sorted(value, key=str):
        item = value[key]
        if key in ignored or absent(item):
            continue
        name = str(key)
        out += (FIELD, name, FIELD)
        written = write_value(item, out, name, depth)
        if name not in _PROTOCOL:
            characters += written
    return characters


def _write_text(value: str, out: list[str], key: str) -> int:
    if len(value) > _LONGEST_INLINE and (key in _BLOBS or value.startswith("data:")):
        out.append(sample(value))
        return 0
    out.append(value)
    return len(value)
