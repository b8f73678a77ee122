"""Sets the price of a name by hand: one version of the book, for all bands of context."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from centspan.collector.prices import book
from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_file_build import prices
from centspan.collector.prices.price_file_entries import Said
from centspan.collector.prices.quote import BANDS, Quote
from centspan.collector.prices.row import ALWAYS, FOREVER, Name, PriceRow
from centspan.collector.prices.sources import Sources
from centspan.collector.prices.stored import BY_HAND


@dataclass(frozen=True, slots=True)
class ByHand:
    """A price as somebody set it: `values` as a `[[price]]` of a price file has them, read."""

    name: Name
    values: Mapping[str, Fraction | int]
    above: int = 0
    starts: datetime = ALWAYS
    ends: datetime = FOREVER
    contract: bool = False
    note: str = ""


def rows_of(price: ByHand, added_by: str) -> tuple[PriceRow, ...]:
    """The rows of the book, one a band: every band of more than `above` tokens of input."""
    (said,) = prices(Said("prices set", price.values), ())
    rounded = Quote(said.prices).rounded()
    return tuple(
        PriceRow(
            *(price.name.provider, price.name.model, price.name.service_tier, band),
            prices=rounded,
            source=f"set by {added_by}",
            note=price.note,
            valid_from=price.starts,
            valid_to=price.ends,
            kind="contract" if price.contract else "list",
        )
        for band in BANDS
        if band >= price.above
    )


def set_price(client: Any, price: ByHand, sources: Sources, *, added_by: str) -> int:
    """Append the price as one version and return it.

    A name that the book lacks is looked up first, so that what is not set here has its listed price.
    """
    look_up_first(client, price.name, sources)
    what = " ".join(filter(None, (price.name.provider, price.name.model, price.name.service_tier)))
    return book.append(
        client, rows_of(price, added_by), reason=BY_HAND, what=what, added_by=added_by
    )


def look_up_first(client: Any, name: Name, sources: Sources) -> None:
    """Price a name that the book lacks as the sources do, where they know it."""
    known = client.query(
        "SELECT count() FROM prices WHERE kind = 'list' AND provider = {provider:String} "
        "AND model = {model:String} AND service_tier = {tier:String}",
        parameters={"provider": name.provider, "model": name.model, "tier": name.service_tier},
    ).first_row[0]
    found = () if known else look_up(name, sources)
    if found and not isinstance(found, Unknown):
        book.append(client, found, reason="resolved", what=name.model, added_by="centspan resolver")
