"""A provider's own usage report as exclusive buckets, in any provider's spelling.

Takes what the SDK returned (an object) or what came over the wire (a mapping); fields that are
missing, None or unknown do no harm. Where parts exceed their total everything is kept as it was
reported and `status` is `inconsistent`, as it is where a count is no whole number of tokens.
"""

from collections.abc import Mapping
from functools import lru_cache
from numbers import Number
from typing import Any, Final

from centspan.instrumentation import attributes as names
from centspan.instrumentation import usage_fields
from centspan.instrumentation.dialects import exclusive_buckets
from centspan.instrumentation.plain_count import MOST, plain_count
from centspan.instrumentation.usage import NO_USAGE, Usage, UsageStatus
from centspan.instrumentation.usage_fields import Dialect, Facts

Counts = dict[str, int]
_OWN: Final = names.BUCKETS + names.UNITS
_MODALITIES: Final = ("audio", "image")
_NONE: Final[Facts] = {}
_BROKEN: Final = "broken"
"""Stands among the counts where one of them was no count."""


def openai_usage(reported: Any, also: Facts = _NONE) -> Usage:
    """OpenAI and its kin: totals include cached, audio and reasoning tokens.

    Some kin (xAI, Gemini's compatible endpoint) leave reasoning out of the completion: their
    total tells. Cached audio counts as cached, where the report tells how much of it there is.
    """
    view = _view(reported)
    counts = _read(view, usage_fields.OPENAI, also)
    if counts.get("cache_read"):
        _take_out_cached(counts, view)
    thought = counts.get("reasoning", 0)
    said = counts.get("input", 0) + counts.get("output", 0)
    apart = thought > 0 and counts.get("total") == said + thought
    return _usage(counts, output_excludes_reasoning=apart)


def anthropic_usage(reported: Any, also: Facts = _NONE) -> Usage:
    """Anthropic: the input count leaves cached tokens out; output includes thinking."""
    return _usage(_read(reported, usage_fields.ANTHROPIC, also), input_excludes_cache=True)


def gemini_usage(reported: Any, also: Facts = _NONE) -> Usage:
    """Google: the prompt includes cached tokens; thoughts and tool results stand apart."""
    view = _view(reported)
    counts = _read(view, usage_fields.GEMINI, also)
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


def bedrock_usage(reported: Any, also: Facts = _NONE) -> Usage:
    """Bedrock's converse: the input count leaves cached tokens out, the total may as well."""
    view = _view(reported)
    counts = _read(view, usage_fields.BEDROCK, also)
    for each in _list(view.get("cacheDetails")):
        if (written := _view(each)).get("ttl") == "1h":
            _keep(counts, "cache_write_1h", written.get("inputTokens"))
    if counts.get("total") == counts.get("input", 0) + counts.get("output", 0):
        del counts["total"]
    return _usage(counts, input_excludes_cache=True)


def cohere_usage(reported: Any, also: Facts = _NONE) -> Usage:
    """Cohere's `usage` or `meta`: what is billed, else what was processed."""
    return _usage(_read(reported, usage_fields.COHERE, also))


def ollama_usage(reported: Any, also: Facts = _NONE) -> Usage:
    """Ollama's counts, which stand in the answer itself."""
    return _usage(_read(reported, usage_fields.OLLAMA, also))


_TELLING: Final = (
    (gemini_usage, ("prompt_token_count", "promptTokenCount", "total_token_count")),
    (bedrock_usage, ("inputTokens", "outputTokens")),
    (cohere_usage, ("billed_units",)),
    (ollama_usage, ("prompt_eval_count", "eval_count")),
    (anthropic_usage, ("cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation")),
)
"""Fields that only one spelling has; without any of them a report is read as OpenAI's."""


def any_usage(provider: str, reported: Any) -> Usage:
    """Read a report by the fields it has; `provider` settles Anthropic's plain counts.

    A report in our own buckets is taken as it is; where it mixes spellings each count is read.
    """
    view = _view(reported)
    if view and view.keys() <= set(_OWN):
        return own_usage(view)
    for reads, telling in _TELLING:
        if not view.keys().isdisjoint(telling):
            return reads(view, usage_fields.ANYBODY)
    reads = anthropic_usage if provider == "anthropic" else openai_usage
    return reads(view, usage_fields.ANYBODY)


def own_usage(report: Mapping[str, Any]) -> Usage:
    """Read a report in our own exclusive buckets and units."""
    counts: Counts = {}
    for name in _OWN:
        if (value := report.get(name)) is not None:
            _keep(counts, name, value)
    status: UsageStatus = "inconsistent" if counts.pop(_BROKEN, 0) else "ok"
    return Usage(**counts, source="provider", status=status) if counts else NO_USAGE


def _usage(
    counts: Counts, *, input_excludes_cache: bool = False, output_excludes_reasoning: bool = False
) -> Usage:
    if not counts:
        return NO_USAGE
    broken = counts.pop(_BROKEN, 0)
    if "uncached_input" in counts and "input" not in counts:
        input_excludes_cache = output_excludes_reasoning = True
        parts = ("uncached_input", "audio_input", "image_input")
        counts["input"] = sum(counts.get(part, 0) for part in parts)
    usage = exclusive_buckets(
        counts,
        input_excludes_cache=input_excludes_cache,
        output_excludes_reasoning=output_excludes_reasoning,
    )
    searches, requests = counts.get("web_searches", 0), counts.get("requests", 0)
    if searches or requests:
        usage = usage._replace(web_searches=searches, requests=requests)
    return usage._replace(status="inconsistent") if broken else usage


def _read(reported: Any, dialect: Dialect, also: Facts = _NONE) -> Counts:
    """Return the counts found, those of `also` last; empty where there is not a single one."""
    report = _view(reported)
    counts: Counts = {}
    for part, facts in dialect.items():
        source = report if not part else report.get(part)
        if source is not None:
            _add(counts, _view(source), facts)
    if also:
        _add(counts, report, also)
    return counts


def _add(counts: Counts, source: Mapping[str, Any], facts: Facts) -> None:
    for name, value in source.items():
        if (fact := facts.get(name)) and value is not None and not counts.get(fact):
            if type(value) is int and 0 <= value <= MOST:
                counts[fact] = value
            else:
                _keep(counts, fact, value)


def _keep(counts: Counts, fact: str, value: Any) -> None:
    """Keep a count, or what can be made of it; an object (an SDK's "not given") is none."""
    if isinstance(value, (str, Number)):
        counts[fact], plain = plain_count(value)
        if not plain:
            counts[_BROKEN] = 1


def _take_out_cached(counts: Counts, report: Mapping[str, Any]) -> None:
    """Leave to audio and images what was not read from the cache."""
    for part in ("prompt_tokens_details", "input_tokens_details", "input_token_details"):
        if (cached := _view(report.get(part)).get("cached_tokens_details")) is not None:
            for modality in _MODALITIES:
                taken, _ = plain_count(_view(cached).get(f"{modality}_tokens") or 0)
                if taken and (fact := f"{modality}_input") in counts:
                    counts[fact] = max(0, counts[fact] - taken)


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


def _modality(report: Mapping[str, Any], names: tuple[str, str], modality: str) -> int:
    details = report.get(names[0]) or report.get(names[1])
    return sum(_of_modality(_view(each), modality) for each in _list(details))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _of_modality(detail: Mapping[str, Any], modality: str) -> int:
    named = detail.get("modality")
    if str(getattr(named, "value", named)).lower() != modality:
        return 0
    count, _ = plain_count(detail.get("token_count") or detail.get("tokenCount") or 0)
    return count
