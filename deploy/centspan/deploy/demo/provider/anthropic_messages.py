"""Anthropic messages on the wire."""

import json
from collections.abc import Iterator
from typing import Any

from centspan.deploy.demo.provider.answers import pieces_of
from centspan.deploy.demo.provider.exchange import Asked, Exchange, Mark
from centspan.deploy.demo.provider.prompt_cache import KEPT_SECONDS, ONE_HOUR
from centspan.deploy.demo.provider.texts import text_of

MARKER = "cache_control"


def asked(body: dict[str, Any]) -> Asked:
    """Read a request; cache breakpoints may stand on tools, system blocks and message blocks."""
    messages = body.get("messages", [])
    tools = body.get("tools", [])
    blocks = [*tools, *_blocks(body.get("system"))]
    for message in messages:
        blocks += _blocks(message.get("content"))
    users = [text_of(m) for m in messages if m.get("role") == "user"]
    return Asked(
        model=body.get("model", ""),
        pieces=tuple(_piece(block) for block in blocks),
        user=users[-1] if users else "",
        tools=tuple(tool["name"] for tool in tools),
        tool_results=sum(block.get("type") == "tool_result" for block in blocks),
        marks=tuple(
            Mark(number + 1, _seconds(block[MARKER]))
            for number, block in enumerate(blocks)
            if block.get(MARKER)
        ),
        max_tokens=body.get("max_tokens", 1024),
        stream=bool(body.get("stream")),
    )


def document(exchange: Exchange) -> dict[str, Any]:
    """The answer in one piece."""
    return _message(exchange) | {
        "content": [_block(exchange)],
        "stop_reason": _stop(exchange),
        "usage": _usage(exchange, exchange.tokens.output),
    }


def events(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    """The answer as a stream: input usage comes first, output usage last."""
    yield _event("message_start", message=_message(exchange) | {"usage": _usage(exchange, 1)})
    block = _block(exchange)
    empty = block | ({"input": {}} if exchange.answer.tool else {"text": ""})
    yield _event("content_block_start", index=0, content_block=empty)
    for delta in _deltas(exchange):
        yield _event("content_block_delta", index=0, delta=delta)
    yield _event("content_block_stop", index=0)
    yield _event(
        "message_delta",
        delta={"stop_reason": _stop(exchange), "stop_sequence": None},
        usage={"output_tokens": exchange.tokens.output},
    )
    yield _event("message_stop")


def _event(kind: str, **fields: Any) -> tuple[str, Any]:
    return kind, {"type": kind, **fields}


def _deltas(exchange: Exchange) -> Iterator[dict[str, Any]]:
    if exchange.answer.tool:
        yield {"type": "input_json_delta", "partial_json": exchange.answer.arguments}
    for piece in pieces_of(exchange.answer.text) if exchange.answer.text else ():
        yield {"type": "text_delta", "text": piece}


def _message(exchange: Exchange) -> dict[str, Any]:
    return {
        "id": exchange.id("msg_"),
        "type": "message",
        "role": "assistant",
        "model": exchange.asked.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _block(exchange: Exchange) -> dict[str, Any]:
    if exchange.answer.tool:
        arguments = json.loads(exchange.answer.arguments)
        name, call = exchange.answer.tool, exchange.id("toolu_")
        return {"type": "tool_use", "id": call, "name": name, "input": arguments}
    return {"type": "text", "text": exchange.answer.text}


def _stop(exchange: Exchange) -> str:
    if exchange.answer.tool:
        return "tool_use"
    return "max_tokens" if exchange.answer.cut else "end_turn"


def _usage(exchange: Exchange, output: int) -> dict[str, Any]:
    """Counts as Anthropic reports them: the input count leaves cached tokens out."""
    tokens = exchange.tokens
    return {
        "input_tokens": tokens.fresh,
        "cache_read_input_tokens": tokens.read,
        "cache_creation_input_tokens": tokens.written_5m + tokens.written_1h,
        "cache_creation": {
            "ephemeral_5m_input_tokens": tokens.written_5m,
            "ephemeral_1h_input_tokens": tokens.written_1h,
        },
        "output_tokens": output,
        "service_tier": "standard",
    }


def _blocks(content: Any) -> list[dict[str, Any]]:
    if not content:
        return []
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _piece(block: dict[str, Any]) -> str:
    plain = {key: value for key, value in block.items() if key != MARKER}
    return plain["text"] if plain.get("type") == "text" else json.dumps(plain, sort_keys=True)


def _seconds(marker: dict[str, Any]) -> int:
    return ONE_HOUR if marker.get("ttl") == "1h" else KEPT_SECONDS
