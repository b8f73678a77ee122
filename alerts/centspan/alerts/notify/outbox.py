"""Notifications in the store: written before they are sent, each step a new version of its row.

One process sends from a store at a time. A crash between sending and marking sends once more, under
the same id and keys, which receivers collapse.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from centspan.alerts.notify import notification
from centspan.alerts.notify.backoff import next_attempt
from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.grouping import Group
from centspan.alerts.notify.notification import Notification
from centspan.alerts.payload import utc
from centspan.collector.query import load

Status = Literal["waiting", "delivered", "failed", "superseded"]
TABLE = "alert_deliveries"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One notification on its way, as the table has it; times are UTC."""

    id: str
    version: int
    channel: str
    group_key: str
    reason: str
    firing: int
    """Alerts in it that were not over."""
    created_at: datetime
    status: Status
    attempts: int
    next_attempt_at: datetime
    changed_at: datetime
    error: str
    document: str

    @property
    def notification(self) -> Notification:
        """What it tells."""
        return notification.read(self.document)

    def arrived(self, at: datetime) -> "Delivery":
        """The next version: it was taken at `at`."""
        return self._next("delivered", at, self.attempts + 1, "")

    def refused(self, at: datetime, error: DeliveryError) -> "Delivery":
        """The next version after a failed attempt: waiting for another, or failed for good."""
        attempts = self.attempts + 1
        again = next_attempt(self.created_at, attempts, at, error.after_seconds)
        if error.final or again is None:
            return self._next("failed", at, attempts, str(error))
        return replace(self._next("waiting", at, attempts, str(error)), next_attempt_at=again)

    def superseded(self, at: datetime) -> "Delivery":
        """The next version: a newer notification of its group says all that it would."""
        return self._next("superseded", at, self.attempts, self.error)

    def _next(self, status: Status, at: datetime, attempts: int, error: str) -> "Delivery":
        return replace(
            self,
            version=self.version + 1,
            status=status,
            changed_at=at,
            attempts=attempts,
            error=error,
        )


COLUMNS = tuple(each.name for each in fields(Delivery))
TIMES = ("created_at", "next_attempt_at", "changed_at")


def store(client: Any, new: Sequence[Notification], at: datetime) -> None:
    """Keep notifications to be sent; older ones of their groups that still wait are superseded."""
    if not new:
        return
    groups = {(each.channel, each.group_key) for each in new}
    older = [each for each in waiting(client) if (each.channel, each.group_key) in groups]
    ids = {each.id for each in new}
    over = [each.superseded(at) for each in older if each.id not in ids]
    mark(client, [*map(_first, new), *over])


def mark(client: Any, deliveries: Iterable[Delivery]) -> None:
    """Write the versions given."""
    if rows := [list(astuple(each)) for each in deliveries]:
        client.insert(TABLE, rows, column_names=COLUMNS)


def waiting(client: Any) -> list[Delivery]:
    """Every notification that is still to be sent, the oldest first."""
    return [_delivery(row) for row in load("alert_deliveries_waiting").rows(client)]


def told(client: Any, at: datetime, period: timedelta) -> Mapping[Group, Notification]:
    """What each group was told last, of groups told that something fires, or told within `period`."""
    since = utc(at - period).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    rows = load("alert_groups_told").rows(client, since=since)
    read = (_readable(row["document"]) for row in rows)
    return {(each.channel, each.group_key): each for each in read if each}


def _readable(document: str) -> Notification | None:
    """Of one that another release wrote in another form nothing is known: its group is told anew."""
    try:
        return notification.read(document)
    except ValueError as error:
        log.warning("a stored notification cannot be read: %s", type(error).__name__)
        return None


def _first(new: Notification) -> Delivery:
    return Delivery(
        id=new.id,
        version=1,
        channel=new.channel,
        group_key=new.group_key,
        reason=new.reason,
        firing=len(new.firing),
        created_at=new.at,
        status="waiting",
        attempts=0,
        next_attempt_at=new.at,
        changed_at=new.at,
        error="",
        document=new.text(),
    )


def _delivery(row: Mapping[str, Any]) -> Delivery:
    values = dict(row)
    for name in TIMES:
        values[name] = utc(values[name])
    return Delivery(**values)
