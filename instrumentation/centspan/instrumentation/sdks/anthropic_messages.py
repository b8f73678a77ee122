"""Answers of Anthropic's messages, from whichever platform they come."""

from typing import Any, Final

from centspan.instrumentation.attributes import BUCKETS, UNITS
from centspan.instrumentation.call import Response
from centspan.instrumentation.provider_usage import anthropic_usage
from centspan.instrumentation.sdks.operation import Asked
from centspan.instrumentation.sdks.record import field, length, plain, text
from centspan.instrumentation.usage import NO_USAGE, Usage

_TOOLS: Final = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
_REPORTED: Final = (
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "output_tokens_details",
    "server_tool_use",
    "service_tier",
    "inference_geo",
    "speed",
    "iterations",
)
_COUNTS: Final = BUCKETS + UNITS


def read_message(answer: Any, asked: Asked) -> Response:
    """Read a `Message`."""
    reported = _reported(field(answer, "usage"))
    usage = _usage(reported)
    blocks = field(answer, "content") or ()
    reason = text(answer, "stop_reason")
    return Response(
        usage=usage,
        model=text(answer, "model"),
        id=text(answer, "id"),
        finish_reasons=(reason,) if reason else (),
        service_tier=asked.tier(_tier(reported)),
        request_id=asked.request_id or text(answer, "_request_id"),
        region=str(reported.get("inference_geo") or ""),
        tools_called=tuple(text(block, "name") for block in blocks if _is_call(block)),
        output_characters=0 if usage is not NO_USAGE else sum(length(b, "text") for b in blocks),
    )


class MessageFold:
    """What is kept of a stream of raw message events.

    Counts in `message_delta` are cumulative and replace those of `message_start`, field by field.
    """

    __slots__ = ("_asked", "_characters", "_id", "_model", "_reason", "_reported", "_tools")

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._id = self._model = self._reason = ""
        self._reported: dict[str, Any] = {}
        self._tools: list[str] = []
        self._characters = 0

    @property
    def complete(self) -> bool:
        """The delta that carries the stop reason and the final counts came."""
        return bool(self._reason)

    def see(self, event: Any) -> None:
        """Take in one event."""
        kind = event.type
        if kind == "content_block_delta":
            delta = event.delta
            delta_kind = delta.type
            if delta_kind == "text_delta":
                self._characters += len(delta.text)
            elif delta_kind == "input_json_delta":
                self._characters += len(delta.partial_json)
            elif delta_kind == "thinking_delta":
                self._characters += len(delta.thinking)
        elif kind == "content_block_start":
            if _is_call(event.content_block):
                self._tools.append(event.content_block.name)
        elif kind == "message_start":
            message = event.message
            self._id, self._model = text(message, "id"), text(message, "model")
            self._reported = _reported(field(message, "usage"))
        elif kind == "message_delta":
            self._reported |= _reported(field(event, "usage"))
            self._reason = text(field(event, "delta"), "stop_reason") or self._reason

    def response(self) -> Response:
        """Return what was answered until now."""
        return Response(
            usage=_usage(self._reported) if self._reason else _unfinished(self._reported),
            model=self._model,
            id=self._id,
            finish_reasons=(self._reason,) if self._reason else (),
            service_tier=self._asked.tier(_tier(self._reported)),
            request_id=self._asked.request_id,
            region=str(self._reported.get("inference_geo") or ""),
            tools_called=tuple(self._tools),
            output_characters=self._characters,
        )


def _is_call(block: Any) -> bool:
    return text(block, "type") in _TOOLS and bool(text(block, "name"))


def _reported(usage: Any) -> dict[str, Any]:
    """Return the counts that a usage object of any generation carries."""
    return {name: plain(value) for name in _REPORTED if (value := field(usage, name)) is not None}


def _tier(reported: dict[str, Any]) -> Any:
    return "fast" if reported.get("speed") == "fast" else reported.get("service_tier")


def _usage(reported: dict[str, Any]) -> Usage:
    """Return the buckets; the totals leave out what compactions of the context cost."""
    if not reported:
        return NO_USAGE
    usage = anthropic_usage(reported)
    for each in reported.get("iterations") or ():
        if text(each, "type") == "compaction":
            usage = _sum(usage, anthropic_usage(_reported(each)))
    return usage


def _sum(one: Usage, other: Usage) -> Usage:
    counts = {name: getattr(one, name) + getattr(other, name) for name in _COUNTS}
    return one._replace(**counts)


def _unfinished(reported: dict[str, Any]) -> Usage:
    """Return the input that `message_start` reported; its output count is a placeholder."""
    if not reported:
        return NO_USAGE
    return anthropic_usage(reported | {"output_tokens": 0})._replace(source="estimated")
