"""Asks a question for one request: a client of its own, a limit of time, every cell as JSON or CSV takes it."""

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from clickhouse_connect.driver.exceptions import ClickHouseError

from centspan.collector.query import Query
from centspan.dashboards.columns import Column, column
from centspan.instrumentation.errors import CentspanError

SECONDS: Final = 30
SETTINGS: Final = {"max_execution_time": SECONDS, "readonly": 2}
MOST_ROWS: Final = 5000
_MOST_EXACT: Final = 2**53
"""From here on a browser's numbers skip whole ones."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

MakeClient = Callable[[], Any]


class NoAnswer(CentspanError):
    """The store gave none, or not in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store said; `more` where rows beyond the limit were left out."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    more: bool = False

    def as_json(self) -> dict[str, Any]:
        """Columns with unit and label, rows as lists; decimals and large integers as text."""
        columns = [{"name": c.name, "label": c.label, "unit": c.unit} for c in self.columns]
        rows = [[cell(value) for value in row] for row in self.rows]
        return {"columns": columns, "rows": rows, "more": self.more}

    def as_csv(self) -> str:
        """The same, with a header of column names; text that a sheet would compute is quoted by `'`."""
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow([each.name for each in self.columns])
        writer.writerows([[_csv_cell(value) for value in row] for row in self.rows])
        return file.getvalue()


def ask(make_client: MakeClient, query: Query, parameters: Mapping[str, Any]) -> Answer:
    """Ask `query`; raises NoAnswer with the store's own first line where it fails."""
    try:
        with make_client() as client:
            result = query.answer(client, SETTINGS, **parameters)
    except ClickHouseError as failure:
        raise NoAnswer(_reason(str(failure))) from failure
    rows = result.result_rows
    columns = tuple(column(name) for name in result.column_names)
    return Answer(columns, rows[:MOST_ROWS], len(rows) > MOST_ROWS)


def _reason(message: str) -> str:
    if "TIMEOUT_EXCEEDED" in message:
        return f"no answer within {SECONDS} seconds: choose a shorter range or fewer values"
    return f"the store did not answer: {(message.splitlines() or [''])[0][:300]}"


def cell(value: Any) -> Any:
    """`value` as JSON has it; None for what is no number."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < _MOST_EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [cell(each) for each in value]
    if isinstance(value, dict):
        return {str(name): cell(each) for name, each in value.items()}
    return value if value is None or isinstance(value, bool) else _text(value)


def in_utc(moment: datetime) -> str:
    """ISO 8601 in UTC; one without a zone is taken to be UTC, as the store's are."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text(value: Any) -> str:
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00Z"
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _csv_cell(value: Any) -> Any:
    plain = cell(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{plain}"
    return plain
