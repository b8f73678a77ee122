"""What the price source itself says of a name at one moment, beneath all files."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction

from genai_prices.types import StartDateConstraint

from centspan.collector.prices.listing import Listing
from centspan.collector.prices.overlay import Overlay
from centspan.collector.prices.overlay_match import Subject
from centspan.collector.prices.quote import Quote, quote
from centspan.collector.prices.source import source_id
from centspan.collector.prices.timeline import Tier, charges_at, tier_of


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


def listed_quote(priced: Priced, at: Moment) -> tuple[Quote | None, str]:
    """Return what the source lists, and why that is only the standard price, '' where it is not."""
    if priced.listing is None:
        return None, "" if priced.tier.standard else priced.tier.missing
    found, doubt = _charged(priced.listing, priced.tier, at)
    if found is None:
        return None, doubt
    how = priced.listing.note
    doubts = (how, *found.doubts) if how and priced.listing.assumed else found.doubts
    notes = (how,) if how and not priced.listing.assumed else ()
    return Quote(found.prices, doubts, notes, source_id()), doubt


def relation(priced: Priced, at: Moment, like: str) -> tuple[Fraction, ...] | None:
    """Return what the tier costs in parts of the standard price when the source first lists it.

    Where it never does, the tier `like`; None where that is not listed either.
    """
    if priced.listing is None:
        return None
    for tier in (priced.tier, tier_of(priced.listing.model, like)):
        if dates := _first_listed(tier):
            first = Moment(datetime.combine(min(dates), time(), UTC), at.second, at.band)
            return _parts(priced.listing, tier, first)
    return None


def _first_listed(tier: Tier) -> list[date]:
    constraints = (variant.constraint for variant in tier.variants)
    return [each.start_date for each in constraints if isinstance(each, StartDateConstraint)]


def _parts(listing: Listing, tier: Tier, at: Moment) -> tuple[Fraction, ...] | None:
    tiered, _ = _charged(listing, tier, at)
    standard, _ = _charged(listing, Tier("", ()), at)
    if tiered is None or standard is None:
        return None
    pairs = zip(tiered.prices, standard.prices, strict=True)
    return tuple(each / plain if plain else Fraction(1) for each, plain in pairs)


def _charged(listing: Listing, tier: Tier, at: Moment) -> tuple[Quote | None, str]:
    midnight = at.start.replace(hour=0, minute=0)
    charges, doubt = charges_at(listing.model, tier, midnight, at.second)
    return quote(charges, at.band, free=listing.model.id.endswith(":free")), doubt
