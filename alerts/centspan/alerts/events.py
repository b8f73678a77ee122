"""What happened to alerts, kept for those who ask later: a row for each that began, fired or ended."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from centspan.alerts.memory import Kept, Memory, as_text
from centspan.alerts.payload import Alert

TABLE: Final = "alert_events"
COLUMNS: Final = (
    *("at", "rule", "dedup_key", "state", "severity", "scope"),
    *("observed", "expected", "delivered_to", "delivery_error", "document"),
)


def note(client: Any, before: Memory, after: Memory, at: datetime) -> None:
    """Write down every alert whose state is not what it was."""
    write(client, (each.alert for each in _moved(before, after)), at)


def write(client: Any, alerts: Iterable[Alert], at: datetime) -> None:
    """Write an event for each alert, with its whole payload and the channel that it is for."""
    if rows := [_row(alert, at) for alert in alerts]:
        client.insert(TABLE, rows, column_names=COLUMNS)


def _moved(before: Memory, after: Memory) -> Iterator[Kept]:
    for key, kept in after.alerts.items():
        was = before.alerts.get(key)
        if was is None or was.standing.state != kept.standing.state:
            yield kept


def _row(alert: Alert, at: datetime) -> list[Any]:
    numbers = (
        (alert.observed_usd, alert.expected_usd)
        if alert.unit == "usd"
        else (alert.observed, alert.expected)
    )
    own = [at, alert.rule, alert.dedup_key, alert.state, alert.severity, dict(alert.scope)]
    return [*own, *numbers, alert.channel, "", as_text(alert)]
