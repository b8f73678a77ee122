"""Anthropic's messages on the wire."""

from typing import Any

from fake_llm.openai_wire import model_of
from fake_llm.reply import Reply, events
from fake_llm.scenario import Scenario

HEADERS = {"request-id": "req_anthropic_1"}


def messages(body: dict[str, Any], plan: Scenario) -> Reply:
    whole = message(body, plan)
    if not body.get("stream"):
        return Reply(whole, headers=HEADERS)
    return events([(each["type"], each) for each in steps(whole, plan)], HEADERS)


def steps(whole: dict[str, Any], plan: Scenario) -> list[dict[str, Any]]:
    """The events in which a message is streamed."""
    begun = whole | {"content": [], "stop_reason": None}
    begun["usage"] = whole["usage"] | {"output_tokens": 1}
    begun["usage"].pop("output_tokens_details", None)
    done: list[dict[str, Any]] = [{"type": "message_start", "message": begun}, {"type": "ping"}]
    if plan.extra:
        done.append({"type": "x_future_event", **plan.unknown()})
    for index, block in enumerate(whole["content"]):
        done += _block_events(index, block, plan)
    final = whole["usage"] if plan.delta_repeats else {}
    final = {key: final[key] for key in final if key not in ("cache_creation", "service_tier")}
    usage = final | {key: whole["usage"][key] for key in _final_keys(plan)}
    stop = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    done.append({"type": "message_delta", "delta": stop, "usage": usage})
    return [*done, {"type": "message_stop"}]


def _final_keys(plan: Scenario) -> tuple[str, ...]:
    return ("output_tokens", "output_tokens_details") if plan.reasoning else ("output_tokens",)


def message(body: dict[str, Any], plan: Scenario) -> dict[str, Any]:
    written = {
        "ephemeral_5m_input_tokens": plan.cache_write_5m,
        "ephemeral_1h_input_tokens": plan.cache_write_1h,
    }
    usage = {
        "input_tokens": plan.uncached,
        "cache_creation_input_tokens": plan.cache_write_5m + plan.cache_write_1h,
        "cache_read_input_tokens": plan.cache_read,
        "cache_creation": written,
        "output_tokens": plan.output,
        "service_tier": "standard" if plan.tier == "default" else plan.tier,
        "server_tool_use": {"web_search_requests": plan.web_searches}
        if plan.web_searches
        else None,
        **plan.unknown(),
    }
    if plan.reasoning:
        usage["output_tokens_details"] = {"thinking_tokens": plan.reasoning}
    tools = [
        {"type": "tool_use", "id": f"toolu_{i}", "name": name, "input": {"city": arguments}}
        for i, (name, arguments) in enumerate(plan.tools)
    ]
    return {
        "id": f"msg_{plan.serial}",
        "type": "message",
        "role": "assistant",
        "model": plan.model or model_of(body, plan),
        "content": [{"type": "text", "text": plan.text}, *tools],
        "stop_reason": plan.finish or ("tool_use" if plan.tools else "end_turn"),
        "stop_sequence": None,
        "usage": usage,
        **plan.unknown(),
    }


def _block_events(index: int, block: dict[str, Any], plan: Scenario) -> list[dict[str, Any]]:
    if block["type"] == "tool_use":
        begun = block | {"input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": '{"city": "Paris"}'}]
    else:
        begun = block | {"text": ""}
        deltas = [{"type": "text_delta", "text": piece} for piece in plan.pieces()]
    start = {"type": "content_block_start", "index": index, "content_block": begun}
    middle = [{"type": "content_block_delta", "index": index, "delta": each} for each in deltas]
    return [start, *middle, {"type": "content_block_stop", "index": index}]


def count_tokens(body: dict[str, Any], plan: Scenario) -> Reply:
    return Reply({"input_tokens": plan.uncached}, headers=HEADERS)


def failure(plan: Scenario) -> Reply:
    kind = {429: "rate_limit_error", 400: "invalid_request_error"}.get(plan.status, "api_error")
    error = {"type": kind, "message": plan.error_message}
    headers = HEADERS | {"retry-after-ms": "1"}
    return Reply({"type": "error", "error": error}, status=plan.status, headers=headers)
