"""From a spike in the store to every kind of receiver: a real Alertmanager, and stand-ins of the others."""

import json
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import urllib3
from aiosmtpd.controller import Controller
from http_receiver import receiving

from centspan.alerts.address import Places
from centspan.alerts.budgets.channel import Channel
from centspan.alerts.enrich.belonging import Belonging
from centspan.alerts.notify.deliver import deliver_due
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.sending import send
from centspan.alerts.watch import Given

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
FROM = {"from": "centspan <alerts@example.com>"}
MANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
CONFIG = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
UNKNOWN = {"resolved_at", "observed", "expected", "learning", "silenced_by", "acked_by"}
"""Of an alert about dollars that fires and is nobody's yet."""
BUDGET = """\
[[budget]]
id = "chat"
scope = { feature = "chat" }
amount = 3000
period = "month"
owner = "team-chat"
channel = "ops"
[[channel]]
name = "ops"
kind = "webhook"
url = "http://127.0.0.1:1"
"""


@pytest.fixture
def posted():
    """A web server for Slack, PagerDuty and webhooks."""
    with receiving() as receiver:
        receiver.status = 202
        yield receiver


@pytest.fixture
def mailed():
    """A mail server; its port and the mails it took."""
    got = []

    class Kept:
        async def handle_DATA(self, server, session, envelope):
            got.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 OK"

    class AnyPort(Controller):
        def _trigger_server(self):
            """The base class would connect to port 0."""
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    controller = AnyPort(Kept(), hostname="127.0.0.1", port=0)
    controller.start()
    yield str(controller.server.sockets[0].getsockname()[1]), got
    controller.stop()


@pytest.fixture
def manager(tmp_path):
    """The URL of a running Alertmanager of this machine."""
    if MANAGER is None:
        pytest.skip("no prometheus-alertmanager here (apt install prometheus-alertmanager)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    (tmp_path / "config.yml").write_text(CONFIG)
    process = subprocess.Popen(
        [
            MANAGER,
            *(f"--config.file={tmp_path}/config.yml", f"--storage.path={tmp_path}/data"),
            *(f"--web.listen-address={url[7:]}", "--cluster.listen-address="),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            if urllib3.request("GET", f"{url}/-/ready", retries=False).status == 200:
                break
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(20)


@pytest.fixture
def told(client, budgets, watching):
    """Lets the spike be found, and delivers it to a channel; returns the alert."""

    def deliver(kind, url="", **settings):
        budgets(BUDGET)
        channels = {"ops": Channel("ops", kind, url, settings)}
        look = watching()
        said = Given(channels, Belonging("platform", "ops"), Places("http://127.0.0.1:8088"))
        (told,) = look.watch.look(said, NOON)
        (done,) = deliver_due(client, channels, Http(seconds=10), lambda: NOON)
        assert (done.status, done.error) == ("delivered", "")
        return told.alerts[0]

    return deliver


def whole(payload, alert):
    """A payload as JSON must be the alert's, with every documented key filled."""
    assert payload == alert.as_json()
    empty = {name for name, value in payload.items() if value is None or value in ("", [], {})}
    empty |= {name for name, value in payload.items() if value is False}
    assert empty == UNKNOWN
    assert (payload["owner"], payload["budget"]["id"]) == ("team-chat", "chat")
    assert payload["contributors"][0]["value"] == "acme"


def readable(text):
    """What people read has the same: numbers, cause, budget, owner, example and links."""
    for part in (
        "chat in production spent $92.00 within an hour, where $5.00 is usual",
        "$92.00, expected $5.00",
        "tenant acme: $87.00 (+$87.00, 100 % of the change",
        "chat: ",
        "runs out",
        "team-chat",
        "price +$47.00, volume +$40.00, mix +$0.00",
        "feed" * 8,
        "6.2 % of calls unpriced, 2.1 % estimated",
        "/boards/feature?",
        "/runbooks/feature_spike",
    ):
        assert part in text


def test_a_webhook_gets_the_whole_payload(told, posted):
    """A spike found in the store reaches a webhook with every documented field."""
    alert = told("webhook", posted.url)
    whole(posted.asked[0].json["alerts"][0], alert)


def test_pagerduty_gets_the_whole_payload(told, posted, monkeypatch):
    """A spike found in the store reaches PagerDuty with every documented field."""
    monkeypatch.setenv("TEST_ROUTING_KEY", "R0UT1NG")
    alert = told("pagerduty", posted.url, routing_key="env:TEST_ROUTING_KEY")
    whole(posted.asked[0].json["payload"]["custom_details"], alert)


def test_slack_says_all_that_people_need(told, posted, monkeypatch):
    """A spike found in the store reaches Slack with numbers, cause, budget, owner, example, trust and links."""
    monkeypatch.setenv("TEST_SLACK_URL", f"{posted.url}/services/T/B/s")
    told("slack", "env:TEST_SLACK_URL")
    readable(json.dumps(posted.asked[0].json, ensure_ascii=False))


def test_a_mail_says_all_that_people_need(told, mailed):
    """A spike found in the store reaches a mail server with the same, as text and as HTML."""
    port, got = mailed
    told("email", host="127.0.0.1", port=port, to="ops@example.com", security="none", **FROM)
    readable(got[0].get_body(("plain",)).get_content())
    assert "tenant acme" in got[0].get_body(("html",)).get_content()


def test_alertmanager_shows_the_whole_payload(told, posted, manager):
    """A spike found in the store stands in a real Alertmanager with every documented field."""
    now = datetime.now(UTC)  # what was over hours ago it would not show
    alert = replace(told("webhook", posted.url), at=now, started_at=now - timedelta(minutes=5))
    one = Notification(id="1", channel="ops", group_key="g", reason="new", at=now, alerts=(alert,))
    send(one, Channel("ops", "alertmanager", manager), Http(seconds=10))
    shown = json.loads(urllib3.request("GET", f"{manager}/api/v2/alerts").data)
    assert [each["labels"]["dedup_key"] for each in shown] == [alert.dedup_key]
    assert shown[0]["annotations"]["headline"] == alert.headline
    whole(json.loads(shown[0]["annotations"]["payload"]), alert)
