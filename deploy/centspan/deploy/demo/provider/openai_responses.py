"""OpenAI responses on the wire."""

import json
from collections.abc import Iterator
from typing import Any

from centspan.deploy.demo.provider.answers import pieces_of
from centspan.deploy.demo.provider.exchange import Asked, Exchange
from centspan.deploy.demo.provider.openai_chat import CREATED
from centspan.deploy.demo.provider.texts import text_of

TOOL_RESULT = "function_call_output"


def asked(body: dict[str, Any]) -> Asked:
    """Read a request."""
    given = body.get("input", [])
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    tools = body.get("tools", [])
    system = (body["instructions"],) if body.get("instructions") else ()
    users = [text_of(item) for item in items if item.get("role") == "user"]
    return Asked(
        model=body.get("model", ""),
        pieces=tuple(json.dumps(tool, sort_keys=True) for tool in tools)
        + system
        + tuple(text_of(item) for item in items),
        user=users[-1] if users else "",
        tools=tuple(tool["name"] for tool in tools if tool.get("name")),
        tool_results=sum(item.get("type") == TOOL_RESULT for item in items),
        caches_by_itself=True,
        max_tokens=body.get("max_output_tokens") or 1024,
        stream=bool(body.get("stream")),
    )


def document(exchange: Exchange) -> dict[str, Any]:
    """The answer in one piece."""
    return _response(exchange, "completed", [_item(exchange)])


def events(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    """The answer as a stream of named events."""
    item = _item(exchange)
    yield _event("response.created", 0, response=_response(exchange, "in_progress", []))
    yield _event("response.output_item.added", 1, output_index=0, item=item)
    number = 2
    for piece in pieces_of(exchange.answer.text) if exchange.answer.text else ():
        place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
        yield _event("response.output_text.delta", number, delta=piece, logprobs=[], **place)
        number += 1
    yield _event("response.output_item.done", number, output_index=0, item=item)
    yield _event("response.completed", number + 1, response=document(exchange))


def _event(kind: str, number: int, **fields: Any) -> tuple[str, Any]:
    return kind, {"type": kind, "sequence_number": number, **fields}


def _item(exchange: Exchange) -> dict[str, Any]:
    if exchange.answer.tool:
        return {
            "type": "function_call",
            "id": exchange.id("fc_"),
            "call_id": exchange.id("call_"),
            "name": exchange.answer.tool,
            "arguments": exchange.answer.arguments,
            "status": "completed",
        }
    return {
        "type": "message",
        "id": exchange.id("msg_"),
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": exchange.answer.text, "annotations": []}],
    }


def _response(exchange: Exchange, status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": exchange.id("resp_"),
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "model": exchange.asked.model,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "service_tier": "default",
        "usage": _usage(exchange) if status == "completed" else None,
    }


def _usage(exchange: Exchange) -> dict[str, Any]:
    tokens = exchange.tokens
    return {
        "input_tokens": tokens.input,
        "input_tokens_details": {"cached_tokens": tokens.read},
        "output_tokens": tokens.output + tokens.reasoning,
        "output_tokens_details": {"reasoning_tokens": tokens.reasoning},
        "total_tokens": tokens.input + tokens.output + tokens.reasoning,
    }
