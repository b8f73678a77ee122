"""Which prices of its own a model had that a price set by hand does not say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from centspan.collector.prices.price_file_tables import PRICE_NAMES
from centspan.collector.prices.row import DAY_SECONDS, PRICED, Kind, PriceRow
from centspan.collector.prices.set_price import ByHand, rows_of
from centspan.collector.prices.standing import overlay
from centspan.instrumentation.pricing.buckets import BROADER

NEEDED: Final = ("uncached_input", "output")
_BUCKETS: Final[dict[str, str]] = {BROADER[bucket][0]: bucket for bucket in PRICED}
_OPTIONS: Final = {_BUCKETS[listed]: name for name, listed in PRICE_NAMES.items()}


@dataclass(frozen=True, slots=True)
class FallenBack:
    """A bucket's price before and now, in USD per single token or unit, and where it is taken from.

    `name` is what a file or an option calls it; `billed_as` is '' where it is free now.
    """

    name: str
    bucket: str
    before: Decimal
    now: Decimal
    billed_as: str


def fallen_back(stored: Sequence[PriceRow], price: ByHand) -> tuple[FallenBack, ...]:
    """Compare with what stands when the price begins, or now; `stored` are the rows of its name."""
    standing = _standing(stored, price)
    if standing is None:
        return ()
    before = _by_bucket(standing)
    now = _by_bucket(rows_of(price, "")[0])
    given = {*NEEDED, *(_BUCKETS[PRICE_NAMES[n]] for n in price.values if n in PRICE_NAMES)}
    return tuple(
        FallenBack(_OPTIONS[bucket], bucket, before[bucket], now[bucket], _OPTIONS.get(wider, ""))
        for bucket in map(str, PRICED)
        if bucket not in given
        for wider in [_wider(bucket)]
        if before[bucket] != before.get(wider, Decimal(0))
    )


def lacks_list_price(stored: Sequence[PriceRow], price: ByHand) -> bool:
    """Whether a contract price would stand alone when it begins, or now, so that no list cost is known."""
    return price.contract and _top(stored, price, "list") is None


def _standing(stored: Sequence[PriceRow], price: ByHand) -> PriceRow | None:
    return (price.contract and _top(stored, price, "contract")) or _top(stored, price, "list")


def _top(stored: Sequence[PriceRow], price: ByHand, kind: Kind) -> PriceRow | None:
    at = max(price.starts, datetime.now(UTC))
    same = [row for row in stored if (row.context_band, row.kind) == (price.above, kind)]
    return overlay(same)(at, int(at.timestamp()) % DAY_SECONDS)


def _by_bucket(row: PriceRow) -> Mapping[str, Decimal]:
    return {str(bucket): amount for bucket, amount in zip(PRICED, row.prices, strict=True)}


def _wider(bucket: str) -> str:
    """The bucket whose price stands for one without its own, '' where none does."""
    wider = [_BUCKETS[name] for name in BROADER[bucket][1:] if name in _BUCKETS]
    return wider[-1] if wider else ""
