"""What a real Alertmanager shows of what it is told."""

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import urllib3

from centspan.alerts.notify.channels import alertmanager
from centspan.alerts.notify.deliver import deliver_due, enqueue
from centspan.alerts.notify.sending import send

BINARY = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
CONFIG = """\
route: {receiver: nobody, group_by: [alertname]}
receivers: [{name: nobody}]
"""


@pytest.fixture(scope="module")
def manager(tmp_path_factory, free_port):
    """The URL of a running Alertmanager of this machine, under a path as behind a proxy."""
    if BINARY is None:
        pytest.skip("no prometheus-alertmanager here (apt install prometheus-alertmanager)")
    folder, port = tmp_path_factory.mktemp("alertmanager"), free_port()
    (folder / "config.yml").write_text(CONFIG)
    url = f"http://127.0.0.1:{port}/am"
    process = subprocess.Popen(
        [
            BINARY,
            *(f"--config.file={folder}/config.yml", f"--storage.path={folder}/data"),
            *(f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="),
            f"--web.external-url={url}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _ready(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _ready(url):
    for _ in range(200):
        try:
            if urllib3.request("GET", f"{url}/-/ready", retries=False).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("Alertmanager did not become ready in time")


@pytest.fixture
def ours(manager, channel):
    return channel("alertmanager", manager)


@pytest.fixture
def fresh(alert):
    """Makes an alert that fires since five minutes ago."""
    now = datetime.now(UTC).replace(microsecond=0)

    def make(**changed):
        return alert(**{"at": now, "started_at": now - timedelta(minutes=5)} | changed)

    return make


def shown(manager, **labels):
    query = urlencode([("filter", f'{name}="{value}"') for name, value in labels.items()])
    answer = urllib3.request("GET", f"{manager}/api/v2/alerts?{query}", retries=False)
    assert answer.status == 200, answer.data
    return json.loads(answer.data)


def test_alertmanager_shows_labels_annotations_and_the_whole_payload(
    manager, ours, http, notification, fresh
):
    """Alertmanager takes an alert with its labels, headline, links, times and its payload as JSON."""
    told = fresh(feature="größe & so", rule="whole")
    send(notification(told, at=told.at), ours, http)
    (alert,) = shown(manager, alertname="whole")
    assert alert["labels"] == {
        "alertname": "whole",
        "dedup_key": "feature_spike:environment=production,feature=gr%C3%B6%C3%9Fe%20%26%20so",
        "environment": "production",
        "feature": "größe & so",
        "owner": "team-search",
        "severity": "page",
    }
    said = alert["annotations"]
    assert json.loads(said.pop("payload")) == told.as_json()
    assert said == {
        "summary": told.title,
        "headline": told.headline,
        "board_url": told.board_url,
        "runbook_url": told.runbook_url,
    }
    assert alert["generatorURL"] == told.board_url
    assert datetime.fromisoformat(alert["startsAt"]) == told.started_at
    assert datetime.fromisoformat(alert["endsAt"]) == told.at + alertmanager.KEPT_FIRING


def test_an_alert_told_twice_is_one_in_alertmanager_and_ends_there(
    manager, ours, http, notification, fresh
):
    """The same alert told again is one alert there, and is gone once its end was told."""
    told = fresh(rule="twice")
    for each in (told, fresh(rule="twice", headline="chat now spent $500")):
        send(notification(each, at=each.at), ours, http)
    (alert,) = shown(manager, alertname="twice")
    assert alert["annotations"]["headline"] == "chat now spent $500"
    over = fresh(rule="twice", state="resolved", resolved_at=told.at - timedelta(seconds=1))
    send(notification(over, at=told.at, reason="resolved"), ours, http)
    assert shown(manager, alertname="twice") == []


def test_alerts_of_a_group_end_one_by_one_in_alertmanager(
    manager, ours, http, client, clock, fresh
):
    """Of a group whose alerts end at different times Alertmanager shows those that still fire."""
    both = [fresh(rule="some"), fresh(rule="some", feature="search")]
    clock.at = both[0].at
    channels = {"ops": ours}
    enqueue(client, both, channels, clock())
    assert {each.status for each in deliver_due(client, channels, http, clock)} == {"delivered"}
    assert len(shown(manager, alertname="some")) == 2
    over = fresh(rule="some", state="resolved", resolved_at=clock.at - timedelta(seconds=1))
    enqueue(client, [over, both[1]], channels, clock.turn(minutes=6))
    deliver_due(client, channels, http, clock)
    assert [each["labels"]["feature"] for each in shown(manager, alertname="some")] == ["search"]


def test_alertmanager_is_asked_with_the_credentials_of_its_channel(
    channel, receiver, http, notification
):
    """A token or a user and password of the channel go along as authorization."""
    send(notification(), channel("alertmanager", receiver.url, {"bearer_token": "t0ken"}), http)
    secret = {"password": "pa55"}
    send(notification(), channel("alertmanager", receiver.url, secret, username="ada"), http)
    said = [each.headers["Authorization"] for each in receiver.asked]
    assert said == ["Bearer t0ken", "Basic YWRhOnBhNTU="]
    assert {each.path for each in receiver.asked} == {"/api/v2/alerts"}
