"""Prompts that became dearer."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

PROMPT_REGRESSION: Final = Rule(
    id="prompt_regression",
    title="A new version made calls dearer",
    says="{scope} spent {observed} since it began, where the version before would have spent {expected}",
    labels=("environment", "feature", "prompt_version", "service_version"),
    every=timedelta(minutes=15),
    keep=timedelta(hours=6),
    repeats=False,
    values={"calls": 100, "known": 400, "rise": 0.2, "z": 4},
    board="feature",
)
