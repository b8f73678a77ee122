"""Token efficiency below its goal, or, where there is none, far below its own."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

LEAST_CALLS: Final = 200

TER_BELOW_GOAL: Final = Rule(
    id="ter_below_goal",
    title="Token efficiency below its goal",
    says="{scope} has a token efficiency of {observed}, its goal is {expected}",
    labels=("environment", "feature"),
    unit="ter",
    every=timedelta(minutes=15),
    pending=timedelta(minutes=30),
    keep=timedelta(hours=3),
    values={"least_calls": LEAST_CALLS},
    board="efficiency",
)
TER_FALLEN: Final = Rule(
    id="ter_fallen",
    title="Token efficiency has fallen",
    says="{scope} has a token efficiency of {observed}, where {expected} is usual",
    labels=("environment", "feature"),
    unit="ter",
    every=timedelta(minutes=15),
    pending=timedelta(minutes=30),
    keep=timedelta(hours=3),
    values={"least_calls": LEAST_CALLS, "fall": 0.25},
    board="efficiency",
)
