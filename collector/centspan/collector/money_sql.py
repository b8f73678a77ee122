"""Money as SQL: tokens times the price that stood. Views and questions are made from these.

Texts name dictionaries of `{database}`, which migrate.py fills in.
"""

from dataclasses import dataclass

from centspan.instrumentation.attributes import BUCKETS, UNITS

TOKENS = tuple(f"{bucket}_tokens" for bucket in BUCKETS)
UNIT_COLUMNS = TOKENS + UNITS
"""The store's columns that a price multiplies, in the order of BUCKETS then UNITS."""


@dataclass(frozen=True, slots=True)
class Row:
    """The conditions under which a row cost nothing, was billed, or was served nobody knows how much."""

    cached: str
    billed: str
    unmeasured: str


CACHED = "served_from != ''"
BILLED = "recorded_by IN ('provider', 'gateway')"


OF_SUMS = Row(CACHED, BILLED, "usage_source = 'none'")
"""A row of a rollup, which keeps calls that were refused apart from those served without usage."""
OF_A_CALL = Row(
    CACHED, BILLED, "(usage_source = 'none' AND (status = 'ok' OR unseen_attempts > 0))"
)


def usage(row: str) -> str:
    """A call's `usage_source` in rollups; `row` is its alias.

    A refused call, known to be free, is none whose usage nobody knows.
    """
    return (
        f"if({row}.usage_source = 'none' AND {row}.status != 'ok' AND {row}.unseen_attempts = 0,"
        f" 'refused', {row}.usage_source)"
    )


STATUS = """multiIf({row.cached}, 'priced', contracted_id = 0, 'unpriced',
    contracted_id != price_id AND price_id != 0 AND {assumed} = 'assumed', 'assumed', {status})"""
LIST = "multiIf({row.cached}, toDecimal128(0, 18), price_id = 0 OR {row.unmeasured}, NULL, {list})"
EFFECTIVE = """multiIf({row.cached}, toDecimal128(0, 18), {row.billed}, toDecimal128(recorded_usd, 18),
    contracted_id = 0 OR {row.unmeasured}, NULL, {contract})"""
UNSEEN = """if(contracted_id = 0 OR unseen_input_tokens = 0, NULL,
    toUInt64(unseen_input_tokens) * {input})"""
"""What attempts that the app never saw answered cost at least: their input, none of it cached."""


def amounts(row: Row) -> dict[str, str]:
    """What is known of a row's money, by the name of its column."""
    return {
        "price_status": STATUS.format(
            row=row,
            assumed=_price("price_status", "price_id"),
            status=_price("price_status", "contracted_id"),
        ),
        "list_usd": LIST.format(row=row, list=amount("price_id")),
        "effective_usd": EFFECTIVE.format(row=row, contract=amount("contracted_id")),
        "unseen_estimate_usd": UNSEEN.format(input=_price("uncached_input", "contracted_id")),
    }


def amount(price_id: str) -> str:
    """Σ column × the price of `price_id`, in USD as Decimal(38, 18)."""
    return " + ".join(
        f"toDecimal128({column} * {_price(column, price_id)}, 18)"
        if column in UNITS
        else f"{column} * {_price(column.removesuffix('_tokens'), price_id)}"
        for column in UNIT_COLUMNS
    )


def _price(name: str, price_id: str) -> str:
    return f"dictGet('{{database}}.price_row', '{name}', {price_id})"


def standing(price_key: str, time: str) -> str:
    """Both layers' prices that stood for `price_key` at `time`, in one number; see `layers`."""
    return f"dictGet('{{database}}.price_at', 'standing', {price_key}, {time})"


def layers(price_key: str, time: str) -> str:
    """The list price's id and the contracted one's, as two columns; 0 where none stood."""
    return ids(standing(price_key, time))


def ids(both: str) -> str:
    """What `standing` tells in one number, as two columns."""
    return f"toUInt64({both}) AS price_id,\n  toUInt64(bitShiftRight({both}, 64)) AS contracted_id"


def piece(price_key: str, time: str) -> str:
    """What calls of one rollup row share: what stands, and what versions after a closed month set."""
    adjusted = f"dictGet('{{database}}.price_at', 'adjusted', {price_key}, {time})"
    return f"{standing(price_key, time)},\n  {adjusted}"


def unqualified(sql: str) -> str:
    """The same for a reader whose database is the store's."""
    return sql.replace("{database}.", "")
