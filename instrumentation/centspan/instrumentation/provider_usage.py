"""A provider's own usage report as exclusive buckets, in any provider's spelling.

Takes what the SDK returned (an object) or what came over the wire (a mapping); fields that are
missing, None or unknown do no harm. Where parts exceed their total everything is kept as it was
reported and `status` is `inconsistent`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from centspan.instrumentation import attributes as names
from centspan.instrumentation import usage_fields
from centspan.instrumentation.dialects import exclusive_buckets
from centspan.instrumentation.usage import NO_USAGE, Usage
from centspan.instrumentation.usage_fields import Dialect

Counts = dict[str, int]
_OWN: Final = names.BUCKETS + names.UNITS
_MODALITIES: Final = ("audio", "image")


def openai_usage(reported: Any) -> Usage:
    """OpenAI and its kin: totals include cached, audio and reasoning tokens.

    Some kin (xAI, Gemini's compatible endpoint) leave reasoning out of the completion: their
    total tells.
    """
    counts = _read(reported, usage_fields.OPENAI)
    thought = counts.get("reasoning", 0)
    said = counts.get("input", 0) + counts.get("output", 0)
    apart = thought > 0 and counts.get("total") == said + thought
    return _usage(counts, output_excludes_reasoning=apart)


mistral_usage = openai_usage
groq_usage = openai_usage


def anthropic_usage(reported: Any) -> Usage:
    """Anthropic: the input count leaves cached tokens out; output includes thinking."""
    return _usage(_read(reported, usage_fields.ANTHROPIC), input_excludes_cache=True)


def gemini_usage(reported: Any) -> Usage:
    """Google: the prompt includes cached tokens; thoughts and tool results stand apart."""
    view = _view(reported)
    counts = _read(view, usage_fields.GEMINI)
    if "input" in counts:
        counts["input"] += counts.pop("tool_input", 0)
    for modality in _MODALITIES:
        prompt = _modality(view, ("prompt_tokens_details", "promptTokensDetails"), modality)
        cached = _modality(view, ("cache_tokens_details", "cacheTokensDetails"), modality)
        answer = _modality(view, ("candidates_tokens_details", "candidatesTokensDetails"), modality)
        if prompt > cached:
            counts[f"{modality}_input"] = prompt - cached
        if answer:
            counts[f"{modality}_output"] = answer
    return _usage(counts, output_excludes_reasoning=True)


def bedrock_usage(reported: Any) -> Usage:
    """Bedrock's converse: the input count leaves cached tokens out, the total may as well."""
    view = _view(reported)
    counts = _read(view, usage_fields.BEDROCK)
    for each in _list(view.get("cacheDetails")):
        if (written := _view(each)).get("ttl") == "1h":
            counts["cache_write_1h"] = _count(written.get("inputTokens"))
    if counts.get("total") == counts.get("input", 0) + counts.get("output", 0):
        del counts["total"]
    return _usage(counts, input_excludes_cache=True)


def cohere_usage(reported: Any) -> Usage:
    """Cohere's `usage` or `meta`: what is billed, else what was processed."""
    return _usage(_read(reported, usage_fields.COHERE))


def ollama_usage(reported: Any) -> Usage:
    """Ollama's counts, which stand in the answer itself."""
    return _usage(_read(reported, usage_fields.OLLAMA))


_TELLING: Final = (
    (gemini_usage, ("prompt_token_count", "promptTokenCount", "total_token_count")),
    (bedrock_usage, ("inputTokens", "outputTokens")),
    (cohere_usage, ("billed_units",)),
    (ollama_usage, ("prompt_eval_count", "eval_count")),
    (anthropic_usage, ("cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation")),
)
"""Fields that only one spelling has; without any of them a report is read as OpenAI's."""


def any_usage(provider: str, reported: Any) -> Usage:
    """Read a report by the fields it has; `provider` settles Anthropic's plain counts."""
    view = _view(reported)
    if not view.keys().isdisjoint(names.BUCKETS):
        counted = {name: _count(view[name]) for name in _OWN if name in view}
        return Usage(**counted, source="provider", status="ok")
    for reads, telling in _TELLING:
        if not view.keys().isdisjoint(telling):
            return reads(view)
    return anthropic_usage(view) if provider == "anthropic" else openai_usage(view)


def _usage(
    counts: Counts, *, input_excludes_cache: bool = False, output_excludes_reasoning: bool = False
) -> Usage:
    if not counts:
        return NO_USAGE
    broken = counts.pop("negative", 0)
    usage = exclusive_buckets(
        counts,
        input_excludes_cache=input_excludes_cache,
        output_excludes_reasoning=output_excludes_reasoning,
    )
    searches, requests = counts.get("web_searches", 0), counts.get("requests", 0)
    if searches or requests:
        usage = usage._replace(web_searches=searches, requests=requests)
    return usage._replace(status="inconsistent") if broken else usage


def _read(reported: Any, dialect: Dialect) -> Counts:
    """Return the counts found; empty where there is not a single one."""
    report = _view(reported)
    counts: Counts = {}
    for part, facts in dialect.items():
        source = report if not part else report.get(part)
        if source is None:
            continue
        for name, value in _view(source).items():
            if (fact := facts.get(name)) and value is not None and not counts.get(fact):
                if type(value) is int and value >= 0:
                    counts[fact] = value
                    continue
                counts[fact] = _count(value)
                if type(value) is int:
                    counts["negative"] = 1
    return counts


def _view(source: Any) -> Mapping[str, Any]:
    """Return an object's fields as a mapping; pydantic keeps unknown ones apart."""
    kind = type(source)
    if kind is dict or _is_mapping(kind):
        return source
    known: dict[str, Any] = getattr(source, "__dict__", None) or {}
    extra: dict[str, Any] | None = getattr(source, "__pydantic_extra__", None)
    return {**known, **extra} if extra else known


@lru_cache(maxsize=256)
def _is_mapping(kind: type) -> bool:
    return issubclass(kind, Mapping)


def _count(value: Any) -> int:
    """Return a whole number of tokens; 0 for a negative one, or for no number at all."""
    if type(value) is int:
        return max(0, value)
    try:
        return max(int(value), 0)
    except (TypeError, ValueError, OverflowError):
        return 0


def _modality(report: Mapping[str, Any], names: tuple[str, str], modality: str) -> int:
    details = report.get(names[0]) or report.get(names[1])
    return sum(_of_modality(_view(each), modality) for each in _list(details))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _of_modality(detail: Mapping[str, Any], modality: str) -> int:
    named = detail.get("modality")
    if str(getattr(named, "value", named)).lower() != modality:
        return 0
    return _count(detail.get("token_count") or detail.get("tokenCount"))
