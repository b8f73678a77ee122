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
)
from centspan.instrumentation.usage import Usage, UsageSource, UsageStatus

Attributes = Mapping[str, Any]
"""Span attributes as the SDK keeps them; values may also be text, as in the store."""


@dataclass(frozen=True, slots=True)
class Exclusive:
    """Spans whose input count leaves cached tokens out, by scope prefix and provider."""

    scope_prefix: str
    provider: str


OWN: Final = {
    **{bucket: names.TOKENS_PREFIX + bucket for bucket in names.BUCKETS},
    **{unit: names.UNITS_PREFIX + unit for unit in names.UNITS},
}
"""Field of `Usage` → our own attribute."""
EXCLUSIVE_INPUT: Final = (
    Exclusive("openlit", "anthropic"),
    Exclusive("langfuse-sdk", ""),
)
"""Everyone else follows the conventions: the input count includes cached tokens."""
EXCLUSIVE_OUTPUT: Final = (Exclusive("langfuse-sdk", ""),)
"""As above, for reasoning left out of the output count."""


def context_band(total_input: int) -> int:
    """Return the largest of `CONTEXT_EDGES` that `total_input` tokens exceed, 0 for none."""
    return max((edge for edge in CONTEXT_EDGES if total_input > edge), default=0)


def text(attributes: Attributes, fact: str) -> str:
    """Return the fact of `TEXTS` in its best spelling, '' where no attribute carries it."""
    return _first(attributes, TEXTS[fact])


def is_llm_call(attributes: Attributes) -> bool:
    """Say whether a span with these attributes stands for a call of a model."""
    operation = text(attributes, "operation")
    if operation in CALL_OPERATIONS or operation in ROLLUP_OPERATIONS:
        return True
    if operation in NOT_CALLS:
        return False
    return text(attributes, "kind") in KINDS or text(attributes, "model") != ""


def read_usage(attributes: Attributes, scope: str) -> Usage:
    """Read a span's usage in any dialect; `scope` is its instrumentation scope's name."""
    if (source := attributes.get(names.USAGE_SOURCE)) is not None:
        return _own(attributes, source)
    found = {fact: _first(attributes, spellings) for fact, spellings in COUNTS.items()}
    if not (found["input"] or found["output"]):
        return Usage(source="none")
    provider = text(attributes, "provider")
    counts, plain = _counts(found)
    usage = exclusive_buckets(
        counts,
        input_excludes_cache=_applies(EXCLUSIVE_INPUT, scope, provider),
        output_excludes_reasoning=_applies(EXCLUSIVE_OUTPUT, scope, provider),
    )
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
    total = get("total", 0)
    agrees = (
        writes_agree
        and uncached >= 0
        and output >= 0
        and (total == 0 or total == sum(buckets.values()))
    )
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


def _applies(rules: tuple[Exclusive, ...], scope: str, provider: str) -> bool:
    return any(
        scope.startswith(rule.scope_prefix) and rule.provider in ("", provider) for rule in rules
    )


def _first(attributes: Attributes, spellings: tuple[str, ...]) -> str:
    for spelling in spellings:
        name, _, key = spelling.partition("#")
        value = attributes.get(name)
        if key and isinstance(value, str):
            value = _json_key(value, key)
        if value not in (None, ""):
            return str(value)
    return ""


def _json_key(document: str, key: str) -> Any:
    try:
        found = json.loads(document)
    except ValueError:
        return None
    return found.get(key) if isinstance(found, dict) else None
