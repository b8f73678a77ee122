"""Ollama's API on the wire: lines of JSON."""

import json
from typing import Any

from fake_llm.reply import Reply
from fake_llm.scenario import Scenario


def chat(body: dict[str, Any], plan: Scenario) -> Reply:
    return _answer(body, plan, lambda text: {"message": {"role": "assistant", "content": text}})


def generate(body: dict[str, Any], plan: Scenario) -> Reply:
    return _answer(body, plan, lambda text: {"response": text})


def _answer(body: dict[str, Any], plan: Scenario, wrap: Any) -> Reply:
    base = {"model": body["model"], "created_at": "2026-01-01T00:00:00Z"}
    counts = {"prompt_eval_count": plan.input, "eval_count": plan.output}
    last = {"done": True, "done_reason": plan.finish or "stop", **counts}
    calls = [{"function": {"name": name, "arguments": {}}} for name, _ in plan.tools]
    if not body.get("stream"):
        document = base | wrap(plan.text) | last
        if calls:
            document["message"]["tool_calls"] = calls
        return Reply(document)
    parts = [base | wrap(piece) | {"done": False} for piece in plan.pieces()]
    if calls:
        parts[-1]["message"]["tool_calls"] = calls
    lines = [json.dumps(part).encode() + b"\n" for part in [*parts, base | wrap("") | last]]
    return Reply(pieces=lines, content_type="application/x-ndjson")


def embed(body: dict[str, Any], plan: Scenario) -> Reply:
    vectors = {"model": body["model"], "embeddings": [[0.25, 0.5]]}
    return Reply({**vectors, "prompt_eval_count": plan.input})


def failure(plan: Scenario) -> Reply:
    return Reply({"error": plan.error_message}, status=plan.status)
