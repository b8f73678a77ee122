"""How alerts stand from one evaluation to the next: pending, firing, resolved, as Grafana does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from centspan.alerts.evaluate import Finding
from centspan.alerts.rule import MISSING_EVALUATIONS, Rule

State = Literal["pending", "firing", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One alert as it stands after an evaluation; times are UTC."""

    dedup_key: str
    rule: str
    labels: Mapping[str, str]
    state: State
    pending_since: datetime
    at: datetime
    """When it was judged last."""
    started_at: datetime | None = None
    """When it began to fire."""
    calm_since: datetime | None = None
    """Since when it no longer holds, while it is kept firing."""
    resolved_at: datetime | None = None
    missing: int = 0
    """Evaluations in a row that told nothing of it."""
    finding: Finding | None = None
    """What was found last; none in what a restart read back."""
    acked_by: str = ""
    acked_at: datetime | None = None


def advance(
    rule: Rule, before: Mapping[str, Standing], found: Iterable[Finding], at: datetime
) -> tuple[Standing, ...]:
    """What stands after this evaluation; what has just ended is in it once, as resolved.

    `before` holds the rule's pending and firing alerts by dedup key. One that is told of no longer
    stays as it is until it is missing for the second time.
    """
    told = {finding.dedup_key: finding for finding in found}
    kept = (_next(rule, standing, told.get(key), at) for key, standing in before.items())
    new = (
        _begun(rule, finding, at)
        for key, finding in told.items()
        if key not in before and finding.breached
    )
    return tuple(each for each in (*kept, *new) if each)


def _begun(rule: Rule, finding: Finding, at: datetime) -> Standing:
    fires = not rule.pending
    return Standing(
        dedup_key=finding.dedup_key,
        rule=rule.id,
        labels=finding.labels,
        state="firing" if fires else "pending",
        pending_since=at,
        started_at=at if fires else None,
        at=at,
        finding=finding,
    )


def _next(rule: Rule, was: Standing, finding: Finding | None, at: datetime) -> Standing | None:
    if finding is None:
        missing = was.missing + 1
        if missing < MISSING_EVALUATIONS:
            return replace(was, missing=missing, at=at)
        return _over(was, at)
    now = replace(was, missing=0, at=at, finding=finding)
    return _still(rule, now, at) if finding.breached else _calm(rule, now, at)


def _still(rule: Rule, now: Standing, at: datetime) -> Standing:
    if now.state == "pending" and at - now.pending_since >= rule.pending:
        return replace(now, state="firing", started_at=at)
    return replace(now, calm_since=None)


def _calm(rule: Rule, now: Standing, at: datetime) -> Standing | None:
    calm_since = now.calm_since or at
    if now.state == "firing" and at - calm_since < rule.keep:
        return replace(now, calm_since=calm_since)
    return _over(now, at)


def _over(was: Standing, at: datetime) -> Standing | None:
    if was.state == "pending":
        return None
    return replace(was, state="resolved", resolved_at=at, at=at)
