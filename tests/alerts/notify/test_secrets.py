"""Where secrets are, and where they are never."""

import logging

import pytest

from centspan.alerts.notify.deliver import deliver_due, enqueue
from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.sending import send

SECRET = "T0/B0/s3cr3t-p4th"


@pytest.fixture
def slack(channel, receiver, monkeypatch):
    monkeypatch.setenv("SLACK_URL", f"{receiver.url}/services/{SECRET}?key=qu3ry")
    return channel("slack", "env:SLACK_URL")


def test_no_secret_is_logged_stored_or_told(slack, receiver, http, client, clock, alert, caplog):
    """A receiver that repeats our address in its refusal puts no secret into a log, a message or the store."""
    caplog.set_level(logging.DEBUG)
    receiver.status = 403
    receiver.said = f"no {SECRET} or s3cr3t-p4th here, nor qu3ry".encode()
    enqueue(client, [alert()], {"ops": slack}, clock())
    (done,) = deliver_due(client, {"ops": slack}, http, clock)
    assert receiver.asked[0].path == f"/services/{SECRET}?key=qu3ry"
    assert "answered 403 Forbidden: no T0/B0/*** or *** here, nor ***" in done.error
    rows = client.query("SELECT * FROM alert_deliveries").result_rows
    for said in (str(rows), caplog.text, done.error):
        assert "s3cr3t" not in said
        assert "qu3ry" not in said


def test_a_secret_written_into_the_file_is_refused(channel, receiver, http, notification):
    """A channel whose secret is written out is not used, and the message does not repeat it."""
    for odd in (
        channel("slack", f"{receiver.url}/services/{SECRET}"),
        channel("pagerduty", receiver.url, routing_key=SECRET),
    ):
        with pytest.raises(DeliveryError, match="env:NAME or file:PATH") as error:
            send(notification(), odd, http)
        assert "s3cr3t" not in str(error.value)
    assert receiver.asked == []


def test_a_secret_that_is_missing_is_named_and_may_come_later(
    channel, receiver, http, notification, monkeypatch, tmp_path
):
    """A reference to nothing says which it is, and is looked up anew at the next attempt."""
    file = tmp_path / "url"
    lacking = channel("slack", f"file:{file}")
    with pytest.raises(DeliveryError, match=str(file)) as error:
        send(notification(), lacking, http)
    assert not error.value.final
    file.write_text(f"{receiver.url}/services/{SECRET}\n")
    send(notification(), lacking, http)
    assert receiver.asked[0].path == f"/services/{SECRET}"


def test_an_unforeseen_error_tells_its_place_and_not_its_words(
    slack, http, notification, alert, caplog
):
    """What this release cannot write for a channel is an error that names a line of ours and no value."""
    odd = notification(alert(severity=SECRET))
    with pytest.raises(
        DeliveryError, match=r"could not write it for slack: KeyError at slack.py:\d+"
    ):
        send(odd, slack, http)
    assert "s3cr3t" not in caplog.text
