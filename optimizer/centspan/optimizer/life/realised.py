"""What a change that was adopted really saved: unit costs before and after it, on the same kinds of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from centspan.collector.query import load
from centspan.optimizer.interval import Interval, Spread, interval
from centspan.optimizer.life.compared import compared
from centspan.optimizer.life.stored import Stored
from centspan.optimizer.life.windows import Windows
from centspan.optimizer.study import MONTH_DAYS

FEWEST_OF_TENANT: Final = 30
"""Units of a tenant's own before, from which it is compared with itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Realised:
    """A comparison; amounts are USD a month of 30 days.

    `after_usd` − `before_usd` = volume + mix + price − saving, to rounding.
    """

    windows: Windows
    controlled: bool
    users: int
    calls_before: int
    calls_after: int
    before_usd: Decimal
    after_usd: Decimal
    volume_usd: Decimal
    mix_usd: Decimal
    price_usd: Decimal
    saving_usd: Decimal
    expected_usd: Decimal
    """What the work after would have cost as before."""
    unlike_usd: Decimal
    """What work after cost that had no like before, and is not compared."""
    interval: Interval | None
    """Of the share of `expected_usd` that is saved."""
    share: Decimal
    usual_usd: Decimal
    """What the scope cost before, at the prices of the adoption: what a proposal is compared at."""

    def at(self, share: Decimal) -> Decimal:
        """USD a month of this share, at the volume, mix and prices of before."""
        return share * self.usual_usd


def realised(client: Any, of: Stored, when: Windows, treated: str = "") -> Realised | None:
    """Compare the times of `when`, or calls with the label `treated` and without it; None without calls in both."""
    rows = load("realised_saving").rows(client, **asked(of, when, treated), **_how(of))
    return _read(rows[0], when, controlled=bool(treated)) if rows else None


def asked(of: Stored, when: Windows, treated: str) -> dict[str, Any]:
    """The parameters by which a proposal's calls are found."""
    return {
        "environment": of.scope.get("environment", ""),
        "feature": of.scope.get("feature", ""),
        "treated": treated,
        "before": when.before,
        "until": when.until,
        "after": when.after,
        "end": when.end,
    }


def _how(of: Stored) -> dict[str, Any]:
    how = compared(of.lever, of.scope, of.said.get("do", {}))
    return {
        "unit": how.unit,
        "changes": list(how.changes),
        "models": list(how.models),
        "adopted": of.adopted_at,
        "fewest_of_tenant": FEWEST_OF_TENANT,
    }


def _read(row: Mapping[str, Any], when: Windows, *, controlled: bool) -> Realised:
    def monthly(name: str) -> Decimal:
        return _usd(row[name]) / Decimal(str(when.days)) * MONTH_DAYS

    found = Spread(
        users=row["users_count"],
        cost_usd=_usd(row["expected_fixed_usd"]),
        saved_usd=_usd(row["expected_fixed_usd"]) - _usd(row["after_fixed_usd"]),
        cost_squares=row["cost_squares"],
        residual_squares=row["residual_squares"],
    )
    with_control = monthly("expected_fixed_usd") if controlled else Decimal(0)
    return Realised(
        windows=when,
        controlled=controlled,
        users=found.users,
        calls_before=row["calls_before_count"],
        calls_after=row["calls_after_count"],
        before_usd=monthly("before"),
        after_usd=monthly("after"),
        volume_usd=monthly("volume"),
        mix_usd=monthly("mix"),
        price_usd=monthly("price"),
        saving_usd=monthly("expected_after") - monthly("after"),
        expected_usd=monthly("expected_after"),
        unlike_usd=monthly("unlike"),
        interval=interval(found) if found.cost_usd else None,
        share=found.share,
        usual_usd=monthly("before_fixed_usd") + with_control,
    )


def _usd(amount: float) -> Decimal:
    """The engine computes rates of sums as floats; twelve places are more than they are good for."""
    return round(Decimal(amount), 12)


def first_call(client: Any, of: Stored, now: datetime) -> datetime | None:
    """When the scope's first call was made; None without one."""
    rows = load("realised_extent").rows(
        client,
        environment=of.scope.get("environment", ""),
        feature=of.scope.get("feature", ""),
        end=now,
    )
    return rows[0]["first"].replace(tzinfo=UTC) if rows and rows[0]["calls"] else None
