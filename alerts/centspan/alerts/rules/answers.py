"""Answers that are not what was paid for."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

OUTPUT_CAPS_HIT: Final = Rule(
    id="output_caps_hit",
    about="cut off",
    title="Answers cut off at their limit",
    says="{scope}: {observed} of answers were cut off at their limit, where {expected} is usual",
    labels=("environment", "feature"),
    unit="share",
    every=timedelta(minutes=15),
    keep=timedelta(hours=1),
    values={"hours": 6, "share": 0.05, "times": 2, "z": 4, "calls": 100},
    board="feature",
)
