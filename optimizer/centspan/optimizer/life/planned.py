"""The joint plan as the store has it: a row for each run of all levers, and what is left of the newest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from centspan.collector.query import load
from centspan.optimizer.as_json import plan as as_json
from centspan.optimizer.life.stored import written
from centspan.optimizer.plan.joint import Plan

PLACES: Final = 18


@dataclass(frozen=True, slots=True)
class Planned:
    """What the open proposals save together, USD a month, by the newest plan.

    `gone` of its steps were decided or withdrawn since: what is left is then each other step's own at its place, without
    an interval. `outside` are open proposals that are no step, and `outside_usd` what they save, each by itself.
    """

    planned_at: datetime
    baseline_usd: Decimal
    together_usd: Decimal
    low_usd: Decimal | None
    high_usd: Decimal | None
    gone: int
    outside: int
    outside_usd: Decimal
    steps: Mapping[str, Decimal]
    """What each open step saves at its place, by its id, in the plan's order."""


def record(client: Any, plan: Plan, at: datetime, run_id: str) -> None:
    """Store what the proposals of a run save together."""
    row = {
        "run_id": run_id,
        "planned_at": at,
        "baseline_usd": _rounded(plan.baseline_usd),
        "saving_usd_per_month": _rounded(plan.saving_usd),
        "saving_low_usd": _rounded(plan.low_usd),
        "saving_high_usd": _rounded(plan.high_usd),
        "calls": int(plan.calls),
        "users": plan.users,
        "step_ids": [step.proposal.id for step in plan.steps],
        "step_usd": [_rounded(step.saving_usd) for step in plan.steps],
        "document": written(as_json(plan)),
    }
    client.insert("plans", [list(row.values())], column_names=list(row))


def newest(client: Any) -> Planned | None:
    """What is left of the newest plan; None where no run has made one."""
    (row,) = load("plan_standing").rows(client)
    if row["planned_at"] is None:
        return None
    steps = load("plan_steps").rows(client)
    return Planned(
        planned_at=row["planned_at"].replace(tzinfo=UTC),
        baseline_usd=row["baseline_usd"],
        together_usd=row["together_usd"],
        low_usd=row["low_usd"],
        high_usd=row["high_usd"],
        gone=row["gone_count"],
        outside=row["outside_count"],
        outside_usd=row["outside_usd"],
        steps={step["id"]: step["here_usd"] for step in steps if step["here_usd"] is not None},
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, PLACES)
