"""What a request really used, from the provider's side: by its path and the scenario it got."""

from typing import Any

from fake_llm.scenario import Scenario

Truth = dict[str, Any]


def truth_of(path: str, body: dict[str, Any], plan: Scenario) -> Truth:
    """Operation, model, tier, and each token in its exclusive bucket; a failed call used none."""
    found = _by_path(path, body, plan)
    if plan.status != 200:
        return {"operation": found["operation"], "model": found["asked"], "status": "error"}
    found.pop("asked")
    if body.get("stream") and path.endswith("/chat/completions") and not _reports(body):
        found["tokens"] = {}
    found["tokens"] = {name: count for name, count in found["tokens"].items() if count}
    return {name: value for name, value in found.items() if value}


def _by_path(path: str, body: dict[str, Any], plan: Scenario) -> Truth:
    asked = str(body.get("model", ""))
    if path.endswith(("/messages", ":rawPredict", ":streamRawPredict")):
        asked = asked or path.rpartition("/")[2].partition(":")[0]
        return _anthropic("chat", asked, plan.model or f"{asked}-2024-07-18", plan)
    if path.endswith("/embeddings"):
        tokens = {"uncached_input": plan.input}
        return {"operation": "embeddings", "asked": asked, "model": asked, "tokens": tokens}
    if "/models/" in path:
        asked = path.rpartition("/")[2].partition(":")[0]
        return _gemini(asked, plan)
    if "/model/" in path:
        asked = path.split("/model/")[1].partition("/")[0].replace("%3A", ":")
        return _bedrock(path, asked, plan)
    return _openai(asked, plan)


def _reports(body: dict[str, Any]) -> bool:
    return bool((body.get("stream_options") or {}).get("include_usage"))


def _tier(plan: Scenario) -> str:
    return "" if plan.tier in (None, "default", "standard") else str(plan.tier)


def _openai(asked: str, plan: Scenario) -> Truth:
    tokens = {
        "uncached_input": plan.input - plan.cached - plan.audio_input,
        "cache_read": plan.cached,
        "audio_input": plan.audio_input,
        "output": plan.output - plan.reasoning - plan.audio_output,
        "reasoning": plan.reasoning,
        "audio_output": plan.audio_output,
    }
    return {
        "operation": "chat",
        "asked": asked,
        "model": f"{asked}-2024-07-18",
        "service_tier": _tier(plan),
        "tokens": tokens,
        "web_searches": plan.web_searches,
    }


def _anthropic(operation: str, asked: str, model: str, plan: Scenario) -> Truth:
    tokens = {
        "uncached_input": plan.uncached,
        "cache_read": plan.cache_read,
        "cache_write_5m": plan.cache_write_5m,
        "cache_write_1h": plan.cache_write_1h,
        "output": plan.output - plan.reasoning,
        "reasoning": plan.reasoning,
    }
    return {
        "operation": operation,
        "asked": asked,
        "model": model,
        "service_tier": _tier(plan),
        "tokens": tokens,
        "web_searches": plan.web_searches,
    }


def _gemini(asked: str, plan: Scenario) -> Truth:
    tokens = {
        "uncached_input": plan.input - plan.cached - plan.audio_input,
        "cache_read": plan.cached,
        "audio_input": plan.audio_input,
        "output": plan.output - plan.reasoning,
        "reasoning": plan.reasoning,
    }
    return {
        "operation": "generate_content",
        "asked": asked,
        "model": "gemini-2.5-flash-001",
        "tokens": tokens,
        "web_searches": min(plan.web_searches, 1),
    }


def _bedrock(path: str, asked: str, plan: Scenario) -> Truth:
    if path.endswith(("/invoke", "/invoke-with-response-stream")):
        return _anthropic("chat", asked, asked, plan)
    tokens = {
        "uncached_input": plan.uncached,
        "cache_read": plan.cache_read,
        "cache_write_5m": plan.cache_write_5m,
        "output": plan.output,
    }
    return {"operation": "chat", "asked": asked, "model": asked, "tokens": tokens}
