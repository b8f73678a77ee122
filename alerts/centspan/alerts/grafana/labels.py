"""Which rule and scope an alert of Grafana's, or an Alertmanager's, is about: from its labels."""

from collections.abc import Mapping
from typing import Final

from centspan.alerts.payload import Severity
from centspan.alerts.rule import Rule
from centspan.alerts.rules import rule as rule_of
from centspan.instrumentation.errors import CentspanError

RULE: Final = "rule"
SEVERITY: Final = "severity"
MANAGED_BY: Final = "managed_by"
OURS: Final = {MANAGED_BY: "centspan"}
"""What every alert of ours has in Grafana."""
UNASKED: Final = ("DatasourceError", "DatasourceNoData")
"""What Grafana names an alert where it could not ask: it is about no scope, whatever rule it names."""


def from_labels(labels: Mapping[str, str]) -> tuple[Rule, dict[str, str]]:
    """The rule, and its scope's labels as `evaluate.Finding` has them: the same dedup key comes of both.

    Raises CentspanError where no rule of ours says that of a scope.
    """
    if labels.get("alertname") in UNASKED:
        raise CentspanError(
            f"expected an alert about a scope, found {labels['alertname']}: Grafana could not ask "
            f"the store for rule {labels.get(RULE) or labels.get('rulename')}; see its data source"
        )
    if not labels.get(RULE):
        raise CentspanError(
            f"expected a label {RULE} with the id of a rule, found {', '.join(sorted(labels))}; "
            "send what centspan's rules found, as `centspan alerts build` writes them"
        )
    rule = rule_of(labels[RULE])
    return rule, {name: labels[name] for name in rule.labels if labels.get(name)}


def severity_in(labels: Mapping[str, str], rule: Rule) -> Severity:
    """How urgent the alert is: as its labels say, else as its rule does."""
    said = labels.get(SEVERITY)
    return said if said in ("page", "ticket") else rule.severity


def standing_rank(labels: Mapping[str, str], *, resolved: bool) -> tuple[bool, bool]:
    """Of several alerts of one dedup key the one with the largest rank stands: that which fires, and pages.

    Where a rule's question tells severities, Grafana has an alert that pages as a ticket, too.
    """
    return (not resolved, labels.get(SEVERITY) == "page")
