"""OpenAI chat completions on the wire."""

import json
from collections.abc import Iterator
from typing import Any

from centspan.deploy.demo.provider.answers import pieces_of
from centspan.deploy.demo.provider.exchange import Asked, Exchange, Tokens
from centspan.deploy.demo.provider.texts import text_of

CREATED = 1_780_000_000


def asked(body: dict[str, Any]) -> Asked:
    """Read a request."""
    messages = body.get("messages", [])
    tools = body.get("tools", [])
    users = [text_of(message) for message in messages if message.get("role") == "user"]
    return Asked(
        model=body.get("model", ""),
        pieces=tuple(json.dumps(tool, sort_keys=True) for tool in tools)
        + tuple(text_of(message) for message in messages),
        user=users[-1] if users else "",
        tools=tuple(tool["function"]["name"] for tool in tools),
        tool_results=sum(message.get("role") == "tool" for message in messages),
        caches_by_itself=True,
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens") or 1024,
        stream=bool(body.get("stream")),
        usage_on_stream=bool((body.get("stream_options") or {}).get("include_usage")),
    )


def document(exchange: Exchange) -> dict[str, Any]:
    """The answer in one piece."""
    message: dict[str, Any] = {"role": "assistant", "content": exchange.answer.text or None}
    if exchange.answer.tool:
        message["tool_calls"] = [_tool_call(exchange)]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(exchange)}
    return _envelope(exchange, "chat.completion") | {
        "choices": [choice],
        "usage": usage(exchange.tokens),
    }


def events(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    """The answer as a stream; usage comes last, where it was asked for."""
    yield _chunk(exchange, {"role": "assistant", "content": ""})
    if exchange.answer.tool:
        yield _chunk(exchange, {"tool_calls": [{"index": 0, **_tool_call(exchange)}]})
    for piece in pieces_of(exchange.answer.text) if exchange.answer.text else ():
        yield _chunk(exchange, {"content": piece})
    yield _chunk(exchange, {}, _finish(exchange))
    if exchange.asked.usage_on_stream:
        last = {"choices": [], "usage": usage(exchange.tokens)}
        yield "", _envelope(exchange, "chat.completion.chunk") | last
    yield "", "[DONE]"


def usage(tokens: Tokens) -> dict[str, Any]:
    """Counts as OpenAI reports them: totals that include their parts."""
    return {
        "prompt_tokens": tokens.input,
        "completion_tokens": tokens.output + tokens.reasoning,
        "total_tokens": tokens.input + tokens.output + tokens.reasoning,
        "prompt_tokens_details": {"cached_tokens": tokens.read, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning, "audio_tokens": 0},
    }


def _envelope(exchange: Exchange, kind: str) -> dict[str, Any]:
    return {
        "id": exchange.id("chatcmpl-"),
        "object": kind,
        "created": CREATED,
        "model": exchange.asked.model,
        "service_tier": "default",
    }


def _chunk(exchange: Exchange, delta: dict[str, Any], finish: str | None = None) -> tuple[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return "", _envelope(exchange, "chat.completion.chunk") | {"choices": [choice]}


def _tool_call(exchange: Exchange) -> dict[str, Any]:
    function = {"name": exchange.answer.tool, "arguments": exchange.answer.arguments}
    return {"id": exchange.id("call_"), "type": "function", "function": function}


def _finish(exchange: Exchange) -> str:
    if exchange.answer.tool:
        return "tool_calls"
    return "length" if exchange.answer.cut else "stop"
