"""What Slack and PagerDuty are told, at stand-ins of theirs."""

import json
import re

import pytest

from centspan.alerts.notify.sending import send


@pytest.fixture
def slack(channel, receiver, http, monkeypatch):
    """Sends to Slack's stand-in and returns the message."""
    monkeypatch.setenv("SLACK_URL", f"{receiver.url}/services/T0/B0/s3cr3t")

    def sent(notification):
        send(notification, channel("slack", "env:SLACK_URL"), http)
        return receiver.asked[-1].json

    return sent


@pytest.fixture
def pagerduty(channel, receiver, http):
    """Sends to PagerDuty's stand-in and returns the event."""

    def sent(notification):
        receiver.status = 202
        send(notification, channel("pagerduty", receiver.url, {"routing_key": "R0UT1NG"}), http)
        return receiver.asked[-1].json

    return sent


def texts(message):
    return [
        part["text"]
        for block in message["blocks"]
        for part in (block.get("text"), *block.get("fields", ()), *block.get("elements", ()))
        if part
    ]


def test_slack_is_told_everything_in_one_message(slack, notification):
    """A Slack message says the headline, amounts, budget, cause, owner, trust, and links board and runbook."""
    said = "\n".join(texts(slack(notification())))
    for part in (
        "chat spent $412.50 in the last hour, expected $96.00",
        "$412.50, expected $96.00",
        "chat-month: 80 % used ($960.00 of $1,200.00, month), runs out 2026-11-22 14:05 UTC",
        "price +$0.00, volume +$300.50, mix +$16.00",
        "tenant acme: $300.00 (+$280.00, 88 % of the change, 1,200 calls)",
        "team-search",
        "0af7651916cd43dd8448eb211c80319c",
        "3.1 % of calls unpriced, 20 % estimated",
        "<https://centspan.example/boards/feature?feature=chat&amp;from=1&amp;to=2|Board>",
        "<https://docs.example/runbooks/feature_spike.md|Runbook>",
    ):
        assert part in said


def test_names_make_no_mentions_or_links_in_slack(slack, notification, alert):
    """A name that holds Slack's own signs is shown as it is: it calls nobody and links nowhere."""
    evil = "<!channel> <https://evil.example|click> & @here"
    message = slack(
        notification(alert(title=evil, headline=evil, scope={"feature": evil}, owner=evil))
    )
    parts = [
        part
        for block in message["blocks"]
        for part in (block.get("text"), *block.get("fields", ()), *block.get("elements", ()))
        if part and part["type"] == "mrkdwn"
    ]
    assert all(part["verbatim"] for part in parts)
    marked = [message["text"], *(part["text"] for part in parts)]
    links = re.findall(r"<([^>]*)>", "\n".join(marked))
    assert {link.partition("|")[2] for link in links} == {"Board", "Runbook"}
    assert "&lt;!channel&gt;" in message["text"]


def test_a_slack_message_stays_within_slacks_limits(slack, notification, alert):
    """Whatever the number of alerts and the length of names, a message has what Slack takes."""
    long = "<&>" * 4000
    many = [alert(feature=f"{n}", headline=long, title=long, owner=long) for n in range(60)]
    message = slack(notification(*many))
    assert len(message["blocks"]) <= 50
    assert max(map(len, texts(message))) <= 3000
    assert len(message["blocks"][0]["text"]["text"]) <= 150
    fields = [each for block in message["blocks"] for each in block.get("fields", ())]
    assert max(len(each["text"]) for each in fields) <= 2000
    assert "and 50 more in this group" in texts(message)[-1]


def test_pagerduty_gets_the_whole_payload_under_the_groups_key(pagerduty, notification, alert):
    """A PagerDuty event opens an incident under the group's key, with the payload as its details."""
    event = pagerduty(notification())
    assert (event["routing_key"], event["event_action"]) == ("R0UT1NG", "trigger")
    assert event["dedup_key"] == "feature_spike:production"
    assert event["payload"]["custom_details"] == alert().as_json()
    assert {
        name: event["payload"][name] for name in ("summary", "severity", "source", "class")
    } == {
        "summary": alert().headline,
        "severity": "critical",
        "source": "production",
        "class": "feature_spike",
    }
    assert [each["text"] for each in event["links"]] == ["Board", "Runbook"]


def test_pagerduty_is_told_of_acknowledgement_and_end_under_the_same_key(
    pagerduty, notification, alert
):
    """Acknowledging and resolving name the incident that was opened; a long key is a digest of itself."""
    acked = notification(alert(acked_by="ada"))
    over = notification(alert(state="resolved", resolved_at=alert().at), reason="resolved")
    events = [pagerduty(each) for each in (notification(), acked, over)]
    assert [each["event_action"] for each in events] == ["trigger", "acknowledge", "resolve"]
    assert len({each["dedup_key"] for each in events}) == 1
    long = [pagerduty(notification(group_key="k" * 300))["dedup_key"] for _ in range(2)]
    assert (len(set(long)), len(long[0])) == (1, 64)


def test_a_pagerduty_event_stays_within_its_limits(pagerduty, notification, alert):
    """However many alerts and however long a headline, an event has what PagerDuty takes."""
    many = [alert(feature=f"{n}", headline="é\n" * 3000) for n in range(50)]
    event = pagerduty(notification(*many))
    assert len(event["payload"]["summary"]) <= 1024
    assert "\n" not in event["payload"]["summary"]
    assert len(json.dumps(event, ensure_ascii=False).encode()) < 512_000
    assert 5 < len(event["payload"]["custom_details"]["other_alerts"]) < 49
    few = pagerduty(notification(alert(), alert(feature="search")))
    assert [
        each["scope"]["feature"] for each in few["payload"]["custom_details"]["other_alerts"]
    ] == ["search"]
