"""One row of the price book, and what it is looked up for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from centspan.instrumentation.attributes import BUCKETS, UNITS

PRICED: Final = BUCKETS + UNITS
"""What carries a price, in the order of the store's columns."""
ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
FOREVER: Final = ALWAYS + timedelta(seconds=2**32 - 1)
"""The ends of the store's DateTime."""
DAY_SECONDS: Final = 86400
Kind = Literal["list", "contract"]
"""`list` is what everybody pays, `contract` what this organisation pays instead."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a price is looked up for, spelt as on spans."""

    provider: str
    model: str
    service_tier: str = ""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """USD per single token or unit of one key, from `valid_from` until before `valid_to`.

    `day_from` and `day_to` are seconds after midnight UTC; `prices` is in the order of `PRICED`.
    """

    provider: str
    model: str
    service_tier: str
    context_band: int
    prices: tuple[Decimal, ...]
    source: str
    note: str = ""
    assumed: bool = False
    valid_from: datetime = ALWAYS
    valid_to: datetime = FOREVER
    day_from: int = 0
    day_to: int = DAY_SECONDS
    withdrawn: bool = False
    kind: Kind = "list"
