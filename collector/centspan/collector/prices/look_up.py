"""From a name on spans to its rows of the price book. Loads the price source: 0.2 s, 60 MB."""

from centspan.collector.prices.flatten import flatten
from centspan.collector.prices.listing import Unknown, find
from centspan.collector.prices.row import Name, PriceRow
from centspan.collector.prices.source import source_id
from centspan.collector.prices.sources import Sources


def look_up(name: Name, sources: Sources) -> tuple[PriceRow, ...] | Unknown:
    """Return the rows that price `name` in every band at any time, or why there are none.

    Rows of one kind and band never overlap. A name without rows of kind `contract` pays list prices.
    """
    listing = find(name.provider, name.model)
    if isinstance(listing, Unknown):
        return listing
    return flatten(name, listing, source_id()) or Unknown(
        "charged only for what spans do not report"
    )
