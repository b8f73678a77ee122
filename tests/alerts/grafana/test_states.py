"""Alerts begin, hold and end in Grafana when they do in our own evaluation."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from grafana_evaluation import advanced, firing_keys, results

from centspan.alerts.evaluate import Finding
from centspan.alerts.grafana.rule_entry import Readers, entry
from centspan.alerts.rules import rule
from centspan.alerts.state import advance

MINUTE = timedelta(minutes=1)
START = datetime(2026, 11, 16, tzinfo=UTC)
STEPS = 150
PACES = (
    (timedelta(0), timedelta(0)),
    (timedelta(0), 60 * MINUTE),
    (15 * MINUTE, timedelta(0)),
    (12 * MINUTE, 20 * MINUTE),
)
"""`pending` and `keep`; a rule is judged every five minutes."""
TICKETS = "retry_storm"
PAGES = "feature_spike"
"""A rule whose question tells no severity, and one whose question does."""


@pytest.mark.parametrize("id_", [TICKETS, PAGES])
@pytest.mark.parametrize(("pending", "keep"), PACES)
def test_grafana_fires_when_we_do(id_, pending, keep):
    """Whatever rows come and go, and however urgent, Grafana's alerts fire after the same evaluations as ours."""
    paced = replace(rule(id_), pending=pending, keep=keep)
    drawn = entry(paced, Readers("http://127.0.0.1:8088"))
    chosen = random.Random(f"{id_} {pending} {keep}")
    ours, theirs, fired = {}, {}, 0
    mood = dict.fromkeys(("chat", "code", "search"), "calm")
    for step in range(STEPS):
        at = START + step * paced.every
        mood = {
            f: chosen.choice((*[was] * 4, "calm", "ticket", "page", "")) for f, was in mood.items()
        }
        found = [finding(paced, feature, kind) for feature, kind in mood.items() if kind]
        standing = advance(paced, ours, found, at)
        ours = {each.dedup_key: each for each in standing if each.state != "resolved"}
        held = results(drawn, {"A": rows(found, severe=id_ == PAGES)})
        theirs = advanced(drawn, theirs, held, at, paced.every)
        expected = {key for key, each in ours.items() if each.state == "firing"}
        assert firing_keys(paced, theirs) == expected, step
        fired += len(expected)
    assert fired > STEPS / 10


def finding(of, feature, kind):
    return Finding(
        rule=of.id,
        labels={"environment": "production", "feature": feature},
        value=0.5 if kind == "calm" else 1.5,
        observed=None,
        expected=None,
        unit="usd",
        severity="page" if kind == "page" else "ticket",
        since=START,
    )


def rows(found, *, severe):
    """Labels → number, as numbers.sql makes them of a question's rows."""
    told = {}
    for each in found:
        labels = tuple(each.labels.items())
        if not severe:
            told[labels] = each.value
            continue
        told[(*labels, ("severity", "ticket"))] = each.value
        paged = each.value if each.severity == "page" else min(each.value, 1)
        told[(*labels, ("severity", "page"))] = paged
    return told | {tuple((name, "") for name in ("environment", "feature")): 0}
