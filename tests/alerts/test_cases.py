"""Every rule against its cases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from case_files import FOLDER, cases

from centspan.alerts.evaluate import judge
from centspan.alerts.replay import replay
from centspan.alerts.rules import RULES, rule

EVERY = cases()


@pytest.mark.parametrize("case", EVERY, ids=lambda case: f"{case.environment}")
def test_a_rule_alerts_as_its_cases_say(judged, case):
    """A rule alerts on each of its cases exactly as the case says, and stays silent where it says nothing."""
    findings = [
        each
        for each in judged(rule(case.rule), case.at)
        if each.labels.get("environment") == case.environment
    ]
    told = [finding for finding in findings if finding.breached]
    said = [_labeled(case, each) for each in case.said["alerts"]]
    assert _sorted(map(_labels, told)) == _sorted(labels for labels, _ in said), case.said["name"]
    for labels, rest in said:
        finding = next(each for each in told if _labels(each) == labels)
        assert {name: _told(finding, name, each) for name, each in rest.items()} == rest
    young = _sorted(_labels(each) for each in findings if each.learning)
    assert young == _sorted(_labeled(case, each)[0] for each in case.said.get("learning", ()))


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_every_rule_has_silent_cases_before_loud_ones(each):
    """Every rule has cases of silence, which come first, and at least one of an alert."""
    loud = [bool(case.said["alerts"]) for case in EVERY if case.rule == each.id]
    assert loud, f"{each.id} needs {FOLDER.name}/{each.id}.toml"
    assert not loud[0]
    assert loud[-1]
    assert loud == sorted(loud)


def _labels(finding):
    return {name: each for name, each in finding.labels.items() if name != "environment"}


def _labeled(case, said):
    names = {*rule(case.rule).labels}
    labels = {name: each for name, each in said.items() if name in names}
    if "budget" in labels:
        labels["budget"] = f"{case.environment}-{labels['budget']}"
    return labels, {name: each for name, each in said.items() if name not in names}


def _told(finding, name, said):
    value = getattr(finding, name) if hasattr(finding, name) else finding.more[name]
    return (
        said if isinstance(value, Decimal) and round(value, 4) == round(Decimal(said), 4) else value
    )


def _sorted(labels):
    return sorted(sorted(each.items()) for each in labels)


def test_a_store_in_which_nothing_arrives_pages(cases_store):
    """When calls stop arriving altogether the whole store pages, beside each service; not before an hour is over."""
    last = cases_store.query("SELECT max(started_at) FROM llm_calls").result_rows[0][0]

    def heartbeat(hours):
        found = judge(cases_store, rule("telemetry_silent"), last + timedelta(hours=hours))
        return next(each for each in found if each.labels == {"service": "(all)"})

    assert not heartbeat(0.9).breached
    assert heartbeat(3).breached
    assert heartbeat(3).severity == "page"


@pytest.mark.parametrize(("id_", "hours"), [("feature_spike", 24), ("day_up", 12)])
def test_a_lasting_step_alerts_once(cases_store, id_, hours):
    """A step to three times that stays is one alert, over within eight days, as by then it is usual."""
    [case] = [
        case for case in EVERY if case.rule == id_ and "step to three times" in case.said["name"]
    ]
    looks = [case.at - timedelta(hours=ago) for ago in range(240, -1, -hours)]
    [fired] = [
        each
        for each in replay(cases_store, rule(id_), looks)
        if each.labels["environment"] == case.environment
    ]
    assert fired.labels["feature"] == "step"
    assert timedelta(days=3) < fired.ended - fired.began <= timedelta(days=8)
