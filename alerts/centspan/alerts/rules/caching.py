"""Providers' caches that no longer help."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

CACHE_COLLAPSE: Final = Rule(
    id="cache_collapse",
    title="Prompt cache no longer read",
    says="{scope}: {observed} of its input is read from the provider's cache, where {expected} is usual",
    labels=("environment", "feature"),
    unit="share",
    every=timedelta(minutes=15),
    pending=timedelta(minutes=30),
    keep=timedelta(hours=1),
    values={
        "hours": 3,
        "fall": 0.5,
        "usual_share": 0.2,
        "z": 3.5,
        "floor_tokens": 100_000,
        "floor_usd": 0.1,
    },
    board="efficiency",
)
