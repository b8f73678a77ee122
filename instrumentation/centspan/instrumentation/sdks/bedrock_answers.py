"""Answers of Amazon Bedrock: converse in one shape for all models, invoke in each model's own."""

import json
from typing import Any, Final

from centspan.instrumentation.call import Response
from centspan.instrumentation.provider_usage import bedrock_usage
from centspan.instrumentation.sdks.anthropic_messages import MessageFold
from centspan.instrumentation.sdks.operation import Asked
from centspan.instrumentation.sdks.record import viewed
from centspan.instrumentation.usage import NO_USAGE, Usage

_METRICS: Final = (
    ("inputTokens", "inputTokenCount"),
    ("outputTokens", "outputTokenCount"),
    ("cacheReadInputTokens", "cacheReadInputTokenCount"),
    ("cacheWriteInputTokens", "cacheWriteInputTokenCount"),
)
_HEADER: Final = "x-amzn-bedrock-{}-token-count"
_COUNTS: Final = (
    ("inputTokens", "input"),
    ("outputTokens", "output"),
    ("cacheReadInputTokens", "cache-read-input"),
    ("cacheWriteInputTokens", "cache-write-input"),
)


def read_answer(answer: dict[str, Any]) -> Response:
    """Read what converse or invoke_model return; the latter's counts stand in its headers."""
    metadata = answer.get("ResponseMetadata") or {}
    headers = metadata.get("HTTPHeaders") or {}
    message = (answer.get("output") or {}).get("message") or {}
    blocks = message.get("content") or ()
    reported = answer.get("usage") or _counted(headers)
    reason = answer.get("stopReason")
    return Response(
        usage=_usage(reported),
        id=metadata.get("RequestId", ""),
        request_id=metadata.get("RequestId", ""),
        finish_reasons=(reason,) if reason else (),
        service_tier=_tier(answer),
        tools_called=tuple(each["toolUse"]["name"] for each in blocks if "toolUse" in each),
        output_characters=sum(len(each.get("text") or "") for each in blocks),
    )


def _counted(headers: dict[str, str]) -> dict[str, int]:
    found = {key: headers.get(_HEADER.format(name), "") for key, name in _COUNTS}
    return {key: int(value) for key, value in found.items() if value.isdigit()}


def _usage(reported: dict[str, Any] | None) -> Usage:
    return bedrock_usage(reported) if reported else NO_USAGE


def _tier(answer: dict[str, Any]) -> str:
    """Return the service tier, or that the model ran optimised for latency."""
    kind = (answer.get("serviceTier") or {}).get("type", "")
    if kind in ("", "default"):
        latency = (answer.get("performanceConfig") or {}).get("latency")
        return "latency_optimized" if latency == "optimized" else ""
    return kind


class ConverseFold:
    """What is kept of a stream of converse events; the last one carries the counts."""

    __slots__ = ("_characters", "_metadata", "_reason", "_request_id", "_tools")

    def __init__(self, request_id: str) -> None:
        self._request_id = request_id
        self._metadata: dict[str, Any] = {}
        self._reason = ""
        self._tools: list[str] = []
        self._characters = 0

    @property
    def complete(self) -> bool:
        """The message stopped."""
        return bool(self._reason)

    def see(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        if (block := event.get("contentBlockDelta")) is not None:
            delta = block["delta"]
            thought = (delta.get("reasoningContent") or {}).get("text") or ""
            tool = (delta.get("toolUse") or {}).get("input") or ""
            self._characters += len(delta.get("text") or "") + len(thought) + len(tool)
        elif (begun := event.get("contentBlockStart")) is not None:
            if tool := begun["start"].get("toolUse"):
                self._tools.append(tool["name"])
        elif (stop := event.get("messageStop")) is not None:
            self._reason = stop.get("stopReason", "")
        elif (metadata := event.get("metadata")) is not None:
            self._metadata = metadata

    def response(self) -> Response:
        """Return what was answered until now."""
        return Response(
            usage=_usage(self._metadata.get("usage")),
            id=self._request_id,
            request_id=self._request_id,
            finish_reasons=(self._reason,) if self._reason else (),
            service_tier=_tier(self._metadata),
            tools_called=tuple(self._tools),
            output_characters=self._characters,
        )


class InvokeFold:
    """What is kept of a stream of a model's own chunks: Anthropic's, or Bedrock's last count."""

    __slots__ = ("_counted", "_message", "_request_id")

    def __init__(self, request_id: str) -> None:
        self._request_id = request_id
        self._message = MessageFold(Asked(request_id=request_id))
        self._counted: dict[str, Any] = {}

    @property
    def complete(self) -> bool:
        """Bedrock's count, or the model's reason to stop, came."""
        return bool(self._counted) or self._message.complete

    def see(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        chunk = json.loads((event.get("chunk") or {}).get("bytes") or b"{}")
        if metrics := chunk.get("amazon-bedrock-invocationMetrics"):
            self._counted = {
                key: metrics[name] for key, name in _METRICS if isinstance(metrics.get(name), int)
            }
        if isinstance(chunk.get("type"), str):
            self._message.see(viewed(chunk))

    def response(self) -> Response:
        """Return what was answered until now; the model's own count is the finer one."""
        found = self._message.response()
        found = found._replace(model="")  # the price hangs on the name in the request
        if found.usage is not NO_USAGE and found.usage.source == "provider":
            return found
        return found._replace(usage=_usage(self._counted) if self._counted else found.usage)
