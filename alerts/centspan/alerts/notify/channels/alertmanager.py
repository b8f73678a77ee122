"""Prometheus' Alertmanager, API v2: each alert with its labels; it groups, silences and routes by itself."""

import json
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from centspan.alerts.notify.http import Http, basic
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel
from centspan.alerts.notify.wording import is_web
from centspan.alerts.payload import Alert, iso

PATH: Final = "/api/v2/alerts"
KEPT_FIRING: Final = timedelta(hours=9)
"""How long it takes an alert to fire unless told otherwise: two repeats, and an hour to deliver them."""
KEPT_TEST: Final = timedelta(minutes=5)
"""How long a test fires: until it was passed on."""


def deliver(notification: Notification, channel: OpenChannel, http: Http) -> None:
    """POST its alerts."""
    at, keep = notification.at, KEPT_TEST if notification.reason == "test" else KEPT_FIRING
    body = json.dumps([_alert(each, at, keep) for each in notification.alerts], ensure_ascii=False)
    headers = {"Content-Type": "application/json", **_authorization(channel)}
    http.post(_address(channel.setting("url")), body.encode(), headers)


def _address(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rstrip("/").removesuffix(PATH) + PATH).geturl()


def _authorization(channel: OpenChannel) -> dict[str, str]:
    if token := channel.setting("bearer_token"):
        return {"Authorization": f"Bearer {token}"}
    user = channel.setting("username")
    return basic(user, channel.setting("password")) if user else {}


def _alert(alert: Alert, at: datetime, keep: timedelta) -> dict[str, Any]:
    ends = alert.resolved_at or at
    until = ends if alert.state == "resolved" else at + keep
    source = {"generatorURL": alert.board_url} if is_web(alert.board_url) else {}
    return {
        "labels": _labels(alert),
        "annotations": _annotations(alert),
        "startsAt": iso(alert.started_at),
        "endsAt": iso(until),
        **source,
    }


def _labels(alert: Alert) -> dict[str, str]:
    """What makes the alert one: nothing here may change while it stands."""
    named = {
        **alert.scope,
        "alertname": alert.rule,
        "severity": alert.severity,
        "owner": alert.owner,
        "dedup_key": alert.dedup_key,
    }
    return {name: value for name, value in sorted(named.items()) if value}


def _annotations(alert: Alert) -> dict[str, str]:
    named = {
        "summary": alert.title,
        "headline": alert.headline,
        "board_url": alert.board_url,
        "runbook_url": alert.runbook_url,
        "payload": json.dumps(alert.as_json(), ensure_ascii=False, separators=(",", ":")),
    }
    return {name: value for name, value in named.items() if value}
