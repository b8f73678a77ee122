"""From alerts to their channels: what `alerts serve` does after each evaluation, and each second between."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from centspan.alerts.budgets.channel import Channel
from centspan.alerts.notify import outbox
from centspan.alerts.notify.channels import CHANNEL_KINDS
from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.grouping import DEFAULT_PACE, Pace, notifications
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.outbox import Delivery
from centspan.alerts.notify.passing import passed_on
from centspan.alerts.notify.sending import send
from centspan.alerts.notify.together import together
from centspan.alerts.payload import Alert

Channels = Mapping[str, Channel]
Clock = Callable[[], datetime]
Decide = Callable[..., tuple[Notification, ...]]
MOST_READS: Final = 3
"""Limits of time that a delivery may use up, for it reads and writes several times."""


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def enqueue(
    client: Any,
    alerts: Iterable[Alert],
    channels: Channels,
    at: datetime,
    pace: Pace = DEFAULT_PACE,
) -> tuple[Notification, ...]:
    """Store what these alerts (all that fire or have just ended) make necessary to tell; returns it."""
    return _stored(client, notifications, alerts, channels, at, pace)


def pass_on(
    client: Any,
    alerts: Iterable[Alert],
    channels: Channels,
    at: datetime,
    pace: Pace = DEFAULT_PACE,
) -> tuple[Notification, ...]:
    """As `enqueue`, for alerts that Grafana or an Alertmanager found and sent here, a few at a time."""
    return _stored(client, passed_on, alerts, channels, at, pace)


def _stored(
    client: Any,
    decide: Decide,
    alerts: Iterable[Alert],
    channels: Channels,
    at: datetime,
    pace: Pace,
) -> tuple[Notification, ...]:
    by_themselves = {kind.name for kind in CHANNEL_KINDS if kind.groups_itself}
    grouping = {each.name for each in channels.values() if each.kind in by_themselves}
    last = outbox.told(client, at, pace.group_interval)
    made = decide(alerts, last, at, grouping=grouping, pace=pace)
    outbox.store(client, made, at)
    return made


def deliver_due(
    client: Any, channels: Channels, http: Http, clock: Clock = now
) -> tuple[Delivery, ...]:
    """Send what is due, the oldest first, and mark each as it was taken or refused; returns the marked.

    A channel that refuses one is left alone until the next call, so that no dead one delays the others.
    """

    def attempt(due: Delivery) -> Delivery:
        return _attempt(due, channels, http, clock)

    queues = _queues(outbox.waiting(client), clock())
    done: list[Delivery] = []
    while queues:
        firsts = [queue.popleft() for queue in queues]
        ended: dict[str, Delivery] = {}
        for each in together(attempt, firsts, MOST_READS * http.seconds):
            outbox.mark(client, [each])
            ended[each.id] = each
        late = [_late(each, clock()) for each in firsts if each.id not in ended]
        outbox.mark(client, late)
        done += [*ended.values(), *late]
        took = {each.channel for each in ended.values() if each.status == "delivered"}
        queues = [queue for queue in queues if queue and queue[0].channel in took]
    return tuple(done)


def _late(due: Delivery, at: datetime) -> Delivery:
    return due.refused(at, DeliveryError("no whole answer in time"))


def _queues(waiting: Iterable[Delivery], at: datetime) -> list[deque[Delivery]]:
    queues: dict[str, deque[Delivery]] = {}
    for each in waiting:
        if each.next_attempt_at <= at:
            queues.setdefault(each.channel, deque()).append(each)
    return list(queues.values())


def _attempt(due: Delivery, channels: Channels, http: Http, clock: Clock) -> Delivery:
    try:
        send(_read(due), _channel(due.channel, channels), http)
    except DeliveryError as error:
        return due.refused(clock(), error)
    return due.arrived(clock())


def _read(due: Delivery) -> Notification:
    try:
        return due.notification
    except ValueError as error:
        raise DeliveryError(
            f"a notification that cannot be read by this release: {type(error).__name__}",
            final=True,
        ) from None


def _channel(name: str, channels: Channels) -> Channel:
    if name in channels:
        return channels[name]
    known = ", ".join(sorted(channels)) or "none"
    raise DeliveryError(
        f"expected channel {name!r} in budgets.toml, found {known}: add a [[channel]] of that name"
    )
