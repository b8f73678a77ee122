"""What of an alert is known without asking the store again: whose it is, its numbers, where it leads."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from centspan.alerts.address import board_url, runbook_url
from centspan.alerts.enrich.belonging import BUDGET, belonging
from centspan.alerts.enrich.ground import Ground
from centspan.alerts.enrich.headline import headline
from centspan.alerts.enrich.in_use import told_budget
from centspan.alerts.evaluate import Finding
from centspan.alerts.payload import Alert, dedup_key
from centspan.alerts.rule import Rule
from centspan.alerts.silenced import silenced_by
from centspan.alerts.state import Standing

TOGETHER = ("environment", BUDGET)
"""Alerts of one rule that have these labels in common are told together."""
MONEY = "usd"


def outline(rule: Rule, standing: Standing, finding: Finding, ground: Ground) -> Alert:
    """The alert as it was found; `finding` is what was found of it last."""
    scope = {name: value for name, value in standing.labels.items() if name != BUDGET}
    whose = belonging(standing.labels, ground.stands, ground.defaults)
    return Alert(
        rule=rule.id,
        title=rule.title,
        severity=finding.severity,
        state=standing.state,
        dedup_key=standing.dedup_key,
        group_key=group_key(rule, standing.labels),
        scope=scope,
        started_at=standing.started_at or standing.pending_since,
        at=standing.at,
        resolved_at=standing.resolved_at,
        headline=headline(rule, finding),
        owner=whose.owner,
        channel=whose.channel,
        budget=told_budget(standing.labels.get(BUDGET, ""), finding),
        board_url=board_url(ground.places, rule.board, standing.labels, finding.since, standing.at),
        runbook_url=runbook_url(ground.places, rule.id),
        learning=finding.learning,
        silenced_by=silenced_by(standing, ground.stands.silences, ground.at),
        acked_by=standing.acked_by,
        **_numbers(finding),
    )


def group_key(rule: Rule, labels: Mapping[str, str]) -> str:
    """What alerts are told together by: the rule, its environment and its budget."""
    return dedup_key(rule.id, {name: labels.get(name, "") for name in TOGETHER})


def _numbers(finding: Finding) -> dict[str, Any]:
    numbers: dict[str, Decimal | None] = {
        "observed": finding.observed,
        "expected": finding.expected,
    }
    if finding.unit != MONEY:
        return {**numbers, "unit": finding.unit}
    return {f"{name}_usd": value for name, value in numbers.items()}
