"""From a name on spans to its rows of the price book. Loads the price source: 0.2 s, 60 MB."""

from centspan.collector.prices.flatten import flatten
from centspan.collector.prices.listing import Unknown, find
from centspan.collector.prices.row import Name, PriceRow
from centspan.collector.prices.source import source_id


def look_up(name: Name) -> tuple[PriceRow, ...] | Unknown:
    """Return the rows that price `name` in every band, or why there are none."""
    listing = find(name.provider, name.model)
    if isinstance(listing, Unknown):
        return listing
    return flatten(name, listing, source_id()) or Unknown(
        "charged only for what spans do not report"
    )
