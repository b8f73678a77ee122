"""The text of a message, in any of the shapes the SDKs send."""

import json
from typing import Any


def text_of(message: Any) -> str:
    """Return all text of a message or a part of one: content, tool calls and tool results."""
    if isinstance(message, str):
        return message
    if isinstance(message, list):
        return "\n".join(text_of(part) for part in message)
    if not isinstance(message, dict):
        return ""
    found = [
        text_of(message[key])
        for key in ("text", "content", "output", "arguments")
        if message.get(key)
    ]
    found += [
        json.dumps(message[key], sort_keys=True)
        for key in ("tool_calls", "input")
        if message.get(key)
    ]
    return "\n".join(found)
