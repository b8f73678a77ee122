"""Rules as Grafana evaluates them, beside our own evaluation, on the calls of every rule's cases."""

from collections import defaultdict
from datetime import timedelta

import pytest
from case_files import NOON, cases
from grafana_evaluation import advanced, firing_keys, number_set, numbers, results

from centspan.alerts.evaluate import judge
from centspan.alerts.grafana.labels import from_labels
from centspan.alerts.grafana.numbers import NOBODY
from centspan.alerts.payload import dedup_key
from centspan.alerts.rules import RULES, rule
from centspan.alerts.state import advance

HOUR = timedelta(hours=1)
FEW = ("feature_spike", "unpriced_share")
"""Of which all numbers are asked; the queries of others are made alike."""


def by_key(rule, told):
    """dedup key → severity → number; the scope of nobody left out."""
    found = defaultdict(dict)
    for pairs, number in told.items():
        labels = {name: value for name, value in pairs if value}
        if pairs not in nobody(told):
            key = dedup_key(rule.id, from_labels(labels | {"rule": rule.id})[1])
            found[key][labels.get("severity", "")] = number
    return found


def nobody(told):
    """The scope of nobody, and its number."""
    return {pairs: number for pairs, number in told.items() if NOBODY in dict(pairs).values()}


def moment_of(rule):
    """When the rule's last case, which alerts, is judged."""
    return next(case.at for case in reversed(cases()) if case.rule == rule.id)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_grafana_finds_what_we_find(cases_store, judged, drawn, rule):
    """Grafana gets one number of each scope that we judge, the same as ours, and alerts as urgently as we do."""
    at = moment_of(rule)
    findings = judged(rule, at)
    told = number_set(cases_store, drawn[rule.id]["data"][0], at)
    found = by_key(rule, told)
    assert {key: max(each.values()) for key, each in found.items()} == {
        each.dedup_key: pytest.approx(each.value, abs=1e-6) for each in findings
    }
    assert nobody(told) == {next(iter(nobody(told))): 0}
    held = results(drawn[rule.id], {"A": told})
    alerting = by_key(rule, {labels: told[labels] for labels in told if held[labels]})
    assert {key: set(each) for key, each in alerting.items()} == {
        each.dedup_key: urgent(each, found) for each in findings if each.breached
    }


def urgent(finding, found):
    """The severities under which Grafana has an alert: where a row tells one, as a ticket, too, if it pages."""
    if "" in found[finding.dedup_key]:
        return {""}
    return {"ticket", finding.severity}


@pytest.mark.parametrize("id_", FEW)
def test_grafana_shows_what_we_tell(cases_store, judged, drawn, id_):
    """Beside the number that is judged Grafana has the observed and expected amounts of our findings, and -1 for none."""
    at = moment_of(rule(id_))
    findings = judged(rule(id_), at)
    told = numbers(cases_store, drawn[id_], at)
    for ref, of in (("B", "observed"), ("C", "expected")):
        found = by_key(rule(id_), told[ref])
        assert {key: set(each.values()) for key, each in found.items()} == {
            each.dedup_key: {-1 if getattr(each, of) is None else float(getattr(each, of))}
            for each in findings
        }
    assert {*told["A"]} == {*told["B"]} == {*told["C"]}


@pytest.mark.parametrize("id_", FEW)
def test_nothing_is_no_data(cases_store, drawn, id_):
    """Before any call each query tells the scope of nobody, which is calm, so that Grafana never has no data."""
    at = NOON - timedelta(days=4000)
    told = numbers(cases_store, drawn[id_], at)
    assert judge(cases_store, rule(id_), at) == ()
    assert list(results(drawn[id_], told).values()) == [False]
    assert told["A"] == nobody(told["A"])


def test_grafana_fires_in_the_hours_in_which_we_do(cases_store, drawn):
    """Around a planted spike, judged each hour, Grafana's alerts fire at the same times as ours, and end as ours."""
    spike = rule("feature_spike")
    ours, theirs, fired = {}, {}, []
    for step in range(-1, 5):
        at = NOON + step * HOUR
        standing = advance(spike, ours, judge(cases_store, spike, at), at)
        ours = {each.dedup_key: each for each in standing if each.state != "resolved"}
        told = number_set(cases_store, drawn[spike.id]["data"][0], at)
        held = results(drawn[spike.id], {"A": told})
        theirs = advanced(drawn[spike.id], theirs, held, at, HOUR)
        fires = {key for key, each in ours.items() if each.state == "firing"}
        assert firing_keys(spike, theirs) == fires, step
        fired.append(len(fires))
    assert fired[0] < max(fired) > fired[-1] == 0
