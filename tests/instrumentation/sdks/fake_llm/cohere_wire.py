"""Cohere's v2 API on the wire."""

from typing import Any

from fake_llm.reply import Reply, events
from fake_llm.scenario import Scenario


def usage_of(plan: Scenario) -> dict[str, Any]:
    counts = {"input_tokens": plan.input, "output_tokens": plan.output}
    return {"billed_units": counts, "tokens": counts}


def chat(body: dict[str, Any], plan: Scenario) -> Reply:
    finish = plan.finish or ("TOOL_CALL" if plan.tools else "COMPLETE")
    if body.get("stream"):
        return events([(each["type"], each) for each in _steps(plan, finish)], {})
    message: dict[str, Any] = {"role": "assistant"}
    if plan.tools:
        message["tool_calls"] = [_tool(i, t) for i, t in enumerate(plan.tools)]
    else:
        message["content"] = [{"type": "text", "text": plan.text}]
    ids = {"id": "cohere-1", "finish_reason": finish}
    return Reply({**ids, "message": message, "usage": usage_of(plan), **plan.unknown()})


def _tool(index: int, tool: tuple[str, str]) -> dict[str, Any]:
    function = {"name": tool[0], "arguments": tool[1]}
    return {"id": f"call_{index}", "type": "function", "function": function}


def _steps(plan: Scenario, finish: str) -> list[dict[str, Any]]:
    start = {"message": {"role": "assistant", "content": [], "tool_calls": []}}
    done: list[dict[str, Any]] = [{"type": "message-start", "id": "cohere-1", "delta": start}]
    text = {"message": {"content": {"type": "text", "text": ""}}}
    done.append({"type": "content-start", "index": 0, "delta": text})
    for piece in plan.pieces():
        delta = {"message": {"content": {"text": piece}}}
        done.append({"type": "content-delta", "index": 0, "delta": delta})
    done.append({"type": "content-end", "index": 0})
    for index, tool in enumerate(plan.tools):
        delta = {"message": {"tool_calls": _tool(index, tool)}}
        done.append({"type": "tool-call-start", "index": index, "delta": delta})
    end = {"finish_reason": finish, "usage": usage_of(plan)}
    return [*done, {"type": "message-end", "id": "cohere-1", "delta": end}]


def embed(body: dict[str, Any], plan: Scenario) -> Reply:
    billed = {"billed_units": {"input_tokens": plan.input}}
    vectors = {"float": [[0.25, 0.5]]}
    ids = {"id": "cohere-2", "response_type": "embeddings_by_type", "texts": ["a"]}
    return Reply({**ids, "embeddings": vectors, "meta": billed})


def rerank(body: dict[str, Any], plan: Scenario) -> Reply:
    results = [{"index": 0, "relevance_score": 0.9}]
    return Reply({"id": "c3", "results": results, "meta": {"billed_units": {"search_units": 1}}})


def failure(plan: Scenario) -> Reply:
    return Reply({"message": plan.error_message}, status=plan.status)
