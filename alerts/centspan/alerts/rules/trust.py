"""Numbers that cannot be trusted as they stand."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

UNPRICED_SHARE: Final = Rule(
    id="unpriced_share",
    title="Calls without a price",
    says="{scope}: {observed} of all calls of a day have no price",
    labels=("environment", "provider", "model"),
    unit="share",
    every=timedelta(minutes=15),
    pending=timedelta(minutes=15),
    keep=timedelta(hours=1),
    values={"share": 0.01, "calls": 20},
    board="pipeline",
)
USAGE_INCONSISTENT: Final = Rule(
    id="usage_inconsistent",
    title="Token counts that do not add up",
    says="{scope}: the token counts of {observed} of the calls do not add up",
    labels=("environment", "service", "provider", "model"),
    unit="share",
    every=timedelta(minutes=15),
    keep=timedelta(hours=1),
    values={"share": 0.01, "floor_calls": 5},
    board="pipeline",
)
PRICE_CHANGED: Final = Rule(
    id="price_changed",
    title="A price changed",
    says="{scope}: a month like the last week costs {observed} at today's price, {expected} at yesterday's",
    labels=("environment", "provider", "model"),
    every=timedelta(minutes=15),
    repeats=False,
    values={"change": 0.01, "floor_usd": 1},
    board="overview",
)
