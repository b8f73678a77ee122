"""One task, or one call, beyond what it may have."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

RUNAWAY_TASK: Final = Rule(
    id="runaway_task",
    title="Runaway task",
    says="a task of {scope} has come to {observed}, its limit is {expected}",
    labels=("environment", "feature", "task"),
    severity="page",
    every=timedelta(minutes=1),
    keep=timedelta(minutes=10),
    board="calls",
    baseline=timedelta(days=1),
)
TOKEN_BUDGET_EXCEEDED: Final = Rule(
    id="token_budget_exceeded",
    title="Token budget exceeded",
    says="a call of {scope} carried {observed}, its token budget is {expected}",
    labels=("environment", "feature", "section"),
    unit="tokens",
    keep=timedelta(hours=1),
    board="feature",
    baseline=timedelta(days=1),
)
