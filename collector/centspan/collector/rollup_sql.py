"""Renders the rollup tables and the money views from the bucket names.

`python -m centspan.collector.rollup_sql` prints the SQL; it is committed as a migration, and a test
compares the two. A new bucket or unit needs a new migration.
"""

import re
import sys
from collections.abc import Collection
from importlib.resources import files

from centspan.collector.money_sql import (
    OF_A_CALL,
    OF_SUMS,
    TOKENS,
    UNIT_COLUMNS,
    Row,
    amount,
    amounts,
    layers,
    piece,
    standing,
    usage,
)
from centspan.instrumentation.attributes import BUCKETS, UNITS
from centspan.instrumentation.spellings import TEXT_OPERATIONS

INPUT = " + ".join(
    f"llm_calls.{bucket}_tokens"
    for bucket in BUCKETS
    if "input" in bucket or bucket.startswith("cache_")
)
TEXT = f"{INPUT} + llm_calls.output_tokens + llm_calls.reasoning_tokens"

RECORDED = "toDecimal128(ifNull(llm_calls.recorded_usd, 0), 18)"

CAPPED = "lower(finish_reason) IN ('length', 'max_tokens', 'max_output_tokens', 'model_length')"
"""An answer that was cut off at its limit, in the words of OpenAI, Anthropic, Google and others."""

COUNTS: tuple[tuple[str, str], ...] = (
    ("calls", "sum(weight)"),
    ("errors", "sumIf(weight, status = 'error')"),
    ("retries", "sum((is_retry + attempts - 1) * weight)"),
    ("abandoned_calls", "sumIf(weight, abandoned = 1)"),
    ("capped_calls", f"sumIf(weight, {CAPPED})"),
    ("inconsistent_calls", "sumIf(weight, usage_status = 'inconsistent')"),
    ("unseen_attempts", "sum(llm_calls.unseen_attempts * weight)"),
    ("without_tenant_calls", "sumIf(weight, llm_calls.tenant = '')"),
    ("without_user_calls", "sumIf(weight, llm_calls.user_id = '')"),
)
"""Counts of calls, not rounded: a sampled call may stand for 3.3, and many rows hold but one."""

MEASURES: tuple[tuple[str, str], ...] = (
    *COUNTS,
    ("unseen_input_tokens", "toUInt64(round(sum(llm_calls.unseen_input_tokens * weight)))"),
    (
        "useful_output_tokens",
        "toUInt64(round(sumIf(llm_calls.output_tokens * weight, @useful)))",
    ),
    ("text_tokens", f"toUInt64(round(sumIf(({TEXT}) * weight, @generates_text)))"),
    *((column, f"toUInt64(round(sum(llm_calls.{column} * weight)))") for column in TOKENS),
    *(
        (unit, f"sum(toDecimal128(llm_calls.{unit} * toDecimal128(weight, 6), 6))")
        for unit in UNITS
    ),
    ("recorded_usd", f"toDecimal128(sum({RECORDED} * toDecimal128(weight, 6)), 18)"),
)
"""Rollup column and the expression over `llm_calls` that fills it."""


LATENCY: tuple[tuple[str, str], ...] = (
    ("duration_us", "toUInt64(round(sum(llm_calls.duration_us * weight)))"),
    (
        "latency_bins",
        "sumMap(map(toUInt16(round(8 * log2(greatest(llm_calls.duration_us / 1e3, 1)))), weight))",
    ),
)
"""What `spend` keeps beside its measures."""

PRICE_DIMENSIONS = ("provider", "model", "service_tier", "context_band")
STATE_DIMENSIONS = ("recorded_by", "usage_source", "served_from", "price_key")
SPEND_DIMENSIONS = (
    *("environment", "service", "feature", "route", "team", "provider", "model", "operation"),
    *("service_tier", "context_band", "purpose", "prompt_version", *STATE_DIMENSIONS),
)
TENANT_DIMENSIONS = ("environment", "team", "tenant", *PRICE_DIMENSIONS, *STATE_DIMENSIONS)
USER_DIMENSIONS = (
    "environment",
    "feature",
    "tenant",
    "user_id",
    *PRICE_DIMENSIONS,
    *STATE_DIMENSIONS,
)
"""What each rollup keeps apart, in the order of its columns."""

