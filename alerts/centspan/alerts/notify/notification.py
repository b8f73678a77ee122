"""A notification: the alerts of one group, for one channel, at one moment."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Literal

from pydantic import TypeAdapter

from centspan.alerts.payload import Alert, State, iso, utc

Reason = Literal["new", "changed", "repeat", "acknowledged", "resolved", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What one channel is told at once; the gravest alert stands first."""

    id: str
    channel: str
    group_key: str
    reason: Reason
    at: datetime
    alerts: tuple[Alert, ...]

    @property
    def state(self) -> State:
        """Firing while one of its alerts is."""
        return "firing" if any(alert.state == "firing" for alert in self.alerts) else "resolved"

    @property
    def firing(self) -> tuple[Alert, ...]:
        """Its alerts that are not over."""
        return tuple(alert for alert in self.alerts if alert.state == "firing")

    def as_json(self) -> dict[str, Any]:
        """The documented form (docs/alerts.md), which `read` takes back."""
        return {
            "version": 1,
            "id": self.id,
            "channel": self.channel,
            "group_key": self.group_key,
            "reason": self.reason,
            "state": self.state,
            "at": iso(self.at),
            "alerts": [alert.as_json() for alert in self.alerts],
        }

    def text(self) -> str:
        """Its JSON in one line."""
        return json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Notification:
    """Take a stored notification back; raises pydantic's ValidationError for anything else."""
    return _adapter().validate_json(text)


def identity(channel: str, group_key: str, at: datetime) -> str:
    """An id that the same decision has again: 32 hex digits."""
    return sha256("\0".join((channel, group_key, iso(at))).encode()).hexdigest()[:32]


def gravest_first(alert: Alert) -> tuple[bool, bool, datetime, str]:
    """The order of alerts in a notification: firing, then pages, then the oldest."""
    return (
        alert.state != "firing",
        alert.severity != "page",
        utc(alert.started_at),
        alert.dedup_key,
    )


@cache
def _adapter() -> TypeAdapter[Notification]:
    return TypeAdapter(Notification)
