"""Sums of calls by any of their labels and by time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from centspan.collector.exporting.question import Question, moment
from centspan.collector.money_sql import TOKENS, UNIT_COLUMNS, UNITS, amount, usage
from centspan.collector.whole_hours import whole_hours
from centspan.instrumentation.errors import CentspanError

TIMES: Final = {
    "hour": "toStartOfHour(at)",
    "day": "toDate(at, 'UTC')",
    "week": "toMonday(at, 'UTC')",
    "month": "toStartOfMonth(at, 'UTC')",
}
SPEND: Final = (
    "environment", "service", "feature", "route", "team", "provider", "model", "operation",
    "service_tier", "context_band", "purpose", "prompt_version", "recorded_by", "usage_source",
    "served_from", "price_status",
)  # fmt: skip
"""Labels that are rolled up; the others are asked of the calls themselves."""
OF_CALLS: Final = (
    "tenant", "user_id", "session_id", "task_id", "task_outcome", "request_model", "status",
    "error_type", "http_status", "finish_reason", "usage_status", "item_id", "has_tools", "stream",
)  # fmt: skip
DIMENSIONS: Final = (*TIMES, *SPEND, *OF_CALLS)
"""Everything `--by` may name."""
SUMS: Final = (
    ("calls", "toUInt64(round(sum(calls)))"),
    ("errors", "toUInt64(round(sum(errors)))"),
    ("retries", "toUInt64(round(sum(retries)))"),
    *((name, f"sum({name})") for name in UNIT_COLUMNS),
    ("recorded_usd", "sumOrNullIf(recorded_usd, recorded_by IN ('provider', 'gateway'))"),
    ("list_usd", "sum(list_usd)"),
    ("effective_usd", "sum(effective_usd)"),
    ("unpriced_calls", "toUInt64(round(sumIf(calls, price_status = 'unpriced')))"),
    ("assumed_calls", "toUInt64(round(sumIf(calls, price_status = 'assumed')))"),
    ("estimated_calls", "toUInt64(round(sumIf(calls, usage_source = 'estimated')))"),
    ("inconsistent_calls", "toUInt64(round(sum(inconsistent_calls)))"),
)
"""Columns after the labels. Amounts leave unpriced calls out, which are counted beside them."""
_WEIGHED: Final = "toDecimal128({name} * toDecimal128(weight, 6), 18)"
_OWN: Final = ("recorded_by", "usage_source", "price_status")


def grouped(
    by: Sequence[str], start: datetime, end: datetime, sums: Iterable[tuple[str, str]] = SUMS
) -> Question:
    """Ask for sums by `by`, over the whole hours that the time touches.

    Raises CentspanError for what calls cannot be grouped by.
    """
    _check(by)
    labels = [f"{TIMES.get(name, name)} AS {name}" for name in by]
    wanted = [name for name in by if name not in TIMES]
    rolled = all(name in SPEND for name in wanted)
    asked = ", ".join([*labels, *(f"{expression} AS {name}" for name, expression in sums)])
    sql = (
        f"SELECT {asked} FROM ({_of_rollups() if rolled else _of_calls(wanted)})"
        + (f" GROUP BY {', '.join(by)} ORDER BY {', '.join(by)}" if by else "")
        + " SETTINGS prefer_column_name_to_alias = 1"
    )
    first, last = whole_hours(start, end)
    return Question(sql, {"start": moment(first), "end": moment(last)})


def contracted(database: str) -> str:
    """The sum of what the contract says, whoever recorded another amount."""
    unknown = "contracted_id = 0 OR isNull(list_usd)"
    contract = amount("contracted_id").replace("{database}", database)
    return (
        "sum(multiIf(served_from != '', toDecimal128(0, 18), contracted_id = price_id, list_usd, "
        f"{unknown}, NULL, {contract}))"
    )


def _of_rollups() -> str:
    return (
        "SELECT * EXCEPT (hour), hour AS at FROM spend "
        "WHERE hour >= {start:DateTime64(6, 'UTC')} AND hour < {end:DateTime64(6, 'UTC')}"
    )


def _of_calls(wanted: Sequence[str]) -> str:
    """The same columns as the rollups have, of single calls by their weight."""
    listed = [*wanted, *_OWN, "served_from", "price_id", "contracted_id"]
    columns = [
        "toDateTime(started_at, 'UTC') AS at",
        f"{usage('c')} AS usage_source",
        *dict.fromkeys(name for name in listed if name != "usage_source"),
        "weight AS calls",
        "if(c.status = 'error', weight, 0) AS errors",
        "(is_retry + attempts - 1) * weight AS retries",
        "if(c.usage_status = 'inconsistent', weight, 0) AS inconsistent_calls",
        *(f"toUInt64(round(c.{name} * weight)) AS {name}" for name in TOKENS),
        *(f"toDecimal128(c.{name} * toDecimal128(weight, 6), 6) AS {name}" for name in UNITS),
        *(
            f"{_WEIGHED.format(name=f'c.{name}')} AS {name}"
            for name in ("recorded_usd", "list_usd", "effective_usd")
        ),
    ]
    return (
        f"SELECT {', '.join(columns)} FROM calls AS c WHERE counted = 1 "
        "AND started_at >= {start:DateTime64(6, 'UTC')} AND started_at < {end:DateTime64(6, 'UTC')}"
    )


def _check(by: Sequence[str]) -> None:
    for name in by:
        if name not in DIMENSIONS:
            raise CentspanError(
                f"calls cannot be grouped by {name!r}; known: {', '.join(DIMENSIONS)}"
            )
