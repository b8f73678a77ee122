"""OpenAI's Responses API on the wire."""

from typing import Any

from fake_llm.openai_wire import HEADERS, model_of
from fake_llm.reply import Reply, events
from fake_llm.scenario import Scenario


def responses(body: dict[str, Any], plan: Scenario) -> Reply:
    whole = _response(body, plan)
    if not body.get("stream"):
        return Reply(whole, headers=HEADERS)
    begun = whole | {"status": "in_progress", "output": [], "usage": None}
    steps: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    if plan.extra:
        steps.append({"type": "response.x_future", **plan.unknown()})
    for index, item in enumerate(whole["output"]):
        steps += _item_events(index, item, plan)
    last = {"failed": "response.failed", "incomplete": "response.incomplete"}
    steps.append({"type": last.get(plan.finish, "response.completed"), "response": whole})
    numbered = [each | {"sequence_number": n} for n, each in enumerate(steps)]
    return events([(each["type"], each) for each in numbered], HEADERS)


def _response(body: dict[str, Any], plan: Scenario) -> dict[str, Any]:
    incomplete = {"reason": "max_output_tokens"} if plan.finish == "incomplete" else None
    failed = {"code": "server_error", "message": "failed"} if plan.finish == "failed" else None
    return {
        "id": f"resp_{plan.serial}",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": plan.finish or "completed",
        "error": failed,
        "incomplete_details": incomplete,
        "model": model_of(body, plan),
        "output": [
            *(_search(n) for n in range(plan.web_searches)),
            _message(plan.text),
            *(_call(i, t) for i, t in enumerate(plan.tools)),
        ],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "service_tier": plan.tier,
        "usage": {
            "input_tokens": plan.input,
            "input_tokens_details": {"cached_tokens": plan.cached, "cache_write_tokens": 0},
            "output_tokens": plan.output,
            "output_tokens_details": {"reasoning_tokens": plan.reasoning},
            "total_tokens": plan.input + plan.output,
        },
        **plan.unknown(),
    }


def _message(text: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    kind = {"type": "message", "role": "assistant", "status": "completed"}
    return {"id": "msg_1", "content": [part], **kind}


def _search(index: int) -> dict[str, Any]:
    action = {"type": "search", "query": "capital of France", "queries": ["capital of France"]}
    kind = {"type": "web_search_call", "status": "completed"}
    return {"id": f"ws_{index}", "action": action, **kind}


def _call(index: int, tool: tuple[str, str]) -> dict[str, Any]:
    name, arguments = tool
    ids = {"id": f"fc_{index}", "call_id": f"call_{index}", "status": "completed"}
    return {"type": "function_call", "name": name, "arguments": arguments, **ids}


def _item_events(index: int, item: dict[str, Any], plan: Scenario) -> list[dict[str, Any]]:
    place = {"output_index": index, "item_id": item["id"]}
    if item["type"] == "web_search_call":
        done = {"type": "response.output_item.done", "item": item, "output_index": index}
        begun = {key: value for key, value in item.items() if key != "action"}
        begun |= {"status": "in_progress"}
        return [done | {"type": "response.output_item.added", "item": begun}, done]
    if item["type"] == "function_call":
        kind = "response.function_call_arguments.delta"
        deltas = [{"type": kind, "delta": item["arguments"], **place}]
        begun = item | {"arguments": "", "status": "in_progress"}
    else:
        kind = "response.output_text.delta"
        where = {**place, "content_index": 0, "logprobs": []}
        deltas = [{"type": kind, "delta": piece, **where} for piece in plan.pieces()]
        part = {"type": "output_text", "text": "", "annotations": []}
        deltas.insert(0, {"type": "response.content_part.added", "part": part, **where})
        begun = item | {"content": [], "status": "in_progress"}
    added = {"type": "response.output_item.added", "item": begun, "output_index": index}
    done = {"type": "response.output_item.done", "item": item, "output_index": index}
    return [added, *deltas, done]
