"""What a rule finds at one moment: a row of its question for each scope that it judged."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from centspan.alerts.payload import Severity, dedup_key
from centspan.alerts.rule import Rule
from centspan.instrumentation.errors import CentspanError

_OWN: Final = ("value", "observed", "expected", "unit", "severity", "since", "learning", "also")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How far one scope is, at one moment; `observed` and `expected` are in `unit`."""

    rule: str
    labels: Mapping[str, str]
    """What it is about; labels that are empty are left out."""
    value: float
    """Above 1 it alerts."""
    observed: Decimal | None
    expected: Decimal | None
    unit: str
    severity: Severity
    since: datetime
    learning: bool = False
    also: str = ""
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Whatever else the question told."""

    @property
    def breached(self) -> bool:
        """Whether it alerts."""
        return self.value > 1

    @property
    def dedup_key(self) -> str:
        """What makes it the same alert the next time."""
        return dedup_key(self.rule, self.labels)


def judge(client: Any, rule: Rule, at: datetime) -> tuple[Finding, ...]:
    """Ask a rule's question at a moment; a finding for each scope it tells of, as the question orders them."""
    rows = rule.query.rows(client, end=at, **rule.values)
    return tuple(_finding(rule, row) for row in rows)


def _finding(rule: Rule, row: Mapping[str, Any]) -> Finding:
    labels = {name: str(row[name]) for name in rule.labels if row[name]}
    if row["value"] is None or math.isnan(row["value"]):
        raise CentspanError(
            f"rule {rule.id} expected a number for {labels}, found none: mend alert_{rule.id}.sql"
        )
    return Finding(
        rule=rule.id,
        labels=labels,
        value=float(row["value"]),
        observed=_amount(row["observed"]),
        expected=_amount(row["expected"]),
        unit=row.get("unit") or rule.unit,
        severity=row.get("severity") or rule.severity,
        since=row["since"].replace(tzinfo=UTC),
        learning=bool(row.get("learning", False)),
        also=row.get("also", ""),
        more={name: each for name, each in row.items() if name not in {*rule.labels, *_OWN}},
    )


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
