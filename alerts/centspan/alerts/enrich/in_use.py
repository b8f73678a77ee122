"""How budgets stand, for an alert that is about one or falls within one."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from centspan.alerts.evaluate import Finding, judge
from centspan.alerts.payload import BudgetStanding, utc
from centspan.alerts.rules.budgets import BUDGET_USED

TOLD: Final = ("amount", "used", "period")
"""What a finding about a budget says of it."""


def budgets_in_use(client: Any, at: datetime) -> dict[str, BudgetStanding]:
    """Each budget that a rollup knows and that has a threshold, by id, as it is used at this moment."""
    told = (
        (each.labels.get("budget", ""), told_budget(each.labels.get("budget", ""), each))
        for each in judge(client, BUDGET_USED, at)
    )
    return {id_: standing for id_, standing in told if standing}


def told_budget(id_: str, finding: Finding) -> BudgetStanding | None:
    """How a finding says that its budget stands; None where it does not."""
    if not id_ or any(finding.more.get(name) is None for name in TOLD):
        return None
    return _standing(id_, {"unit": finding.unit, **finding.more})


def _standing(id_: str, row: Mapping[str, Any]) -> BudgetStanding:
    amount, used = Decimal(str(row["amount"])), Decimal(str(row["used"]))
    runs_out = row.get("runs_out_at")
    return BudgetStanding(
        id=id_,
        amount=amount,
        used=used,
        share=round(used / amount, 6) if amount else Decimal(0),
        period=str(row["period"]),
        unit=str(row["unit"]),
        runs_out_at=runs_out and utc(runs_out),
    )
