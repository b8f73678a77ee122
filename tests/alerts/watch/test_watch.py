"""From calls to what is told, over restarts, acknowledgements and silences."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.alerts.memory import recall
from centspan.alerts.rules.budgets import BUDGET_USED
from centspan.alerts.rules.spikes import FEATURE_SPIKE, TENANT_SPIKE
from centspan.alerts.watch import Watch
from centspan.instrumentation.errors import CentspanError

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
KEY = "feature_spike:environment=production,feature=chat"


def states(client):
    """What stands in the store, by key."""
    return {key: each.standing.state for key, each in recall(client).alerts.items()}


def events(client):
    """What was written down, oldest first."""
    sql = "SELECT toString(rule), toString(state) FROM alert_events ORDER BY at, rule"
    return client.query(sql).result_rows


def test_an_ordinary_hour_tells_nobody_and_keeps_nothing(client, watching):
    """Where nothing is unusual nobody is told, and nothing is kept."""
    assert watching()(-120) == ()
    assert (states(client), events(client)) == ({}, [])


def test_a_spike_is_told_once_and_its_end_once(client, watching):
    """A spike is told when it is found, not again while it goes on, and its end once, through restarts."""
    (told,) = watching()(0)
    assert (told.reason, [each.dedup_key for each in told.alerts]) == ("new", [KEY])
    assert states(client) == {KEY: "firing"}
    again = watching()
    assert [again(minutes) for minutes in (5, 10)] == [(), ()]
    assert again.watch.memory.alerts[KEY].standing.started_at == NOON
    later = watching()
    reasons = [each.reason for minutes in (60, 120, 125, 190, 195) for each in later(minutes)]
    assert reasons == ["resolved"]
    assert states(client) == {}
    assert events(client) == [("feature_spike", "firing"), ("feature_spike", "resolved")]


def test_an_alert_carries_all_that_an_on_call_needs(client, watching, budgets):
    """An alert carries scope, owner, numbers, budget, contributors, split, traces, links, trust and freshness."""
    budgets(
        '[[budget]]\nid = "chat"\nscope = { feature = "chat" }\namount = 5000\nperiod = "month"\n'
        'owner = "team-chat"\nchannel = "ops"\n[[channel]]\nname = "ops"\nkind = "slack"\nurl = "env:URL"\n'
    )
    (told,) = watching()(0)
    (alert,) = told.alerts
    assert (alert.owner, alert.channel, alert.severity) == ("team-chat", "ops", "page")
    assert alert.scope == {"environment": "production", "feature": "chat"}
    assert round(alert.observed_usd) == 92
    assert round(alert.expected_usd, 2) == 5
    assert alert.headline == (
        f"chat in production spent ${alert.observed_usd:,.2f} within an hour, where $5.00 is usual"
    )
    first = alert.contributors[0]
    assert (first.dimension, first.value, first.before_usd) == ("tenant", "acme", 0)
    assert round(first.change_share, 2) == 1
    split = alert.split
    assert split.volume_usd + split.price_usd + split.mix_usd == 87
    assert alert.trace_ids[0] == "feed" * 8
    assert alert.board_url == (
        "http://127.0.0.1:8088/boards/feature?from=2026-11-16T06%3A00%3A00Z&to=2026-11-16T12%3A00%3A00Z"
        "&environment=production&feature=chat"
    )
    assert alert.runbook_url == "http://127.0.0.1:8088/runbooks/feature_spike"
    assert (alert.budget.id, alert.budget.amount) == ("chat", 5000)
    assert 0 < alert.budget.share < 1
    assert alert.unpriced_share == Decimal("0.062500")
    assert alert.estimated_share == Decimal("0.020833")
    assert alert.fresh_until == NOON - timedelta(minutes=10)
    assert alert.boards_behind_seconds is not None


def test_an_acknowledgement_survives_a_restart(client, watching):
    """Who has taken an alert on is told once and kept over a restart, and nothing is repeated meanwhile."""
    long = replace(FEATURE_SPIKE, keep=timedelta(hours=9))
    watching(long)(0)
    at = NOON + timedelta(minutes=1)
    client.insert("alert_acks", [[KEY, at, "ada"]], column_names=["dedup_key", "at", "by"])
    (told,) = watching(long)(5)
    assert (told.reason, told.alerts[0].acked_by) == ("acknowledged", "ada")
    again = watching(long)
    assert [again(minutes) for minutes in (10, 300)] == [(), ()]
    assert again.watch.memory.alerts[KEY].alert.acked_by == "ada"


def test_nobody_is_told_of_what_is_silenced(client, watching, budgets):
    """An alert that a silence covers is kept, with who silenced it, and told to nobody, after a restart too."""
    budgets(
        '[[silence]]\nrule = "feature_spike"\nscope = { feature = "chat" }\nfrom = 2026-11-16\n'
        'to = 2026-11-17\nby = "ana"\n'
    )
    assert watching()(0) == ()
    again = watching()
    assert again(5) == ()
    assert again.watch.memory.alerts[KEY].alert.silenced_by == "ana"


def test_a_rule_that_cannot_be_judged_stops_no_other(client, watching, caplog):
    """A rule whose question fails is logged once and shown, and the others go on."""
    broken = replace(TENANT_SPIKE, values={"nothing": 1})
    look = watching(broken, FEATURE_SPIKE)
    (told,) = look(0)
    look(5)
    assert [each.rule for each in told.alerts] == ["feature_spike"]
    assert list(look.watch.failures) == ["tenant_spike"]
    assert [each.message for each in caplog.records] == ["rule tenant_spike could not be judged"]


def test_a_watch_that_is_to_end_changes_nothing(client, said):
    """A look that is to end before all is judged raises, says nothing of rules, and changes nothing."""
    watch = Watch(client, (FEATURE_SPIKE,), going=lambda: False)
    with pytest.raises(CentspanError, match="stopped"):
        watch.look(said, NOON)
    assert (states(client), events(client), watch.failures) == ({}, [], {})


def test_a_scope_that_is_too_young_is_learning(client, watching):
    """A scope that is too young to be judged is kept as learning, until it is not."""
    look = watching()
    look(-60 * 24 * 34)
    assert {each.labels for each in recall(client).young} == {
        (("environment", "production"), ("feature", "chat"))
    }
    look(-120)
    assert recall(client).young == frozenset()


def test_a_budget_is_told_once_for_each_threshold_and_period(client, watching, budgets):
    """Each threshold of a budget is told once in a period, over restarts, and anew in the next one."""
    budgets(
        '[[budget]]\nid = "chat"\nscope = { feature = "chat" }\namount = 150\nperiod = "day"\n'
        'owner = "team-chat"\nchannel = "ops"\n[[channel]]\nname = "ops"\nkind = "slack"\nurl = "env:URL"\n'
    )
    told = [*watching(BUDGET_USED)(-14 * 60)]  # the evening before, at $5 an hour
    assert told == []
    for minutes in (0, 10, 300, 780, 785):  # today, where acme made it $147 at noon
        told += watching(BUDGET_USED)(minutes)
    assert [(each.reason, _thresholds(each)) for each in told] == [
        ("new", ["80", "95"]),
        ("changed", ["100", "80", "95"]),
        ("resolved", ["100", "80", "95"]),
    ]
    budget = told[0].alerts[0].budget
    assert (budget.id, budget.period, budget.unit) == ("chat", "day", "usd")
    assert budget.runs_out_at is not None


def _thresholds(told):
    return [each.scope["threshold"] for each in told.alerts]
