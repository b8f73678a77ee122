"""As drivers.py, of times beyond a day: from rollups, each of which keeps some dimensions together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from centspan.alerts.budgets.scope import ROLLUPS
from centspan.alerts.enrich.driver import DRIVING, Driver, Drivers, gathered
from centspan.collector.query import load

ALSO: Final = ("route", "user", "provider", "prompt_version", "service")
"""What a rollup can be limited to beside what readers of boards choose: one of these."""
COLUMNS: Final = {"user": "user_id"}


@dataclass(frozen=True, slots=True)
class Source:
    """A rollup's question, and the dimensions that it knows together."""

    question: str
    kept: tuple[str, ...]


SOURCES: Final = (
    Source(
        "alert_contributors_rolled",
        (*ROLLUPS["spend"], "provider", "prompt_version", "service"),
    ),
    Source("alert_contributors_of_tenants", (*ROLLUPS["tenant_spend"], "provider")),
    Source("alert_contributors_by_day", (*ROLLUPS["user_spend"], "provider")),
)
"""The cheaper ones first; what one has told of a dimension stands."""


def rolled(client: Any, scope: Mapping[str, str], since: datetime, until: datetime) -> Drivers:
    """Compare a time with as long before it, by what the rollups that know the scope keep."""
    told = [gathered(_asked(client, each, scope, since, until), scope) for each in _sources(scope)]
    if not told:
        return gathered((), scope)
    found = {name: values for each in reversed(told) for name, values in each.values.items()}
    ordered = {name: found[name] for name in DRIVING if name in found}
    return replace(told[0], values=ordered)


def _sources(scope: Mapping[str, str]) -> Iterable[Source]:
    """Those that know the scope; all users of a scope that the others know are too many to look at."""
    knowing = tuple(each for each in SOURCES if scope.keys() <= {*each.kept})
    return knowing[:-1] if len(knowing) == len(SOURCES) else knowing


def _asked(
    client: Any, source: Source, scope: Mapping[str, str], since: datetime, until: datetime
) -> tuple[Driver, ...]:
    question = load(source.question)
    limited = {
        f"{name}s": [value] for name, value in scope.items() if f"{name}s" in question.parameters
    }
    also = next((name for name in scope if name in ALSO), "")
    rows = question.rows(
        client,
        start=since,
        end=until,
        also=COLUMNS.get(also, also) or "environment",
        also_values=[scope[also]] if also else ["*"],
        **limited,
    )
    return tuple(Driver(**row) for row in rows)
