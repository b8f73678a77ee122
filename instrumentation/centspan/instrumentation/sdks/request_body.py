"""The request facts of OpenAI's and Anthropic's bodies: settings and ids, no text."""

from collections.abc import Mapping
from typing import Any, Final

from centspan.instrumentation.call import Request
from centspan.instrumentation.sdks.operation import Operation

_MAX_TOKENS: Final = ("max_completion_tokens", "max_output_tokens", "max_tokens")
_TOOLS: Final = ("tools", "functions")
_USER: Final = ("user", "safety_identifier")
_NAMED: Final = frozenset((*_USER, "metadata", "conversation", "previous_response_id"))
"""Fields that say who asks, or in which conversation; most requests have none."""


def body_of(options: Any) -> Mapping[str, Any]:
    """Return the JSON body of a Stainless request, `extra_body` included."""
    body = options.json_data if isinstance(options.json_data, Mapping) else {}
    extra = options.extra_json
    return {**body, **extra} if isinstance(extra, Mapping) and extra else body


def describe(
    operation: Operation, body: Mapping[str, Any], provider: str, host: str, port: int, stream: bool
) -> Request:
    """Say what a body asks for; values that are no plain numbers or words are left out."""
    maximum = _first(body, _MAX_TOKENS, int)
    temperature = body.get("temperature")
    unnamed = _NAMED.isdisjoint(body)
    return Request(
        provider=provider,
        operation=operation.name,
        model=str(body.get("model") or ""),
        host=host,
        port=port,
        stream=stream,
        max_tokens=maximum,
        temperature=float(temperature) if isinstance(temperature, (int, float)) else None,
        has_tools=_has_tools(body),
        user=None if unnamed else _user(body),
        conversation=None if unnamed else _conversation(body),
        fingerprint=operation.fingerprint(body),
    )


def service_tier(body: Mapping[str, Any]) -> str:
    """Return the tier the request asks for, '' for none."""
    if body.get("speed") == "fast":
        return "fast"
    return _first(body, ("service_tier",), str) or ""


def _has_tools(body: Mapping[str, Any]) -> bool:
    return any(isinstance(body.get(name), (list, tuple)) and body[name] for name in _TOOLS)


def _user(body: Mapping[str, Any]) -> str | None:
    metadata = body.get("metadata")
    user = metadata.get("user_id") if isinstance(metadata, Mapping) else None
    return _first(body, _USER, str) or (user if isinstance(user, str) else None)


def _conversation(body: Mapping[str, Any]) -> str | None:
    conversation = body.get("conversation")
    if isinstance(conversation, Mapping):
        conversation = conversation.get("id")
    if isinstance(conversation, str):
        return conversation
    return _first(body, ("previous_response_id",), str)


def _first(body: Mapping[str, Any], names: tuple[str, ...], kind: type) -> Any:
    for name in names:
        value = body.get(name)
        if isinstance(value, kind) and value:
            return value
    return None
