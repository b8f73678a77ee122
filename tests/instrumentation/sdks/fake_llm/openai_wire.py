"""OpenAI's wire formats: chat completions, legacy completions, embeddings."""

import base64
import struct
from typing import Any

from fake_llm.reply import Reply, events
from fake_llm.scenario import Scenario

HEADERS = {"x-request-id": "req_openai_1"}


def model_of(body: dict[str, Any], plan: Scenario) -> str:
    return plan.model or f"{body.get('model', 'none')}-2024-07-18"


def usage_of(plan: Scenario) -> dict[str, Any]:
    nothing = None if plan.extra else 0
    return {
        "prompt_tokens": plan.input,
        "completion_tokens": plan.output,
        "total_tokens": plan.input + plan.output,
        "prompt_tokens_details": {
            "cached_tokens": plan.cached,
            "audio_tokens": plan.audio_input or nothing,
        }
        | plan.unknown(),
        "completion_tokens_details": {
            "reasoning_tokens": plan.reasoning,
            "audio_tokens": plan.audio_output or nothing,
        }
        | plan.unknown(),
        **plan.unknown(),
    }


def chat(body: dict[str, Any], plan: Scenario) -> Reply:
    if body.get("stream"):
        return events(_chunks(body, plan), HEADERS)
    message: dict[str, Any] = {"role": "assistant", "content": plan.text, "refusal": None}
    if plan.tools:
        message |= {"content": None, "tool_calls": [_tool(i, t) for i, t in enumerate(plan.tools)]}
    finish = plan.finish or ("tool_calls" if plan.tools else "stop")
    document = {
        "id": f"chatcmpl-{plan.serial}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model_of(body, plan),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": usage_of(plan),
        "system_fingerprint": "fp_1",
        **_tier(plan),
        **plan.unknown(),
    }
    if plan.usage == "never":
        del document["usage"]
    return Reply(document, headers=HEADERS)


def _tool(index: int, tool: tuple[str, str]) -> dict[str, Any]:
    name, arguments = tool
    function = {"name": name, "arguments": arguments}
    return {"id": f"call_{index}", "type": "function", "function": function}


def _tier(plan: Scenario) -> dict[str, Any]:
    return {"service_tier": plan.tier} if plan.tier else {}


def _chunks(body: dict[str, Any], plan: Scenario) -> list[tuple[str | None, Any]]:
    asked = bool((body.get("stream_options") or {}).get("include_usage"))
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in plan.pieces()]
    deltas += [{"tool_calls": [{"index": i} | _tool(i, t)]} for i, t in enumerate(plan.tools)]
    finish = plan.finish or ("tool_calls" if plan.tools else "stop")
    choices = [[{"index": 0, "delta": d, "finish_reason": None, "logprobs": None}] for d in deltas]
    choices.append([{"index": 0, "delta": {}, "finish_reason": finish, "logprobs": None}])
    chunks = [_chunk(body, plan, each) for each in choices]
    if asked or plan.usage == "extra":
        chunks = [each | {"usage": None} for each in chunks]
    if plan.usage == "extra" or (asked and plan.usage == "asked"):
        chunks.append(_chunk(body, plan, []) | {"usage": usage_of(plan)})
    if plan.usage == "last_chunk":
        chunks[-1]["usage"] = usage_of(plan)
    if plan.usage == "x_groq":
        chunks[-1]["x_groq"] = {"id": "req_groq_1", "usage": usage_of(plan)}
    if plan.usage == "every_chunk":
        _count_up(chunks, plan)
    return [(None, each) for each in chunks] + [(None, "[DONE]")]


def _count_up(chunks: list[dict[str, Any]], plan: Scenario) -> None:
    for done, each in enumerate(chunks, 1):
        output = plan.output * done // len(chunks)
        each["usage"] = usage_of(plan) | {
            "completion_tokens": output,
            "total_tokens": plan.input + output,
            "completion_tokens_details": {"reasoning_tokens": min(plan.reasoning, output)},
        }


def _chunk(body: dict[str, Any], plan: Scenario, choices: list[Any]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{plan.serial}",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model_of(body, plan),
        "choices": choices,
        "system_fingerprint": "fp_1",
        **_tier(plan),
        **plan.unknown(),
    }


def completions(body: dict[str, Any], plan: Scenario) -> Reply:
    base = {
        "id": f"cmpl-{plan.serial}",
        "object": "text_completion",
        "created": 1,
        "model": model_of(body, plan),
    }

    def choice(text: str, finish: str | None) -> list[Any]:
        return [{"index": 0, "text": text, "finish_reason": finish, "logprobs": None}]

    if not body.get("stream"):
        choices = choice(plan.text, "stop")
        return Reply(base | {"choices": choices, "usage": usage_of(plan)}, headers=HEADERS)
    chunks = [base | {"choices": choice(piece, None)} for piece in plan.pieces()]
    chunks.append(base | {"choices": choice("", "stop")})
    if (body.get("stream_options") or {}).get("include_usage"):
        chunks = [each | {"usage": None} for each in chunks]
        chunks.append(base | {"choices": [], "usage": usage_of(plan)})
    return events([*((None, each) for each in chunks), (None, "[DONE]")], HEADERS)


def embeddings(body: dict[str, Any], plan: Scenario) -> Reply:
    vector: Any = [0.25, -0.5, 1.0, 0.0]
    if body.get("encoding_format") == "base64":
        vector = base64.b64encode(struct.pack("<4f", *vector)).decode()
    data = [{"object": "embedding", "index": 0, "embedding": vector}]
    usage = {"prompt_tokens": plan.input, "total_tokens": plan.input}
    document = {
        "id": "emb-1",
        "object": "list",
        "data": data,
        "model": str(body.get("model")),
        "usage": usage,
    }
    return Reply(document | plan.unknown(), headers=HEADERS)


def failure(plan: Scenario) -> Reply:
    kind = {429: "rate_limit_error", 400: "invalid_request_error"}.get(plan.status, "server_error")
    error = {"message": plan.error_message, "type": kind, "param": None, "code": None}
    return Reply({"error": error}, status=plan.status, headers=HEADERS | {"retry-after-ms": "1"})
