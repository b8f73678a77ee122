"""How alerts stood when they were judged last: kept in the store, so that a restart goes on from there."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from centspan.alerts.payload import Alert, utc
from centspan.alerts.state import Standing
from centspan.collector.query import load

TABLE: Final = "alert_states"
COLUMNS: Final = (
    *("dedup_key", "version", "rule", "labels", "state", "pending_since", "at"),
    *("started_at", "calm_since", "resolved_at", "missing", "document"),
)
NEVER: Final = datetime(2100, 1, 1)
"""Of those that ended, none since then."""
_TIMES: Final = ("pending_since", "at", "started_at", "calm_since", "resolved_at")


@dataclass(frozen=True, slots=True)
class Kept:
    """One alert as it stands, and what it tells."""

    standing: Standing
    alert: Alert

    def differs(self, other: "Kept | None") -> bool:
        """Whether it says anything else than the other, but for when it was judged."""
        return other is None or _timeless(self) != _timeless(other)


@dataclass(frozen=True, slots=True)
class Young:
    """A scope that is too young to be judged by a rule."""

    dedup_key: str
    rule: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything that stands, by dedup key."""

    alerts: Mapping[str, Kept]
    young: frozenset[Young] = frozenset()

    def of(self, rule: str) -> dict[str, Standing]:
        """A rule's pending and firing alerts."""
        return {
            key: kept.standing
            for key, kept in self.alerts.items()
            if kept.standing.rule == rule and kept.standing.state != "resolved"
        }


def recall(client: Any, resolved_since: datetime = NEVER) -> Memory:
    """What stands in the store: what is pending, firing or learning, or has ended since a moment."""
    rows = load("alert_standing").rows(client, resolved_since=resolved_since)
    alerts = (_kept(row) for row in rows if row["state"] != "learning")
    young = frozenset(
        Young(row["dedup_key"], row["rule"], tuple(sorted(row["labels"].items())))
        for row in rows
        if row["state"] == "learning"
    )
    return Memory({each.standing.dedup_key: each for each in alerts}, young)


def remember(client: Any, before: Memory, after: Memory, at: datetime) -> None:
    """Write what has changed since `before`; what stands no more is past."""
    version = time.time_ns()
    rows = [_row(key, each, version) for key, each in _changed(before, after)]
    gone = before.alerts.keys() - after.alerts.keys()
    rows += [_past(before.alerts[key], version) for key in sorted(gone) if _open(before, key)]
    said = after.alerts.keys() | gone
    rows += [_young(each, "learning", at, version) for each in after.young - before.young]
    rows += [
        _young(each, "past", at, version)
        for each in before.young - after.young
        if each.dedup_key not in said
    ]
    if rows:
        client.insert(TABLE, rows, column_names=COLUMNS)


def read_alert(document: str) -> Alert:
    """Take a stored payload back; raises pydantic's ValidationError for anything else."""
    return _adapter().validate_json(document)


def as_text(alert: Alert) -> str:
    """Its payload in one line."""
    return json.dumps(alert.as_json(), ensure_ascii=False, separators=(",", ":"))


def _changed(before: Memory, after: Memory) -> Iterable[tuple[str, Kept]]:
    for key, kept in after.alerts.items():
        if kept.differs(before.alerts.get(key)):
            yield key, kept


def _open(memory: Memory, key: str) -> bool:
    return memory.alerts[key].standing.state != "resolved"


def _timeless(kept: Kept) -> tuple[Standing, Alert]:
    begun = kept.standing.pending_since
    return (
        replace(kept.standing, at=begun, finding=None),
        replace(kept.alert, at=begun, fresh_until=None, boards_behind_seconds=None),
    )


def _row(key: str, kept: Kept, version: int, state: str = "") -> list[Any]:
    now = kept.standing
    times = [now.pending_since, now.at, now.started_at, now.calm_since, now.resolved_at]
    labels = dict(now.labels)
    own = [key, version, now.rule, labels, state or now.state]
    return [*own, *times, now.missing, as_text(kept.alert)]


def _past(kept: Kept, version: int) -> list[Any]:
    return _row(kept.standing.dedup_key, kept, version, "past")


def _young(each: Young, state: str, at: datetime, version: int) -> list[Any]:
    own = [each.dedup_key, version, each.rule, dict(each.labels), state]
    return [*own, at, at, None, None, None, 0, ""]


def _kept(row: Mapping[str, Any]) -> Kept:
    times: dict[str, Any] = {name: row[name] and utc(row[name]) for name in _TIMES}
    same = {name: row[name] for name in ("dedup_key", "rule", "labels", "state", "missing")}
    alert = read_alert(row["document"])
    return Kept(Standing(**same, **times, acked_by=alert.acked_by), alert)


@cache
def _adapter() -> TypeAdapter[Alert]:
    return TypeAdapter(Alert)
