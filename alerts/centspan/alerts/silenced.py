"""Who keeps an alert from being told, and who has taken it on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from centspan.alerts.budgets.model import Silence
from centspan.alerts.budgets.scope import within
from centspan.alerts.payload import utc
from centspan.alerts.state import Standing
from centspan.collector.query import load


@dataclass(frozen=True, slots=True)
class Ack:
    """The last acknowledgement of an alert."""

    at: datetime
    by: str


def silenced_by(standing: Standing, silences: Iterable[Silence], at: datetime) -> str:
    """Who silenced it for this moment, or why, where nobody is named; '' where nobody did."""
    for each in silences:
        about = each.rule in ("*", standing.rule) and within(standing.labels, each.scope)
        if about and each.begins <= at < each.ends:
            return each.by or each.reason or "budgets.toml"
    return ""


def acks(client: Any, since: datetime) -> dict[str, Ack]:
    """The last acknowledgement of each alert that had one since then, by dedup key."""
    rows = load("alert_acks").rows(client, since=since)
    return {row["dedup_key"]: Ack(utc(row["acked_at"]), row["acked_by"]) for row in rows}


def with_ack(standing: Standing, given: Mapping[str, Ack]) -> Standing:
    """The alert as taken on, where that was said since it began."""
    ack = given.get(standing.dedup_key)
    if ack is None or ack.at < (standing.started_at or standing.pending_since):
        return replace(standing, acked_by="", acked_at=None)
    return replace(standing, acked_by=ack.by, acked_at=ack.at)
