"""What stands, for people who look or act: found by key or by part of one, taken on, told whole."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from centspan.alerts.memory import NEVER, Kept, read_alert, recall
from centspan.alerts.payload import Alert
from centspan.instrumentation.errors import CentspanError

_EVENT = """
SELECT document FROM alert_events WHERE dedup_key = {key:String} ORDER BY at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: an alert as it stands, or a scope that is learning."""

    key: str
    rule: str
    state: str
    alert: Alert | None


def listed(client: Any, resolved_since: datetime = NEVER) -> tuple[Listed, ...]:
    """Everything that stands: firing first, pages before tickets, then pending, resolved and learning."""
    memory = recall(client, resolved_since)
    alerts = sorted(memory.alerts.items(), key=lambda item: _gravest(item[1]))
    young = sorted(memory.young, key=lambda each: each.dedup_key)
    return (
        *(Listed(key, kept.standing.rule, kept.standing.state, kept.alert) for key, kept in alerts),
        *(Listed(each.dedup_key, each.rule, "learning", None) for each in young),
    )


def one_of(client: Any, key: str) -> Alert:
    """The alert of a key, or of the only key that holds this text: as it stands, else as it last was."""
    alerts = {name: kept.alert for name, kept in recall(client).alerts.items()}
    if key in alerts:
        return alerts[key]
    if rows := client.query(_EVENT, parameters={"key": key}).result_rows:
        return read_alert(rows[0][0])
    found = [name for name in alerts if key in name]
    if len(found) == 1:
        return alerts[found[0]]
    known = "\n  ".join(sorted(found or alerts)) or "none"
    raise CentspanError(f"expected the key of one alert, found {key!r}; these stand:\n  {known}")


def acknowledge(client: Any, key: str, by: str) -> Alert:
    """Say that somebody has taken a standing alert on; raises CentspanError for one that is over."""
    alert = one_of(client, key)
    if alert.state == "resolved":
        raise CentspanError(f"{alert.dedup_key} is over since {alert.resolved_at:%F %H:%M} UTC")
    row = [alert.dedup_key, datetime.now(UTC), by]
    client.insert("alert_acks", [row], column_names=["dedup_key", "at", "by"])
    return alert


def _gravest(kept: Kept) -> tuple[int, bool, datetime, str]:
    order = ("firing", "pending", "resolved")
    alert = kept.alert
    return (
        order.index(kept.standing.state),
        alert.severity != "page",
        alert.started_at,
        alert.dedup_key,
    )
