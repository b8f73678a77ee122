"""Alerts that Grafana or an Alertmanager found: they set the pace, and what was told already is not told again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from centspan.alerts.notify.grouping import (
    DEFAULT_PACE,
    Group,
    Pace,
    by_group,
    decided,
    is_news,
    made,
    told_firing,
)
from centspan.alerts.notify.notification import Notification, Reason
from centspan.alerts.payload import Alert


def passed_on(
    alerts: Iterable[Alert],
    last: Mapping[Group, Notification],
    at: datetime,
    *,
    grouping: Collection[str] = (),
    pace: Pace = DEFAULT_PACE,
) -> tuple[Notification, ...]:
    """What is to be told now of these alerts, of which others may stand that are not among them.

    What a group was told as firing, by whomever, stands until its end is passed on.
    """
    groups = by_group(alerts, grouping)
    return decided(groups, lambda group: _passed(group, groups[group], last.get(group), at, pace))


def _passed(
    group: Group,
    standing: Mapping[str, Alert],
    last: Notification | None,
    at: datetime,
    pace: Pace,
) -> Notification | None:
    told = told_firing(last)
    heard = {
        key: alert
        for key, alert in standing.items()
        if (alert.state == "firing" and not alert.silenced_by) or key in told
    }
    members = {**told, **heard}
    news = any(is_news(each, told.get(key)) for key, each in heard.items())
    over = any(each.state == "resolved" for each in heard.values())
    reminding = any(each.rule not in pace.once for each in heard.values())
    due = last is not None and reminding and at - last.at >= pace.repeat_interval
    if not heard or not (news or over or due):
        return None
    return made(group, _reason(members, told, news or over), members.values(), at)


def _reason(members: Mapping[str, Alert], told: Mapping[str, Alert], changed: bool) -> Reason:
    if not any(each.state == "firing" for each in members.values()):
        return "resolved"
    if not told:
        return "new"
    return "changed" if changed else "repeat"
