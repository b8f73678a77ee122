"""The port of `alerts serve`, as others reach it."""

import json

import pytest
from starlette.testclient import TestClient

from centspan.alerts.watch import Given
from centspan.collector.engine import Engine
from centspan.deploy.stack.alert_webhook import MOST_BYTES, AlertWebhook, app
from centspan.deploy.stack.ports import Guard, Guarded

EMPTY = json.dumps({"alerts": []})


@pytest.fixture(scope="module")
def port(tmp_path_factory, new_store):
    """A client of the port, behind a token."""
    engine = Engine(new_store(tmp_path_factory.mktemp("webhook") / "store"))
    asgi = app(AlertWebhook(engine.client, Given), tuple)
    guarded = Guarded(asgi, Guard("s3cret"), open_paths=("/healthz",))
    yield TestClient(guarded, base_url="http://127.0.0.1")
    engine.close()


def post(port, body, **headers):
    return port.post("/webhook", content=body, headers={"authorization": "Bearer s3cret"} | headers)


def test_a_webhook_needs_the_token_and_no_page_may_send_one(port):
    """A webhook without the token, or from a web page, is refused; health needs none."""
    assert post(port, EMPTY).json() == {"understood": [], "refused": []}
    assert post(port, EMPTY, authorization="Bearer wrong").status_code == 401
    assert post(port, EMPTY, origin="http://evil.example").status_code == 403
    assert post(port, EMPTY, host="evil.example").status_code == 421
    assert port.get("/healthz").json()["status"] == "ready"


def test_a_webhook_that_is_none_or_too_long_is_refused(port):
    """What is no webhook is answered 400 with what was expected, what is too long 413."""
    answer = post(port, "nothing")
    assert answer.status_code == 400
    assert "expected" in answer.json()["error"]
    assert post(port, b" " * (MOST_BYTES + 1)).status_code == 413
    assert port.get("/webhook", headers={"authorization": "Bearer s3cret"}).status_code == 405


def test_alerts_that_are_not_ours_are_named_in_the_answer(port):
    """The answer to a webhook says which of its alerts were not passed on, and why."""
    alert = {"status": "firing", "labels": {"alertname": "x"}, "startsAt": "2026-11-16T12:00:00Z"}
    told = post(port, json.dumps({"alerts": [alert]})).json()
    assert told["understood"] == []
    assert "label rule" in told["refused"][0]
