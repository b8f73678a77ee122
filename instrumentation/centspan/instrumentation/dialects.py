"""The one rule that turns what a span reports into exclusive token buckets.

`spellings.py` says where each count may stand; this module says what the counts mean. The store's
SQL is generated from both, and every golden span goes through both and must agree.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.instrumentation import attributes as names
from centspan.instrumentation.plain_count import plain_count
from centspan.instrumentation.spellings import (
    CALL_OPERATIONS,
    CONTEXT_EDGES,
    COUNTS,
    KINDS,
    NOT_CALLS,
    ROLLUP_OPERATIONS,
    TEXTS,
    TOLD_AGAIN,
)
from centspan.instrumentation.usage import Usage, UsageSource, UsageStatus

Attributes = Mapping[str, Any]
"""Span attributes as the SDK keeps them; values may also be text, as in the store."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Spans that count in a way of their own: by scope prefix, provider as said, and what they carry."""

    scope_prefix: str
    provider: str = ""
    spelling: str = ""


OWN: Final = {
    **{bucket: names.TOKENS_PREFIX + bucket for bucket in names.BUCKETS},
    **{unit: names.UNITS_PREFIX + unit for unit in names.UNITS},
}
"""Field of `Usage` → our own attribute."""
EXCLUSIVE_INPUT: Final = (
    Rule("openlit", "anthropic"),
    Rule("opentelemetry.instrumentation.genai.bedrock"),
    Rule("opentelemetry.instrumentation.botocore"),
    Rule("opentelemetry.instrumentation.bedrock"),
    Rule("langfuse-sdk", spelling="langfuse.observation.usage_details#input"),
)
"""Everyone else follows the conventions: the input count includes cached tokens."""
EXCLUSIVE_OUTPUT: Final = (
    Rule("langfuse-sdk", spelling="langfuse.observation.usage_details#output"),
)
"""As above, for reasoning left out of the output count."""
REST_IS_REASONING: Final = (Rule("opentelemetry.instrumentation.google_generativeai"),)
"""Spans that name reasoning nowhere: it is what their total says beyond input and output."""


def context_band(total_input: int) -> int:
    """Return the largest of `CONTEXT_EDGES` that `total_input` tokens exceed, 0 for none."""
    return max((edge for edge in CONTEXT_EDGES if total_input > edge), default=0)


def text(attributes: Attributes, fact: str) -> str:
    """Return the fact of `TEXTS` in its best spelling, '' where no attribute carries it."""
    return _first(attributes, TEXTS[fact])


def operation(attributes: Attributes) -> str:
    """Return what was asked of the model; chat where a span does not say."""
    return text(attributes, "operation") or KINDS.get(text(attributes, "kind"), "chat")


def is_llm_call(attributes: Attributes) -> bool:
    """Say whether an ended span stands for a call of a model: a roll-up only where it has counts."""
    if not may_be_llm_call(attributes) or _told_again(attributes):
        return False
    return operation(attributes) not in ROLLUP_OPERATIONS or _has_counts(attributes)


def may_be_llm_call(attributes: Attributes) -> bool:
    """Say whether a span that begins with these attributes may come to stand for a call."""
    said = text(attributes, "operation")
    if said in CALL_OPERATIONS or said in ROLLUP_OPERATIONS:
        return True
    if said in NOT_CALLS:
        return False
    return text(attributes, "kind") in KINDS or text(attributes, "model") != ""


def _has_counts(attributes: Attributes) -> bool:
    return (
        names.USAGE_SOURCE in attributes
        or _first(attributes, COUNTS["input"]) != ""
        or _first(attributes, COUNTS["output"]) != ""
    )


def _told_again(attributes: Attributes) -> bool:
    if TOLD_AGAIN[0][0] not in attributes:
        return False
    return all((attributes.get(name, "") != "") is there for name, there in TOLD_AGAIN)


