"""Evaluations that become a bill of their own."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

EVAL_SPRAWL: Final = Rule(
    id="eval_sprawl",
    about="evals",
    title="Spend on evaluations has grown",
    says="{scope} spent {observed} on evaluations within a day, where {expected} was usual some weeks ago",
    labels=("environment",),
    every=timedelta(hours=1),
    pending=timedelta(hours=1),
    keep=timedelta(days=3),
    repeats=False,
    baseline=timedelta(days=14),
    values={"share": 0.1, "times": 2, "floor_usd": 0.25},
    board="overview",
)
