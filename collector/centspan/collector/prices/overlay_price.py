"""What a name costs at one moment: the source's list, what files say instead, then factors.

List price: a file's list for the tier; else the source's for the tier; else the standard list, with
the tier's multiplier or `assumed`. In a region: times the region's multiplier, unless the list was for
that region; without either the plain price, `assumed`.
Contract price: a negotiated list, else the list price less every discount: discounts of different
contracts multiply, of one contract the most particular stands. None where nothing was negotiated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from centspan.collector.prices.listing import Listing
from centspan.collector.prices.overlay import Factor, Laid, Overlay
from centspan.collector.prices.overlay_match import Subject
from centspan.collector.prices.quote import Quote, quote
from centspan.collector.prices.source import source_id
from centspan.collector.prices.timeline import Tier, charges_at


@dataclass(frozen=True, slots=True)
class Moment:
    """A second of the day within a stretch that begins at `start`, for inputs in one band."""

    start: datetime
    second: int
    band: int


@dataclass(frozen=True, slots=True)
class Priced:
    """All that can price one name: the source's listing, and what files lay over it."""

    subject: Subject
    overlay: Overlay
    tier: Tier
    listing: Listing | None = None
    note: str = ""


def list_quote(priced: Priced, at: Moment) -> Quote | None:
    """Return what everybody pays, None where nobody says."""
    found, regional = _for_tier(priced, at)
    if found is None:
        return None
    if priced.note:
        found = replace(found, notes=(priced.note, *found.notes))
    return found if regional else _in_region(found, priced, at)


def contract_quote(priced: Priced, at: Moment, listed: Quote | None) -> Quote | None:
    """Return what this organisation pays, None where that is the list price."""
    if negotiated := _list_standing(priced.overlay.contract, at):
        return negotiated.quote
    discounts = list(_one_of_each_contract(priced.overlay.discounts, at))
    if listed is None or not discounts:
        return None
    for each in discounts:
        percent = float((1 - each.factor) * 100)
        named = f"{each.contract}: " if each.contract else ""
        listed = _times(listed, each, f"{named}less {percent:g} %")
    return listed


def _for_tier(priced: Priced, at: Moment) -> tuple[Quote | None, bool]:
    if own := _list_standing(priced.overlay.prices, at):
        return own.quote, own.regional
    listed, doubt = _listed(priced, at)
    if not doubt:
        return listed, False
    base = _list_standing(priced.overlay.standard, at)
    standard = base.quote if base else listed
    regional = base.regional if base else False
    if standard is None:
        return None, False
    if factor := _standing(priced.overlay.tier_factors, at):
        named = f"{priced.tier.name} at {float(factor.factor):g} × the standard price"
        return _times(standard, factor, named), regional
    return replace(standard, doubts=(doubt, *standard.doubts)), regional


def _listed(priced: Priced, at: Moment) -> tuple[Quote | None, str]:
    """What the price source lists, and why that is only the standard price."""
    if priced.listing is None:
        return None, "" if priced.tier.standard else priced.tier.missing
    midnight = at.start.replace(hour=0, minute=0)
    model = priced.listing.model
    charges, doubt = charges_at(model, priced.tier, midnight, at.second)
    found = quote(charges, at.band, free=model.id.endswith(":free"))
    if found is None:
        return None, doubt
    how = priced.listing.note
    doubts = (how, *found.doubts) if how and priced.listing.assumed else found.doubts
    notes = (how,) if how and not priced.listing.assumed else ()
    return Quote(found.prices, doubts, notes, source_id()), doubt


def _in_region(found: Quote, priced: Priced, at: Moment) -> Quote:
    region = priced.subject.region
    if not region:
        return found
    if factor := _standing(priced.overlay.region_factors, at):
        same = factor.factor == 1
        return found if same else _times(found, factor, f"{region}: × {float(factor.factor):g}")
    doubt = f"plain price: no multiplier known for region {region}"
    return replace(found, doubts=(*found.doubts, doubt))


def _times(found: Quote, factor: Factor, note: str) -> Quote:
    told = f"{note} ({factor.note})" if factor.note else note
    return Quote(
        tuple(price * factor.factor for price in found.prices),
        found.doubts,
        (*found.notes, told),
        " × ".join(dict.fromkeys((*found.source.split(" × "), factor.source))),
    )


def _one_of_each_contract(discounts: Iterable[Factor], at: Moment) -> Iterator[Factor]:
    seen: set[str] = set()
    for each in discounts:
        if each.starts <= at.start < each.ends and each.contract not in seen:
            seen.add(each.contract)
            yield each


def _list_standing(laid: Sequence[Laid], at: Moment) -> Laid | None:
    fitting = (each for each in laid if each.above <= at.band)
    return next((each for each in fitting if each.starts <= at.start < each.ends), None)


def _standing(factors: Sequence[Factor], at: Moment) -> Factor | None:
    return next((each for each in factors if each.starts <= at.start < each.ends), None)
