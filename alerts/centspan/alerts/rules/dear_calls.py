"""Single calls that cost as much as many."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

DEAR_CALL: Final = Rule(
    id="dear_call",
    title="A call far above its feature",
    says="{scope}: a single call cost {observed}, where a call costs {expected}",
    labels=("environment", "feature"),
    keep=timedelta(hours=1),
    values={"times": 10, "floor_usd": 0.5},
    board="calls",
)
