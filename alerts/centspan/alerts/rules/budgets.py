"""Budgets that are used up, given out twice, used too fast, or will not last."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import DIMENSIONS, Rule

BUDGET_USED: Final = Rule(
    id="budget_used",
    title="Budget used",
    says="{scope} used {observed} of its budget of {expected}",
    labels=("budget", "threshold", "period_began", *DIMENSIONS),
    repeats=False,
    board="tenants",
)
BUDGET_OVERALLOCATED: Final = Rule(
    id="budget_overallocated",
    title="Budget given out more than once",
    says="the parts of the budget of {scope} come to {observed}, it has {expected}",
    labels=("budget", *DIMENSIONS),
    repeats=False,
    board="tenants",
)
BUDGET_BURN: Final = Rule(
    id="budget_burn",
    title="Budget burning",
    says="{scope} spent {observed} since {since}, its budget expects {expected}",
    labels=("budget", *DIMENSIONS),
    board="tenants",
)
BUDGET_FORECAST: Final = Rule(
    id="budget_forecast",
    title="Budget will be overspent",
    says="{scope} will use {observed} by the end of the period, its budget is {expected}",
    labels=("budget", *DIMENSIONS),
    every=timedelta(minutes=15),
    pending=timedelta(hours=6),
    keep=timedelta(hours=12),
    board="tenants",
)
