"""Prices of one model: which stand at a moment, and for how much input."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from centspan.instrumentation.attributes import BUCKETS, UNITS
from centspan.instrumentation.pricing.buckets import BROADER, PER

PRICED: Final = BUCKETS + UNITS
DIGITS: Final = 24
"""Prices are whole numbers of 1e-24 USD: exact, and far quicker than decimals."""
Prices = tuple[int, ...]
"""Price of a token or unit, in the order of `PRICED`."""
When = date | tuple[time, time] | None


@dataclass(frozen=True, slots=True)
class Charges:
    """Prices of one stretch of time; `tiers` are (the input they need more than, prices), rising."""

    when: When
    tiers: tuple[tuple[int, Prices], ...]
    """Empty where the source lists nothing that a span can carry."""

    def active(self, at: datetime) -> bool:
        """Say whether these prices stand at a moment in UTC."""
        if self.when is None:
            return True
        if isinstance(self.when, date):
            return at.date() >= self.when
        start, end = self.when
        now = at.time()
        return start <= now < end if start <= end else now >= start or now < end


@dataclass(frozen=True, slots=True)
class Tariff:
    """All prices a model ever had in the source, in its order: the last active one stands."""

    history: tuple[Charges, ...]

    def prices(self, total_input: int, at: datetime | None = None) -> Prices | None:
        """Prices of a call with so much input at `at` (default: now); None where none are listed."""
        charges = self.history[0]
        if len(self.history) > 1 or charges.when is not None:
            moment = (at or datetime.now(UTC)).astimezone(UTC)
            charges = next((c for c in reversed(self.history) if c.active(moment)), charges)
        return next((p for start, p in reversed(charges.tiers) if total_input > start), None)


def tariff(history: list[list[Any]]) -> Tariff:
    """Read a model's prices as `list_prices.json` has them."""
    return Tariff(tuple(Charges(_when(when), _tiers(listed)) for when, listed in history))


def _when(when: Any) -> When:
    if isinstance(when, str):
        return date.fromisoformat(when)
    return (time.fromisoformat(when[0]), time.fromisoformat(when[1])) if when else None


def _tiers(listed: dict[str, Any] | None) -> tuple[tuple[int, Prices], ...]:
    if listed is None:
        return ()
    starts = {-1}
    for price in listed.values():
        if isinstance(price, list):
            starts.update(start for start, _ in price[1:])
    return tuple((start, _prices(listed, start)) for start in sorted(starts))


def _prices(listed: dict[str, Any], start: int) -> Prices:
    return tuple(_price(listed, BROADER[bucket], start) for bucket in PRICED)


def _price(listed: dict[str, Any], names: tuple[str, ...], start: int) -> int:
    for name in names:
        if (price := listed.get(name)) is not None:
            if isinstance(price, list):
                price = next((p for edge, p in reversed(price[1:]) if edge <= start), price[0])
            return int(Decimal(price).scaleb(DIGITS - PER[name.rpartition("_")[2]]))
    return 0
