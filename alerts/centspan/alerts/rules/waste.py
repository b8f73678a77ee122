"""Money for calls that came to nothing, or were made twice."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

KEEP: Final = timedelta(hours=1)

RETRY_STORM: Final = Rule(
    id="retry_storm",
    about="retries",
    title="Retry storm",
    says="{scope} spent {observed} on calls made again, where {expected} is usual",
    labels=("environment", "feature"),
    keep=KEEP,
    values={"hours": 1, "share": 0.2, "times": 3, "z": 4, "calls": 50, "floor_calls": 10},
    board="efficiency",
)
FAILED_BUT_BILLED: Final = Rule(
    id="failed_but_billed",
    about="failures",
    title="Failed calls that were billed",
    says="{scope} spent {observed} on calls that failed or were given up, where {expected} is usual",
    labels=("environment", "feature"),
    keep=KEEP,
    values={"hours": 6, "share": 0.05, "times": 2, "z": 4, "floor_usd": 1},
    board="efficiency",
)
DUPLICATE_SENDS: Final = Rule(
    id="duplicate_sends",
    about="repeats",
    title="The same request again and again",
    says="{scope}: {observed} of calls asked what had just been answered",
    labels=("environment", "feature"),
    unit="share",
    every=timedelta(minutes=30),
    keep=timedelta(days=7),
    repeats=False,
    values={
        "share": 0.1,
        "times": 2,
        "floor_calls": 10,
        "floor_usd": 1,
        "asked_share": 0.1,
        "asked_calls": 20,
    },
    board="efficiency",
)