def read_usage(attributes: Attributes, scope: str) -> Usage:
    """Read a span's usage in any dialect; `scope` is its instrumentation scope's name."""
    if (source := attributes.get(names.USAGE_SOURCE)) is not None:
        return _own(attributes, source)
    found = {fact: _first(attributes, spellings) for fact, spellings in COUNTS.items()}
    if not (found["input"] or found["output"]):
        return Usage(source="none")
    counts, plain = _counts(found)
    rest = counts["total"] - counts["input"] - counts["output"]
    thought = 0
    if rest > 0 and not counts["reasoning"] and _applies(REST_IS_REASONING, scope, attributes):
        thought = counts["reasoning"] = rest
    usage = exclusive_buckets(
        counts,
        input_excludes_cache=_applies(EXCLUSIVE_INPUT, scope, attributes),
        output_excludes_reasoning=thought > 0 or _applies(EXCLUSIVE_OUTPUT, scope, attributes),
    )
    usage = usage._replace(web_searches=counts["web_searches"])
    return usage if plain else usage._replace(status="inconsistent")


def exclusive_buckets(
    counts: Mapping[str, int],
    *,
    input_excludes_cache: bool = False,
    output_excludes_reasoning: bool = False,
    source: UsageSource = "provider",
) -> Usage:
    """Split reported counts (keys of `COUNTS`) so that each token stands in one bucket.

    Where parts exceed their total the total is kept as reported and the usage is `inconsistent`.
    """
    get = counts.get
    read, write_1h = get("cache_read", 0), get("cache_write_1h", 0)
    write_5m, writes_agree = _five_minute_writes(
        get("cache_write", 0), get("cache_write_5m", 0), write_1h
    )
    cached = 0 if input_excludes_cache else read + write_5m + write_1h
    uncached = get("input", 0) - cached - get("audio_input", 0) - get("image_input", 0)
    thought = 0 if output_excludes_reasoning else get("reasoning", 0)
    output = get("output", 0) - thought - get("audio_output", 0) - get("image_output", 0)
    buckets = {
        "uncached_input": uncached if uncached >= 0 else get("input", 0),
        "cache_read": read,
        "cache_write_5m": write_5m,
        "cache_write_1h": write_1h,
        "output": output if output >= 0 else get("output", 0),
        "reasoning": get("reasoning", 0),
        "audio_input": get("audio_input", 0),
        "audio_output": get("audio_output", 0),
        "image_input": get("image_input", 0),
        "image_output": get("image_output", 0),
    }
    totals = (0, sum(buckets.values()))
    if input_excludes_cache:  # so may the total
        totals += (get("input", 0) + get("output", 0),)
    agrees = writes_agree and uncached >= 0 and output >= 0 and get("total", 0) in totals
    status: UsageStatus = "ok" if agrees else "inconsistent"
    return Usage(**buckets, source=source, status=status)


def _five_minute_writes(write: int, write_5m: int, write_1h: int) -> tuple[int, bool]:
    """Return the 5-minute cache writes, and whether the split agrees with the total."""
    if write_5m or (write_1h and write < write_1h):
        return write_5m, write in (0, write_5m + write_1h)
    return write - write_1h if write else 0, True


def _own(attributes: Attributes, source: Any) -> Usage:
    counts, plain = _counts({field: attributes.get(name, "") for field, name in OWN.items()})
    agrees = plain and attributes.get(names.USAGE_STATUS) != "inconsistent"
    return Usage(**counts, source=source, status="ok" if agrees else "inconsistent")


def _counts(found: Mapping[str, Any]) -> tuple[dict[str, int], bool]:
    """Return the counts, and whether each is one: what is missing is 0."""
    read = {name: plain_count(value) for name, value in found.items()}
    return {name: count for name, (count, _) in read.items()}, all(p for _, p in read.values())


def _applies(rules: tuple[Rule, ...], scope: str, attributes: Attributes) -> bool:
    return any(
        scope.startswith(rule.scope_prefix)
        and rule.provider in ("", text(attributes, "provider"))
        and (not rule.spelling or _first(attributes, (rule.spelling,)) != "")
        for rule in rules
    )


def _first(attributes: Attributes, spellings: tuple[str, ...]) -> str:
    for spelling in spellings:
        name, _, path = spelling.partition("#")
        value = attributes.get(name)
        if path and value not in (None, ""):
            value = _in_json(str(value), path)
        if value not in (None, ""):
            return str(value)
    return ""


def _in_json(document: str, path: str) -> Any:
    """Return what stands at `key.key` of a JSON object, as text where it is true or false."""
    try:
        found = json.loads(document)
    except ValueError:
        return None
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return str(found).lower() if isinstance(found, bool) else found
