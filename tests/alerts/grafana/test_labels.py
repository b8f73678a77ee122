"""Alerts are the same ones, whoever found them."""

import pytest

from centspan.alerts.grafana.labels import from_labels, severity_in, standing_rank
from centspan.alerts.payload import dedup_key
from centspan.alerts.rules import RULES
from centspan.instrumentation.errors import CentspanError

GRAFANAS = {
    "alertname": "a title",
    "grafana_folder": "centspan",
    "managed_by": "centspan",
    "__alert_rule_uid__": "x",
    "ref_id": "A",
    "severity": "page",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_labels_of_grafana_give_the_dedup_key_of_our_own_evaluation(rule):
    """Of an alert's labels in Grafana come its rule and the dedup key that `alerts serve` gives it, empty ones left out."""
    scope = {name: f"{name} = o'b, ü" for name in rule.labels[:-1]}
    labels = GRAFANAS | {"rule": rule.id} | scope | {rule.labels[-1]: ""}
    found, of_scope = from_labels(labels)
    assert found is rule
    assert dedup_key(found.id, of_scope) == dedup_key(rule.id, scope)


def test_alerts_about_no_scope_are_refused():
    """Labels without a rule, of an unknown one, or of a rule that Grafana could not ask are refused in words."""
    for labels, said in (
        ({"alertname": "x"}, "a label rule"),
        (GRAFANAS | {"rule": "nobodys"}, "no rule 'nobodys'"),
        (GRAFANAS | {"rule": RULES[0].id, "alertname": "DatasourceError"}, "could not ask"),
    ):
        with pytest.raises(CentspanError, match=said):
            from_labels(labels)


def test_severity_is_what_the_labels_say():
    """A label page or ticket stands; any other word, or none, leaves the rule's own severity."""
    rule = RULES[0]
    assert severity_in({"severity": "page"}, rule) == "page"
    assert severity_in({"severity": "critical"}, rule) == severity_in({}, rule) == rule.severity


def test_what_fires_stands_before_what_is_over_and_a_page_before_a_ticket():
    """Of a ticket and a page of one alert that which fires stands, and of two that fire the page."""
    page, ticket = {"severity": "page"}, {"severity": "ticket"}
    ranks = [
        standing_rank(page, resolved=False),
        standing_rank(ticket, resolved=False),
        standing_rank(page, resolved=True),
        standing_rank(ticket, resolved=True),
    ]
    assert ranks == sorted(ranks, reverse=True)
