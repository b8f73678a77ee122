"""What Grafana or an Alertmanager found, and comes in as a webhook."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from centspan.alerts.memory import recall
from centspan.alerts.passed import MOST_ALERTS, read
from centspan.alerts.receive import receive
from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
KEY = "feature_spike:environment=production,feature=chat"
LABELS = {
    "alertname": "Spend spike of a feature",
    "rule": "feature_spike",
    "severity": "page",
    "managed_by": "centspan",
    "grafana_folder": "centspan",
    "environment": "production",
    "feature": "chat",
}


def webhook(status="firing", ends="0001-01-01T00:00:00Z", **labels):
    """A webhook as Grafana 12 sends it."""
    return webhook_of([one(status, ends, **labels)])


def webhook_of(alerts):
    return json.dumps({"receiver": "centspan", "version": "1", "alerts": alerts, "orgId": 1})


def one(status="firing", ends="0001-01-01T00:00:00Z", **labels):
    return {
        "status": status,
        "labels": LABELS | labels,
        "annotations": {"summary": "chat spent far more than usual"},
        "startsAt": "2026-11-16T11:55:00Z",
        "endsAt": ends,
        "generatorURL": "https://grafana.example/alerting/grafana/feature_spike/view",
        "fingerprint": "c6eadffa33fcdf37",
        "values": {"A": 17.4, "B": 92, "C": 5},
    }


@pytest.fixture
def take(client, said):
    """Takes a webhook in, at a moment relative to noon."""

    def at(minutes=0, **changed):
        passed = read(webhook(**changed).encode())
        return receive(client, passed, said, NOON + timedelta(minutes=minutes))

    return at


def told(client):
    """Reason and state of what is to be sent, oldest first; and the last one's alerts."""
    rows = load("alert_deliveries_waiting").rows(client)
    documents = [json.loads(row["document"]) for row in rows]
    return [(each["reason"], each["state"]) for each in documents], documents


def test_what_grafana_found_is_told_with_what_the_store_knows(client, take):
    """An alert of Grafana's is told with owner, numbers, contributors, traces and links, as one of ours."""
    assert take().understood == (KEY,)
    reasons, (document,) = told(client)
    assert reasons == [("new", "firing")]
    (alert,) = document["alerts"]
    assert alert["dedup_key"] == KEY
    assert (alert["owner"], alert["severity"]) == ("platform", "page")
    assert alert["started_at"] == "2026-11-16T11:55:00.000Z"
    assert (alert["contributors"][0]["dimension"], alert["contributors"][0]["value"]) == (
        "tenant",
        "acme",
    )
    assert alert["trace_ids"][0] == "feed" * 8
    assert alert["runbook_url"].endswith("/runbooks/feature_spike")
    assert alert["headline"].startswith("chat in production spent $92.00")


def test_an_end_closes_what_was_told(client, take):
    """Who was told that an alert fires is told that it is over, with its last numbers."""
    take(severity="ticket")
    take(minutes=9, severity="ticket", status="resolved", ends="2026-11-16T12:08:00Z")
    reasons, documents = told(client)
    assert reasons == [("resolved", "resolved")]
    assert documents[0]["alerts"][0]["resolved_at"] == "2026-11-16T12:08:00.000Z"
    assert documents[0]["alerts"][0]["observed_usd"] is not None
    assert recall(client).alerts == {}


@pytest.mark.parametrize("first", ["grafana", "serve"])
def test_where_grafana_and_serve_both_run_a_group_is_told_once(client, take, watching, first):
    """Where Grafana and `alerts serve` both find an alert, only the first of the two tells of it."""
    look = watching()
    if first == "grafana":
        take()
        assert look(1) == ()
    else:
        assert len(look(0)) == 1
        take(minutes=1)
    assert [look(5), look(10)] == [(), ()]
    take(minutes=11)
    assert len(told(client)[1]) == 1


def test_a_scope_that_grafana_has_as_ticket_and_as_page_is_one_alert(client, said):
    """Of a scope that comes as ticket and as page the page is told; that it pages no more is not its end."""
    over = "2026-11-16T12:08:00Z"
    for minutes, alerts in (
        (0, [one(severity="page"), one(severity="ticket")]),
        (9, [one("resolved", over, severity="page")]),
        (18, [one("resolved", over, severity="page"), one("resolved", over, severity="ticket")]),
    ):
        passed = read(webhook_of(alerts).encode())
        receive(client, passed, said, NOON + timedelta(minutes=minutes))
        reasons, documents = told(client)
        first = documents[0]["alerts"]
        assert [each["severity"] for each in first] == ["page"]
        assert reasons == [("new", "firing") if minutes < 18 else ("resolved", "resolved")]


def test_alerts_of_others_are_refused_with_the_reason(client, take):
    """An alert that no rule of ours found is refused with the reason, and told to nobody."""
    for labels in ({"rule": ""}, {"rule": "no_such"}, {"alertname": "DatasourceError"}):
        received = take(**labels)
        assert received.understood == ()
        assert "expected" in received.refused[0] or "no rule" in received.refused[0]
    assert told(client)[0] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b'{"alerts": {}}',
        b'{"alerts": [1]}',
        b'{"alerts": [{"status": "firing"}]}',
        b'{"alerts": [{"status": "odd", "labels": {}, "startsAt": "2026-11-16T12:00:00Z"}]}',
        b'{"alerts": [{"status": "firing", "labels": {}, "startsAt": "yesterday"}]}',
        json.dumps({"alerts": [{}] * (MOST_ALERTS + 1)}).encode(),
    ],
)
def test_what_is_no_webhook_is_refused(body):
    """A body that is no webhook is refused with what was expected."""
    with pytest.raises(CentspanError, match="expected"):
        read(body)
