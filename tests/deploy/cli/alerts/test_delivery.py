"""`centspan alerts send-test` and `deliveries`: does a notification arrive, and which did not?"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3] / "alerts" / "support"))

from http_receiver import receiving

from centspan.alerts.notify.deliver import deliver_due, enqueue
from centspan.alerts.notify.http import Http
from centspan.alerts.payload import Alert
from centspan.collector.dsn import connect

CHANNELS = """\
[[channel]]
name = "hook"
kind = "webhook"
url = "{url}/hook"

[[channel]]
name = "slack"
kind = "slack"
url = "env:TEST_SLACK_URL"
"""


@pytest.fixture
def hook():
    """A web server that keeps what is posted to it."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def budgets(tmp_path, hook, monkeypatch):
    """A file with two channels, of which one has no address yet."""
    monkeypatch.delenv("TEST_SLACK_URL", raising=False)
    file = tmp_path / "budgets.toml"
    file.write_text(CHANNELS.format(url=hook.url))
    return file


@pytest.fixture
def sent(dsn):
    """One notification that was given up, and one that waits; the store is left as it was."""
    at = datetime.now(UTC)
    alerts = [
        Alert(
            rule="r",
            title=name,
            severity="page",
            state="firing",
            dedup_key=name,
            group_key=name,
            scope={},
            started_at=at,
            at=at,
            headline=f"{name} spent $5",
            channel=name,
        )
        for name in ("gone", "waits")
    ]
    with connect(dsn) as client:
        client.command("TRUNCATE TABLE alert_deliveries")
        enqueue(client, alerts, {}, at)
        deliver_due(client, {}, Http(), lambda: at)
        client.command(
            "INSERT INTO alert_deliveries SELECT * REPLACE (version + 1 AS version, 'failed' AS status) "
            "FROM alert_deliveries FINAL WHERE channel = 'gone'"
        )
        yield
        client.command("TRUNCATE TABLE alert_deliveries")


def test_a_test_goes_to_one_channel_or_to_all(centspan, budgets, hook):
    """`send-test` sends an alert that calls itself a test, tells what each channel said, and fails if one did."""
    code, out, _ = centspan("alerts", "send-test", budgets, "--channel", "hook")
    assert (code, out[:27]) == (0, "hook (webhook): delivered i")
    [asked] = hook.asked
    (alert,) = asked.json["alerts"]
    assert asked.path == "/hook"
    assert alert["headline"].startswith("This is a test, nothing is wrong")
    code, out, _ = centspan("alerts", "send-test", budgets, "--json")
    assert code == 1
    assert [(each["channel"], each["delivered"]) for each in json.loads(out)] == [
        ("hook", True),
        ("slack", False),
    ]
    assert "env:TEST_SLACK_URL" in json.loads(out)[1]["error"]


def test_a_channel_that_is_not_there_is_named(centspan, budgets):
    """`send-test` to a channel that the file lacks, or with a file without channels, says what there is."""
    code, _, err = centspan("alerts", "send-test", budgets, "--channel", "pager")
    assert (code, "expected a channel named 'pager', found hook, slack" in err) == (2, True)
    budgets.write_text("")
    code, _, err = centspan("alerts", "send-test", budgets)
    assert (code, "expected a [[channel]], found none" in err) == (2, True)


def test_nothing_sent_is_said_plainly(centspan, answer, dsn):
    """Where nothing was sent `deliveries` says so, and prints no rows as JSON."""
    code, out, _ = centspan("alerts", "deliveries", "--dsn", dsn)
    assert (code, out) == (0, "no notifications since 7d\n")
    assert answer("alerts", "deliveries", "--dsn", dsn) == []


def test_deliveries_show_what_waits_and_what_failed(centspan, answer, dsn, sent):
    """`deliveries` shows each notification with its state and error; --failed only those given up, ending with 1."""
    rows = answer("alerts", "deliveries", "--dsn", dsn)
    assert {(each["channel"], each["status"]) for each in rows} == {
        ("gone", "failed"),
        ("waits", "waiting"),
    }
    code, out, _ = centspan("alerts", "deliveries", "--dsn", dsn, "--failed")
    assert code == 1
    assert "gone spent $5" in out
    assert "waits" not in out
