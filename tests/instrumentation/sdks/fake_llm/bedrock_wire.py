"""Amazon Bedrock on the wire, with AWS' binary event streams."""

import base64
import json
import struct
import zlib
from typing import Any

from fake_llm import anthropic_wire
from fake_llm.reply import Reply
from fake_llm.scenario import Scenario


def headers_of(plan: Scenario) -> dict[str, str]:
    return {"x-amzn-requestid": f"bedrock-{plan.serial}"}


_STREAM = "application/vnd.amazon.eventstream"


def usage_of(plan: Scenario) -> dict[str, Any]:
    written = plan.cache_write_5m
    return {
        "inputTokens": plan.uncached,
        "outputTokens": plan.output,
        "totalTokens": plan.uncached + plan.output + plan.cache_read + written,
        "cacheReadInputTokens": plan.cache_read,
        "cacheWriteInputTokens": written,
    }


def converse(body: dict[str, Any], plan: Scenario) -> Reply:
    tools = [{"toolUse": _tool(i, name) | {"input": {}}} for i, (name, _) in enumerate(plan.tools)]
    message = {"role": "assistant", "content": [{"text": plan.text}, *tools]}
    document = {
        "output": {"message": message},
        "stopReason": plan.finish or ("tool_use" if tools else "end_turn"),
        "usage": usage_of(plan),
        "metrics": {"latencyMs": 5},
        "performanceConfig": body.get("performanceConfig") or {"latency": "standard"},
    }
    return Reply(document, headers=headers_of(plan))


def _tool(index: int, name: str) -> dict[str, str]:
    return {"toolUseId": f"tool_{index}", "name": name}


def converse_stream(body: dict[str, Any], plan: Scenario) -> Reply:
    done: list[tuple[str, dict[str, Any]]] = [("messageStart", {"role": "assistant"})]
    done += [
        ("contentBlockDelta", {"delta": {"text": piece}, "contentBlockIndex": 0})
        for piece in plan.pieces()
    ]
    for index, (name, _) in enumerate(plan.tools, 1):
        start = {"start": {"toolUse": _tool(index, name)}, "contentBlockIndex": index}
        done.append(("contentBlockStart", start))
    stop = plan.finish or ("tool_use" if plan.tools else "end_turn")
    done.append(("messageStop", {"stopReason": stop}))
    done.append(("metadata", {"usage": usage_of(plan), "metrics": {"latencyMs": 5}}))
    pieces = [_message(name, payload) for name, payload in done]
    return Reply(pieces=pieces, headers=headers_of(plan), content_type=_STREAM)


def invoke(body: dict[str, Any], plan: Scenario) -> Reply:
    counts = {
        "x-amzn-bedrock-input-token-count": str(plan.uncached),
        "x-amzn-bedrock-output-token-count": str(plan.output),
        "x-amzn-bedrock-cache-read-input-token-count": str(plan.cache_read),
        "x-amzn-bedrock-cache-write-input-token-count": str(plan.cache_write_5m),
    }
    return Reply(anthropic_wire.message(body, plan), headers=headers_of(plan) | counts)


def invoke_stream(body: dict[str, Any], plan: Scenario) -> Reply:
    steps = anthropic_wire.steps(anthropic_wire.message(body, plan), plan)
    steps[-1]["amazon-bedrock-invocationMetrics"] = {
        "inputTokenCount": plan.uncached,
        "outputTokenCount": plan.output,
    }
    chunks = [base64.b64encode(json.dumps(step).encode()).decode() for step in steps]
    pieces = [_message("chunk", {"bytes": chunk}) for chunk in chunks]
    return Reply(pieces=pieces, headers=headers_of(plan), content_type=_STREAM)


def _message(kind: str, payload: dict[str, Any]) -> bytes:
    """One message of an event stream: lengths, headers, payload, checksums."""
    named = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(_header(name, value) for name, value in named.items())
    content = json.dumps(payload).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(content), len(headers))
    head = prelude + struct.pack("!I", zlib.crc32(prelude)) + headers + content
    return head + struct.pack("!I", zlib.crc32(head))


def _header(name: str, value: str) -> bytes:
    text = value.encode()
    return bytes([len(name)]) + name.encode() + b"\x07" + struct.pack("!H", len(text)) + text


def failure(plan: Scenario) -> Reply:
    kind = {429: "ThrottlingException", 400: "ValidationException"}
    name = kind.get(plan.status, "InternalServerException")
    headers = headers_of(plan) | {"x-amzn-errortype": name}
    return Reply({"message": plan.error_message}, status=plan.status, headers=headers)
