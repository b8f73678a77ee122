"""What Grafana or an Alertmanager found, told with all that the store knows of it."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from centspan.alerts.enrich.fill import filled
from centspan.alerts.enrich.ground import Ground, ground
from centspan.alerts.enrich.outline import outline
from centspan.alerts.evaluate import Finding, judge
from centspan.alerts.events import note
from centspan.alerts.grafana.labels import SEVERITY, from_labels, severity_in, standing_rank
from centspan.alerts.grafana.numbers import labels_of
from centspan.alerts.memory import Kept, Memory, recall, remember
from centspan.alerts.notify.deliver import pass_on
from centspan.alerts.passed import Passed
from centspan.alerts.payload import Severity, dedup_key
from centspan.alerts.rule import Rule
from centspan.alerts.rules import RULES
from centspan.alerts.silenced import acks, with_ack
from centspan.alerts.state import Standing
from centspan.alerts.watch import ACKED_WITHIN, Given, pace
from centspan.instrumentation.errors import CentspanError

log = logging.getLogger(__name__)
OBSERVED, EXPECTED = "B", "C"
"""What the rules that centspan writes for Grafana call these numbers."""
USUAL: Final = timedelta(hours=1)
"""The time that is looked at where the store no longer finds what Grafana found."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a webhook: keys of the alerts that were understood, and why others were not."""

    understood: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _One:
    """What one or more alerts of a webhook say of one scope."""

    rule: Rule
    labels: Mapping[str, str]
    passed: Passed
    severity: Severity
    ends: bool = False

    @property
    def key(self) -> str:
        return dedup_key(self.rule.id, self.labels)


def receive(client: Any, passed: Iterable[Passed], said: Given, at: datetime) -> Received:
    """Keep the alerts, add what the store knows, and store what is to be told of them to be sent."""
    ones: dict[str, _One] = {}
    refused: list[str] = []
    for each in passed:
        try:
            rule, labels = from_labels(each.labels)
        except CentspanError as error:
            refused.append(str(error))
            continue
        one = _One(rule, labels, each, severity_in(each.labels, rule), _ends(rule, each))
        ones[one.key] = max(ones.get(one.key, one), one, key=_telling)
    ones = {key: one for key, one in ones.items() if one.ends or not one.passed.resolved}
    for why in refused:
        log.warning("an alert was not passed on: %s", why)
    if ones:
        _tell(client, ones, said, at)
    return Received(tuple(ones), tuple(refused))


def _ends(rule: Rule, passed: Passed) -> bool:
    """Whether it is over. A scope whose urgency the question tells is in Grafana twice: that it pages no
    more is no end of it."""
    twice = SEVERITY in labels_of(rule)
    return passed.resolved and not (twice and severity_in(passed.labels, rule) == "page")


def _telling(one: _One) -> tuple[bool, bool, bool]:
    """Of what is said of one scope the gravest that fires stands, else its end."""
    fires, pages = standing_rank(one.passed.labels, resolved=one.passed.resolved)
    return fires, one.ends, pages


def _tell(client: Any, ones: Mapping[str, _One], said: Given, at: datetime) -> None:
    before = recall(client)
    around = ground(client, at, said.defaults, said.places)
    found = _found(client, ones.values(), at)
    taken = acks(client, at - ACKED_WITHIN)
    kept: dict[str, Kept] = {}
    for key, one in ones.items():
        was, finding = before.alerts.get(key), found.get(key) or _as_told(one, at)
        standing = with_ack(_standing(one, finding, was, at), taken)
        kept[key] = _kept(one, standing, finding, was, around)
    alerts = (each.alert for each in kept.values())
    pass_on(client, alerts, said.channels, at, pace(RULES))
    after = Memory({**before.alerts, **kept}, before.young)
    note(client, before, after, at)
    remember(client, before, after, at)


def _found(client: Any, ones: Iterable[_One], at: datetime) -> dict[str, Finding]:
    """What the rules find now of the scopes that fire; each rule is asked once."""
    rules = {one.rule.id: one.rule for one in ones if not one.passed.resolved}
    findings = (finding for rule in rules.values() for finding in judge(client, rule, at))
    return {finding.dedup_key: finding for finding in findings}


def _as_told(one: _One, at: datetime) -> Finding:
    values = one.passed.values
    expected = values.get(EXPECTED)
    return Finding(
        rule=one.rule.id,
        labels=one.labels,
        value=float(values.get("A", 0)),
        observed=values.get(OBSERVED),
        expected=expected if expected is None or expected >= 0 else None,
        unit=one.rule.unit,
        severity=one.severity,
        since=min(one.passed.starts_at, at) - USUAL,
    )


def _standing(one: _One, finding: Finding, was: Kept | None, at: datetime) -> Standing:
    begun = was.standing.started_at if was else None
    started = begun or one.passed.starts_at
    return Standing(
        dedup_key=one.key,
        rule=one.rule.id,
        labels=one.labels,
        state="resolved" if one.passed.resolved else "firing",
        pending_since=started,
        started_at=started,
        at=at,
        resolved_at=(one.passed.ends_at or at) if one.passed.resolved else None,
        finding=finding,
    )


def _kept(
    one: _One, standing: Standing, finding: Finding, was: Kept | None, around: Ground
) -> Kept:
    if was and standing.state == "resolved":
        over = replace(was.alert, state="resolved", at=standing.at)
        return Kept(standing, replace(over, resolved_at=standing.resolved_at))
    alert = outline(one.rule, standing, finding, around)
    alert = replace(alert, severity=one.severity)
    if standing.state == "firing":
        alert = filled(one.rule, alert, finding, around)
    return Kept(standing, alert)
