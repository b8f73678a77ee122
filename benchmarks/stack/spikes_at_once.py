"""Spikes of many whole hours from one question, where a rule asks about two: 24 weeks of hours in a minute or two.

It is the rule's own question over a longer time: its last part is left out, which takes the worse of two hours, and
is done here. A tenant is held to the floor of the last of those hours, which is $3 as soon as an hour costs $7.50.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from centspan.alerts.evaluate import Finding
from centspan.alerts.rule import Rule
from centspan.collector.query import Query

HOUR = timedelta(hours=1)
RULES = ("feature_spike", "model_spike", "tenant_spike")
"""The rules that can be asked so."""
HOURS = 48
"""As many at once as memory allows of forty scopes."""
_TO = "toStartOfHour({end:DateTime('UTC')} - 1)"
_TOLD = """
SELECT toString(environment) AS environment, toString(named) AS named, hour, spent, usual_usd, young, z, far
FROM spiking
"""


class SpikesAtOnce:
    """Judges a rule of spikes at whole hours that follow each other, asking ahead."""

    def __init__(self, client: Any, rule: Rule) -> None:
        """Take one of RULES."""
        self._client, self._rule = client, rule
        self._query = _longer(rule)
        self._rows: dict[datetime, list[dict[str, Any]]] = {}
        self._until = datetime.min.replace(tzinfo=UTC)

    def judge(self, at: datetime) -> tuple[Finding, ...]:
        """What the rule finds at a whole hour, as `centspan.alerts.evaluate.judge` does."""
        if at > self._until:
            self._ask(at)
        worst: dict[tuple[str, str], dict[str, Any]] = {}
        for row in (*self._rows.get(at - 2 * HOUR, ()), *self._rows.get(at - HOUR, ())):
            key = (row["environment"], row["named"])
            if key not in worst or row["far"] > worst[key]["far"]:
                worst[key] = row
        return tuple(self._findings(worst))

    def _ask(self, at: datetime) -> None:
        self._until = at + (HOURS - 2) * HOUR
        self._rows = {}
        asked = {name: self._rule.values[name] for name in self._query.parameters if name != "end"}
        for row in self._query.rows(self._client, end=self._until, **asked):
            self._rows.setdefault(row["hour"].replace(tzinfo=UTC), []).append(row)

    def _findings(self, worst: dict[tuple[str, str], dict[str, Any]]) -> Iterator[Finding]:
        for (environment, named), row in worst.items():
            above = row["spent"] - row["usual_usd"]
            pages = row["z"] > self._rule.values["page_z"] and above > self._rule.values["page_usd"]
            labels = dict(zip(self._rule.labels, (environment, named), strict=True))
            yield Finding(
                rule=self._rule.id,
                labels={name: value for name, value in labels.items() if value},
                value=row["far"],
                observed=row["spent"],
                expected=max(0, row["usual_usd"]),
                unit="usd",
                severity="page" if pages else "ticket",
                since=row["hour"],
                learning=bool(row["young"]),
            )


def _longer(rule: Rule) -> Query:
    """The rule's question of HOURS, each told by itself."""
    sql = rule.query.sql
    head, found, _ = sql.rpartition("\nSELECT\n  toString(environment) AS environment,")
    for known in (f"{_TO} - 3600", f"{_TO} - 842 * 3600"):
        if not found or known not in head:
            raise SystemExit(
                f"alert_{rule.id}.sql no longer says {known}: change spikes_at_once.py, too"
            )
    head = head.replace(f"{_TO} - 3600", f"{_TO} - {HOURS - 1} * 3600")
    return Query(rule.id, head.replace(f"{_TO} - 842 *", f"{_TO} - {840 + HOURS} *") + _TOLD)
