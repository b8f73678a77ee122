"""Alerts as Grafana's and Alertmanager's webhooks send them, read with care: others write them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, cast

from centspan.instrumentation.errors import CentspanError

MOST_ALERTS: Final = 1000
LONGEST: Final = 1000
"""Characters of a label that are kept."""
_NEVER: Final = 1970
"""Alerts that fire on end in the year 1, or not at all."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One alert; times are UTC, `values` are what Grafana's rule computed."""

    labels: Mapping[str, str]
    resolved: bool
    starts_at: datetime
    ends_at: datetime | None
    values: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])


def read(body: bytes) -> tuple[Passed, ...]:
    """Read a webhook's body; raises CentspanError that says what was expected."""
    try:
        said = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise CentspanError(
            "expected the JSON of Grafana's or Alertmanager's webhook, found no JSON"
        ) from None
    alerts = cast("dict[str, Any]", said).get("alerts") if isinstance(said, dict) else None
    if not isinstance(alerts, list):
        raise CentspanError(
            "expected a webhook of Grafana or Alertmanager, an object with a list of alerts"
        )
    listed = cast("list[object]", alerts)
    if len(listed) > MOST_ALERTS:
        raise CentspanError(f"expected at most {MOST_ALERTS} alerts, found {len(listed)}")
    return tuple(_passed(each) for each in listed)


def _passed(said: object) -> Passed:
    if not isinstance(said, dict):
        raise CentspanError("expected each alert to be an object")
    alert = cast("dict[str, Any]", said)
    status, labels = alert.get("status"), alert.get("labels")
    if status not in ("firing", "resolved") or not isinstance(labels, dict):
        raise CentspanError(
            "expected of each alert a status, firing or resolved, and labels; found neither or one"
        )
    starts = _moment(alert.get("startsAt"))
    if starts is None:
        raise CentspanError("expected of each alert startsAt, a time such as 2026-11-21T18:00:00Z")
    return Passed(
        labels={
            str(name): str(value)[:LONGEST]
            for name, value in cast("dict[str, Any]", labels).items()
        },
        resolved=status == "resolved",
        starts_at=starts,
        ends_at=_moment(alert.get("endsAt")),
        values=_values(alert.get("values")),
    )


def _moment(text: object) -> datetime | None:
    """A time in UTC; None for what is none, and for the year 1, which stands for never."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.year > _NEVER else None
    except (ValueError, OverflowError):
        return None


def _values(said: object) -> dict[str, Decimal]:
    if not isinstance(said, dict):
        return {}
    numbers = cast("dict[str, Any]", said).items()
    return {
        name: Decimal(value)
        for name, value in numbers
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    }
