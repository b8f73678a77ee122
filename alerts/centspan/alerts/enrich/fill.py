"""What the store knows beside an alert's numbers: what drives it, examples, budgets, trust. No prompt text."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from centspan.alerts.enrich.belonging import covering_budget
from centspan.alerts.enrich.driver import Driver, Drivers
from centspan.alerts.enrich.drivers import drivers, limits
from centspan.alerts.enrich.explaining import REPLACING, contributors
from centspan.alerts.enrich.ground import Ground
from centspan.alerts.enrich.split import split
from centspan.alerts.evaluate import Finding
from centspan.alerts.payload import MOST_TRACES, Alert, BudgetStanding, utc
from centspan.alerts.rule import Rule
from centspan.collector.query import load

SHORTEST = timedelta(hours=1)
DAY = timedelta(days=1)


def filled(rule: Rule, alert: Alert, finding: Finding, ground: Ground) -> Alert:
    """The alert with all its payload has; asks the store three questions or so."""
    since, until = _time(finding, alert.at)
    # A prompt version has no time before: it is one of what may drive its feature.
    scope = {name: value for name, value in finding.labels.items() if name != REPLACING}
    found = drivers(ground.client, scope, since, until, rule.baseline, rule.about)
    return replace(
        alert,
        contributors=contributors(found, finding.labels.get(REPLACING, "")),
        split=split(found),
        trace_ids=_traces(rule, finding, ground.client, since, until),
        budget=alert.budget or _around(finding, ground),
        fresh_until=_fresh(found.whole, ground),
        boards_behind_seconds=ground.freshness.boards_behind_seconds,
        **_trust(found),
    )


def still(alert: Alert, was: Alert) -> Alert:
    """The alert with what was found out about it before, where its numbers alone are new."""
    return replace(
        alert,
        contributors=was.contributors,
        split=was.split,
        trace_ids=was.trace_ids,
        budget=alert.budget or was.budget,
        unpriced_share=was.unpriced_share,
        estimated_share=was.estimated_share,
        fresh_until=was.fresh_until,
        boards_behind_seconds=was.boards_behind_seconds,
    )


def _time(finding: Finding, at: datetime) -> tuple[datetime, datetime]:
    """The time that was judged, of an hour at least: an instant has no calls."""
    return min(utc(finding.since), utc(at) - SHORTEST), utc(at)


def _traces(
    rule: Rule, finding: Finding, client: Any, since: datetime, until: datetime
) -> tuple[str, ...]:
    """Those that the rule found, else the dearest of its scope."""
    if own := finding.more.get("trace_ids"):
        return tuple(own[:MOST_TRACES])
    asked = limits(finding.labels, rule.about)
    # Of a longer time the last day is looked at, and the first, where what is judged is over by then.
    for end in dict.fromkeys((until, min(until, since + DAY))):
        if rows := load("alert_traces").rows(client, start=since, end=end, **asked):
            return tuple(row["trace_id"] for row in rows)
    return ()


def _around(finding: Finding, ground: Ground) -> BudgetStanding | None:
    id_ = covering_budget(finding.labels, ground.stands)
    return ground.in_use.get(id_) if id_ else None


def _trust(found: Drivers) -> dict[str, Decimal | None]:
    whole = found.whole
    parts = {"unpriced_share": whole.unpriced_calls, "estimated_share": whole.estimated_calls}
    if not whole.calls:
        return dict.fromkeys(parts)
    return {name: round(Decimal(part / whole.calls), 6) for name, part in parts.items()}


def _fresh(whole: Driver, ground: Ground) -> datetime | None:
    """The newest call that was judged; of a time that rollups tell of, the newest of all."""
    if whole.newest_at and whole.calls:
        return utc(whole.newest_at)
    newest = ground.freshness.newest
    return newest and min(newest, ground.at)
