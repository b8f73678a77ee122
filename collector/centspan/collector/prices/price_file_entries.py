"""What a file of prices can say, as `price_file.py` hands it on: all money in USD per single unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from centspan.collector.prices.row import ALWAYS, FOREVER


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls an entry is about: from `starts` until before `ends`.

    `tier` and `region` are None where the entry does not say, `tier` is '' for the standard tier;
    `where` names the entry in messages.
    """

    where: str
    provider: str = "*"
    model: str = "*"
    tier: str | None = None
    region: str | None = None
    starts: datetime = ALWAYS
    ends: datetime = FOREVER


@dataclass(frozen=True, slots=True)
class Price:
    """A price list for inputs of more than `above` tokens; `prices` is in the order of `PRICED`."""

    scope: Scope
    prices: tuple[Fraction, ...]
    above: int = 0
    contract: bool = False
    note: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Multiplier:
    """What prices of tokens are multiplied with in a region, or for a tier without a list of its own.

    `as_listed`: as tier and standard price relate when the price source first lists the tier (`*`), or
    else the tier that is named; `factor` stands where it never does.
    """

    scope: Scope
    factor: Fraction | None
    as_listed: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Discount:
    """What this organisation need not pay: a share of the list price from 0 to 1."""

    scope: Scope
    share: Fraction
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name on spans that stands for a model of the price source."""

    scope: Scope
    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class Rate:
    """USD for one unit of a currency, until the next rate of that currency."""

    where: str
    currency: str
    usd: Fraction
    starts: datetime = ALWAYS


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as a file has it, each value read; `where` names it in messages."""

    where: str
    values: Mapping[str, Any]
