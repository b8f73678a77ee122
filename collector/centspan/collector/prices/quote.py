"""What one price list charges for each bucket and unit in one context band.

A token's price follows genai-prices: a bucket without a price of its own is billed at the next
broader one (`BROADER`), and one without any price costs nothing (an embedding model's output).
Documented differences to `genai_prices.calc_price`:
- prices are rounded to 1e-18 USD (listings with more than 12 decimals per million tokens);
- cached audio and image tokens are cache reads; citation and video tokens are plain output or input;
- the price of a request is charged for the requests a call reports;
- seconds of audio, characters, pages and the like stand on no span: a list with nothing else prices
  nothing, one with other prices is doubtful; so is an empty list of a model not named `:free`;
- a band that a price boundary cuts in two is doubtful.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from genai_prices.types import ModelPrice, TieredPrices

from centspan.collector.prices.row import PRICED
from centspan.instrumentation.pricing.buckets import BROADER, PER
from centspan.instrumentation.spellings import CONTEXT_EDGES

BANDS: Final = (0, *CONTEXT_EDGES)
UNSEEN: Final = (
    "_hours",
    "_mchars",
    "_messages_kcount",
    "_gpixels",
    "_kpages",
    "rerank_searches_kcount",
)
"""Endings of prices for what a call uses and no span reports."""
DIGITS: Final = 18
"""The book keeps prices to 1e-18 USD; they are rounded once, half to even, after all arithmetic."""

Price = Decimal | TieredPrices


@dataclass(frozen=True, slots=True)
class Quote:
    """USD per single token or unit, exact, in the order of `PRICED`.

    `doubts` say what is assumed, `notes` how the price came about, `source` who says so.
    """

    prices: tuple[Fraction, ...]
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""

    def rounded(self) -> tuple[Decimal, ...]:
        """The prices as the book keeps them."""
        return tuple(Decimal(round(p * 10**DIGITS)).scaleb(-DIGITS) for p in self.prices)


def quote(charges: ModelPrice, band: int, *, free: bool = False) -> Quote | None:
    """Price every bucket in `band`; None where the list charges only for what no span reports.

    `free` says that a list without prices means what it says.
    """
    listed = _listed(charges)
    unseen = [name for name in listed if name.endswith(UNSEEN)]
    if unseen and len(unseen) == len(listed):
        return None
    doubts = [f"charges {name} too, which spans do not report" for name in unseen]
    if not listed and not free:
        doubts.append("listed without a price")
    doubts += [f"prices change at {start} tokens" for start in _cuts(listed, band)]
    return Quote(tuple(_price(listed, bucket, band) for bucket in PRICED), tuple(doubts))


def _listed(charges: ModelPrice) -> dict[str, Price]:
    return {
        name: price
        for name, price in vars(charges).items()
        if isinstance(price, Decimal | TieredPrices) and not name.startswith("_")
    }


def _price(listed: dict[str, Price], bucket: str, band: int) -> Fraction:
    for name in BROADER[bucket]:
        if (price := listed.get(name)) is not None:
            return Fraction(_in_band(price, band)) / 10 ** PER[name.rpartition("_")[2]]
    return Fraction(0)


def _in_band(price: Price, band: int) -> Decimal:
    """A call in a band exceeds the band's edge, hence every tier that starts there or below."""
    if isinstance(price, Decimal):
        return price
    return next((t.price for t in reversed(price.tiers) if t.start <= band), price.base)


def _cuts(listed: dict[str, Price], band: int) -> list[int]:
    """Tier starts strictly inside the band: source edges that CONTEXT_EDGES lacks."""
    above = min((edge for edge in BANDS if edge > band), default=None)
    starts = {
        t.start for price in listed.values() if isinstance(price, TieredPrices) for t in price.tiers
    }
    return sorted(s for s in starts if s > band and (above is None or s < above))
