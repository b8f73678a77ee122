"""PagerDuty, Events API v2: one incident for a group, opened, acknowledged and resolved under its key."""

import json
from hashlib import sha256
from itertools import accumulate
from typing import Any, Final

from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel
from centspan.alerts.notify.wording import links, one_line
from centspan.alerts.payload import iso

EVENTS: Final = "https://events.pagerduty.com/v2/enqueue"
SEVERITIES: Final = {"page": "critical", "ticket": "warning"}
LONGEST_KEY: Final = 255
LONGEST_SUMMARY: Final = 1024
MOST_OTHERS: Final = 300_000
"""Characters; an event may have 512 KB."""


def deliver(notification: Notification, channel: OpenChannel, http: Http) -> None:
    """POST one event."""
    event = {"routing_key": channel.setting("routing_key"), **_event(notification)}
    body = json.dumps(event, ensure_ascii=False).encode()
    http.post(channel.setting("url", EVENTS), body, {"Content-Type": "application/json"})


def _event(notification: Notification) -> dict[str, Any]:
    first = notification.alerts[0]
    named = [{"href": url, "text": name} for name, url in links(first)]
    return {
        "event_action": _action(notification),
        "dedup_key": _key(notification.group_key),
        "client": "centspan",
        "client_url": next((each["href"] for each in named if each["text"] == "Board"), ""),
        "links": named,
        "payload": _payload(notification),
    }


def _payload(notification: Notification) -> dict[str, Any]:
    first, more = notification.alerts[0], len(notification.alerts) - 1
    summary = f"{first.headline}{f' (and {more} more)' if more else ''}"
    return {
        "summary": one_line(summary)[:LONGEST_SUMMARY],
        "source": first.scope.get("environment") or "centspan",
        "severity": SEVERITIES[first.severity],
        "timestamp": iso(first.started_at),
        "component": first.scope.get("feature", ""),
        "group": notification.group_key,
        "class": first.rule,
        "custom_details": _details(notification),
    }


def _details(notification: Notification) -> dict[str, Any]:
    """The first alert's payload, and beside it those of the others, as many as an event can hold."""
    first, *others = (alert.as_json() for alert in notification.alerts)
    sizes = accumulate(len(json.dumps(each)) for each in others)
    held = [each for each, size in zip(others, sizes, strict=True) if size <= MOST_OTHERS]
    return first | ({"other_alerts": held} if held else {})


def _action(notification: Notification) -> str:
    if notification.state == "resolved":
        return "resolve"
    acknowledged = all(alert.acked_by for alert in notification.firing)
    return "acknowledge" if acknowledged else "trigger"


def _key(group_key: str) -> str:
    if len(group_key) <= LONGEST_KEY:
        return group_key
    return sha256(group_key.encode()).hexdigest()
