"""The file of budgets as the store has it, for those who judge by it."""

from collections.abc import Iterator
from typing import Any

from centspan.alerts.budgets.model import (
    SEVERITIES,
    Budget,
    BudgetsFile,
    Goal,
    Silence,
    TaskLimit,
    TokenBudget,
    Window,
    below_goal,
)
from centspan.alerts.budgets.rows import Row, standing


def stored(client: Any) -> BudgetsFile:
    """Return what stands in the store; channels are only in the file, and everything is without lines."""
    budgets = dict(_rows(client, "budgets"))
    windows, silences = _rows(client, "planned_windows"), _rows(client, "silences")
    limits = [row for _, row in _rows(client, "limits")]
    return BudgetsFile(
        "the store",
        budgets=tuple(_budget(id_, row) for id_, row in budgets.items() if row["unit"] != "ter"),
        goals=tuple(_goal(id_, row) for id_, row in budgets.items() if row["unit"] == "ter"),
        windows=tuple(Window(**row) for _, row in windows),
        silences=tuple(Silence(**row) for _, row in silences),
        task_limits=tuple(
            TaskLimit(row["scope"], row["usd"], row["calls"])
            for row in limits
            if row["kind"] == "task"
        ),
        token_budgets=tuple(
            TokenBudget(row["scope"], row["section"], row["tokens"])
            for row in limits
            if row["kind"] == "call"
        ),
    )


def _rows(client: Any, table: str) -> Iterator[tuple[str, Row]]:
    for id_, stands in sorted(standing(client, table).items()):
        if stands.row is not None:
            yield id_, stands.row


def _budget(id_: str, row: Row) -> Budget:
    """A row that was written by hand may leave out zone and fiscal year."""
    said: dict[str, Any] = {
        name: value for name, value in row.items() if name != "alert_below" and value != ""
    }
    loud = {int(percent): severity for percent, severity in row["severity"].items()}
    said["severity"] = loud or SEVERITIES
    return Budget(id_, **said)


def _goal(id_: str, row: Row) -> Goal:
    below = row["alert_below"]
    ter = row["amount"]
    who = {name: row[name] for name in ("owner", "channel")}
    return Goal(id_, row["scope"], ter, below_goal(ter) if below is None else below, **who)
