"""Whether a group's channel is to be told something now: at most once a period, and once when all is over."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from centspan.alerts.notify.notification import Notification, Reason, gravest_first, identity
from centspan.alerts.payload import Alert

Group = tuple[str, str]
"""A channel's name and a group's key."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a group may be told of; an acknowledgement is passed on at once."""

    group_interval: timedelta = timedelta(minutes=5)
    """Between two notifications of one group."""
    repeat_interval: timedelta = timedelta(hours=4)
    """Until a group that still fires, and that nobody has acknowledged, is told of again."""
    once: frozenset[str] = frozenset()
    """Rules of which nobody is reminded while they fire on."""


DEFAULT_PACE: Final = Pace()


def notifications(
    alerts: Iterable[Alert],
    last: Mapping[Group, Notification],
    at: datetime,
    *,
    grouping: Collection[str] = (),
    pace: Pace = DEFAULT_PACE,
) -> tuple[Notification, ...]:
    """What is to be told now, given all alerts that stand and what each group was told last.

    An alert told as firing that no longer stands counts as resolved. Alerts without a channel are
    told to nobody. Channels named in `grouping` group by themselves: there each alert is its own group,
    and is told again though it is acknowledged or silenced, for else the receiver takes it to be over.
    """
    standing = by_group(alerts, grouping)
    told = {group for group, each in last.items() if each.firing}

    def decide(group: Group) -> Notification | None:
        kept_up = group[0] in grouping
        return _decide(group, standing.get(group, {}), last.get(group), at, pace, kept_up)

    return decided(standing.keys() | told, decide)


def decided(
    groups: Iterable[Group], decide: Callable[[Group], Notification | None]
) -> tuple[Notification, ...]:
    """What each of these groups is to be told, in their order; of most it is nothing."""
    return tuple(each for group in sorted(groups) if (each := decide(group)))


def by_group(alerts: Iterable[Alert], grouping: Collection[str]) -> dict[Group, dict[str, Alert]]:
    """Alerts that may be told, by channel and group, then by dedup key."""
    groups: dict[Group, dict[str, Alert]] = defaultdict(dict)
    for alert in alerts:
        if alert.channel and alert.state != "pending":
            own = alert.channel in grouping or not alert.group_key
            key = alert.dedup_key if own else alert.group_key
            groups[alert.channel, key][alert.dedup_key] = alert
    return groups


def told_firing(last: Notification | None) -> dict[str, Alert]:
    """What a group was told that fires, by dedup key."""
    return {alert.dedup_key: alert for alert in last.firing} if last else {}


def made(group: Group, reason: Reason, members: Iterable[Alert], at: datetime) -> Notification:
    """The notification of these members to that group."""
    return Notification(
        id=identity(*group, at),
        channel=group[0],
        group_key=group[1],
        reason=reason,
        at=at,
        alerts=tuple(sorted(members, key=gravest_first)),
    )


def _decide(
    group: Group,
    standing: Mapping[str, Alert],
    last: Notification | None,
    at: datetime,
    pace: Pace,
    kept_up: bool,
) -> Notification | None:
    told = told_firing(last)
    firing = {
        key: alert
        for key, alert in standing.items()
        if alert.state == "firing" and (key in told or not alert.silenced_by)
    }
    reason = _reason(firing, told, last, at, pace, kept_up)
    if reason is None:
        return None
    over = (_resolved(standing.get(key, was), at) for key, was in told.items() if key not in firing)
    return made(group, reason, chain(firing.values(), over), at)


def _reason(
    firing: Mapping[str, Alert],
    told: Mapping[str, Alert],
    last: Notification | None,
    at: datetime,
    pace: Pace,
    kept_up: bool,
) -> Reason | None:
    heard = [alert for alert in firing.values() if not alert.silenced_by]
    waiting = [each for each in heard if not each.acked_by and each.rule not in pace.once]
    open_ones = firing if kept_up else waiting
    if any(alert.acked_by and _unacked(told.get(alert.dedup_key)) for alert in heard):
        return "acknowledged"
    if last and at - last.at < pace.group_interval:
        return None
    if told and not firing:
        return "resolved"
    if any(is_news(alert, told.get(alert.dedup_key)) for alert in heard):
        return "changed" if told else "new"
    if open_ones and last and at - last.at >= pace.repeat_interval:
        return "repeat"
    return None


def _unacked(was: Alert | None) -> bool:
    return was is not None and not was.acked_by


def is_news(alert: Alert, was: Alert | None) -> bool:
    """Not told of yet, or told as less grave than it is now."""
    return was is None or (alert.severity == "page" and was.severity != "page")


def _resolved(alert: Alert, at: datetime) -> Alert:
    if alert.state == "resolved":
        return alert
    return replace(alert, state="resolved", at=at, resolved_at=alert.resolved_at or at)