DIMENSION_TYPES = {
    "user_id": "String CODEC(ZSTD(1))",
    "context_band": "UInt32",
    "price_key": "UInt64",
}
"""Of the dimensions that are not LowCardinality(String)."""


_CONDITIONS = {
    "@useful": "status = 'ok' AND NOT superseded AND @generates_text",
    "@generates_text": "operation IN ({})".format(
        ", ".join(f"'{operation}'" for operation in TEXT_OPERATIONS)
    ),
}


def measured(names: Collection[str]) -> str:
    """The measures of that name as they are summed over `llm_calls`."""
    every = [f"{how} AS {name}" for name, how in (*MEASURES, *LATENCY) if name in names]
    return _filled(", ".join(every), _CONDITIONS)


def selected(dimensions: Collection[str]) -> str:
    """The dimensions as they are taken from `llm_calls`."""
    return ", ".join(f"{_of(name)} AS {name}" if _of(name) != name else name for name in dimensions)


def grouped(dimensions: Collection[str]) -> str:
    """The same to group by, which a reader's settings may take for columns where aliases stand."""
    return ", ".join(map(_of, dimensions))


def _of(dimension: str) -> str:
    return usage("llm_calls") if dimension == "usage_source" else dimension


def render() -> str:
    """Return the rollup migration, with migrate.py's placeholders still in it."""
    template = files("centspan.collector").joinpath("templates/rollups.sql").read_text("utf-8")
    replacements = {
        **_dimensions("spend", SPEND_DIMENSIONS),
        **_dimensions("tenant", TENANT_DIMENSIONS),
        **_dimensions("user", USER_DIMENSIONS),
        "@measure_columns": ",\n  ".join(f"{name} {_type(name)}" for name, _ in MEASURES),
        "@measures": ",\n  ".join(f"{expression} AS {name}" for name, expression in MEASURES),
        "@latency": ",\n  ".join(f"{expression} AS {name}" for name, expression in LATENCY),
        "@token_columns": ", ".join(UNIT_COLUMNS),
        **_CONDITIONS,
        "@money_of_sums": _money(OF_SUMS),
        "@money_of_a_call": _money(OF_A_CALL),
        "@unmeasured_sums": OF_SUMS.unmeasured,
    }
    template = _filled(template, replacements)
    template = re.sub(r"@amount\((\w+)\)", lambda found: amount(found[1]), template)
    return _with_standing(template)


def _money(row: Row) -> str:
    return ",\n  ".join(f"{how} AS {name}" for name, how in amounts(row).items())


def _dimensions(rollup: str, names: tuple[str, ...]) -> dict[str, str]:
    columns = ",\n  ".join(f"{name} {_type(name)}" for name in names)
    return {
        f"@{rollup}_columns": columns,
        f"@{rollup}_dimensions": ", ".join(names),
        f"@{rollup}_selected": selected(names),
        f"@{rollup}_grouped": grouped(names),
    }


def _with_standing(template: str) -> str:
    """Write `@layers(key, time)`, `@piece(key, time)` and `@standing(key, time)` out."""
    for marker, text in (("@layers", layers), ("@piece", piece), ("@standing", standing)):
        template = re.sub(
            marker + r"\(([\w.]+), ((?:\w|\([^)]*\)|, )+)\)",
            lambda found, text=text: text(found[1], found[2]),
            template,
        )
    return template


def _filled(template: str, replacements: dict[str, str]) -> str:
    for marker, text in replacements.items():
        template = re.sub(rf"{marker}\b", lambda _, text=text: text, template)
    return template


def _type(name: str) -> str:
    if name in DIMENSION_TYPES:
        return DIMENSION_TYPES[name]
    if name in SPEND_DIMENSIONS + TENANT_DIMENSIONS:
        return "LowCardinality(String)"
    if name == "recorded_usd":
        return "Decimal(38, 18) CODEC(ZSTD(1))"
    if name in UNITS:  # few and dear: what a fraction of one costs shows
        return "Decimal(38, 6) CODEC(ZSTD(1))"
    if name in dict(COUNTS):
        return "Float64 CODEC(ZSTD(1))"
    return "UInt64 CODEC(T64, ZSTD(1))"


if __name__ == "__main__":
    sys.stdout.write(render())
