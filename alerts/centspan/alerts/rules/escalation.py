"""Tasks that a cheaper model could not do."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

ESCALATION_RATE: Final = Rule(
    id="escalation_rate",
    title="Many tasks go on to a dearer model",
    says="{scope}: {observed} of tasks go on to a dearer model (a week ago: {expected})",
    labels=("environment", "feature"),
    unit="share",
    every=timedelta(minutes=30),
    keep=timedelta(hours=3),
    repeats=False,
    values={"share": 0.3, "times": 1.25, "z": 3, "tasks": 50},
    board="efficiency",
)
