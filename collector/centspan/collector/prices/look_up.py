"""From a name on spans to its rows of the price book. Loads the price source: 0.2 s, 60 MB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from centspan.collector.prices.alias import Target, targets
from centspan.collector.prices.flatten import flatten
from centspan.collector.prices.listing import Listing, Unknown, find
from centspan.collector.prices.overlay import overlay
from centspan.collector.prices.overlay_listed import Moment, Priced
from centspan.collector.prices.overlay_match import Subject, identity, tier_and_region
from centspan.collector.prices.overlay_price import contract_quote, list_quote
from centspan.collector.prices.quote import Quote
from centspan.collector.prices.row import Name, PriceRow
from centspan.collector.prices.sources import Sources
from centspan.collector.prices.timeline import Timeline, tier_of, timeline


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name means, and how that is priced, until `ends`."""

    ends: datetime
    priced: Priced
    reason: str
    """Why the price source knows no price, '' where it does."""


def look_up(name: Name, sources: Sources) -> tuple[PriceRow, ...] | Unknown:
    """Return the rows that price `name` in every band at any time, or why there are none.

    Rows of one kind and band never overlap. Where no row of kind `contract` holds, the list price
    is paid.
    """
    meanings = [_meaning(name, target, sources) for target in targets(name, sources)]
    when = _timeline(meanings)

    def list_at(moment: Moment) -> Quote | None:
        return list_quote(_at(meanings, moment).priced, moment)

    def contract_at(moment: Moment) -> Quote | None:
        return contract_quote(_at(meanings, moment).priced, moment, list_at(moment))

    rows = flatten(name, when, list_at)
    if any(m.priced.overlay.contract or m.priced.overlay.discounts for m in meanings):
        rows += flatten(name, when, contract_at, "contract")
    reasons = (meaning.reason for meaning in meanings if meaning.reason)
    return rows or Unknown(next(reasons, "charged only for what spans do not report"))


def priced_as(
    subject: Subject, listing: Listing | None, sources: Sources, note: str = ""
) -> Priced:
    """Return all that can price `subject` at any time."""
    model = listing.model if listing else None
    return Priced(subject, overlay(subject, sources), tier_of(model, subject.tier), listing, note)


def _meaning(name: Name, target: Target, sources: Sources) -> _Meaning:
    tier, region = tier_and_region(name.service_tier)
    found = find(target.provider, target.model)
    listing = found if isinstance(found, Listing) else None
    identities = dict.fromkeys(
        (
            identity(name.provider, name.model, None if target.note else listing),
            identity(target.provider, target.model, listing),
        )
    )
    subject = Subject(tuple(identities), tier, region)
    reason = found.reason if isinstance(found, Unknown) else ""
    return _Meaning(target.ends, priced_as(subject, listing, sources, target.note), reason)


def _timeline(meanings: Sequence[_Meaning]) -> Timeline:
    edges = {meaning.ends for meaning in meanings}
    each = [
        timeline(
            m.priced.listing.model if m.priced.listing else None,
            m.priced.tier,
            edges | m.priced.overlay.edges(),
        )
        for m in meanings
    ]
    first = max(when.starts[0] for when in each)
    starts = {first, *(start for when in each for start in when.starts if start > first)}
    parts = {part for when in each for part in when.parts}
    return Timeline(tuple(sorted(starts)), tuple(sorted(parts)))


def _at(meanings: Sequence[_Meaning], moment: Moment) -> _Meaning:
    return next(meaning for meaning in meanings if moment.start < meaning.ends)
