"""Evaluates a generated rule as Grafana does: the plugin's macros, its number set, threshold, and states.

Written after pkg/expr (number sets, threshold) and pkg/services/ngalert (eval, state) of Grafana 12.
"""

import math
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "dashboards" / "grafana"))

from grafana_asking import answer
from grafana_macros import with_macros

from centspan.alerts.grafana.checks.timing import length
from centspan.alerts.grafana.labels import from_labels
from centspan.alerts.payload import dedup_key

MISSING_EVALUATIONS = 2
"""missing_series_evals_to_resolve, where a rule does not say it."""
MOST = 500
"""evaluation_result_limit of Grafana 13."""


class GrafanaError(Exception):
    """What makes a rule's health an error."""


@dataclass(frozen=True)
class State:
    """One alert instance."""

    state: str
    since: datetime
    at: datetime
    """When it was evaluated last."""


def number_set(client, query, at):
    """Labels (pairs, sorted) → number, of one query of the store at a moment."""
    span = query["relativeTimeRange"]
    begin, end = (at - timedelta(seconds=span[name]) for name in ("from", "to"))
    sql = with_macros(query["model"]["rawSql"], begin, end, query["model"]["intervalMs"] // 1000)
    names, kinds, rows = answer(client, sql)
    if kinds.count("number") != 1 or set(kinds) - {"number", "string"}:
        raise GrafanaError(
            f"input data must be a wide series: {dict(zip(names, kinds, strict=True))}"
        )
    number = kinds.index("number")
    told = {}
    for row in rows:
        labels = tuple(
            sorted((n, v) for n, v, k in zip(names, row, kinds, strict=True) if k == "string")
        )
        if labels in told:
            raise GrafanaError(f"frame cannot uniquely be identified by its labels: {labels}")
        told[labels] = None if row[number] is None else float(row[number])
    return told


def numbers(client, rule, at):
    """refId → number set, of every query of the store."""
    asked = [each for each in rule["data"] if each["datasourceUid"] != "__expr__"]
    return {each["refId"]: number_set(client, each, at) for each in asked}


def results(rule, told):
    """Labels → whether the condition holds; None where the whole rule has no data."""
    if any(not each for each in told.values()):  # of whichever query
        return None
    condition = next(each for each in rule["data"] if each["refId"] == rule["condition"])["model"]
    [asked] = condition["conditions"]
    [limit] = asked["evaluator"]["params"]
    above = {"gt": lambda number: number > limit, "lt": lambda number: number < limit}
    found = told[condition["expression"]]
    if len(found) > MOST:
        raise GrafanaError(f"query evaluation returned too many results: {len(found)}")
    return {
        labels: above[asked["evaluator"]["type"]](math.nan if number is None else number)
        for labels, number in found.items()
    }


def advanced(rule, states, held, at, every):
    """Labels → State after an evaluation, from those before it."""
    pending, keep = length(rule["for"]), length(rule["keepFiringFor"])
    if held is None:  # no data, which is OK: every instance is normal
        held = dict.fromkeys(states, False)
    after = {
        labels: _next(states.get(labels), holds, at, pending, keep)
        for labels, holds in held.items()
    }
    for labels, was in states.items():
        if labels not in after and at - was.at < MISSING_EVALUATIONS * every:
            after[labels] = was
    return after


def firing(states):
    """Labels of those that an Alertmanager hears of as firing."""
    return {labels for labels, each in states.items() if each.state in ("Alerting", "Recovering")}


def firing_keys(rule, states):
    """As `firing`, by dedup key."""
    named = ({name: value for name, value in labels if value} for labels in firing(states))
    return {dedup_key(rule.id, from_labels({**each, "rule": rule.id})[1]) for each in named}


def _next(was, holds, at, pending, keep):
    state = was.state if was else "Normal"
    if not holds:
        if state == "Alerting" and keep:
            return State("Recovering", at, at)
        if state == "Recovering" and at - was.since < keep:
            return replace(was, at=at)
        return State("Normal", at, at)
    if state == "Alerting":
        return replace(was, at=at)
    if state == "Pending" and at - was.since < pending:
        return replace(was, at=at)
    if state == "Normal" and pending:
        return State("Pending", at, at)
    return State("Alerting", at, at)
