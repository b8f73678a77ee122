"""What an alert tells: all an on-call needs to act, filled from the store, without any prompt text."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from urllib.parse import quote

from centspan.collector.amounts import exact

Severity = Literal["page", "ticket"]
State = Literal["pending", "firing", "resolved"]
MOST_TRACES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStanding:
    """How a budget stands: `amount` and `used` are in `unit`, USD or tokens; `share` is used ÷ amount."""

    id: str
    amount: Decimal
    used: Decimal
    share: Decimal
    period: str
    unit: str = "usd"
    runs_out_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """One value of a dimension that drives the alert, and how it changed; `before` is the baseline."""

    dimension: str
    value: str
    usd: Decimal
    before_usd: Decimal
    change_usd: Decimal
    change_share: Decimal | None = None
    """Its part of the whole change, 1 for all of it; none where the whole did not change."""
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A change of spend by its causes, in USD; the three add up to it."""

    price_usd: Decimal
    volume_usd: Decimal
    mix_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert at one moment; times are UTC, amounts in USD, shares from 0 to 1."""

    rule: str
    title: str
    severity: Severity
    state: State
    dedup_key: str
    group_key: str
    """Alerts of one group are told together."""
    scope: Mapping[str, str]
    started_at: datetime
    at: datetime
    """When it was judged last."""
    resolved_at: datetime | None = None
    headline: str
    """One sentence with numbers and units."""
    owner: str = ""
    channel: str = ""
    observed_usd: Decimal | None = None
    expected_usd: Decimal | None = None
    observed: Decimal | None = None
    """What is no money, in `unit`; `expected` is its threshold or its usual level."""
    expected: Decimal | None = None
    unit: str = "usd"
    budget: BudgetStanding | None = None
    contributors: tuple[Contributor, ...] = ()
    split: Split | None = None
    trace_ids: tuple[str, ...] = ()
    board_url: str = ""
    runbook_url: str = ""
    unpriced_share: Decimal | None = None
    """Of the calls judged, those without a price: the amounts leave them out."""
    estimated_share: Decimal | None = None
    fresh_until: datetime | None = None
    """The newest call that was judged."""
    boards_behind_seconds: int | None = None
    learning: bool = False
    """Its scope is too young for a baseline."""
    silenced_by: str = ""
    acked_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """The documented payload (docs/alerts.md): amounts as text, times in ISO 8601 UTC, every key present."""
        return plain(self) | {"trace_ids": list(self.trace_ids[:MOST_TRACES])}


def dedup_key(rule: str, scope: Mapping[str, str], budget: str = "") -> str:
    """What makes two notifications the same alert: the rule, its scope's values and its budget."""
    parts = {**scope, "budget": budget or scope.get("budget", "")}
    said = (f"{name}={quote(parts[name], safe='')}" for name in sorted(parts) if parts[name])
    return f"{rule}:{','.join(said)}"


def utc(moment: datetime) -> datetime:
    """The moment in UTC, which one without a zone is taken to be."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as `2026-11-21T18:00:00.000Z`."""
    return utc(moment).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def plain(value: Any) -> Any:
    """A frozen dataclass, and all in it, as JSON has it; Decimals are text with all their digits."""
    match value:
        case Decimal():
            return exact(value)
        case datetime():
            return iso(value)
        case Mapping():
            return {str(name): plain(each) for name, each in sorted(value.items())}
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value
