"""Google's Gemini API on the wire."""

from typing import Any

from fake_llm.reply import Reply, events
from fake_llm.scenario import Scenario


def generate(body: dict[str, Any], plan: Scenario) -> Reply:
    return Reply(_content(plan, plan.text, last=True))


def stream(body: dict[str, Any], plan: Scenario) -> Reply:
    pieces = plan.pieces()
    parts = [_content(plan, piece, last=piece is pieces[-1]) for piece in pieces]
    return events([(None, part) for part in parts], {})


def _content(plan: Scenario, text: str, *, last: bool) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"text": text}]
    if last:
        parts += [{"functionCall": {"name": name, "args": {}}} for name, _ in plan.tools]
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if last and plan.web_searches:
        queries = [f"capital of France {n}" for n in range(plan.web_searches)]
        candidate["groundingMetadata"] = {"webSearchQueries": queries, "groundingChunks": []}
    if last:
        candidate["finishReason"] = plan.finish or "STOP"
    thoughts, answer = (plan.reasoning, plan.output - plan.reasoning) if last else (0, 1)
    usage = {
        "promptTokenCount": plan.input,
        "cachedContentTokenCount": plan.cached,
        "candidatesTokenCount": answer,
        "thoughtsTokenCount": thoughts,
        "totalTokenCount": plan.input + answer + thoughts,
    }
    if plan.audio_input:
        text = plan.input - plan.audio_input
        usage["promptTokensDetails"] = [
            {"modality": "TEXT", "tokenCount": text},
            {"modality": "AUDIO", "tokenCount": plan.audio_input},
        ]
    ids = {
        "responseId": f"gemini-{plan.serial}",
        "modelVersion": plan.model or "gemini-2.5-flash-001",
    }
    return {"candidates": [candidate], "usageMetadata": usage, **ids, **plan.unknown()}


def embed(body: dict[str, Any], plan: Scenario) -> Reply:
    return Reply({"embeddings": [{"values": [0.25, 0.5]}]})


def failure(plan: Scenario) -> Reply:
    error = {"code": plan.status, "message": plan.error_message, "status": "UNAVAILABLE"}
    return Reply({"error": error}, status=plan.status)
