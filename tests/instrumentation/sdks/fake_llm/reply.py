"""An answer ready to be sent."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reply:
    """Either one JSON document, or the pieces of a stream."""

    document: Any = None
    pieces: list[bytes] | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


def events(named: list[tuple[str | None, Any]], headers: dict[str, str]) -> Reply:
    """A stream of server-sent events: name or None, and JSON data or text."""
    pieces = [_event(name, data) for name, data in named]
    return Reply(pieces=pieces, headers=headers, content_type="text/event-stream")


def _event(name: str | None, data: Any) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data)
    return ((f"event: {name}\n" if name else "") + f"data: {text}\n\n").encode()
