"""Renders the rollup tables and the money views from the bucket names.

`python -m centspan.collector.rollup_sql` prints the SQL; it is committed as a migration, and a test
compares the two. A new bucket or unit needs a new migration.
"""

import re
import sys
from importlib.resources import files

from centspan.instrumentation.attributes import BUCKETS, UNITS
from centspan.instrumentation.spellings import TEXT_OPERATIONS

TOKENS = tuple(f"{bucket}_tokens" for bucket in BUCKETS)
UNIT_COLUMNS = TOKENS + UNITS
"""The store's columns that a price multiplies, in the order of BUCKETS then UNITS."""
INPUT = " + ".join(
    f"llm_calls.{bucket}_tokens"
    for bucket in BUCKETS
    if "input" in bucket or bucket.startswith("cache_")
)
TEXT = f"{INPUT} + llm_calls.output_tokens + llm_calls.reasoning_tokens"

RECORDED = "toDecimal128(ifNull(llm_calls.recorded_usd, 0), 18)"

COUNTS: tuple[tuple[str, str], ...] = (
    ("calls", "sum(weight)"),
    ("errors", "sumIf(weight, status = 'error')"),
    ("retries", "sum((is_retry + attempts - 1) * weight)"),
    ("abandoned_calls", "sumIf(weight, abandoned = 1)"),
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


MONEY = """multiIf(served_from != '', 'priced', contracted_id = 0, 'unpriced',
    contracted_id != price_id AND price_id != 0 AND @status(price_id) = 'assumed', 'assumed',
    @status(contracted_id)) AS price_status,
  multiIf(served_from != '', toDecimal128(0, 18), price_id = 0 OR @unmeasured, NULL, @list_amount) AS list_usd,
  multiIf(served_from != '', toDecimal128(0, 18), recorded_by IN ('provider', 'gateway'),
    toDecimal128(recorded_usd, 18), contracted_id = price_id, list_usd, @unmeasured, NULL,
    @contract_amount) AS effective_usd,
  @unseen AS unseen_estimate_usd"""
"""What every view adds to its counts, of one call or of many."""

UNMEASURED_SUMS = "(usage_source = 'none' AND (errors < calls OR unseen_attempts > 0))"
UNMEASURED_CALL = "(usage_source = 'none' AND (status = 'ok' OR unseen_attempts > 0))"
"""Served, but nobody knows how much: no amount. A call that was refused is known to be free."""


def money(unmeasured: str) -> str:
    """MONEY, with the condition under which a row has no known usage."""
    parts = {
        "@unmeasured": unmeasured,
        "@list_amount": amount("price_id"),
        "@contract_amount": amount("contracted_id"),
        "@unseen": UNSEEN,
    }
    status = r"dictGet('{database}.price_row', 'price_status', \1)"
    return re.sub(r"@status\((\w+)\)", status, _filled(MONEY, parts))


def amount(price_id: str) -> str:
    """Σ column × the price of `price_id`, in USD as Decimal(38, 18)."""
    return " + ".join(
        f"toDecimal128({column} * {_price(column, price_id)}, 18)"
        if column in UNITS
        else f"{column} * {_price(column, price_id)}"
        for column in UNIT_COLUMNS
    )


def _price(column: str, price_id: str) -> str:
    name = column.removesuffix("_tokens")
    return f"dictGet('{{database}}.price_row', '{name}', {price_id})"


def standing(price_key: str, time: str) -> str:
    """Both layers' prices that stood for `price_key` at `time`, in one number; see `layers`."""
    return f"dictGet('{{database}}.price_at', 'standing', {price_key}, {time})"


def layers(price_key: str, time: str) -> str:
    """The list price's id and the contracted one's, as two columns; 0 where none stood."""
    both = standing(price_key, time)
    return f"toUInt64({both}) AS price_id,\n  toUInt64(bitShiftRight({both}, 64)) AS contracted_id"


def piece(price_key: str, time: str) -> str:
    """What calls of one rollup row share: what stands, and what versions after a closed month set."""
    adjusted = f"dictGet('{{database}}.price_at', 'adjusted', {price_key}, {time})"
    return f"{standing(price_key, time)},\n  {adjusted}"


UNSEEN = """if(contracted_id = 0 OR unseen_input_tokens = 0, NULL,
    toUInt64(unseen_input_tokens) * dictGet('{database}.price_row', 'uncached_input', contracted_id))"""
"""What attempts that the app never saw answered cost at least: their input, none of it cached."""


def render() -> str:
    """Return the rollup migration, with migrate.py's placeholders still in it."""
    template = files("centspan.collector").joinpath("templates/rollups.sql").read_text("utf-8")
    operations = ", ".join(f"'{operation}'" for operation in TEXT_OPERATIONS)
    replacements = {
        "@measure_columns": ",\n  ".join(f"{name} {_type(name)}" for name, _ in MEASURES),
        "@measures": ",\n  ".join(f"{expression} AS {name}" for name, expression in MEASURES),
        "@token_columns": ", ".join(UNIT_COLUMNS),
        "@useful": "status = 'ok' AND NOT superseded AND @generates_text",
        "@generates_text": f"operation IN ({operations})",
        "@money_of_sums": money(UNMEASURED_SUMS),
        "@money_of_a_call": money(UNMEASURED_CALL),
        "@unmeasured_sums": UNMEASURED_SUMS,
    }
    template = _filled(template, replacements)
    template = re.sub(r"@amount\((\w+)\)", lambda found: amount(found[1]), template)
    return _with_standing(template)


def _with_standing(template: str) -> str:
    """Write `@layers(key, time)` and `@piece(key, time)` out."""
    for marker, text in (("@layers", layers), ("@piece", piece)):
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
    if name == "recorded_usd":
        return "Decimal(38, 18) CODEC(ZSTD(1))"
    if name in UNITS:  # few and dear: what a fraction of one costs shows
        return "Decimal(38, 6) CODEC(ZSTD(1))"
    if name in dict(COUNTS):
        return "Float64 CODEC(ZSTD(1))"
    return "UInt64 CODEC(T64, ZSTD(1))"


if __name__ == "__main__":
    sys.stdout.write(render())
