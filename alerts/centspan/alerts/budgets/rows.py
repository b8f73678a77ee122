"""Entries of a file of budgets as the rows that the store keeps of them, and those rows as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from centspan.alerts.budgets.model import (
    Budget,
    BudgetsFile,
    Goal,
    Silence,
    TaskLimit,
    TokenBudget,
    Window,
)
from centspan.alerts.budgets.names import Entry, named, stored_id

Row = Mapping[str, Any]
"""Column → value, without id, version, who and when."""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "budgets": (
        *("scope", "unit", "amount", "period", "timezone", "fiscal_year_starts", "expected"),
        *("alert_below", "parent", "overcommit", "owner", "channel", "severity"),
    ),
    "planned_windows": ("scope", "begins", "ends", "expect", "reason"),
    "silences": ("rule", "scope", "begins", "ends", "reason", "by"),
    "limits": ("kind", "scope", "usd", "calls", "section", "tokens"),
}
"""Each table of the store, and what of its rows the file says."""
BY_HAND: Final = "by hand:"
"""Ids of the store that no file knows, and none removes, begin with this."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest version of an id; `row` is None where it was removed."""

    version: int
    row: Row | None


def rows_of(file: BudgetsFile) -> dict[str, dict[str, Row]]:
    """What the file says, as table → id → row."""
    tables: dict[str, dict[str, Row]] = {table: {} for table in COLUMNS}
    for _, entry in named(file):
        table, row = _row(entry)
        tables[table][stored_id(entry)] = row
    return tables


def standing(client: Any, table: str) -> dict[str, Standing]:
    """What the store holds of a table, removed ids included."""
    columns = ", ".join(("id", "version", "removed", *COLUMNS[table]))
    sql = f"SELECT {columns} FROM {table} ORDER BY version DESC LIMIT 1 BY id"
    return {
        row["id"]: Standing(
            row["version"],
            None if row["removed"] else {name: _plain(row[name]) for name in COLUMNS[table]},
        )
        for row in client.query(sql).named_results()
    }


def _row(entry: Entry) -> tuple[str, Row]:
    match entry:
        case Budget() | Goal():
            return "budgets", _budget(entry) if isinstance(entry, Budget) else _goal(entry)
        case Window():
            return "planned_windows", _attributes(entry, "planned_windows")
        case Silence():
            return "silences", _attributes(entry, "silences")
        case TaskLimit():
            own = {"usd": entry.usd, "calls": entry.calls, "section": "", "tokens": None}
            return "limits", {"kind": "task", "scope": dict(entry.scope), **own}
        case TokenBudget():
            own = {"usd": None, "calls": None, "section": entry.section, "tokens": entry.tokens}
            return "limits", {"kind": "call", "scope": dict(entry.scope), **own}


def _budget(entry: Budget) -> Row:
    severity = {str(percent): loud for percent, loud in entry.severity.items()}
    fields = [name for name in COLUMNS["budgets"] if name not in ("alert_below", "severity")]
    told = {name: _plain(getattr(entry, name)) for name in fields}
    return {**told, "alert_below": None, "severity": severity}


def _goal(entry: Goal) -> Row:
    """A goal is a budget of unit `ter`: a share that is not to be gone below."""
    return {
        "scope": dict(entry.scope),
        "unit": "ter",
        "amount": entry.ter,
        "period": "month",
        "timezone": "UTC",
        "fiscal_year_starts": "",
        "expected": None,
        "alert_below": entry.alert_below,
        "parent": "",
        "overcommit": False,
        "owner": entry.owner,
        "channel": entry.channel,
        "severity": {},
    }


def _attributes(entry: Window | Silence, table: str) -> Row:
    return {name: _plain(getattr(entry, name)) for name in COLUMNS[table]}


def _plain(value: Any) -> Any:
    """A value as both sides have it: moments in UTC, scopes in plain dictionaries."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return dict(value) if isinstance(value, Mapping) else value
