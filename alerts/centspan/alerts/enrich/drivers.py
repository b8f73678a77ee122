"""What the spend of a scope is made of, by each dimension, beside the time before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from centspan.alerts.enrich.driver import Driver, Drivers, gathered
from centspan.alerts.enrich.drivers_rolled import rolled
from centspan.collector.query import load

LIMITED: Final = (
    *("environment", "feature", "tenant", "team", "user", "model", "route"),
    *("provider", "prompt_version", "service", "task"),
)
"""What of an alert's labels limits the calls that are looked at."""
LONGEST: Final = timedelta(hours=24)
"""Of longer times rollups are read, which know fewer dimensions together."""


def drivers(
    client: Any,
    scope: Mapping[str, str],
    since: datetime,
    until: datetime,
    baseline: timedelta,
    about: str = "",
) -> Drivers:
    """Ask the store of a scope's calls, or of those it is `about`.

    Up to a day is compared with the same hours `baseline` earlier, a longer time, of which no more
    than the scope is known, with as long before it.
    """
    scope = {name: scope[name] for name in LIMITED if scope.get(name)}
    if until - since > LONGEST:
        return rolled(client, scope, since, until)
    asked = {"start": since, "end": until, **limits(scope, about)}
    shift = max(baseline, until - since)
    return _of_calls(client, scope, asked | {"shift": int(shift.total_seconds())})


def limits(scope: Mapping[str, str], about: str = "") -> dict[str, str]:
    """A scope as questions take it, and which of its calls; empty stands for any."""
    return {"about": about, **{name: scope.get(name, "") for name in LIMITED}}


def _of_calls(client: Any, scope: Mapping[str, str], asked: Mapping[str, Any]) -> Drivers:
    rows = load("alert_contributors").rows(client, **asked)
    every = [Driver(**row) for row in rows]
    return gathered(every, scope)
